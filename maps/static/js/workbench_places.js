/** What the workbench's table shows: a road, a subdistrict, a household, or what waits for who works here. */

import { rowOfDonation, rowOfParcel, rowsOfRoad, statesThatWait, waitingFor } from './register.js';
import { answer, items } from './service.js';
import { t } from './words.js';

/** @typedef {import('./register.js').Row} Row */
/** @typedef {import('./road_list.js').Road} Road */
/** @typedef {{ kind: 'road' | 'subdistrict' | 'household' | 'waiting', name: string, label: string }} Place `name` is a code or a number */

/**
 * The rows of a place on a day.
 * @param {Place} place
 * @param {Road[]} roads
 * @param {Town} page
 * @param {string[]} rights of who works here
 * @returns {Promise<Row[]>}
 * @throws {import('./service.js').Unreachable}
 */
export async function rowsOf({ kind, name }, roads, page, rights) {
  const datetime = page.day;
  if (kind === 'household') {
    const [parcels, donations] = await Promise.all([
      items('parcels', { datetime, owner: name, skipGeometry: 'true' }),
      items('donations', { datetime, owner: name, skipGeometry: 'true' }),
    ]);
    const given = donations.map(rowOfDonation);
    const told = new Set(given.map(({ sheet, parcel }) => `${sheet}/${parcel}`));
    return [...given, ...parcels.map(rowOfParcel).filter(({ sheet, parcel }) => !told.has(`${sheet}/${parcel}`))];
  }
  if (kind === 'waiting') {
    const states = statesThatWait(page.course, rights);
    const [reviewed, ...found] = await Promise.all([
      rights.includes('read_recorded') ? answer('/api/approvals', {}) : undefined,
      ...states.map((state) => items('donations', { datetime, state, skipGeometry: 'true' })),
    ]);
    return waitingFor(found.flat().map(rowOfDonation), reviewed?.donations ?? [], rights);
  }
  const wanted = roads.filter(({ code, subdistrict }) => (kind === 'road' ? code === name : subdistrict === name));
  return (await Promise.all(wanted.map((road) => rowsOfOne(road, datetime)))).flat();
}

/** @param {Road} road @param {string} datetime */
async function rowsOfOne(road, datetime) {
  const [widening, donations] = await Promise.all([
    answer(`/api/roads/${encodeURIComponent(road.code)}/widening`, { on: datetime }),
    items('donations', { datetime, seg_code: road.code }),
  ]);
  return rowsOfRoad(road, widening?.parcels ?? [], donations);
}

/**
 * The number of rows, as the table's head says it.
 * @param {number} shown
 * @param {number} all
 * @returns {string}
 */
export function counted(shown, all) {
  return shown === all ? t('{count} rows', { count: all }) : t('{shown} of {count} rows', { shown, count: all });
}
