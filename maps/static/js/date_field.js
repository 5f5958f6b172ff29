/**
 * Fields for a day. The browser writes a day in its own order, by which 01/05 may be the first of May or the fifth of
 * January: under each field the day stands in the page's words.
 */

import { html } from './element.js';
import { dayInWords } from './format.js';

let told = 0;

/**
 * What a field's day is in words, kept up to what is typed. Who sets the field from a script dispatches `change`.
 * @param {HTMLInputElement} field
 * @returns {HTMLElement} to stand at the field; hidden from labels that it stands in, since it describes the field
 */
export function inWords(field) {
  told += 1;
  const words = html('span', { class: 'day-in-words', id: `day-in-words-${told}`, 'aria-hidden': 'true' });
  const tell = () => { words.textContent = dayInWords(field.value, document.documentElement.lang); };
  field.setAttribute('aria-describedby', [words.id, field.getAttribute('aria-describedby')].filter(Boolean).join(' '));
  for (const event of ['input', 'change']) field.addEventListener(event, tell);
  tell();
  return words;
}

/**
 * A new field with its words.
 * @param {Record<string, string | boolean | undefined>} attributes
 * @returns {[HTMLInputElement, HTMLElement]}
 */
export function dateField(attributes) {
  const field = html('input', { type: 'date', ...attributes });
  return [field, inWords(field)];
}
