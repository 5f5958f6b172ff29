/** The list of households by street: where each stands, and when somebody was there last. */

import { html } from './element.js';
import { date } from './format.js';
import { icon } from './icon.js';
import { swatch } from './state_swatch.js';
import { t } from './words.js';

/** @typedef {import('./households.js').Household} Household */
/** @typedef {{ code: string, name: string, households: Shown[] }} ShownStreet */
/** @typedef {Household & { now: string, unsent: boolean }} Shown `now` is the state with what waits to be sent */

/**
 * When somebody was there last, and what came of it.
 * @param {Shown} household
 * @param {Town} page
 */
function last({ visits, unsent }, page) {
  if (unsent) return html('span', { class: 'household-last unsent' }, [t('not sent yet')]);
  const [visit] = visits;
  const result = visit && page.visiting.results.find(({ name }) => name === visit.result);
  if (!visit || !result) return html('span', { class: 'household-last' });
  const day = html('time', { datetime: visit.on }, [date(visit.on).slice(0, 5)]);
  return html('span', { class: 'household-last' }, [icon(result.icon, page), html('span', { class: 'hidden' }, [result.label]), day]);
}

/**
 * @param {Shown} household
 * @param {Town} page
 */
function row(household, page) {
  const about = household.address || [t('Parcel {number}', { number: household.parcel }), t('sheet {sheet}', { sheet: household.sheet })].join(' · ');
  return html('a', { class: 'household', href: `#/household/${household.id}` }, [
    html('span', { class: 'household-name' }, [household.name]),
    html('span', { class: 'household-state' }, [swatch(household.now, page), page.visiting.labels[household.now] ?? '']),
    html('span', { class: 'household-about' }, [about]),
    last(household, page),
  ]);
}

/**
 * Draw the list.
 * @param {HTMLElement} root
 * @param {ShownStreet[]} streets
 * @param {{ page: Town, empty: string }} how `empty` is said where there is nothing
 */
export function showStreets(root, streets, { page, empty }) {
  const drawn = streets.map(({ code, name, households }) =>
    html('section', { class: 'street', 'data-street': code }, [
      html('h2', {}, [name || t('At no street'), html('span', { class: 'about' }, [t('{count} households', { count: households.length })])]),
      ...households.map((household) => row(household, page)),
    ]),
  );
  root.replaceChildren(...(drawn.length ? drawn : [html('p', { class: 'quiet' }, [empty])]));
}
