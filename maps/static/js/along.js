/** Places along a line: the point at a chainage, the chainage nearest to a point, a part of the line. */

import { lineLength } from './measure.js';

/** @typedef {{ metres: number, point: GeoJSON.Position, off: number }} Place chainage, its point, and how far off it the asked point is (m) */

const DEGREE = 111_195;

/**
 * The part of a line between two places along it.
 * @param {GeoJSON.Position[]} line degrees
 * @param {number} from m
 * @param {number} to m
 * @returns {GeoJSON.Position[]}
 */
export function cut(line, from, to) {
  /** @type {GeoJSON.Position[]} */
  const part = [];
  let passed = 0;
  for (let index = 1; index < line.length; index += 1) {
    const start = line[index - 1] ?? [];
    const end = line[index] ?? [];
    const leg = lineLength([start, end]);
    const at = (/** @type {number} */ metres) => between(start, end, leg ? (metres - passed) / leg : 0);
    if (passed + leg > from && passed < to) {
      if (!part.length) part.push(at(Math.max(from, passed)));
      part.push(at(Math.min(to, passed + leg)));
    }
    passed += leg;
  }
  return part;
}

/**
 * @param {GeoJSON.Position} start
 * @param {GeoJSON.Position} end
 * @param {number} share
 * @returns {GeoJSON.Position}
 */
function between(start, end, share) {
  return [0, 1].map((axis) => (start[axis] ?? 0) + share * ((end[axis] ?? 0) - (start[axis] ?? 0)));
}

/**
 * The point at a chainage; the line's end beyond it.
 * @param {GeoJSON.Position[]} line degrees
 * @param {number} metres
 * @returns {GeoJSON.Position}
 */
export function pointAt(line, metres) {
  let passed = 0;
  for (let index = 1; index < line.length; index += 1) {
    const start = line[index - 1] ?? [];
    const end = line[index] ?? [];
    const leg = lineLength([start, end]);
    if (leg && metres <= passed + leg) return between(start, end, Math.max(0, (metres - passed) / leg));
    passed += leg;
  }
  return line.at(-1) ?? [0, 0];
}

/**
 * The place on a line that is nearest to a point.
 * @param {GeoJSON.Position[]} line degrees
 * @param {GeoJSON.Position} point degrees
 * @returns {Place}
 */
export function nearestPlace(line, [lon = 0, lat = 0]) {
  const east = DEGREE * Math.cos((lat * Math.PI) / 180);
  const flat = (/** @type {GeoJSON.Position} */ [x = 0, y = 0]) => /** @type {const} */ ([(x - lon) * east, (y - lat) * DEGREE]);
  let passed = 0;
  let best = { metres: 0, point: line[0] ?? [0, 0], off: Infinity };
  for (let index = 1; index < line.length; index += 1) {
    const start = line[index - 1] ?? [];
    const end = line[index] ?? [];
    const [x0, y0] = flat(start);
    const [x1, y1] = flat(end);
    const square = (x1 - x0) ** 2 + (y1 - y0) ** 2;
    const share = square ? Math.min(1, Math.max(0, -(x0 * (x1 - x0) + y0 * (y1 - y0)) / square)) : 0;
    const off = Math.hypot(x0 + share * (x1 - x0), y0 + share * (y1 - y0));
    const leg = lineLength([start, end]);
    if (off < best.off) best = { metres: passed + share * leg, point: between(start, end, share), off };
    passed += leg;
  }
  return best;
}

/**
 * A line beside a part of another, mitred at its bends.
 * @param {GeoJSON.Position[]} part degrees, in the direction of growing chainage
 * @param {number} metres to the left; less than 0 to the right
 * @returns {GeoJSON.Position[]}
 */
export function beside(part, metres) {
  const east = DEGREE * Math.cos(((part[0]?.[1] ?? 0) * Math.PI) / 180);
  const legs = part.slice(1).map((end, index) => {
    const start = part[index] ?? [];
    const x = ((end[0] ?? 0) - (start[0] ?? 0)) * east;
    const y = ((end[1] ?? 0) - (start[1] ?? 0)) * DEGREE;
    const length = Math.hypot(x, y) || 1;
    return { x: -y / length, y: x / length };
  });
  return part.map(([x = 0, y = 0], index) => {
    const before = legs[Math.max(index - 1, 0)] ?? { x: 0, y: 0 };
    const after = legs[Math.min(index, legs.length - 1)] ?? before;
    // The mean of two unit normals is as short as the cosine of half the bend; at sharp bends the mitre is cut off.
    const mean = { x: (before.x + after.x) / 2, y: (before.y + after.y) / 2 };
    const square = Math.max(mean.x ** 2 + mean.y ** 2, 0.25);
    return [x + (metres * mean.x) / square / east, y + (metres * mean.y) / square / DEGREE];
  });
}
