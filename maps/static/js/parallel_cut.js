/** A cut parallel to one side of a parcel, at a distance or so that it takes off an area; in metres of the zone. */

/** @typedef {[number, number]} Place metres east and north */
/** @typedef {GeoJSON.Position[][]} Rings of a polygon or several, each closed */

/**
 * The sides of a parcel: of its largest outer ring, each with the land on its left.
 * @param {GeoJSON.Polygon | GeoJSON.MultiPolygon} shape metres
 * @returns {[Place, Place][]}
 */
export function sidesOf(shape) {
  const outer = shape.type === 'Polygon' ? [shape.coordinates[0] ?? []] : shape.coordinates.map(([ring = []]) => ring);
  const largest = outer.reduce((best, ring) => (Math.abs(signedArea(ring)) > Math.abs(signedArea(best)) ? ring : best), []);
  const ring = signedArea(largest) < 0 ? largest.toReversed() : largest;
  return ring.slice(1).map((place, index) => [/** @type {Place} */ (ring[index]), /** @type {Place} */ (place)]);
}

/**
 * @param {GeoJSON.Position[]} ring
 * @returns {number} positive where it goes round counter-clockwise
 */
function signedArea(ring) {
  const [x0 = 0, y0 = 0] = ring[0] ?? [];
  let twice = 0;
  ring.forEach(([xa = 0, ya = 0], index) => {
    const [xb = 0, yb = 0] = ring[(index + 1) % ring.length] ?? [];
    twice += (xa - x0) * (yb - y0) - (xb - x0) * (ya - y0);
  });
  return twice / 2;
}

/** How far a place is from a side's line, on the land's side positive. @param {[Place, Place]} side @param {GeoJSON.Position} place */
function away([[ax, ay], [bx, by]], [x = 0, y = 0]) {
  return ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / Math.hypot(bx - ax, by - ay);
}

/**
 * The land nearer to a side's line than a distance.
 * @param {GeoJSON.Polygon | GeoJSON.MultiPolygon} shape metres
 * @param {[Place, Place]} side
 * @param {number} distance m
 * @returns {number} m²
 */
export function areaWithin(shape, side, distance) {
  const polygons = shape.type === 'Polygon' ? [shape.coordinates] : shape.coordinates;
  const near = (/** @type {GeoJSON.Position[]} */ ring) => Math.abs(signedArea(clipped(ring, side, distance)));
  return polygons.reduce((sum, rings) => sum + rings.reduce((all, ring, index) => all + (index ? -1 : 1) * near(ring), 0), 0);
}

/** @param {GeoJSON.Position[]} ring @param {[Place, Place]} side @param {number} distance @returns {GeoJSON.Position[]} */
function clipped(ring, side, distance) {
  return ring.slice(1).flatMap((place, index) => {
    const before = ring[index] ?? [];
    const [from, to] = [away(side, before) - distance, away(side, place) - distance];
    const share = from / (from - to);
    const [xa = 0, ya = 0] = before;
    const [xb = 0, yb = 0] = place;
    const crossing = (from < 0) !== (to < 0) ? [[xa + (xb - xa) * share, ya + (yb - ya) * share]] : [];
    return to < 0 ? [...crossing, place] : crossing;
  });
}

/**
 * The distance at which a cut takes off an area.
 * @param {GeoJSON.Polygon | GeoJSON.MultiPolygon} shape metres
 * @param {[Place, Place]} side
 * @param {number} area m²
 * @returns {number} m; NaN where the parcel has no more than that
 */
export function distanceFor(shape, side, area) {
  const rings = shape.type === 'Polygon' ? shape.coordinates : shape.coordinates.flat();
  const places = rings.flat().map((place) => away(side, place));
  let [near, far] = [Math.min(...places), Math.max(...places)];
  if (!(area > 0) || area >= areaWithin(shape, side, far)) return NaN;
  for (let turn = 0; turn < 60; turn += 1) {
    const half = (near + far) / 2;
    if (areaWithin(shape, side, half) < area) near = half;
    else far = half;
  }
  return (near + far) / 2;
}

/**
 * The line of a cut, from beyond one end of the parcel to beyond the other; what it takes off lies on its left.
 * @param {GeoJSON.Polygon | GeoJSON.MultiPolygon} shape metres
 * @param {[Place, Place]} side
 * @param {number} distance m
 * @returns {[Place, Place]}
 */
export function cutAt(shape, side, distance) {
  const [[ax, ay], [bx, by]] = side;
  const length = Math.hypot(bx - ax, by - ay);
  const [ux, uy] = [(bx - ax) / length, (by - ay) / length];
  const rings = shape.type === 'Polygon' ? shape.coordinates : shape.coordinates.flat();
  const along = rings.flat().map(([x = 0, y = 0]) => (x - ax) * ux + (y - ay) * uy);
  const at = (/** @type {number} */ far) => /** @type {Place} */ ([ax + ux * far - uy * distance, ay + uy * far + ux * distance]);
  return [at(Math.max(...along) + 1), at(Math.min(...along) - 1)];
}
