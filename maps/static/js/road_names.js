/**
 * Lines along which roads' names are written, cut at the map's sides and at the road that is shown: letters along a line
 * know neither.
 */

/** @typedef {[number, number]} Point px */
/** @typedef {{ left: number, top: number, right: number, bottom: number }} Box px */

/** So far apart are the places of a line at which it is asked whether a name has room there, px: letters need no closer. */
const STEP = 8;

/**
 * What is in view of roads, where their names have room within the map's sides and beside the road that is shown.
 * @param {import('maplibre-gl').Map} gl
 * @param {GeoJSON.Feature[]} roads
 * @param {number} reach how far a name reaches to one side of its road or the other, px
 * @param {{ line: GeoJSON.Position[], away: number }} shown the road, and how far from its middle it is drawn, px
 * @returns {GeoJSON.Feature[]}
 */
export function namesInView(gl, roads, reach, shown) {
  const { clientWidth: right, clientHeight: bottom } = gl.getContainer();
  const box = { left: 0, top: 0, right, bottom };
  const px = (/** @type {GeoJSON.Position[]} */ line) => line.map(([lng = 0, lat = 0]) => gl.project([lng, lat])).map(({ x, y }) => /** @type {Point} */ ([x, y]));
  const road = px(shown.line);
  return roads.flatMap(({ geometry, properties }) => {
    if (geometry.type !== 'LineString') return [];
    const parts = partsInBox(px(geometry.coordinates), box).flatMap((part) => partsWithRoom(part, { box, reach, road, away: shown.away }));
    return parts.map((part) => ({
      type: /** @type {const} */ ('Feature'),
      geometry: { type: /** @type {const} */ ('LineString'), coordinates: part.map((point) => gl.unproject(point).toArray()) },
      properties,
    }));
  });
}

/**
 * The parts of a line that lie in a box.
 * @param {Point[]} line
 * @param {Box} box
 * @returns {Point[][]}
 */
export function partsInBox(line, box) {
  /** @type {Point[][]} */
  const parts = [];
  for (const [index, end] of line.slice(1).entries()) {
    const start = /** @type {Point} */ (line[index]);
    const [from, to] = sharesInBox(start, end, box);
    if (from > to) continue;
    const at = (/** @type {number} */ share) => /** @type {Point} */ ([0, 1].map((axis) => (start[axis] ?? 0) + share * ((end[axis] ?? 0) - (start[axis] ?? 0))));
    if (from > 0 || !parts.length) parts.push([at(from)]);
    parts.at(-1)?.push(at(to));
  }
  return parts;
}

/**
 * From where to where a leg lies in a box, as shares of it; backwards where it does not.
 * @param {Point} start
 * @param {Point} end
 * @param {Box} box
 * @returns {[number, number]}
 */
function sharesInBox([x0, y0], [x1, y1], { left, top, right, bottom }) {
  let [from, to] = [0, 1];
  for (const [start, step, least, most] of /** @type {const} */ ([[x0, x1 - x0, left, right], [y0, y1 - y0, top, bottom]])) {
    if (step === 0 && (start < least || start > most)) return [1, 0];
    if (step === 0) continue;
    const [one, other] = [(least - start) / step, (most - start) / step];
    from = Math.max(from, Math.min(one, other));
    to = Math.min(to, Math.max(one, other));
  }
  return [from, to];
}

/**
 * The parts of a line beside which a name lies within a box and off another line, on whichever side it is written.
 * @param {Point[]} line
 * @param {{ box: Box, reach: number, road: Point[], away: number }} around px
 * @returns {Point[][]}
 */
export function partsWithRoom(line, { box, reach, road, away }) {
  const legs = legsOf(road);
  /** @type {Point[][]} */
  const parts = [];
  let open = false;
  for (const { point: [x, y], across: [east, south] } of stepsOf(line)) {
    const free = [-reach, 0, reach].every((aside) => {
      const at = /** @type {Point} */ ([x + aside * east, y + aside * south]);
      return isIn(at, box) && legs.every(([start, end]) => distance(at, start, end) >= away);
    });
    if (free && open) parts.at(-1)?.push([x, y]);
    else if (free) parts.push([[x, y]]);
    open = free;
  }
  return parts.filter(({ length }) => length > 1);
}

/** @param {Point} point @param {Box} box */
function isIn([x, y], { left, top, right, bottom }) {
  return left <= x && x <= right && top <= y && y <= bottom;
}

/** @param {Point[]} line @returns {[Point, Point][]} */
function legsOf(line) {
  return line.slice(1).map((end, index) => [/** @type {Point} */ (line[index]), end]);
}

/**
 * The vertices of a line, and places between them; each with its direction across the line.
 * @param {Point[]} line
 * @returns {{ point: Point, across: Point }[]}
 */
function stepsOf(line) {
  return legsOf(line).flatMap(([[x0, y0], [x1, y1]], index) => {
    const length = Math.hypot(x1 - x0, y1 - y0);
    const count = Math.max(1, Math.ceil(length / STEP));
    const first = index ? 1 : 0;
    return Array.from({ length: count + 1 - first }, (_, step) => {
      const share = (step + first) / count;
      const [east, south] = [x1 - x0, y1 - y0];
      return { point: [x0 + share * east, y0 + share * south], across: [-south / (length || 1), east / (length || 1)] };
    });
  });
}

/** How far a point is from a leg. @param {Point} point @param {Point} start @param {Point} end */
function distance([x, y], [x0, y0], [x1, y1]) {
  const square = (x1 - x0) ** 2 + (y1 - y0) ** 2;
  const share = square ? Math.min(1, Math.max(0, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / square)) : 0;
  return Math.hypot(x - x0 - share * (x1 - x0), y - y0 - share * (y1 - y0));
}
