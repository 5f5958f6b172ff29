/** One household: who and where, what it gives, who was there before, and what came of the visit that is made now. */

import { html, pairs } from './element.js';
import { date, number } from './format.js';
import { icon } from './icon.js';
import { swatch } from './state_swatch.js';
import { t } from './words.js';

/** @typedef {import('./field_list.js').Shown} Shown */

/**
 * Results that a visit can have: what the course has no way for, or what is so already, is left out.
 * @param {string} state
 * @param {Town['visiting']} visiting
 */
function resultsOf(state, { results, entered }) {
  const ways = entered[state] ?? {};
  return results.filter(({ name, decides }) => {
    const states = ways[name];
    return states && (!decides || states.length);
  });
}

/**
 * @param {Shown} household
 * @param {Town} page
 */
function facts(household, page) {
  const { language } = page;
  return pairs([
    [t('State'), html('span', { class: 'state-now' }, [swatch(household.now, page), page.visiting.labels[household.now] ?? ''])],
    [t('Parcel'), [household.parcel, t('sheet {sheet}', { sheet: household.sheet })].join(' · ')],
    ...(household.area ? [/** @type {[string, string]} */ ([t('Land for the road'), t('about {area}', { area: number(household.area, { language, unit: 'm²' }) })])] : []),
  ]);
}

/** @param {Shown} household @param {Town} page */
function past({ visits }, page) {
  if (!visits.length) return html('p', { class: 'about' }, [t('Nobody has written down a visit yet.')]);
  return html('ul', { class: 'past' }, visits.map(({ on, result, note }) =>
    html('li', {}, [
      `${date(on)}: ${page.visiting.results.find(({ name }) => name === result)?.label ?? result}`,
      ...(note ? [html('span', { class: 'about' }, [note])] : []),
    ]),
  ));
}

/**
 * Draw a household.
 * @param {HTMLElement} root
 * @param {Shown} household
 * @param {Town} page
 */
export function showHousehold(root, household, page) {
  const told = facts(household, page);
  told.className = 'facts-list';
  const called = household.phone
    ? [html('a', { class: 'call', href: `tel:${household.phone.replace(/[^\d+]/g, '')}` }, [icon('phone', page), household.phone])]
    : [];
  const results = resultsOf(household.now, page.visiting).map(({ name, label, icon: sign }) =>
    html('a', { class: 'result', 'data-result': name, href: `#/household/${household.id}/${name}` }, [icon(sign, page), label]),
  );
  root.replaceChildren(
    html('div', { class: 'one' }, [
      html('div', { class: 'card' }, [...(household.address ? [html('p', {}, [household.address])] : []), told]),
      ...called,
      html('h2', {}, [t('What came of the visit')]),
      html('div', { class: 'results' }, results),
      html('h2', {}, [t('Visits until now')]),
      html('div', { class: 'card' }, [past(household, page)]),
    ]),
  );
}
