/** Versions of a feature: the state of a day, what differs between two, and the difference drawn. */

import { written } from './facts.js';
import { t } from './words.js';

/** @typedef {import('../../../build/answers').Version} Version */
/** @typedef {{ name: string, was: unknown, now: unknown }} Difference `name` is a column's, or `geometry` */

/** What a period and a course say for themselves: no attribute that somebody typed. */
const NOT_COMPARED = new Set(['from_date', 'to_date', 'since', 'source']);

/**
 * The state of a version on a day; the last one where that day has none.
 * @param {Version | undefined} version
 * @param {string} day ISO
 * @returns {GeoJSON.Feature | undefined}
 */
export function stateOn(version, day) {
  const states = version?.features ?? [];
  return states.findLast(({ properties }) => !properties?.from_date || properties.from_date <= day) ?? states.at(-1);
}

/**
 * The states that a version made, or made other ones; where there are none, those that it lets end on another day.
 * @param {Version | undefined} before
 * @param {Version} one
 * @returns {GeoJSON.Feature[]}
 */
export function statesMade(before, one) {
  const was = (/** @type {GeoJSON.Feature} */ now) => before?.features.find(({ properties }) => properties?.from_date === now.properties?.from_date);
  const made = one.features.filter((now) => !was(now) || differences(was(now), now).length);
  return made.length ? made : one.features.filter((now) => was(now)?.properties?.to_date !== now.properties?.to_date);
}

/**
 * What differs between two states: attributes by name, and the boundary.
 * @param {GeoJSON.Feature | undefined} was
 * @param {GeoJSON.Feature | undefined} now
 * @returns {Difference[]}
 */
export function differences(was, now) {
  const names = new Set([...Object.keys(was?.properties ?? {}), ...Object.keys(now?.properties ?? {})]);
  /** @type {Difference[]} */
  const found = [...names]
    .filter((name) => !NOT_COMPARED.has(name))
    .map((name) => ({ name, was: was?.properties?.[name] ?? null, now: now?.properties?.[name] ?? null }))
    .filter((one) => one.was !== one.now);
  if (!sameShape(was?.geometry, now?.geometry)) found.push({ name: 'geometry', was: was?.geometry ?? null, now: now?.geometry ?? null });
  return found;
}

/**
 * Whether two shapes are the same, wherever their rings begin.
 * @param {GeoJSON.Geometry | null | undefined} one
 * @param {GeoJSON.Geometry | null | undefined} other
 */
export function sameShape(one, other) {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}

/**
 * A value as people read it, by its column.
 * @param {Town} page
 * @param {string} layer
 * @param {string} name of the column
 * @param {unknown} value
 * @returns {string}
 */
export function told(page, layer, name, value) {
  if (name === 'geometry') return value ? t('drawn on the map') : '–';
  const column = page.facts[layer]?.columns.find((one) => one.name === name);
  return column ? written(column, value, page) : String(value ?? '–');
}

/**
 * What people call a column.
 * @param {Town} page
 * @param {string} layer
 * @param {string} name
 * @returns {string}
 */
export function label(page, layer, name) {
  if (name === 'geometry') return t('Boundary');
  if (name === 'events') return t('Course of the donation');
  return page.facts[layer]?.columns.find((one) => one.name === name)?.label ?? name;
}

/**
 * A difference drawn: what one of two shapes has and the other has not is filled, the old outline dashed, the new solid.
 * @param {GeoJSON.Geometry | null | undefined} was
 * @param {GeoJSON.Geometry | null | undefined} now
 * @returns {import('leaflet').LayerGroup}
 */
export function drawnDifference(was, now) {
  const group = L.layerGroup();
  // By the even-odd rule, ground that lies in both is not filled.
  const rings = [was, now].flatMap((shape) => latLngs(shape));
  if (rings.length) group.addLayer(L.polygon(rings, { className: 'difference', fillRule: 'evenodd', interactive: false }));
  if (was) group.addLayer(shown(was, 'was'));
  if (now) group.addLayer(shown(now, 'is'));
  return group;
}

/** @param {GeoJSON.Geometry | null | undefined} shape @returns {import('leaflet').LatLng[][]} */
function latLngs(shape) {
  const rings = shape?.type === 'Polygon' ? shape.coordinates : shape?.type === 'MultiPolygon' ? shape.coordinates.flat() : [];
  return rings.map((ring) => ring.map(([lng = 0, lat = 0]) => L.latLng(lat, lng)));
}

/**
 * A geometry with a class of its own, which is looked at only.
 * @param {GeoJSON.Geometry} geometry
 * @param {string} className
 */
export function shown(geometry, className) {
  return L.geoJSON(geometry, {
    style: { className },
    interactive: false,
    pointToLayer: (_, at) => L.circleMarker(at, { radius: 8, className, interactive: false }),
  });
}
