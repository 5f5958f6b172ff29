/** The form of a step: what the step asks for, the reason for the history, and a place for what is wrong. */

import { html } from './element.js';
import { reasonField } from './reason_field.js';
import { t } from './words.js';

/**
 * @param {string} title
 * @param {HTMLElement[]} fields that are the step's own
 * @param {() => void} cancelled
 * @returns {{ form: HTMLFormElement, refused: HTMLElement }}
 */
export function moveForm(title, fields, cancelled) {
  const refused = html('p', { class: 'refused', role: 'alert' });
  const cancel = html('button', { type: 'button', class: 'second-button' }, [t('Cancel')]);
  cancel.addEventListener('click', cancelled);
  const form = html('form', { class: 'move-form', 'aria-label': title }, [
    html('h3', {}, [title]),
    ...fields,
    reasonField(),
    refused,
    html('div', { class: 'buttons' }, [html('button', { type: 'submit', class: 'main-button' }, [t('Save')]), cancel]),
  ]);
  return { form, refused };
}
