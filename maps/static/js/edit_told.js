/** What an edit comes to, in words: what happens to each thing, and what follows from it. */

import { number } from './format.js';
import { planarArea } from './measure.js';
import { differences, sameShape } from './versions.js';
import { shapeInZone } from './vn2000.js';
import { t } from './words.js';

/** @typedef {import('./edit_session.js').Operation} Operation */
/** @typedef {import('../../../build/answers').ChangedThing} Change */

/** A neighbour that takes up a point changes by less than this. */
const LEAST_M2 = 0.2;

/**
 * A line for each thing; neighbours that only take up a point are told together.
 * @param {Change[]} changes
 * @param {Town} page
 * @returns {string[]}
 */
export function toldChanges(changes, page) {
  const follow = changes.filter((one) => follows(one, page));
  const texts = changes.filter((one) => !follow.includes(one)).map((one) => named(one, page));
  return follow.length ? [...texts, t('Boundaries that follow: {count}', { count: follow.length })] : texts;
}

/** @param {Change} change @param {Town} page */
function follows({ before, after }, page) {
  if (!before?.geometry || !after?.geometry) return false;
  const same = differences(before, after).every(({ name }) => name === 'geometry');
  return same && Math.abs(areaOf(before, page) - areaOf(after, page)) < LEAST_M2;
}

/** @param {GeoJSON.Feature} feature @param {Town} page @returns {number} m² */
function areaOf({ geometry }, page) {
  const shape = geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon' ? geometry : undefined;
  return shape ? planarArea(shapeInZone(shape, page.zone)) : 0;
}

/** @param {Change} change @param {Town} page */
function named({ before, after }, page) {
  const m2 = (/** @type {GeoJSON.Feature} */ feature) => number(areaOf(feature, page), { language: page.language, digits: 1, unit: 'm²' });
  const name = nameOf(after ?? before);
  if (!before && after) return t('{name}: new, {area}', { name, area: m2(after) });
  if (!after || !before) return t('{name}: ends', { name });
  if (!areaOf(after, page) || sameShape(before.geometry, after.geometry)) return t('{name}: changed', { name });
  return t('{name}: {before} becomes {after}', { name, before: m2(before), after: m2(after) });
}

/**
 * What people call a parcel, a donation or a road.
 * @param {GeoJSON.Feature | null} feature
 * @returns {string}
 */
function nameOf(feature) {
  const { don_no, sheet, parcel, name, code } = feature?.properties ?? {};
  if (don_no) return String(don_no);
  return parcel ? `${sheet ?? ''}/${parcel}` : String(name ?? code ?? feature?.id ?? '');
}

/**
 * An operation that has read another version of a thing.
 * @param {Operation} operation
 * @param {string} id
 * @param {number} version
 * @returns {Operation}
 */
export function withVersion(operation, id, version) {
  if (operation.id === id) return { ...operation, version };
  const at = operation.ids?.indexOf(id) ?? -1;
  return at < 0 ? operation : { ...operation, versions: operation.versions.with(at, version) };
}

/**
 * Whether an operation names a thing.
 * @param {Operation} operation
 * @param {string} id
 */
export function names(operation, id) {
  return operation.id === id || Boolean(operation.ids?.includes(id));
}

/**
 * What an operation changes of a thing, as far as that can be told before it is done: attributes, and a boundary.
 * @param {Operation[]} operations
 * @param {string} id
 * @returns {Record<string, unknown>}
 */
export function meant(operations, id) {
  const own = operations.filter((one) => names(one, id));
  return own.reduce((all, one) => ({ ...all, ...one.properties, ...(one.geometry ? { geometry: one.geometry } : {}) }), {});
}

/**
 * Operations on what another has written since: those that name a thing replace no more of it than is wanted.
 * @param {Operation[]} operations
 * @param {string} id
 * @param {number} version that stands now
 * @param {Record<string, unknown>} wanted as `meant` names them
 * @returns {Operation[]}
 */
export function upon(operations, id, version, wanted) {
  return operations.flatMap((one) => {
    const now = withVersion(one, id, version);
    if (one.op !== 'replace' || one.id !== id) return [now];
    const { geometry, properties, ...rest } = now;
    const kept = Object.fromEntries(Object.entries(properties ?? {}).filter(([name]) => name in wanted));
    const shape = geometry && 'geometry' in wanted ? { geometry } : {};
    return Object.keys(kept).length || Object.keys(shape).length ? [{ ...rest, properties: kept, ...shape }] : [];
  });
}

/**
 * The shapes that operations draw themselves, for when the service can't say what they come to.
 * @param {Operation[]} operations
 * @returns {GeoJSON.Geometry[]}
 */
export function drawnShapes(operations) {
  return operations.flatMap((one) => {
    const moved = one.op === 'move_boundary' ? { type: 'MultiPoint', coordinates: one.to } : undefined;
    const line = Array.isArray(one.line) ? { type: 'LineString', coordinates: one.line } : one.line;
    return [one.geometry, line, one.hole, moved].filter(Boolean);
  });
}
