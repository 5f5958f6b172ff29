/** Where a map stands so that a road lies along it, from left to right, and is seen whole. */

/** @typedef {{ center: [number, number], zoom: number, bearing: number }} View */

/** Pixels of the world at zoom 0, as MapLibre counts them. */
const WORLD = 512;
const NEAREST = 18.25;
const FURTHEST = 12;
/** A road whose ends are nearer than this share of its extent goes round: its longest way decides. */
const ROUND = 0.35;

/** @typedef {[number, number]} Point in pixels of the world at zoom 0 */

/** @param {GeoJSON.Position} place @returns {Point} */
function project([lon = 0, lat = 0]) {
  const y = Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360));
  return [((lon + 180) / 360) * WORLD, (0.5 - y / (2 * Math.PI)) * WORLD];
}

/** @param {Point} point @returns {[number, number]} degrees */
function unproject([x, y]) {
  const lat = 2 * Math.atan(Math.exp((0.5 - y / WORLD) * 2 * Math.PI)) - Math.PI / 2;
  return [(x / WORLD) * 360 - 180, (lat * 180) / Math.PI];
}

/**
 * The way in which a road runs, from its start: from end to end, or along its longest extent where it goes round.
 * @param {Point[]} points
 * @returns {number} radians, clockwise from the east as a screen has it
 */
function direction(points) {
  const [x0, y0] = points[0] ?? [0, 0];
  const [x1, y1] = points.at(-1) ?? [0, 0];
  const far = points.reduce((best, [x, y]) => Math.max(best, Math.hypot(x - x0, y - y0)), 0);
  if (Math.hypot(x1 - x0, y1 - y0) >= ROUND * far) return Math.atan2(y1 - y0, x1 - x0);
  const [xf, yf] = points.find(([x, y]) => Math.hypot(x - x0, y - y0) === far) ?? [x1, y1];
  return Math.atan2(yf - y0, xf - x0);
}

/**
 * @param {GeoJSON.Position[]} line degrees, in the direction of growing chainage
 * @param {{ width: number, height: number, across: number, down: number }} room size of the map and how much of it stays
 *   free on each side, px
 * @returns {View}
 */
export function roadView(line, { width, height, across, down }) {
  const points = line.map(project);
  const angle = direction(points);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const turned = points.map(([x, y]) => /** @type {Point} */ ([x * cos + y * sin, y * cos - x * sin]));
  const [left, right] = ends(turned.map(([x]) => x));
  const [top, bottom] = ends(turned.map(([, y]) => y));
  const fits = Math.min((width - 2 * across) / (right - left || 1e-9), (height - 2 * down) / (bottom - top || 1e-9));
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  return {
    center: unproject([x * cos - y * sin, x * sin + y * cos]),
    zoom: Math.min(NEAREST, Math.max(FURTHEST, Math.log2(Math.max(fits, 1)))),
    bearing: (angle * 180) / Math.PI,
  };
}

/** @param {number[]} values @returns {[number, number]} */
function ends(values) {
  return [Math.min(...values), Math.max(...values)];
}
