/** Lines along which roads' names are written, cut at the map's sides: letters along a line know no side. */

/** @typedef {[number, number]} Point px */
/** @typedef {{ left: number, top: number, right: number, bottom: number }} Box px */

/**
 * What is in view of roads, away from the map's sides.
 * @param {import('maplibre-gl').Map} gl
 * @param {GeoJSON.Feature[]} roads
 * @param {number} away px
 * @returns {GeoJSON.Feature[]}
 */
export function namesInView(gl, roads, away) {
  const { clientWidth, clientHeight } = gl.getContainer();
  const box = { left: away, top: away, right: clientWidth - away, bottom: clientHeight - away };
  return roads.flatMap(({ geometry, properties }) => {
    if (geometry.type !== 'LineString') return [];
    const line = geometry.coordinates.map(([lng = 0, lat = 0]) => gl.project([lng, lat])).map(({ x, y }) => /** @type {Point} */ ([x, y]));
    return partsInBox(line, box).map((part) => ({
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
