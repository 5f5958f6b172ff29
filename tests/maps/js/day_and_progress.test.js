import assert from 'node:assert/strict';
import { test } from 'node:test';

import { placeOf } from '../../../maps/static/js/date_control.js';
import { dayNumber, holding, isDay, isoDay, monthEnd, neighbour, nextPhaseEnd, phasesOf, publicDay, saidDay, span } from '../../../maps/static/js/dates.js';
import { lookOf, percent, share, totals } from '../../../maps/static/js/progress.js';
import { headline, left } from '../../../maps/static/js/road_shares.js';
import { EVERY_DAY, holds, tileAddress } from '../../../maps/static/js/tile_days.js';

const feature = (/** @type {object} */ properties) => /** @type {GeoJSON.Feature} */ (/** @type {unknown} */ ({ type: 'Feature', geometry: null, properties }));
const PHASES = phasesOf([
  feature({ phase_no: '2', from_date: '2023-05-01', to_date: '2023-09-02' }),
  feature({ phase_no: '1', from_date: '2023-03-01', to_date: '2023-04-30' }),
  feature({ phase_no: '4', from_date: '2024-01-01', to_date: null }),
]);
const row = (/** @type {string} */ key, /** @type {number} */ open, /** @type {number} */ measured) => ({ key, measurable_length_m: measured, length_at_target_m: { handed_over: open } });
const LOOKS = [
  { name: 'share_0', from: 0 },
  { name: 'share_50', from: 0.5 },
  { name: 'share_100', from: 1 },
  { name: 'no_measure', from: null },
];

test('days and their numbers are each other\'s reverse', () => {
  assert.equal(dayNumber('1970-01-02'), 1);
  for (const day of ['2023-04-30', '2024-02-29', '1999-12-31']) assert.equal(isoDay(dayNumber(day)), day);
  assert.ok(isDay('2024-02-29') && !isDay('2023-02-29') && !isDay('30/04/2023') && !isDay(''));
});

test('the public goes from the end of a month to the next, the office from day to day', () => {
  assert.equal(monthEnd('2024-02-03'), '2024-02-29');
  assert.equal(monthEnd('2023-12-31'), '2023-12-31');
  assert.equal(neighbour('2023-04-30', 1, true), '2023-05-31');
  assert.equal(neighbour('2023-05-31', -1, true), '2023-04-30');
  assert.equal(neighbour('2023-04-30', 1, false), '2023-05-01');
  assert.equal(neighbour('2023-05-01', -1, false), '2023-04-30');
});

test('a day to come is shown as today, and no page says one', () => {
  assert.equal(publicDay('2023-02-03', '2026-11-27'), '2023-02-28');
  assert.equal(publicDay('2030-01-01', '2026-11-27'), '2026-11-30');
  assert.equal(saidDay('2026-11-30', '2026-11-27'), '2026-11-27');
  assert.equal(saidDay('2023-02-28', '2026-11-27'), '2023-02-28');
});

test('phases stand in their order, those without an end left out', () => {
  assert.deepEqual(PHASES.map(({ no }) => no), ['1', '2']);
});

test('a slider spans all phases and the day that is shown', () => {
  assert.deepEqual(span(PHASES, '2023-04-30'), { first: dayNumber('2023-03-01'), last: dayNumber('2023-09-02') });
  assert.equal(span(PHASES, '2023-11-20').last, dayNumber('2023-11-20'));
  assert.equal(span(PHASES, '2023-01-20').first, dayNumber('2023-01-20'));
  const reach = dayNumber('2023-09-02') - dayNumber('2023-03-01');
  assert.equal(span(PHASES, '2026-01-01').last, dayNumber('2023-09-02') + reach);
  assert.equal(span(PHASES, '2020-01-01').first, dayNumber('2023-03-01') - reach);
  assert.deepEqual(span([], '2023-04-30'), { first: dayNumber('2022-04-30'), last: dayNumber('2023-04-30') });
  assert.equal(placeOf(5, { first: 0, last: 10 }), 0.5);
  assert.equal(placeOf(5, { first: 5, last: 5 }), 0);
});

test('P goes from phase to phase, and begins again', () => {
  assert.equal(nextPhaseEnd(PHASES, '2023-03-10'), '2023-04-30');
  assert.equal(nextPhaseEnd(PHASES, '2023-04-30'), '2023-09-02');
  assert.equal(nextPhaseEnd(PHASES, '2023-09-02'), '2023-04-30');
  assert.equal(nextPhaseEnd([], '2023-09-02'), undefined);
});

test('a period holds from its first day until before its last', () => {
  const cells = [feature({ from_date: '2023-03-31', to_date: '2023-04-30' }), feature({ from_date: '2023-04-30', to_date: null })];
  assert.deepEqual(holding(cells, '2023-04-29'), [cells[0]]);
  assert.deepEqual(holding(cells, '2023-04-30'), [cells[1]]);
  assert.deepEqual(holding(cells, '2023-03-30'), []);
});

test('tiles are asked for a day, or for every period, which is filtered by day numbers', () => {
  assert.equal(tileAddress('/tiles/a/{z}', { host: 'http://h/base', on: '2023-04-30' }), 'http://h/base/tiles/a/{z}?on=2023-04-30');
  assert.equal(tileAddress('/tiles/a/{z}', { host: 'http://h', on: EVERY_DAY }), 'http://h/tiles/a/{z}?on=..');
  assert.equal(tileAddress('https://other/{z}', { host: 'http://h', on: '2023-04-30' }), 'https://other/{z}');
  assert.ok(JSON.stringify(holds('1970-01-11')).includes(',10]'));
});

test('a share is what is handed over of what can be measured', () => {
  assert.equal(share(row('a', 50, 200)), 0.25);
  assert.equal(share(row('a', 0, 0)), undefined);
  assert.equal(share({ key: 'a', measurable_length_m: 10, length_at_target_m: null }), undefined);
  assert.equal(share(undefined), undefined);
});

test('all is said only of all, nothing only of nothing', () => {
  assert.equal(percent(0.0001, 'vi'), '0,1%');
  assert.equal(percent(1, 'vi'), '100%');
  assert.equal(percent(0.9999, 'vi'), '99,9%');
  assert.equal(percent(0.583, 'vi'), '58,3%');
  assert.equal(percent(0, 'en'), '0%');
  assert.equal(percent(undefined, 'vi'), '–');
});

test('a road has the look of its share; without a measure it is hollow', () => {
  const looked = [0, 0.499, 0.5, 0.999, 1, undefined].map((part) => lookOf(part, LOOKS)?.name);
  assert.deepEqual(looked, ['share_0', 'share_0', 'share_50', 'share_50', 'share_100', 'no_measure']);
});

test('the town\'s sum leaves out what is not measured', () => {
  assert.deepEqual(totals([row('a', 50, 200), row('b', 0, 0)]), { open: 50, measured: 200 });
  assert.equal(totals([row('b', 0, 0)]), undefined);
  assert.equal(headline([row('b', 0, 0)], '30/04/2023', 'vi'), undefined);
  assert.equal(headline([row('a', 50, 200)], '30/04/2023', 'vi')?.subline, 'of 200\u00a0m of 1 roads, on 30/04/2023');
  assert.equal(left(row('a', 50, 200), 'vi'), '150\u00a0m left');
  assert.equal(left(row('a', 199.9, 200), 'vi'), 'wide enough all along');
});
