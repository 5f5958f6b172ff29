/**
 * The project's zone of VN-2000 in the browser: degrees of WGS 84 to metres and back, as PROJ has them.
 * Heights are left out on both ways, as PROJ leaves them out; there and back differ by less than a millimetre.
 *
 * Seven parameters between the two ellipsoids (EPSG:6960 in the signs of a position vector), and the transverse
 * Mercator by Krüger's series to the fourth order of n (C. F. F. Karney, Transverse Mercator with an accuracy of a few
 * nanometers, J. Geod. 85, 2011, equations 7 to 11 and 35 to 36).
 */

/**
 * @typedef {object} Zone
 * @property {number} meridian degrees
 * @property {number} scale
 * @property {number} east false easting, m
 * @property {number} north false northing, m
 * @property {number[]} toWgs84 three shifts (m), three rotations (arc seconds, position vector), scale (ppm)
 */

const A = 6378137;
const F = 1 / 298.257223563;
const E2 = F * (2 - F);
const E = Math.sqrt(E2);
const N = F / (2 - F);
const RADIUS = (A / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64);
const ALPHA = [
  N / 2 - (2 / 3) * N ** 2 + (5 / 16) * N ** 3 + (41 / 180) * N ** 4,
  (13 / 48) * N ** 2 - (3 / 5) * N ** 3 + (557 / 1440) * N ** 4,
  (61 / 240) * N ** 3 - (103 / 140) * N ** 4,
  (49561 / 161280) * N ** 4,
];
const BETA = [
  N / 2 - (2 / 3) * N ** 2 + (37 / 96) * N ** 3 - (1 / 360) * N ** 4,
  (1 / 48) * N ** 2 + (1 / 15) * N ** 3 - (437 / 1440) * N ** 4,
  (17 / 480) * N ** 3 - (37 / 840) * N ** 4,
  (4397 / 161280) * N ** 4,
];
const RAD = Math.PI / 180;

/** @typedef {[number, number, number]} Xyz */

/** @param {number} longitude rad @param {number} latitude rad @returns {Xyz} */
function geocentric(longitude, latitude) {
  const v = A / Math.sqrt(1 - E2 * Math.sin(latitude) ** 2);
  return [v * Math.cos(latitude) * Math.cos(longitude), v * Math.cos(latitude) * Math.sin(longitude), v * (1 - E2) * Math.sin(latitude)];
}

/** @param {Xyz} place @returns {[number, number]} longitude and latitude, rad; the height is left out */
function geographic([x, y, z]) {
  const p = Math.hypot(x, y);
  let latitude = Math.atan2(z, p * (1 - E2));
  for (let turn = 0; turn < 6; turn += 1) {
    const v = A / Math.sqrt(1 - E2 * Math.sin(latitude) ** 2);
    latitude = Math.atan2(z + E2 * v * Math.sin(latitude), p);
  }
  return [Math.atan2(y, x), latitude];
}

/** @param {number[]} parameters @returns {number[]} m, rad, and scale less one */
function inRadians(parameters) {
  return parameters.map((value, index) => (index < 3 ? value : index < 6 ? (value * RAD) / 3600 : value / 1e6));
}

/** @param {Xyz} place of VN-2000 @param {number[]} parameters @returns {Xyz} of WGS 84 */
function moved([x, y, z], parameters) {
  const [dx = 0, dy = 0, dz = 0, rx = 0, ry = 0, rz = 0, m = 0] = inRadians(parameters);
  return [dx + (1 + m) * (x - rz * y + ry * z), dy + (1 + m) * (rz * x + y - rx * z), dz + (1 + m) * (-ry * x + rx * y + z)];
}

/** @param {Xyz} place of WGS 84 @param {number[]} parameters @returns {Xyz} of VN-2000 */
function movedBack([x, y, z], parameters) {
  const [dx = 0, dy = 0, dz = 0, rx = 0, ry = 0, rz = 0, m = 0] = inRadians(parameters);
  const [u, v, w] = [(x - dx) / (1 + m), (y - dy) / (1 + m), (z - dz) / (1 + m)];
  return [u + rz * v - ry * w, -rz * u + v + rx * w, ry * u - rx * v + w];
}

/**
 * Metres east and north in the zone.
 * @param {GeoJSON.Position} place degrees of WGS 84
 * @param {Zone} zone
 * @returns {[number, number]}
 */
export function toZone([lon = 0, lat = 0], { meridian, scale, east, north, toWgs84 }) {
  const [longitude, latitude] = geographic(movedBack(geocentric(lon * RAD, lat * RAD), toWgs84));
  const tau = Math.tan(latitude);
  const sigma = Math.sinh(E * Math.atanh((E * tau) / Math.hypot(1, tau)));
  const conformal = tau * Math.hypot(1, sigma) - sigma * Math.hypot(1, tau);
  const away = longitude - meridian * RAD;
  const xi = Math.atan2(conformal, Math.cos(away));
  const eta = Math.asinh(Math.sin(away) / Math.hypot(conformal, Math.cos(away)));
  const x = ALPHA.reduce((sum, a, j) => sum + a * Math.cos(2 * (j + 1) * xi) * Math.sinh(2 * (j + 1) * eta), eta);
  const y = ALPHA.reduce((sum, a, j) => sum + a * Math.sin(2 * (j + 1) * xi) * Math.cosh(2 * (j + 1) * eta), xi);
  return [east + scale * RADIUS * x, north + scale * RADIUS * y];
}

/**
 * Degrees of WGS 84.
 * @param {[number, number]} place metres east and north in the zone
 * @param {Zone} zone
 * @returns {GeoJSON.Position}
 */
export function toDegrees([x, y], { meridian, scale, east, north, toWgs84 }) {
  const eta0 = (x - east) / (scale * RADIUS);
  const xi0 = (y - north) / (scale * RADIUS);
  const xi = BETA.reduce((rest, b, j) => rest - b * Math.sin(2 * (j + 1) * xi0) * Math.cosh(2 * (j + 1) * eta0), xi0);
  const eta = BETA.reduce((rest, b, j) => rest - b * Math.cos(2 * (j + 1) * xi0) * Math.sinh(2 * (j + 1) * eta0), eta0);
  const conformal = Math.sin(xi) / Math.hypot(Math.sinh(eta), Math.cos(xi));
  let tau = conformal / (1 - E2);
  for (let turn = 0; turn < 5; turn += 1) {
    const sigma = Math.sinh(E * Math.atanh((E * tau) / Math.hypot(1, tau)));
    const found = tau * Math.hypot(1, sigma) - sigma * Math.hypot(1, tau);
    tau += ((conformal - found) / Math.hypot(1, found)) * ((1 + (1 - E2) * tau ** 2) / ((1 - E2) * Math.hypot(1, tau)));
  }
  const longitude = meridian * RAD + Math.atan2(Math.sinh(eta), Math.cos(xi));
  const [lon, lat] = geographic(moved(geocentric(longitude, Math.atan(tau)), toWgs84));
  return [lon / RAD, lat / RAD];
}

/**
 * A shape with all its places in the zone.
 * @param {GeoJSON.Polygon | GeoJSON.MultiPolygon} shape degrees
 * @param {Zone} zone
 * @returns {GeoJSON.Polygon | GeoJSON.MultiPolygon}
 */
export function shapeInZone(shape, zone) {
  const rings = (/** @type {GeoJSON.Position[][]} */ polygon) => polygon.map((ring) => ring.map((place) => toZone(place, zone)));
  return shape.type === 'Polygon'
    ? { type: 'Polygon', coordinates: rings(shape.coordinates) }
    : { type: 'MultiPolygon', coordinates: shape.coordinates.map(rings) };
}
