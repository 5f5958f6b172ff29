/** What slides write in lists and tables: chapters, what changed, bottlenecks. */

import { html } from './element.js';
import { chainage, date, number } from './format.js';
import { changed, figures, signed, totals } from './meeting_numbers.js';
import { percent, share } from './progress.js';
import { ribbonCell } from './ribbon_cell.js';
import { t } from './words.js';

/** @typedef {import('./meeting_memory.js').Day} Day */
/** @typedef {import('./meeting_memory.js').Memory} Memory */
/** @typedef {import('./meeting_numbers.js').Bottleneck} Bottleneck */
/** @typedef {import('./meeting_numbers.js').Told} Told */
/** @typedef {import('./meeting_slides.js').Chapter} Chapter */
/** @typedef {import('./meeting_slides.js').Frame} Frame */

const SIDES = { left: () => t('Left'), right: () => t('Right') };

/**
 * @param {string[]} heads
 * @param {(Node | string)[][]} rows
 * @param {string} caption for who does not see it
 * @param {number} [texts] columns that are texts, not figures
 * @param {string} [look]
 * @returns {HTMLElement}
 */
function table(heads, rows, caption, texts = 1, look = undefined) {
  const kind = (/** @type {number} */ place) => (place < texts ? undefined : 'figure');
  return html('table', { class: look }, [
    html('caption', { class: 'hidden' }, [caption]),
    html('thead', {}, [html('tr', {}, heads.map((head, place) => html('th', { scope: 'col', class: kind(place) }, [head])))]),
    html('tbody', {}, rows.map((row) => html('tr', {}, row.map((cell, place) => html(place ? 'td' : 'th', { class: kind(place), ...(place ? {} : { scope: 'row' }) }, [cell]))))),
  ]);
}

/**
 * A number over a label, as on the slides of roads.
 * @param {string} value
 * @param {string} rest
 * @param {string} label
 * @param {{ stuck?: boolean, name?: string }} [how]
 * @returns {HTMLElement}
 */
export function bigNumber(value, rest, label, { stuck = false, name } = {}) {
  return html('div', { class: stuck ? 'big is-stuck' : 'big', 'data-figure': name }, [
    html('dd', {}, [html('b', {}, [value]), rest ? html('span', { class: 'big-total' }, [`/${rest}`]) : '']),
    html('dt', {}, [label]),
  ]);
}

/**
 * The first slide: what all roads come to, and the chapters.
 * @param {Frame} frame
 * @param {Day} day
 * @param {string} language
 * @returns {HTMLElement[]}
 */
export function titleParts(frame, day, language) {
  const all = totals(day.roads);
  const whole = (/** @type {number} */ value) => number(value, { language });
  return [
    html('dl', { class: 'bigs' }, [
      bigNumber(whole(day.roads.length), '', t('roads'), { name: 'roads' }),
      bigNumber(whole(all.area[0]), whole(all.area[1]), t('m² handed over'), { name: 'area' }),
      bigNumber(whole(all.length[0]), whole(all.length[1]), t('metres wide enough'), { name: 'length' }),
      bigNumber(whole(all.blocked), '', t('bottlenecks left'), { stuck: all.blocked > 0, name: 'blocked' }),
    ]),
    html('ul', { class: 'chapters' }, frame.chapters.map((chapter) =>
      html('li', {}, [html('b', {}, [chapterName(chapter)]), html('span', {}, [chapterDays(frame, chapter)]), html('span', {}, [t('{count} roads', { count: chapter.roads.length })])]),
    )),
  ];
}

/** @param {Chapter} chapter */
export function chapterName({ phase }) {
  return phase === null ? t('Roads') : t('Phase {number}', { number: phase });
}

/** @param {Frame} frame @param {Chapter} chapter */
export function chapterDays(frame, chapter) {
  const phase = frame.phases.find(({ phase: number_ }) => number_ === chapter.phase);
  return phase ? `${date(phase.from)} – ${date(phase.to)}` : '';
}

/**
 * A chapter's slide: what its phase has reached, and its roads.
 * @param {Chapter} chapter
 * @param {Day} day
 * @param {string} language
 * @returns {HTMLElement[]}
 */
export function chapterParts(chapter, day, language) {
  const whole = (/** @type {number | null} */ value) => number(value, { language });
  const phase = day.phases.find(({ phase_no }) => phase_no === chapter.phase);
  const codes = new Set(chapter.roads.map(({ code }) => code));
  const roads = day.roads.filter(({ code }) => codes.has(code));
  const reached = phase
    ? [
        bigNumber(whole(phase.reached_m2), phase.target_m2 === null ? '' : whole(phase.target_m2), t('m² of the phase’s target'), { name: 'phase-area' }),
        bigNumber(whole(phase.reached_hh), phase.target_hh === null ? '' : whole(phase.target_hh), t('households of the phase’s target'), { name: 'phase-households' }),
      ]
    : [];
  const rows = roads.map((road) => {
    const part = road.refused ? undefined : share({ key: road.code, ...road });
    return html('li', {}, [
      roadName(road),
      part === undefined ? html('span', { class: 'list-about' }, [t('Width not measured')]) : ribbonCell(part),
      html('b', {}, [percent(part, language)]),
    ]);
  });
  return [
    ...(reached.length ? [html('dl', { class: 'bigs' }, reached)] : []),
    rows.length
      ? html('ul', { class: rows.length > 9 ? 'road-lines is-long' : 'road-lines' }, rows)
      : html('p', { class: 'nothing' }, [t('No road in this phase.')]),
    ...(phase || chapter.phase === null ? [] : [html('p', { class: 'nothing' }, [t('The phase has not begun on this day.')])]),
  ];
}

/**
 * What changed since another day, road by road, the most land first.
 * @param {Memory} memory
 * @param {string} since
 * @param {string} now
 * @param {string} language
 * @returns {HTMLElement[]}
 */
export function changesParts(memory, since, now, language) {
  const rows = (memory.day(now)?.roads ?? [])
    .filter((road) => !road.refused)
    .map((road) => ({ road, more: Object.fromEntries(figures(road, memory.road(since, road.code)).map(({ name, more }) => [name, more ?? 0])) }))
    .filter(({ more }) => Object.values(more).some(Boolean))
    .sort((a, b) => Math.abs(b.more.area ?? 0) - Math.abs(a.more.area ?? 0));
  if (!rows.length) return [html('p', { class: 'nothing' }, [t('Nothing has changed since then.')])];
  const shown = rows.map(({ road, more }) => [
    road.name,
    ...['households', 'area', 'length', 'blocked'].map((name) => signed(more[name] ?? 0, language)),
  ]);
  return [table([t('Road'), t('Households'), 'm²', t('Metres'), t('Bottlenecks')], shown, t('What changed since {day}', { day: date(since) }))];
}

/** @param {Bottleneck} one */
function where({ side, from_m, to_m }) {
  return `${SIDES[side]()} · ${chainage(from_m)} – ${chainage(to_m)}`;
}

/**
 * What blocks a road, the worst first: its bottlenecks, and zones of clearance over its strip.
 * @param {Told} road
 * @param {Record<string, string>} states what people call the states of zones
 * @param {string} language
 * @returns {HTMLElement[]}
 */
export function bottleneckParts(road, states, language) {
  const worst = [...road.bottlenecks].sort((a, b) => b.missing_m2 - a.missing_m2);
  const rows = worst.map((one) => [
    where(one),
    one.parcels.slice(0, 3).map(({ sheet, parcel }) => `${sheet}/${parcel}`).join(', ') || '–',
    number(one.missing_m, { language, digits: 1 }),
    number(one.missing_m2, { language, digits: 1 }),
  ]);
  const zones = road.zones.map(({ zone_no, name, state }) => html('li', {}, [`${name ?? zone_no}: ${states[state ?? ''] ?? state ?? '–'}`]));
  return [
    rows.length
      ? table([t('Where'), t('Parcels (sheet/parcel)'), t('m missing'), t('m² missing')], rows, t('Bottlenecks'), 2, 'places')
      : html('p', { class: 'nothing' }, [t('No bottleneck is left.')]),
    ...(zones.length ? [html('h2', {}, [t('Clearance zones on the strip, not handed over')]), html('ul', { class: 'zones' }, zones)] : []),
  ];
}

/**
 * Which bottlenecks of a road are gone since another day, and which have come.
 * @param {Told} before
 * @param {Told} now
 * @param {string} language
 * @returns {HTMLElement[]}
 */
export function roadChangesParts(before, now, language) {
  const { gone, come } = changed(before.bottlenecks, now.bottlenecks);
  const rows = [
    ...gone.map((one) => [t('Gone'), where(one), number(one.missing_m, { language, digits: 1 })]),
    ...come.map((one) => [t('New'), where(one), number(one.missing_m, { language, digits: 1 })]),
  ];
  if (!rows.length) return [html('p', { class: 'nothing' }, [t('The bottlenecks are the same as then.')])];
  return [table([t('Bottleneck'), t('Where'), t('m missing')], rows, t('Bottlenecks'), 2)];
}

/** A road's name in a list: where it has no room its end is left out, but not the code that tells two of one name apart. @param {{ name: string, code: string }} road */
function roadName({ name, code }) {
  const end = `(${code})`;
  const words = name.endsWith(end) ? name.slice(0, -end.length).trimEnd() : name;
  return html('span', { class: 'list-name' }, [html('span', { class: 'list-words' }, [words]), ...(words === name ? [] : [html('span', { class: 'list-code' }, [end])])]);
}
