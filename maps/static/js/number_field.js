/** A field for a number, which tells how it reads what can be read two ways, and lets nothing be sent that is no number. */

import { html } from './element.js';
import { figure, markOf, readsTwoWays, typedAs } from './typed_number.js';
import { t } from './words.js';

/**
 * What a text says as a number.
 * @param {string} text
 * @param {{ whole: boolean, language: string }} how
 * @returns {number} NaN for none
 */
export function read(text, { whole, language }) {
  const value = figure(text, markOf(language));
  return whole && !Number.isInteger(value) ? NaN : value;
}

/**
 * The field, and room for what it tells.
 * @param {string} name
 * @param {unknown} value a number or nothing
 * @param {{ whole: boolean, language: string, locked: boolean }} how
 * @returns {[HTMLInputElement, HTMLElement]}
 */
export function numberField(name, value, how) {
  const { whole, language, locked } = how;
  const text = typeof value === 'number' ? typedAs(value, language) : '';
  const field = html('input', { type: 'text', inputmode: whole ? 'numeric' : 'decimal', name, value: text, readonly: locked, autocomplete: 'off' });
  const told = html('small', { class: 'as-read', role: 'status' });
  const look = () => {
    const typed = field.value.trim();
    const number = typed ? read(typed, how) : 0;
    const example = { example: typedAs(whole ? 1234 : 1234.5, language) };
    const wrong = Number.isNaN(number) ? (whole ? t('Write a whole number, as {example}.', example) : t('Write a number, as {example}.', example)) : '';
    field.setCustomValidity(wrong);
    // Digits alone, with a mark before fractions alone: this can't be read two ways.
    const plain = String(number).replace('.', markOf(language));
    told.textContent = wrong || (readsTwoWays(typed) ? t('Read as {number}.', { number: plain }) : '');
  };
  for (const event of ['input', 'change']) field.addEventListener(event, look);
  return [field, told];
}
