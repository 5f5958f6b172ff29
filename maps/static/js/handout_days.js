/** What a hand-out says of a day, out of all days that it brings with it. */

import { holding, holdsOn } from './dates.js';
import { share } from './progress.js';

/** @typedef {{ from_date: string | null, to_date: string | null }} Period */
/** @typedef {import('./progress.js').Row & { required_m2: number, donated_m2: { handed_over: number }, households: { total: number, handed_over: number } }} Row */
/** @typedef {{ properties: Record<string, string | null>, shape: number }} Drawn a feature, and the place of its geometry among the shapes */
/** @typedef {{ code: string, name: string, subdistrict: string, shape: number, row: Row | undefined, share: number | undefined, blocked: number }} Road */
/** @typedef {{ part: number, of: number }} Part */

/**
 * What the file brings (layers/handout.py).
 * @typedef {object} Told
 * @property {'road' | 'subdistrict' | 'phase'} of
 * @property {string} key
 * @property {string} name
 * @property {string} day
 * @property {{ phase_no: string, from_date: string, to_date: string }[]} phases
 * @property {Record<string, Drawn[]>} layers
 * @property {GeoJSON.Geometry[]} shapes
 * @property {(Period & { code: string, zone_no: string })[]} blocking zones over a road's strip
 * @property {(Period & { road: Row[], subdistrict: Row[], phase: { key: string | null, donated_m2: { handed_over: number } }[] })[]} progress
 * @property {{ name: string, since: string }[]} thanks
 */

/**
 * The four numbers of a day; a number that nothing is known of is undefined.
 * @typedef {{ households: Part | undefined, area: Part | undefined, length: Part | undefined, blocked: Part | undefined, inPhase: number | undefined }} Numbers
 */

/**
 * The roads of a day with their sums and what blocks them.
 * @param {Told} told
 * @param {string} day ISO
 * @returns {Road[]}
 */
export function roadsOn(told, day) {
  const rows = new Map(sums(told, day)?.road.map((row) => [row.key, row]));
  const open = notHandedOver(told, day);
  return holding(told.layers.roads ?? [], day).map(({ properties, shape }) => {
    const code = properties.code ?? '';
    const row = rows.get(code);
    const blocked = new Set(blockingOn(told, day, code).filter((zone) => open.has(zone)));
    return { code, name: properties.name ?? code, subdistrict: properties.subdist ?? '', shape, row, share: share(row), blocked: blocked.size };
  });
}

/**
 * The four numbers of a day.
 * @param {Told} told
 * @param {string} day ISO
 * @returns {Numbers}
 */
export function numbersOn(told, day) {
  const now = sums(told, day);
  const roads = roadsOn(told, day);
  const own = whole(told, now);
  const households = told.of === 'phase' ? now?.subdistrict : own;
  const zones = new Set(roads.flatMap(({ code }) => blockingOn(told, day, code)));
  const open = notHandedOver(told, day);
  return {
    households: part(households, (row) => row.households.handed_over, (row) => row.households.total),
    area: part(own, (row) => row.donated_m2.handed_over, (row) => row.required_m2),
    length: part(own, (row) => row.length_at_target_m?.handed_over ?? 0, (row) => row.measurable_length_m ?? 0),
    blocked: own?.length ? { part: [...zones].filter((zone) => open.has(zone)).length, of: zones.size } : undefined,
    inPhase: told.of === 'phase' ? now?.phase.find(({ key }) => key === told.key)?.donated_m2.handed_over : undefined,
  };
}

/**
 * Those who are thanked up to a day.
 * @param {Told} told
 * @param {string} day ISO
 * @returns {string[]}
 */
export function thankedOn(told, day) {
  return told.thanks.filter(({ since }) => since <= day).map(({ name }) => name);
}

/** @param {Told} told @param {string} day */
function sums(told, day) {
  return told.progress.find((period) => holdsOn(period, day));
}

/**
 * The rows that the hand-out's own numbers are the sum of.
 * @param {Told} told
 * @param {ReturnType<typeof sums>} now
 */
function whole(told, now) {
  return told.of === 'subdistrict' ? now?.subdistrict.filter(({ key }) => key === told.key) : now?.road;
}

/** @param {Told} told @param {string} day @param {string} code */
function blockingOn(told, day, code) {
  return told.blocking.filter((zone) => zone.code === code && holdsOn(zone, day)).map(({ zone_no: zone }) => zone);
}

/** @param {Told} told @param {string} day */
function notHandedOver(told, day) {
  const zones = holding(told.layers.zones ?? [], day);
  return new Set(zones.filter(({ properties }) => properties.state !== 'done').map(({ properties }) => properties.zone_no ?? ''));
}

/**
 * @param {Row[] | undefined} rows
 * @param {(row: Row) => number} done
 * @param {(row: Row) => number} of
 * @returns {Part | undefined}
 */
function part(rows, done, of) {
  if (!rows?.length) return undefined;
  return { part: rows.reduce((sum, row) => sum + done(row), 0), of: rows.reduce((sum, row) => sum + of(row), 0) };
}
