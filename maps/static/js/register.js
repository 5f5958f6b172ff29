/** The rows of the workbench's table: what a road needs of each parcel beside what is given of it, sorted and filtered. */

import { nearestPlace } from './along.js';
import { fits } from './column_filter.js';
import { lineLength, middle } from './measure.js';
import { fold } from './search.js';
import { t } from './words.js';

/**
 * @typedef {object} Row one parcel at one road, or one donation of it
 * @property {string} key
 * @property {string} sheet
 * @property {string} parcel
 * @property {string} owner code of the household
 * @property {string} road code
 * @property {string} donation id, empty for none
 * @property {string} number of the donation
 * @property {string} state of the donation, empty for none
 * @property {string} since ISO
 * @property {'left' | 'right' | ''} side
 * @property {number | null} along m
 * @property {number | null} frontage m
 * @property {number | null} required m²
 * @property {number | null} remaining m²
 */

/** @typedef {{ sheet: string, parcel: string, required_m2: number, frontage_m: number, remaining_m2: number }} Needed */
/** @typedef {'sheet' | 'parcel' | 'owner' | 'side' | 'along' | 'frontage' | 'required' | 'remaining' | 'state' | 'since'} Column */
/** @typedef {{ to: string, right: string }} Move */
/** @typedef {{ text?: string, states?: string[] | undefined, columns?: Partial<Record<Column, string>> }} Wanted */

/** @type {ReadonlySet<Column>} */
export const NUMBERS = new Set(['along', 'frontage', 'required', 'remaining']);

/**
 * On which side of a road, and at which chainage, a place is.
 * @param {GeoJSON.Position[]} line degrees
 * @param {GeoJSON.Geometry | null} shape
 * @returns {{ side: 'left' | 'right' | '', along: number | null }}
 */
export function placeAlong(line, shape) {
  if (!shape || line.length < 2) return { side: '', along: null };
  const [x = 0, y = 0] = middle(shape);
  const { metres, point: [px = 0, py = 0] } = nearestPlace(line, [x, y]);
  const before = nearestPlace(line, pointBefore(line, metres));
  const [bx = 0, by = 0] = before.point;
  const cross = (px - bx) * (y - py) - (py - by) * (x - px);
  return { side: cross > 0 ? 'left' : 'right', along: metres };
}

/**
 * A place a little before a chainage; for the start of a line, one as far behind it.
 * @param {GeoJSON.Position[]} line
 * @param {number} metres
 * @returns {GeoJSON.Position}
 */
function pointBefore(line, metres) {
  let passed = 0;
  for (let index = 1; index < line.length; index += 1) {
    const leg = lineLength([line[index - 1] ?? [], line[index] ?? []]);
    if (passed + leg >= metres || index === line.length - 1) return line[index - 1] ?? [0, 0];
    passed += leg;
  }
  return line[0] ?? [0, 0];
}

/**
 * The rows of a road: each donation of it, and each parcel that it needs and that gives nothing yet.
 * @param {{ code: string, geometry: GeoJSON.LineString }} road
 * @param {Needed[]} needed
 * @param {GeoJSON.Feature[]} donations
 * @returns {Row[]}
 */
export function rowsOfRoad(road, needed, donations) {
  const parcels = new Map(needed.map((one) => [`${one.sheet}/${one.parcel}`, one]));
  const given = donations.map((feature) => {
    const row = rowOfDonation(feature);
    const one = parcels.get(`${row.sheet}/${row.parcel}`);
    return {
      ...row,
      ...placeAlong(road.geometry.coordinates, feature.geometry),
      frontage: one?.frontage_m ?? null,
      required: one?.required_m2 ?? null,
      remaining: one?.remaining_m2 ?? null,
    };
  });
  const told = new Set(given.map(({ sheet, parcel }) => `${sheet}/${parcel}`));
  const open = needed
    .filter(({ sheet, parcel }) => !told.has(`${sheet}/${parcel}`))
    .map((one) => ({
      ...EMPTY,
      key: `${road.code} ${one.sheet}/${one.parcel}`,
      sheet: one.sheet,
      parcel: one.parcel,
      road: road.code,
      frontage: one.frontage_m,
      required: one.required_m2,
      remaining: one.remaining_m2,
    }));
  return [...given, ...open];
}

/** @type {Row} */
const EMPTY = {
  key: '', sheet: '', parcel: '', owner: '', road: '', donation: '', number: '', state: '', since: '', side: '',
  along: null, frontage: null, required: null, remaining: null,
};

/**
 * The row of a donation, without what only its road knows.
 * @param {GeoJSON.Feature} feature
 * @returns {Row}
 */
export function rowOfDonation({ id, properties }) {
  const text = (/** @type {string} */ name) => String(properties?.[name] ?? '');
  return {
    ...EMPTY,
    key: String(id),
    donation: String(id),
    number: text('don_no'),
    sheet: text('sheet'),
    parcel: text('parcel'),
    owner: text('owner'),
    road: text('seg_code'),
    state: text('state'),
    since: text('since'),
  };
}

/**
 * The row of a parcel that no road is known to need.
 * @param {GeoJSON.Feature} feature
 * @returns {Row}
 */
export function rowOfParcel({ id, properties }) {
  const text = (/** @type {string} */ name) => String(properties?.[name] ?? '');
  return { ...EMPTY, key: String(id), sheet: text('sheet'), parcel: text('parcel'), owner: text('owner') };
}

/**
 * All states: those of the course in its order, then those beside it.
 * @param {{ states: string[], labels: Record<string, string> }} course
 * @returns {string[]}
 */
export function statesInOrder({ states, labels }) {
  return [...states, ...Object.keys(labels).filter((state) => !states.includes(state))];
}

/**
 * The states that wait for somebody with these rights: those whose next step of the course they may enter.
 * @param {{ states: string[], moves: Record<string, Move[]> }} course
 * @param {string[]} rights
 * @returns {string[]}
 */
export function statesThatWait({ states, moves }, rights) {
  return states.filter((state, index) => {
    const next = moves[state]?.find(({ to }) => to === states[index + 1]);
    return next && rights.includes(next.right);
  });
}

/** @typedef {{ id: string, don_no: string, sheet: string, parcel: string, owner: string | null, road: string | null, state: string, since: string, returned_by: string | null }} Reviewed */

/**
 * What waits for somebody: rows by the course of donations, less those that the chair returned, which wait for who edits
 * until something is changed; and what was changed after its approval waits for who approves.
 * @param {Row[]} rows of `statesThatWait`
 * @param {Reviewed[]} reviewed as `/api/approvals` tells them
 * @param {string[]} rights
 * @returns {Row[]}
 */
export function waitingFor(rows, reviewed, rights) {
  const waiting = new Map(rows.map((row) => [row.donation, row]));
  for (const one of reviewed) {
    if (rights.includes(one.returned_by ? 'edit_parcels' : 'approve')) waiting.set(one.id, rowOfReviewed(one));
    else if (one.returned_by) waiting.delete(one.id);
  }
  return [...waiting.values()];
}

/** @param {Reviewed} one @returns {Row} */
function rowOfReviewed({ id, don_no, sheet, parcel, owner, road, state, since }) {
  return { ...EMPTY, key: id, donation: id, number: don_no, sheet, parcel, owner: owner ?? '', road: road ?? '', state, since };
}

/**
 * Rows that hold each typed word, in one of the wanted states, with what is typed under the columns' heads.
 * @param {Row[]} rows
 * @param {Wanted} wanted
 * @param {Record<string, string>} labels of states
 * @param {string} [language] of the page
 * @returns {Row[]}
 */
export function filtered(rows, { text = '', states, columns = {} }, labels = {}, language = 'vi') {
  const said = { state: labels, side: { left: t('left'), right: t('right') } };
  const words = fold(text).split(' ').filter(Boolean);
  return rows.filter((row) => {
    if (states && !states.includes(row.state)) return false;
    if (!fits(row, columns, said, language)) return false;
    const all = fold(`${row.sheet}/${row.parcel} ${row.owner} ${row.number} ${labels[row.state] ?? ''}`);
    return words.every((word) => all.includes(word));
  });
}

/**
 * Rows in the order of a column; those without a value last, whichever way.
 * @param {Row[]} rows
 * @param {Column} column
 * @param {1 | -1} way
 * @param {string[]} states in their order
 * @returns {Row[]}
 */
export function sorted(rows, column, way, states) {
  const order = new Intl.Collator('vi', { numeric: true });
  const none = (/** @type {Row} */ row) => row[column] === null || row[column] === '';
  /** @param {Row} a @param {Row} b */
  const compare = (a, b) => {
    if (NUMBERS.has(column)) return Number(a[column]) - Number(b[column]);
    if (column === 'state') return states.indexOf(a.state) - states.indexOf(b.state);
    return order.compare(String(a[column]), String(b[column]));
  };
  return [...rows].sort(
    (a, b) =>
      Number(none(a)) - Number(none(b)) || way * compare(a, b) || order.compare(`${a.sheet} ${a.parcel}`, `${b.sheet} ${b.parcel}`),
  );
}
