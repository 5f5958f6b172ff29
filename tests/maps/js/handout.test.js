/** What a hand-out says of a day, out of the days that it brings with it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { numbersOn, roadsOn, thankedOn } from '../../../maps/static/js/handout_days.js';

/** @param {string} key @param {number} done @returns {import('../../../maps/static/js/handout_days.js').Row} */
const row = (key, done) => ({
  key,
  required_m2: 100,
  donated_m2: { handed_over: 10 * done },
  measurable_length_m: 200,
  length_at_target_m: { handed_over: 20 * done },
  households: { total: 10, handed_over: done },
});

/** @param {Record<string, string | null>} properties */
const feature = (properties) => ({ properties: { from_date: null, to_date: null, ...properties }, shape: 0 });

/** @type {import('../../../maps/static/js/handout_days.js').Told} */
const told = {
  of: 'subdistrict',
  key: '4',
  name: 'Tiểu khu 4',
  day: '2023-04-30',
  phases: [],
  layers: {
    roads: [feature({ code: 'R1', name: 'Đường A' }), feature({ code: 'R2', name: null, from_date: '2023-05-31' })],
    zones: [
      feature({ zone_no: 'Z1', state: 'stuck', to_date: '2023-05-10' }),
      feature({ zone_no: 'Z1', state: 'done', from_date: '2023-05-10' }),
      feature({ zone_no: 'Z2', state: 'paid' }),
    ],
  },
  shapes: [],
  blocking: [
    { code: 'R1', zone_no: 'Z1', from_date: null, to_date: null },
    { code: 'R2', zone_no: 'Z2', from_date: null, to_date: null },
  ],
  progress: [
    { from_date: null, to_date: '2023-05-31', road: [row('R1', 1)], subdistrict: [row('4', 1), row('5', 9)], phase: [] },
    { from_date: '2023-05-31', to_date: null, road: [row('R1', 2), row('R2', 3)], subdistrict: [row('4', 4)], phase: [{ key: '2', donated_m2: { handed_over: 7 } }] },
  ],
  thanks: [{ name: 'Hộ A', since: '2023-04-30' }, { name: 'Hộ B', since: '2023-05-31' }],
};

test('a subdistrict has its own sums, and the zones over its roads', () => {
  assert.deepEqual(numbersOn(told, '2023-04-30'), {
    households: { part: 1, of: 10 },
    area: { part: 10, of: 100 },
    length: { part: 20, of: 200 },
    blocked: { part: 1, of: 1 },
    inPhase: undefined,
  });
  assert.deepEqual(numbersOn(told, '2023-05-31').blocked, { part: 1, of: 2 });
});

test('a phase has the sums of all roads, each household once, and what it brought', () => {
  const { households, area, inPhase } = numbersOn({ ...told, of: 'phase', key: '2' }, '2023-05-31');
  assert.deepEqual(households, { part: 4, of: 10 });
  assert.deepEqual(area, { part: 50, of: 200 });
  assert.equal(inPhase, 7);
});

test('where nothing is known nothing is invented', () => {
  const nothing = numbersOn({ ...told, progress: [] }, '2023-04-30');
  assert.deepEqual(nothing, { households: undefined, area: undefined, length: undefined, blocked: undefined, inPhase: undefined });
});

test('roads are those of the day, with what blocks them then', () => {
  assert.deepEqual(
    roadsOn(told, '2023-04-30').map(({ code, share, blocked }) => [code, share, blocked]),
    [['R1', 0.1, 1]],
  );
  assert.deepEqual(
    roadsOn(told, '2023-05-31').map(({ code, name, blocked }) => [code, name, blocked]),
    [['R1', 'Đường A', 0], ['R2', 'R2', 1]],
  );
});

test('who is thanked is thanked from the end of the month on', () => {
  assert.deepEqual(thankedOn(told, '2023-04-30'), ['Hộ A']);
  assert.deepEqual(thankedOn(told, '2023-05-31'), ['Hộ A', 'Hộ B']);
});
