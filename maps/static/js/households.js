/** The households of a subdistrict by street, with where each stands and when somebody was there. */

import { middle, planarArea } from './measure.js';
import { placeAlong } from './register.js';
import { roadsOf } from './road_list.js';
import { find } from './search.js';

/** @typedef {{ on: string, result: string, note: string }} Past */
/** @typedef {{ donations: GeoJSON.Feature[], parties: GeoJSON.Feature[], visits: GeoJSON.Feature[], roads: GeoJSON.Feature[], ground: GeoJSON.Feature[], subdistrict: string }} Known what was read of the service */

/**
 * @typedef {object} Household
 * @property {string} id of the donation
 * @property {string} number of the donation
 * @property {string} name
 * @property {string} address
 * @property {string} phone
 * @property {string} sheet
 * @property {string} parcel
 * @property {string} road code
 * @property {number} along m
 * @property {string} state
 * @property {string} since ISO
 * @property {number | null} area m²
 * @property {GeoJSON.Geometry | null} shape
 * @property {Past[]} visits the latest first
 */

const DEGREE_M = 111_195;

/**
 * An area in square metres, near enough to tell people.
 * @param {GeoJSON.Geometry | null} shape degrees
 * @returns {number | null}
 */
function areaOf(shape) {
  if (!shape) return null;
  const [, latitude = 0] = middle(shape);
  return planarArea(shape) * DEGREE_M ** 2 * Math.cos((latitude * Math.PI) / 180);
}

/**
 * @param {Known} known
 * @returns {Household[]}
 */
export function householdsOf({ donations, parties, visits, roads }) {
  const people = new Map(parties.map(({ properties }) => [String(properties?.code), properties]));
  const lines = new Map(roads.map((road) => [String(road.properties?.code), /** @type {GeoJSON.LineString} */ (road.geometry).coordinates]));
  /** @type {Map<string, Past[]>} */
  const past = new Map();
  const inOrder = [...visits].sort((a, b) => Number(b.properties?.visit_no) - Number(a.properties?.visit_no));
  for (const { properties } of inOrder) {
    const told = past.get(String(properties?.don_no)) ?? [];
    told.push({ on: String(properties?.visited_on), result: String(properties?.result), note: String(properties?.note ?? '') });
    past.set(String(properties?.don_no), told);
  }
  return donations.map(({ id, properties, geometry }) => {
    const text = (/** @type {string} */ name) => String(properties?.[name] ?? '');
    const owner = people.get(text('owner'));
    const line = lines.get(text('seg_code'));
    return {
      id: String(id),
      number: text('don_no'),
      name: String(owner?.name ?? '') || text('owner') || text('don_no'),
      address: String(owner?.address ?? ''),
      phone: String(owner?.phone ?? ''),
      sheet: text('sheet'),
      parcel: text('parcel'),
      road: text('seg_code'),
      along: line && geometry ? (placeAlong(line, geometry).along ?? 0) : 0,
      state: text('state'),
      since: text('since'),
      area: areaOf(geometry),
      shape: geometry,
      visits: past.get(text('don_no')) ?? [],
    };
  });
}

/**
 * Households by street, along it; streets in the order of their names, what lies at none of them last.
 * @template {Household} One
 * @param {One[]} households
 * @param {GeoJSON.Feature[]} roads
 * @returns {{ code: string, name: string, households: One[] }[]}
 */
export function streetsOf(households, roads) {
  const inOrder = [...households].sort((a, b) => a.along - b.along || a.name.localeCompare(b.name, 'vi'));
  const named = roadsOf(roads).map(({ code, name }) => ({ code, name }));
  const known = new Set(named.map(({ code }) => code));
  return [...named, { code: '', name: '' }]
    .map(({ code, name }) => ({
      code,
      name,
      households: inOrder.filter(({ road }) => (code ? road === code : !known.has(road))),
    }))
    .filter((street) => street.households.length);
}

/**
 * Households in whose name, address or numbers every word that was typed stands.
 * @template {Household} One
 * @param {One[]} households
 * @param {string} typed
 * @returns {One[]}
 */
export function matching(households, typed) {
  if (!typed.trim()) return households;
  const entries = households.map((household) => {
    const { name, address, sheet, parcel, number, phone } = household;
    return { household, text: [name, address, `${sheet}/${parcel}`, number, phone].join(' ') };
  });
  return find(entries, typed, entries.length).map(({ household }) => household);
}
