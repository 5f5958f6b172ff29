/** The page of a hand-out: it asks nobody for anything, for all that it shows on any day is in the file. */

import { DateControl } from './date_control.js';
import { saidDay } from './dates.js';
import { byId, html } from './element.js';
import { date, length, number } from './format.js';
import { numbersOn, roadsOn, thankedOn } from './handout_days.js';
import { HandoutMap } from './handout_map.js';
import { printWith } from './handout_paper.js';
import { Legend } from './legend.js';
import { lookOf, percent } from './progress.js';
import { ribbonCell } from './ribbon_cell.js';
import { t, useWords } from './words.js';
import './paper.js';

/** @typedef {import('./handout_days.js').Road} Road */
/** @typedef {import('./handout_days.js').Part} Part */

const page = /** @type {Town & { images: import('./handout_colours.js').Images }} */ (/** @type {unknown} */ (town));
useWords(page.words);

const told = /** @type {import('./handout_days.js').Told} */ (JSON.parse(byId('told').textContent ?? ''));
const { language } = page;
const looks = page.legend.find(({ name }) => name === 'road_segments')?.looks ?? [];
const map = new HandoutMap(page.map, told, page, choose);
const legend = new Legend(byId('legend'), language, () => show(dates.day));
const dates = new DateControl(byId('dates'), { day: told.day, monthly: true, today: page.today }, (day) => show(day));

/**
 * A whole number of what there is, and of how many.
 * @param {Part | undefined} part
 * @param {(value: number) => string} [write]
 * @returns {Node[]}
 */
function written(part, write = (value) => number(value, { language })) {
  if (!part) return [html('b', {}, ['–'])];
  return [html('b', {}, [write(part.part)]), html('span', {}, [`/${write(part.of)}`])];
}

/** @param {string} day */
function showNumbers(day) {
  const { households, area, length: open, blocked, inPhase } = numbersOn(told, day);
  const round = (/** @type {number} */ value) => number(value, { language });
  /** @type {[string, Node[], string][]} */
  const four = [
    ['households', written(households), t('households have handed over')],
    ['area', written(area, round), t('m² handed over')],
    ['length', written(open, round), t('m wide enough')],
    ['blocked', written(blocked), t('clearance zones in the way')],
  ];
  byId('numbers').replaceChildren(
    ...four.map(([name, value, label]) => html('div', { 'data-number': name }, [html('dd', {}, value), html('dt', {}, [label])])),
  );
  byId('in-phase').textContent =
    inPhase === undefined ? '' : t('{area} m² were handed over in this phase.', { area: round(inPhase) });
}

/** @param {Road} road */
function row(road) {
  const { code, name, row: sums, share, blocked } = road;
  const left = sums && share !== undefined ? Math.max(0, Math.round((sums.measurable_length_m ?? 0) - (sums.length_at_target_m?.handed_over ?? 0))) : undefined;
  const ribbon = html('span', { class: share === undefined ? 'ribbon' : 'ribbon measured' }, share === undefined ? [] : [ribbonCell(share)]);
  const choosing = html('button', { type: 'button', 'data-road': code }, [name]);
  choosing.addEventListener('click', () => choose(code));
  const line = html('tr', { 'data-code': code }, [
    html('th', { scope: 'row' }, [choosing, html('span', { class: 'code' }, [code])]),
    html('td', {}, [ribbon, html('span', { class: 'share' }, [share === undefined ? t('Not measured') : percent(share, language)])]),
    html('td', { class: 'figure' }, [left === undefined ? '–' : length(left, language)]),
    html('td', { class: 'figure' }, sums ? [number(sums.donated_m2.handed_over, { language }), html('span', {}, [`/${number(sums.required_m2, { language })}`])] : ['–']),
    html('td', { class: 'figure' }, sums ? [number(sums.households.handed_over, { language }), html('span', {}, [`/${number(sums.households.total, { language })}`])] : ['–']),
    html('td', { class: 'figure' }, [sums ? number(blocked, { language }) : '–']),
  ]);
  return line;
}

/** @param {string} day ISO */
function show(day) {
  const roads = roadsOn(told, day);
  const looked = roads.map((road) => ({ ...road, look: lookOf(road.share, looks)?.name ?? '' }));
  const said = saidDay(day, page.today);
  for (const place of document.querySelectorAll('.shown-day')) {
    place.textContent = date(said);
    place.setAttribute('datetime', said);
  }
  showNumbers(day);
  byId('rows').replaceChildren(...roads.map(row));
  byId('no-roads').hidden = roads.length > 0;
  const names = thankedOn(told, day);
  byId('thanks').hidden = !names.length;
  byId('names').replaceChildren(...names.map((name) => html('li', {}, [name])));
  legend.count(map.show(day, looked, legend));
  document.documentElement.dataset.shown = day;
}

/** @param {string} code */
function choose(code) {
  for (const line of document.querySelectorAll('#rows tr')) {
    if (!(line instanceof HTMLElement)) continue;
    line.toggleAttribute('aria-current', line.dataset.code === code);
    if (line.dataset.code === code) line.scrollIntoView({ block: 'nearest' });
  }
  map.look(code);
}

byId('zoom-in').addEventListener('click', () => page.map.zoomIn(1));
byId('zoom-out').addEventListener('click', () => page.map.zoomOut(1));
byId('whole').addEventListener('click', () => map.look());
byId('layers').addEventListener('click', () => {
  const open = byId('map-frame').dataset.legend !== 'open';
  byId('map-frame').dataset.legend = open ? 'open' : 'closed';
  byId('layers').setAttribute('aria-expanded', String(open));
});
new ResizeObserver(() => page.map.invalidateSize({ pan: false })).observe(page.map.getContainer());
printWith(map, byId('map-frame'));
map.look();
dates.setPhases(told.phases.map(({ phase_no: no, from_date: from, to_date: to }) => ({ no, from, to })));
show(told.day);
