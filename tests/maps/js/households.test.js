import assert from 'node:assert/strict';
import { test } from 'node:test';

import { after } from '../../../maps/static/js/field_data.js';
import { householdsOf, matching, streetsOf } from '../../../maps/static/js/households.js';

/** @param {object} properties @param {GeoJSON.Geometry | null} geometry @param {string} id @returns {GeoJSON.Feature} */
const feature = (properties, geometry = null, id = '') => /** @type {any} */ ({ type: 'Feature', id, geometry, properties });
const strip = (/** @type {number} */ lon) => /** @type {GeoJSON.Polygon} */ ({
  type: 'Polygon',
  coordinates: [[[lon, 20], [lon + 0.0002, 20], [lon + 0.0002, 20.00002], [lon, 20.00002], [lon, 20]]],
});
const road = (/** @type {string} */ code, /** @type {string} */ name) => feature({ code, name }, { type: 'LineString', coordinates: [[105.84, 20], [105.85, 20]] }, code);
const donation = (/** @type {string} */ id, /** @type {number} */ lon, /** @type {string} */ code, owner = '') => feature(
  { don_no: `D-${id}`, seg_code: code, sheet: 'P7-73', parcel: id, owner, state: 'identified', since: '2023-03-01' }, strip(lon), id,
);
const KNOWN = {
  donations: [donation('2', 105.845, 'R1', 'H2'), donation('1', 105.841, 'R1', 'H1'), donation('3', 105.842, 'R2'), donation('4', 105.842, 'R9')],
  parties: [feature({ code: 'H1', name: 'Nguyễn Văn Đông', address: 'Số 4', phone: '0373 1' }), feature({ code: 'H2', name: 'Lê Thị Bưởi' })],
  visits: [[1, 'absent', '2023-04-02'], [2, 'talked', '2023-04-01']].map(([no, result, on]) => feature({ don_no: 'D-1', visit_no: no, visited_on: on, result, note: null })),
  roads: [road('R2', 'Đường Bến'), road('R1', 'Đường Ao')],
  ground: [],
  subdistrict: '4',
};

test('households stand by street, along it, and what lies at none comes last', () => {
  const streets = streetsOf(householdsOf(KNOWN), KNOWN.roads);
  assert.deepEqual(streets.map(({ name, households }) => [name, households.map(({ id }) => id)]), [
    ['Đường Ao', ['1', '2']],
    ['Đường Bến', ['3']],
    ['', ['4']],
  ]);
});

test('a household has its people, its land and who was there, the latest visit first', () => {
  const one = householdsOf(KNOWN).find(({ id }) => id === '1');
  assert.ok(one?.area && Math.abs(one.area - 46.5) < 0.5, String(one?.area));
  assert.deepEqual([one.name, one.address, one.phone, one.visits.map(({ result }) => result)], ['Nguyễn Văn Đông', 'Số 4', '0373 1', ['talked', 'absent']]);
});

test('names are found without their marks, parcels by sheet and number', () => {
  const households = householdsOf(KNOWN);
  const found = (/** @type {string} */ typed) => matching(households, typed).map(({ id }) => id);
  assert.deepEqual([found('dong'), found('P7-73/2'), found('xyz'), found(' ').length], [['1'], ['2'], [], 4]);
});

test('what the service answers replaces what was read', () => {
  const answered = { id: '1', don_no: 'D-1', state: 'agreed', since: '2023-05-02', change: 9, visits: [{ no: 3, on: '2023-05-02', result: 'agreed', note: 'x' }] };
  const one = householdsOf(after(KNOWN, answered)).find(({ id }) => id === '1');
  assert.deepEqual([one?.state, one?.visits], ['agreed', [{ on: '2023-05-02', result: 'agreed', note: 'x' }]]);
});
