/** Tiles and days: an address asks for one day, or for every period, of which the browser shows those of a day. */

import { dayNumber } from './dates.js';

/** What an address asks for, for tiles that carry the first and the last day of each period. */
export const EVERY_DAY = '..';
const LONG_AGO = -1_000_000;
const FAR_OFF = 1_000_000;

/**
 * The address of a source's tiles.
 * @param {string} path of our own service, or a whole address of somebody else's
 * @param {{ host: string, on: string, change?: number | undefined }} from `on` is a day, EVERY_DAY, or empty for the
 *   service's today; `change` is the number of a change that the tiles must know
 * @returns {string}
 */
export function tileAddress(path, { host, on, change }) {
  if (!path.startsWith('/')) return path;
  const asked = [on && `on=${on}`, change && `change=${change}`].filter(Boolean).join('&');
  return `${host}${path}${asked ? `?${asked}` : ''}`;
}

/**
 * A filter for the periods that hold on a day: the first day is in, the last one out; what has neither holds always.
 * @param {string} day ISO
 * @returns {unknown[]}
 */
export function holds(day) {
  const number = dayNumber(day);
  return ['all', ['<=', ['coalesce', ['get', 'first'], LONG_AGO], number], ['>', ['coalesce', ['get', 'last'], FAR_OFF], number]];
}
