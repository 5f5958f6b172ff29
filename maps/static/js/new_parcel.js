/** What a new parcel is: its shape drawn or typed as a survey list, and the attributes that it can't be without. */

import { html } from './element.js';
import { pointsOf } from './survey_list.js';
import { toDegrees } from './vn2000.js';
import { t } from './words.js';

/** @typedef {import('./edit_tools.js').Area} Area */
/** @typedef {import('./edit_session.js').Operation} Operation */

const NAMES = /** @type {const} */ (['commune', 'sheet', 'parcel', 'land_use']);

/**
 * The shape of a survey list.
 * @param {string} text
 * @param {import('./vn2000.js').Zone} zone
 * @returns {Area}
 * @throws {Error} with a sentence
 */
export function shapeOf(text, zone) {
  const ring = pointsOf(text).map(({ x, y }) => toDegrees([y, x], zone));
  return { type: 'Polygon', coordinates: [[...ring, ring[0] ?? []]] };
}

/**
 * A form that asks for them.
 * @param {{ shape: Area | undefined, page: Town, chosen: import('./chosen.js').Chosen | undefined, add: (operation: Operation) => void, leave: () => void }} what
 * @returns {HTMLFormElement}
 */
export function newParcelForm({ shape, page, chosen, add, leave }) {
  /** @type {Record<string, string>} */
  const labels = { commune: t('Commune at the time of survey'), sheet: t('Sheet'), parcel: t('Parcel'), land_use: t('Land use') };
  const refused = html('p', { class: 'refused', role: 'alert' });
  const list = html('textarea', { name: 'list', rows: '6', required: true, spellcheck: 'false', placeholder: '1\t2211482.31\t588514.07' });
  const fields = NAMES.map((name) =>
    html('label', {}, [labels[name] ?? name, html('input', { name, required: name !== 'land_use', autocomplete: 'off', value: name === 'parcel' ? '' : String(chosen?.feature.properties?.[name] ?? '') })]),
  );
  const onto = html('input', { type: 'checkbox', name: 'onto' });
  const cancel = html('button', { type: 'button', class: 'second-button' }, [t('Cancel')]);
  cancel.addEventListener('click', leave);
  const whole = html('fieldset', {}, [html('legend', {}, [t('New parcel')]), ...fields]);
  onto.addEventListener('change', () => { whole.disabled = onto.checked; });
  const form = html('form', { 'aria-label': t('New parcel') }, [
    ...(shape ? [] : [html('label', {}, [t('Points: point, X (north), Y (east)'), list])]),
    ...(shape || !chosen ? [] : [html('label', { class: 'tick' }, [onto, t('It is the boundary of the selected parcel')])]),
    whole,
    refused,
    html('div', { class: 'buttons' }, [html('button', { type: 'submit', class: 'main-button' }, [t('Add')]), cancel]),
  ]);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    try {
      const geometry = shape ?? shapeOf(list.value, page.zone);
      const typed = Object.fromEntries(new FormData(form));
      const properties = Object.fromEntries(NAMES.flatMap((name) => (typed[name] ? [[name, typed[name]]] : [])));
      if (onto.checked && chosen) add({ op: 'replace', layer: 'parcels', id: chosen.id, version: chosen.version, geometry });
      else add({ op: 'create', layer: 'parcels', geometry, properties });
      leave();
    } catch (error) {
      refused.textContent = /** @type {Error} */ (error).message;
    }
  });
  return form;
}
