/** What a shape is that was drawn or typed as a survey list: a new parcel with its attributes, or a change of the selected one. */

import { html } from './element.js';
import { areExchanged, exchanged, headingOf, pointsOf } from './survey_list.js';
import { markOf } from './typed_number.js';
import { toDegrees } from './vn2000.js';
import { t } from './words.js';

/** @typedef {import('./edit_tools.js').Area} Area */
/** @typedef {import('./edit_session.js').Operation} Operation */
/** @typedef {'new' | 'boundary' | 'hole' | 'split'} Meaning */

const NAMES = /** @type {const} */ (['commune', 'sheet', 'parcel', 'land_use']);

/**
 * The shape of a survey list.
 * @param {string} text
 * @param {Town} page
 * @returns {Area}
 * @throws {Error} with a sentence
 */
function shapeOf(text, page) {
  const ring = placesOf(text, page, 3);
  return { type: 'Polygon', coordinates: [[...ring, ring[0] ?? []]] };
}

/**
 * @param {string} text
 * @param {Town} page
 * @param {number} least
 * @returns {GeoJSON.Position[]} degrees
 * @throws {Error} with a sentence
 */
function placesOf(text, page, least) {
  const points = pointsOf(text, { least, mark: markOf(page.language) });
  if (areExchanged(points, page)) throw new Error(t('X and Y are exchanged in this list: X, the first number, is north. As they stand the points lie far from the town.'));
  return points.map(({ x, y }) => toDegrees([y, x], page.zone));
}

/**
 * The operation that a survey list comes to for the selected parcel.
 * @param {Exclude<Meaning, 'new'>} meaning
 * @param {string} text
 * @param {import('./chosen.js').Chosen} chosen
 * @param {Town} page
 * @returns {Operation}
 * @throws {Error} with a sentence
 */
function operationOf(meaning, text, { id, version }, page) {
  const of = { layer: 'parcels', id, version };
  if (meaning === 'boundary') return { op: 'replace', ...of, geometry: shapeOf(text, page) };
  if (meaning === 'hole') return { op: 'cut_hole', ...of, hole: shapeOf(text, page) };
  return { op: 'split', ...of, line: { type: 'LineString', coordinates: placesOf(text, page, 2) } };
}

/**
 * The operation that makes a new parcel.
 * @param {Area} geometry
 * @param {HTMLFormElement} form
 * @returns {Operation}
 */
function creationOf(geometry, form) {
  const typed = Object.fromEntries(new FormData(form));
  const properties = Object.fromEntries(NAMES.flatMap((name) => (typed[name] ? [[name, typed[name]]] : [])));
  return { op: 'create', layer: 'parcels', geometry, properties };
}

/**
 * The attributes of a new parcel; at first those of the selected one, but for its number.
 * @param {import('./chosen.js').Chosen | undefined} chosen
 */
function attributesOf(chosen) {
  /** @type {Record<string, string>} */
  const labels = { commune: t('Commune at the time of survey'), sheet: t('Sheet'), parcel: t('Parcel'), land_use: t('Land use') };
  const fields = NAMES.map((name) => {
    const value = name === 'parcel' ? '' : String(chosen?.feature.properties?.[name] ?? '');
    return html('label', {}, [labels[name] ?? name, html('input', { name, required: name !== 'land_use', autocomplete: 'off', value })]);
  });
  return html('fieldset', {}, [html('legend', {}, [t('New parcel')]), ...fields]);
}

/** Asks what the points of a list are. */
function meaningField() {
  /** @type {[Meaning, string][]} */
  const meanings = [
    ['new', t('a new parcel')],
    ['boundary', t('the boundary of the selected parcel')],
    ['hole', t('a hole in the selected parcel')],
    ['split', t('a line that splits the selected parcel')],
  ];
  return html('select', { name: 'as' }, meanings.map(([value, text]) => html('option', { value }, [text])));
}

/**
 * A field for a survey list, what is told of the list, and a button for one whose X and Y are exchanged.
 * @param {Town} page
 * @param {HTMLElement} refused what is told of an earlier try, which goes when they are exchanged back
 */
function listField(page, refused) {
  const list = html('textarea', { name: 'list', rows: '6', required: true, spellcheck: 'false', placeholder: '1\t2211482.31\t588514.07' });
  const told = html('p', { role: 'status' });
  const swap = html('button', { type: 'button', class: 'second-button', hidden: true }, [t('Exchange X and Y')]);
  const look = () => {
    const heading = headingOf(list.value);
    told.textContent = heading ? t('Taken for the heads of columns: “{line}”.', { line: heading }) : '';
    swap.hidden = !lieExchanged(list.value, page);
  };
  for (const event of ['input', 'change']) list.addEventListener(event, look);
  swap.addEventListener('click', () => {
    list.value = exchanged(list.value);
    refused.textContent = '';
    list.dispatchEvent(new Event('input', { bubbles: true }));
    list.focus();
  });
  return { list, told, swap };
}

/**
 * @typedef {object} What
 * @property {Area | undefined} shape that was drawn; undefined where a list is typed
 * @property {Town} page
 * @property {import('./chosen.js').Chosen | undefined} chosen
 * @property {import('./kept_form.js').KeptForms} forms
 * @property {(operation: Operation) => void} add
 * @property {() => void} leave
 */

/**
 * A form that asks for them.
 * @param {What} what
 * @returns {HTMLFormElement}
 */
export function newParcelForm({ shape, page, chosen, forms, add, leave }) {
  const refused = html('p', { class: 'refused', role: 'alert' });
  const { list, told, swap } = listField(page, refused);
  const as = meaningField();
  const attributes = attributesOf(chosen);
  const cancel = html('button', { type: 'button', class: 'second-button' }, [t('Cancel')]);
  const form = html('form', { 'aria-label': shape ? t('New parcel') : t('Coordinates from a survey list') }, [
    ...(shape ? [] : [html('label', {}, [t('Points: point, X (north), Y (east)'), list]), told]),
    ...(shape || !chosen ? [] : [html('label', {}, [t('They are'), as])]),
    attributes,
    refused,
    swap,
    html('div', { class: 'buttons' }, [html('button', { type: 'submit', class: 'main-button' }, [t('Add')]), cancel]),
  ]);
  const name = shape ? 'drawn' : 'survey';
  const end = () => {
    forms.forget(name);
    leave();
  };
  const asMeant = () => { attributes.disabled = attributes.hidden = as.value !== 'new'; };
  forms.keep(form, name);
  asMeant();
  as.addEventListener('change', asMeant);
  cancel.addEventListener('click', end);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    try {
      const meaning = /** @type {Meaning} */ (as.value);
      if (meaning !== 'new' && chosen && !shape) add(operationOf(meaning, list.value, chosen, page));
      else add(creationOf(shape ?? shapeOf(list.value, page), form));
      end();
    } catch (error) {
      refused.textContent = /** @type {Error} */ (error).message;
    }
  });
  return form;
}

/** Whether a list can be read, and has X and Y exchanged. @param {string} text @param {Town} page */
function lieExchanged(text, page) {
  try {
    return areExchanged(pointsOf(text, { least: 1, mark: markOf(page.language) }), page);
  } catch {
    return false;
  }
}
