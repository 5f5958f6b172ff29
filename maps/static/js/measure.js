/** Lengths and areas of GeoJSON, and the middle of a shape. */

const A = 6378137;
const E2 = 0.00669437999014;

/**
 * Length of a line in metres, by the radii of the WGS84 ellipsoid at each leg's middle (better than 1:100,000 in a town).
 * @param {GeoJSON.Position[]} line degrees
 * @returns {number}
 */
export function lineLength(line) {
  let sum = 0;
  for (let index = 1; index < line.length; index += 1) {
    const [lon0 = 0, lat0 = 0] = line[index - 1] ?? [];
    const [lon1 = 0, lat1 = 0] = line[index] ?? [];
    const latitude = (((lat0 + lat1) / 2) * Math.PI) / 180;
    const w = 1 - E2 * Math.sin(latitude) ** 2;
    const north = ((((lat1 - lat0) * Math.PI) / 180) * A * (1 - E2)) / w ** 1.5;
    const east = ((((lon1 - lon0) * Math.PI) / 180) * A * Math.cos(latitude)) / Math.sqrt(w);
    sum += Math.hypot(north, east);
  }
  return sum;
}

/**
 * @param {GeoJSON.Position[]} ring
 * @returns {number} signed
 */
function ringArea(ring) {
  const [x0 = 0, y0 = 0] = ring[0] ?? [];
  let twice = 0;
  for (let index = 1; index < ring.length; index += 1) {
    const [xa = 0, ya = 0] = ring[index - 1] ?? [];
    const [xb = 0, yb = 0] = ring[index] ?? [];
    twice += (xa - x0) * (yb - y0) - (xb - x0) * (ya - y0);
  }
  return twice / 2;
}

/**
 * Area in the square of the coordinates' unit, holes taken off.
 * @param {GeoJSON.Geometry} geometry a polygon or several, in a plane's coordinates
 * @returns {number}
 */
export function planarArea(geometry) {
  const polygons =
    geometry.type === 'MultiPolygon' ? geometry.coordinates : geometry.type === 'Polygon' ? [geometry.coordinates] : [];
  return polygons
    .map((rings) => rings.reduce((sum, ring, index) => sum + (index ? -1 : 1) * Math.abs(ringArea(ring)), 0))
    .reduce((sum, area) => sum + area, 0);
}

/**
 * @param {GeoJSON.Geometry} geometry
 * @returns {GeoJSON.Position[]}
 */
function positions(geometry) {
  switch (geometry.type) {
    case 'Point':
      return [geometry.coordinates];
    case 'LineString':
    case 'MultiPoint':
      return geometry.coordinates;
    case 'Polygon':
    case 'MultiLineString':
      return geometry.coordinates.flat();
    case 'MultiPolygon':
      return geometry.coordinates.flat(2);
    default:
      return geometry.geometries.flatMap(positions);
  }
}

/**
 * West, south, east, north.
 * @param {GeoJSON.Geometry} geometry
 * @returns {[number, number, number, number]}
 */
export function bounds(geometry) {
  const all = positions(geometry);
  const xs = all.map(([x = 0]) => x);
  const ys = all.map(([, y = 0]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/**
 * A point for a label or badge: a line's middle, the centre of mass of the largest ring, a point itself.
 * @param {GeoJSON.Geometry} geometry
 * @returns {GeoJSON.Position}
 */
export function middle(geometry) {
  const all = positions(geometry);
  if (geometry.type === 'LineString') return all[Math.floor(all.length / 2)] ?? [0, 0];
  if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') return all[0] ?? [0, 0];
  const rings = geometry.type === 'Polygon' ? [geometry.coordinates[0]] : geometry.coordinates.map((rings_) => rings_[0]);
  const largest = rings.reduce((best, ring) =>
    Math.abs(ringArea(ring ?? [])) > Math.abs(ringArea(best ?? [])) ? ring : best,
  ) ?? [];
  const [x0 = 0, y0 = 0] = largest[0] ?? [];
  const total = ringArea(largest);
  if (!total) return [x0, y0];
  let x = 0;
  let y = 0;
  for (let index = 1; index < largest.length; index += 1) {
    const [xa = 0, ya = 0] = largest[index - 1] ?? [];
    const [xb = 0, yb = 0] = largest[index] ?? [];
    const cross = (xa - x0) * (yb - y0) - (xb - x0) * (ya - y0);
    x += (xa + xb - 2 * x0) * cross;
    y += (ya + yb - 2 * y0) * cross;
  }
  return [x0 + x / (6 * total), y0 + y / (6 * total)];
}
