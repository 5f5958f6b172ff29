/** A point that is typed while one draws: coordinates of the zone, or how far from the last point, perhaps in which direction. */

import { figure } from './typed_number.js';

/** @typedef {[number, number]} Place metres east and north */

/** What is smaller than this is no coordinate of the zone, but a distance or a direction. */
const LEAST_COORDINATE = 100_000;

/**
 * The point that is meant.
 * @param {string} text `X Y` (north, east), `metres`, or `metres degrees` (clockwise from north)
 * @param {Place | undefined} last point that is drawn
 * @param {Place | undefined} cursor where a distance alone points to
 * @param {import('./typed_number.js').Mark} [mark] of the page
 * @returns {Place | undefined} undefined where it is none
 */
export function typedPoint(text, last, cursor, mark) {
  const [one, two] = text.trim().split(/[\t;\s]+/).map((part) => figure(part, mark));
  if (one === undefined || Number.isNaN(one)) return undefined;
  if (two !== undefined && one >= LEAST_COORDINATE && two >= LEAST_COORDINATE) return [two, one];
  if (!last || one >= LEAST_COORDINATE) return undefined;
  if (two === undefined) {
    if (!cursor) return undefined;
    const far = Math.hypot(cursor[0] - last[0], cursor[1] - last[1]);
    return far ? [last[0] + ((cursor[0] - last[0]) / far) * one, last[1] + ((cursor[1] - last[1]) / far) * one] : undefined;
  }
  if (Number.isNaN(two)) return undefined;
  const direction = (two * Math.PI) / 180;
  return [last[0] + one * Math.sin(direction), last[1] + one * Math.cos(direction)];
}
