/** From when a change is so: each write says it, there is no silent today. */

import { dateField } from './date_field.js';
import { html } from './element.js';
import { t } from './words.js';

/** @returns {HTMLElement[]} controls `_when` and `_from` of a form */
export function whenFields() {
  const [from, words] = dateField({ name: '_from', 'aria-label': t('From that day on') });
  const radio = (/** @type {string} */ value, /** @type {boolean} */ checked) => html('input', { type: 'radio', name: '_when', value, required: true, checked });
  const dated = radio('from', false);
  const correction = radio('correction', false);
  const look = () => { from.required = dated.checked; };
  for (const one of [dated, correction]) one.addEventListener('change', look);
  from.addEventListener('input', () => {
    dated.checked = true;
    look();
  });
  return [
    html('fieldset', { class: 'when' }, [
      html('legend', {}, [t('When is it so')]),
      html('label', { class: 'tick' }, [dated, t('From a day on:')]),
      from,
      words,
      html('label', { class: 'tick' }, [correction, t('It never was as recorded: a correction')]),
    ]),
  ];
}

/**
 * What the controls say, as the service takes it.
 * @param {FormData} data
 * @param {string} day the day that is shown: of a correction, whose period is meant
 * @returns {Record<string, string>}
 */
export function whenOf(data, day) {
  if (data.get('_when') === 'correction') return { correction: 'true', on: day };
  return { from: String(data.get('_from') ?? '') };
}
