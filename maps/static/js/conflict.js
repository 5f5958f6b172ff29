/** What another has written since it was read, field by field, and the ways on: both together, or one of them on purpose. */

import { html } from './element.js';
import { differences, label, stateOn, told } from './versions.js';
import { t } from './words.js';

/** @typedef {import('./versions.js').Version} Version */
/** @typedef {{ layer: string, id: string, shown: Version | null, current: Version }} Stale as a 412 tells it */
/** @typedef {{ name: string, was: unknown, theirs: unknown, mine: unknown, both: boolean }} Field `both`: both have changed it, and not to the same */
/** @typedef {Record<string, unknown>} Values by column; a boundary is `geometry` */

/**
 * The fields that one of two has changed.
 * @param {GeoJSON.Feature | undefined} was as it was read
 * @param {GeoJSON.Feature | undefined} theirs as it is now
 * @param {Values} mine what I change
 * @returns {Field[]}
 */
export function fieldsOf(was, theirs, mine) {
  const changed = new Map(differences(was, theirs).map((one) => [one.name, one]));
  const value = (/** @type {GeoJSON.Feature | undefined} */ state, /** @type {string} */ name) =>
    (name === 'geometry' ? state?.geometry : state?.properties?.[name]) ?? null;
  return [...new Set([...changed.keys(), ...Object.keys(mine)])].map((name) => {
    const [before, now] = [value(was, name), value(theirs, name)];
    const own = name in mine ? mine[name] : before;
    return { name, was: before, theirs: now, mine: own, both: changed.has(name) && name in mine && JSON.stringify(own) !== JSON.stringify(now) };
  });
}

/**
 * What is to be written so that both changes stand: mine, except where theirs was chosen.
 * @param {Values} mine
 * @param {ReadonlySet<string>} theirs names of the fields for which theirs was chosen
 * @returns {Values}
 */
export function together(mine, theirs) {
  return Object.fromEntries(Object.entries(mine).filter(([name]) => !theirs.has(name)));
}

/**
 * @typedef {object} Ways
 * @property {(values: Values) => void} write what of mine is to be written upon theirs; nothing when all of theirs is chosen
 * @property {() => void} drop
 */

/**
 * Show it.
 * @param {Town} page
 * @param {Stale} stale
 * @param {Values} mine
 * @param {Ways} ways
 * @returns {HTMLElement}
 */
export function conflictView(page, { layer, shown, current }, mine, { write, drop }) {
  const fields = fieldsOf(stateOn(shown ?? undefined, page.day), stateOn(current, page.day), mine);
  const say = (/** @type {string} */ name, /** @type {unknown} */ value) => told(page, layer, name, value);
  const both = fields.filter((field) => field.both);
  const merge = html('button', { type: 'button', class: 'main-button', disabled: both.length > 0 }, [t('Bring both together')]);
  const over = html('button', { type: 'button', class: 'second-button' }, [t('Save mine over it')]);
  const keep = html('button', { type: 'button', class: 'second-button' }, [t('Keep theirs, drop mine')]);
  const choice = (/** @type {Field} */ field, /** @type {'theirs' | 'mine'} */ whose) => {
    const value = say(field.name, field[whose]);
    if (!field.both) return html('td', {}, [value]);
    return html('td', {}, [html('label', { class: 'tick' }, [html('input', { type: 'radio', name: `_of_${field.name}`, value: whose }), value])]);
  };
  const table = html('table', { class: 'conflict-table' }, [
    html('thead', {}, [html('tr', {}, [t('What'), t('It was'), t('Theirs'), t('Mine')].map((text) => html('th', { scope: 'col' }, [text])))]),
    html('tbody', {}, fields.map((field) => html('tr', { class: field.both ? 'both' : '' }, [
      html('th', { scope: 'row' }, [label(page, layer, field.name)]),
      html('td', {}, [say(field.name, field.was)]),
      choice(field, 'theirs'),
      choice(field, 'mine'),
    ]))),
  ]);
  /** @returns {[number, Set<string>]} how many are chosen, and for which theirs was */
  const chosen = () => {
    const radios = [...table.querySelectorAll('input:checked')].map((one) => /** @type {HTMLInputElement} */ (one));
    return [radios.length, new Set(radios.filter(({ value }) => value === 'theirs').map(({ name }) => name.slice('_of_'.length)))];
  };
  table.addEventListener('change', (event) => {
    event.stopPropagation();
    merge.disabled = chosen()[0] < both.length;
  });
  // They are no part of the form around them.
  table.addEventListener('input', (event) => event.stopPropagation());
  merge.addEventListener('click', () => write(together(mine, chosen()[1])));
  over.addEventListener('click', () => write(mine));
  keep.addEventListener('click', drop);
  return html('section', { class: 'conflict-view', 'aria-label': t('What differs') }, [
    html('p', {}, [t('{who} has changed it meanwhile: “{reason}”.', { who: current.who, reason: current.reason })]),
    table,
    ...(both.length ? [html('p', { class: 'about' }, [t('Choose for each line that you have both changed.')])] : []),
    html('div', { class: 'buttons' }, [merge, over, keep]),
  ]);
}
