/** The four numbers of a road on a slide, and what changed in them; each is the engine's, rounded when it is written. */

import { number } from './format.js';
import { t } from './words.js';

/** @typedef {import('../../../build/answers').ZoneOverStrip} Zone */
/** @typedef {import('../../../build/answers').ShownRoad & { refused?: undefined }} Told a road that has figures */
/** @typedef {Told | import('../../../build/answers').RoadNotShown} RoadOfDay */
/** @typedef {import('../../../build/answers').DrawnProfile} Columns */
/** @typedef {import('../../../build/answers').Bottleneck} Bottleneck */

/**
 * @typedef {object} Figure one of the four
 * @property {'households' | 'area' | 'length' | 'blocked'} name
 * @property {number} value
 * @property {number | undefined} total undefined where there is none to reach
 * @property {number | undefined} more than on the day that it is compared with
 */

/**
 * @param {Told} road
 * @returns {Record<Figure['name'], [number, number | undefined]>} value and total
 */
function values(road) {
  return {
    households: [road.households.handed_over, road.households.total || undefined],
    area: [Math.round(road.donated_m2.handed_over), Math.round(road.required_m2) || undefined],
    length: [Math.round(road.length_at_target_m.handed_over), Math.round(road.measurable_length_m) || undefined],
    blocked: [road.bottlenecks.length, undefined],
  };
}

/**
 * @param {Told} road
 * @param {RoadOfDay | undefined} before the same road on the day that it is compared with
 * @returns {Figure[]}
 */
export function figures(road, before) {
  const then = before && !before.refused ? values(before) : undefined;
  return Object.entries(values(road)).map(([key, [value, total]]) => {
    const name = /** @type {Figure['name']} */ (key);
    return { name, value, total, more: then && value - then[name][0] };
  });
}

/**
 * A difference with its sign; an equal sign's worth of words for none.
 * @param {number} more
 * @param {string} language
 * @returns {string}
 */
export function signed(more, language) {
  if (!more) return t('unchanged');
  return `${more > 0 ? '+' : '−'}${number(Math.abs(more), { language })}`;
}

/** @type {Record<Figure['name'], () => string>} */
export const LABELS = {
  households: () => t('households handed over'),
  area: () => t('m² handed over'),
  length: () => t('metres wide enough'),
  blocked: () => t('bottlenecks left'),
};

/**
 * What all roads of a meeting come to; households are left out: one may be on two roads.
 * @param {RoadOfDay[]} roads
 * @returns {{ area: [number, number], length: [number, number], blocked: number }}
 */
export function totals(roads) {
  const told = roads.filter((road) => !road.refused);
  const sum = (/** @type {(road: Told) => number} */ of) => Math.round(told.reduce((all, road) => all + of(road), 0));
  return {
    area: [sum((road) => road.donated_m2.handed_over), sum((road) => road.required_m2)],
    length: [sum((road) => road.length_at_target_m.handed_over), sum((road) => road.measurable_length_m)],
    blocked: sum((road) => road.bottlenecks.length),
  };
}

/**
 * Which bottlenecks are gone, and which have come, between two days.
 * @param {Bottleneck[]} before
 * @param {Bottleneck[]} now
 * @returns {{ gone: Bottleneck[], come: Bottleneck[] }} those that no bottleneck of the other day overlaps
 */
export function changed(before, now) {
  const lonely = (/** @type {Bottleneck[]} */ some, /** @type {Bottleneck[]} */ others) =>
    some.filter((one) => !others.some((other) => other.side === one.side && other.from_m < one.to_m && one.from_m < other.to_m));
  return { gone: lonely(before, now), come: lonely(now, before) };
}
