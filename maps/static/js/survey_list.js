/** A survey list pasted from a spreadsheet: điểm, X, Y, one point a line; X is north and Y is east, as surveyors write. */

import { t } from './words.js';

/** @typedef {{ name: string, x: number, y: number }} Point x is north, y is east, m */

const LINE = /^\s*(\S+)[\t;\s]+(\S+)[\t;\s]+(\S+)\s*$/;

/**
 * A number as a spreadsheet of either language writes it: 2.211.482,31 or 2,211,482.31 or 2211482.31.
 * @param {string} text
 * @returns {number} NaN for none
 */
export function figure(text) {
  if (!/^-?[\d.,]+$/.test(text)) return NaN;
  const last = Math.max(text.lastIndexOf(','), text.lastIndexOf('.'));
  const mark = text[last];
  const single = mark !== undefined && text.indexOf(mark) === last;
  const other = mark === ',' ? '.' : ',';
  // One mark alone parts metres from their fractions; a mark that comes again parts thousands.
  const whole = single ? text.slice(0, last) : text;
  if (single && whole.includes(other) && !/^-?\d{1,3}([.,]\d{3})*$/.test(whole)) return NaN;
  if (!single && mark !== undefined && !/^-?\d{1,3}([.,]\d{3})+$/.test(text)) return NaN;
  const fraction = single ? text.slice(last + 1) : '';
  return Number(`${whole.replace(/[.,]/g, '')}.${fraction || '0'}`);
}

/**
 * The points of a list. A first line of heads is left out, and a last point that closes the ring.
 * @param {string} text
 * @param {number} [least] so many points it takes
 * @returns {Point[]}
 * @throws {Error} with a sentence that names the line
 */
export function pointsOf(text, least = 3) {
  const lines = text.split(/\r?\n/).map((line, index) => ({ line, index })).filter(({ line }) => line.trim());
  if (lines[0] && !/\d{4}/.test(lines[0].line)) lines.shift();
  const points = lines.map(({ line, index }) => {
    const [, name = '', north = '', east = ''] = LINE.exec(line) ?? [];
    const [x, y] = [figure(north), figure(east)];
    if (Number.isNaN(x) || Number.isNaN(y)) throw new Error(t('Line {line} is no point: write “point, X, Y”, as “1 2211482.31 588514.07”.', { line: index + 1 }));
    return { name, x, y };
  });
  const [first, last] = [points[0], points.at(-1)];
  if (points.length > 3 && first && last && first.x === last.x && first.y === last.y) points.pop();
  if (points.length < least) throw new Error(t('It takes {count} points at least.', { count: least }));
  return points;
}
