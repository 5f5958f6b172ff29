/** The parcel that is chosen: as it is in degrees and in the project's zone, with the version that was read. */

import { items } from './service.js';

/**
 * @typedef {object} Chosen
 * @property {string} id
 * @property {GeoJSON.Feature<GeoJSON.MultiPolygon>} feature degrees
 * @property {GeoJSON.Feature | undefined} flat metres of the zone
 * @property {string} etag
 * @property {number} version
 */

/**
 * Fetch a parcel.
 * @param {Record<string, string>} which sheet and parcel, or fid
 * @param {Town} page
 * @param {import('./session.js').Session} session
 * @returns {Promise<Chosen | undefined>} undefined where it is not there on the day
 * @throws {import('./session.js').Refused | import('./service.js').Unreachable}
 */
export async function fetchParcel(which, page, session) {
  const asked = { ...which, datetime: page.day, limit: '1' };
  const [[found], [flat]] = await Promise.all([
    items('parcels', asked),
    items('parcels', { ...asked, crs: `http://www.opengis.net/def/crs/EPSG/0/${page.srid}` }),
  ]);
  if (!found) return undefined;
  const id = String(found.id);
  const { body, headers } = await session.ask('GET', `/ogc/collections/parcels/items/${id}?datetime=${page.day}`);
  const etag = headers.get('etag') ?? '';
  const version = Number(/^(?:W\/)?"(\d+)-/.exec(etag)?.[1] ?? NaN);
  return { id, feature: body, flat, etag, version };
}
