/** Forms that are derived from a collection's JSON Schema, and what was changed in them. */

import { dateField } from './date_field.js';
import { html } from './element.js';
import { numberField, read as readNumber } from './number_field.js';

/** @typedef {{ title?: string, type?: string, format?: string, oneOf?: { const: string, title: string }[], 'x-ogc-unit'?: string }} Property */
/** @typedef {{ properties: Record<string, Property> }} Schema */
/** @typedef {Record<string, string | number | boolean | null>} Values */

const NOT_TYPED = new Set(['geometry', 'from_date', 'to_date']);
/** What follows from the events of a layer that has such, days in columns that begin with d_. */
const FOLLOWS = new Set(['state', 'since', 'source']);

/**
 * The properties that somebody types: no geometry, no periods, nothing that follows from events.
 * @param {Schema} schema
 * @returns {[string, Property][]}
 */
export function typed(schema) {
  const ofEvent = (/** @type {string} */ name) => name.startsWith('d_');
  const eventful = Object.keys(schema.properties).some(ofEvent);
  return Object.entries(schema.properties).filter(
    ([name]) => !NOT_TYPED.has(name) && !(eventful && (FOLLOWS.has(name) || ofEvent(name))),
  );
}

/**
 * A labelled control for each property.
 * @param {Schema} schema
 * @param {Record<string, unknown>} values
 * @param {boolean} locked whether they can only be read
 * @param {string} language in which numbers are written
 * @returns {HTMLElement[]}
 */
export function controls(schema, values, locked, language) {
  return typed(schema).map(([name, property]) => {
    const unit = property['x-ogc-unit'];
    const label = `${property.title ?? name}${unit ? ` (${unit})` : ''}`;
    return html('label', { class: property.type === 'boolean' ? 'tick' : '' }, [label, ...control(name, property, values[name], locked, language)]);
  });
}

/** @param {Property} property */
const isNumber = ({ type }) => type === 'number' || type === 'integer';

/**
 * @param {string} name
 * @param {Property} property
 * @param {unknown} value
 * @param {boolean} locked
 * @param {string} language
 * @returns {HTMLElement[]}
 */
function control(name, property, value, locked, language) {
  if (isNumber(property) && !property.oneOf) return numberField(name, value, { whole: property.type === 'integer', language, locked });
  const text = value === null || value === undefined ? '' : String(value);
  if (property.oneOf) {
    const options = [{ const: '', title: '–' }, ...property.oneOf];
    return [html('select', { name, disabled: locked }, options.map((one) => html('option', { value: one.const, selected: one.const === text }, [one.title])))];
  }
  if (property.type === 'boolean') return [html('input', { type: 'checkbox', name, checked: value === true, disabled: locked })];
  const attributes = { name, value: text, readonly: locked, autocomplete: 'off' };
  return property.format === 'date' ? dateField(attributes) : [html('input', { type: 'text', ...attributes })];
}

/**
 * What differs from before, as the service takes it: an emptied field is null.
 * @param {Schema} schema
 * @param {Record<string, unknown>} before
 * @param {Record<string, string | boolean>} now texts of the controls, and ticks
 * @param {string} language in which numbers are written
 * @returns {Values}
 */
export function changed(schema, before, now, language) {
  /** @type {Values} */
  const found = {};
  for (const [name, property] of typed(schema)) {
    if (!(name in now)) continue;
    const value = read(property, now[name] ?? '', language);
    const old = before[name] ?? (property.type === 'boolean' ? false : null);
    if (value !== old) found[name] = value;
  }
  return found;
}

/**
 * @param {Property} property
 * @param {string | boolean} given
 * @param {string} language
 */
function read(property, given, language) {
  if (property.type === 'boolean') return Boolean(given);
  const text = String(given).trim();
  if (!text) return null;
  return isNumber(property) ? readNumber(text, { whole: property.type === 'integer', language }) : text;
}
