import assert from 'node:assert/strict';
import { test } from 'node:test';

import { byHowMuch, chainage, date, dayInWords, length, moment, number } from '../../../maps/static/js/format.js';

test('numbers are written as Vietnamese do, with a no-break space before the unit', () => {
  assert.equal(number(1234.5, { digits: 1, unit: 'm²' }), '1.234,5\u00a0m²');
  assert.equal(number('85.7', { digits: 1 }), '85,7');
  assert.equal(number(1234.5, { language: 'en', digits: 1, unit: 'm²' }), '1,234.5\u00a0m²');
});

test('no value is an en dash, and nought is nought', () => {
  for (const none of [null, undefined, '', 'x']) assert.equal(number(none), '–');
  assert.equal(number(0, { unit: 'm' }), '0\u00a0m');
});

test('a difference has its sign, and none where it rounds to nothing', () => {
  const how = { digits: 1, unit: 'm²' };
  assert.deepEqual([12.34, -0.06, -0.04, 0].map((one) => byHowMuch(one, how)), ['+12,3\u00a0m²', '−0,1\u00a0m²', '±0,0\u00a0m²', '±0,0\u00a0m²']);
});

test('days are written day first', () => {
  assert.equal(date('2023-04-30'), '30/04/2023');
  assert.equal(date('2023-04-30T00:00:00Z'), '30/04/2023');
  assert.equal(date(null), '–');
  assert.equal(date('30/04/2023'), '–');
});

test('in words the first of May is not the fifth of January', () => {
  assert.deepEqual(['2023-05-01', '2023-01-05'].map((day) => dayInWords(day, 'vi')), ['01 tháng 5 năm 2023', '05 tháng 01 năm 2023']);
  assert.deepEqual(['2023-04-30', '2023-12-10'].map((day) => dayInWords(day, 'vi')), ['30 tháng 4 năm 2023', '10 tháng 12 năm 2023']);
  assert.deepEqual(['2023-05-01', '2023-01-05'].map((day) => dayInWords(day, 'en')), ['1 May 2023', '5 January 2023']);
  assert.equal(dayInWords('', 'vi'), '');
});

test('a moment is the one in Viet Nam, its day as any day', () => {
  assert.equal(moment('2026-11-26T22:17:40Z'), '27/11/2026 05:17');
  assert.equal(moment('2026-11-26T17:05:00Z'), '27/11/2026 00:05');
});

test('lengths turn into kilometres at a thousand metres', () => {
  assert.equal(length(593.4, 'vi'), '593\u00a0m');
  assert.equal(length(6512, 'vi'), '6,5\u00a0km');
});

test('places along a road are written as chainage', () => {
  assert.equal(chainage(0), 'Km0+000');
  assert.equal(chainage(120.4), 'Km0+120');
  assert.equal(chainage(999.7), 'Km1+000');
});
