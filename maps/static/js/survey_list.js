/** A survey list pasted from a spreadsheet: điểm, X, Y, one point a line; X is north and Y is east, as surveyors write. */

import { decimalMark, figure } from './typed_number.js';
import { toDegrees } from './vn2000.js';
import { t } from './words.js';

/** @typedef {{ name: string, x: number, y: number }} Point x is north, y is east, m */
/** @typedef {{ cells: string[], index: number, line: string }} Line */

/** So much outside of the town's bounds a list may lie, degrees: as imports have it (geo/crs_recognition.py). */
const MARGIN = 0.02;

/** @param {string} line @returns {string[]} a tab or a semicolon parts cells, so that spaces can part thousands */
function cellsOf(line) {
  const cells = line.trim().split(/[\t;]/).map((cell) => cell.trim());
  return cells.length === 3 ? cells : line.trim().split(/[\t;\s]+/);
}

/** @param {string} text @returns {Line[]} those that are not empty */
function linesOf(text) {
  return text.split(/\r?\n/).map((line, index) => ({ line, index, cells: cellsOf(line) })).filter(({ line }) => line.trim());
}

/**
 * The first line, where it is no point but heads of columns: neither coordinate can be read.
 * @param {string} text
 * @returns {string} empty for none
 */
export function headingOf(text) {
  const [first] = linesOf(text);
  return first?.cells.slice(1).every((cell) => Number.isNaN(figure(cell))) ? first.line.trim() : '';
}

/**
 * The points of a list. A first line of heads is left out, and a last point that closes the ring.
 * @param {string} text
 * @param {{ least?: number, mark?: import('./typed_number.js').Mark }} [how] so many points it takes; the decimal mark where the list shows none
 * @returns {Point[]}
 * @throws {Error} with a sentence that names the line
 */
export function pointsOf(text, { least = 3, mark = ',' } = {}) {
  const lines = linesOf(text).slice(headingOf(text) ? 1 : 0);
  const own = decimalMark(lines.flatMap(({ cells }) => cells.slice(1))) ?? mark;
  const points = lines.map(({ cells, index }) => {
    const [name = '', north = '', east = ''] = cells;
    const [x, y] = [figure(north, own), figure(east, own)];
    if (cells.length !== 3 || Number.isNaN(x) || Number.isNaN(y)) throw new Error(t('Line {line} is no point: write “point, X, Y”, as “1 2211482.31 588514.07”.', { line: index + 1 }));
    return { name, x, y };
  });
  const [first, last] = [points[0], points.at(-1)];
  if (points.length > 3 && first && last && first.x === last.x && first.y === last.y) points.pop();
  if (points.length < least) throw new Error(t('It takes {count} points at least.', { count: least }));
  return points;
}

/** @param {GeoJSON.Position[]} places metres east and north @param {Town} page @returns {boolean} */
function liesInTown(places, { zone, bounds: [west, south, east, north] }) {
  const middle = (/** @type {number} */ axis) => places.reduce((sum, place) => sum + (place[axis] ?? NaN), 0) / places.length;
  const [lon = NaN, lat = NaN] = toDegrees([middle(0), middle(1)], zone);
  return lon >= west - MARGIN && lon <= east + MARGIN && lat >= south - MARGIN && lat <= north + MARGIN;
}

/**
 * Whether points lie in the town only where X and Y change places.
 * @param {Point[]} points
 * @param {Town} page
 * @returns {boolean}
 */
export function areExchanged(points, page) {
  return !liesInTown(points.map(({ x, y }) => [y, x]), page) && liesInTown(points.map(({ x, y }) => [x, y]), page);
}

/**
 * A list with its second and third column exchanged.
 * @param {string} text
 * @returns {string}
 */
export function exchanged(text) {
  return linesOf(text).map(({ cells: [name, x, y], line }) => (line.trim() === headingOf(text) ? line : [name, y, x].join('\t'))).join('\n');
}
