/** A road's profile as a meeting has it, in columns: as stations of a chart, and as lanes beside a road on the map. */

import { cut } from './along.js';
import { lineLength } from './measure.js';

/** @typedef {import('./meeting_numbers.js').Columns} Columns */
/** @typedef {import('./section_shapes.js').Station} Station */
/** @typedef {import('./section_shapes.js').Side} Side */

const SERIES = /** @type {const} */ (['target', 'signed', 'handed_over', 'built']);
const SIDES = /** @type {Side[]} */ (['left', 'right']);
/** A half-width this near to its target is at it (the engine's own tolerance), m. */
const AT_TARGET_M = 0.05;
/** What may reach the target, the furthest first. */
const REACHED = /** @type {const} */ (['built', 'handed_over', 'signed']);

/**
 * @param {Columns} columns
 * @returns {Station[]}
 */
export function stationsOf(columns) {
  return columns.s.map((s, row) => {
    const sides = SERIES.map((name) => [name, Object.fromEntries(SIDES.map((side) => [side, columns[name][side][row] ?? null]))]);
    return /** @type {Station} */ ({ s, ...Object.fromEntries(sides) });
  });
}

/**
 * How far the land of a side has come, along the road: between two stations the lesser of both.
 * @param {Station[]} stations
 * @param {Side} side
 * @returns {{ state: string, from: number, to: number }[]} m; neighbours of one state joined
 */
export function stretches(stations, side) {
  /** @type {{ state: string, from: number, to: number }[]} */
  const found = [];
  for (let row = 1; row < stations.length; row += 1) {
    const ends = [stations[row - 1], stations[row]];
    const [from, to] = ends.map((end) => end?.s ?? 0);
    if (from === undefined || to === undefined || to <= from) continue;
    const state = stateOf(/** @type {Station[]} */ (ends), side);
    const last = found.at(-1);
    if (last?.state === state && last.to === from) last.to = to;
    else if (state) found.push({ state, from, to });
  }
  return found;
}

/**
 * @param {Station[]} ends
 * @param {Side} side
 * @returns {string} empty where a side has no meaning
 */
function stateOf(ends, side) {
  if (ends.some((end) => (end.handed_over?.[side] ?? null) === null)) return '';
  const reaches = (/** @type {Station} */ end, /** @type {typeof REACHED[number]} */ name) =>
    (end[name]?.[side] ?? -1) >= (end.target?.[side] ?? 0) - AT_TARGET_M;
  return REACHED.find((name) => ends.every((end) => reaches(end, name))) ?? 'needed';
}

/**
 * The lanes beside a road.
 * @param {GeoJSON.Position[]} line degrees
 * @param {Station[]} stations
 * @returns {GeoJSON.Feature<GeoJSON.LineString>[]} with `side` and `state`, of a state that the style table knows
 */
export function lanesOf(line, stations) {
  const scale = lineLength(line) / (stations.at(-1)?.s || 1);
  return SIDES.flatMap((side) =>
    stretches(stations, side).map(({ state, from, to }, place) => ({
      type: /** @type {const} */ ('Feature'),
      geometry: { type: /** @type {const} */ ('LineString'), coordinates: cut(line, from * scale, to * scale) },
      properties: { id: `${side}-${place}`, side, state },
    })),
  ).filter(({ geometry }) => geometry.coordinates.length > 1);
}
