/** What is typed at the workbench: points, distances, areas, and what a column is to be. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fits, numberFits } from '../../../maps/static/js/column_filter.js';
import { planarArea } from '../../../maps/static/js/measure.js';
import { areaWithin, cutAt, distanceFor, sidesOf } from '../../../maps/static/js/parallel_cut.js';
import { typedPoint } from '../../../maps/static/js/typed_point.js';
import { ringsOf } from '../../../maps/static/js/vertex_form.js';

/** Twenty metres by thirty, clockwise, with a hole of four by five. */
const PLOT = /** @type {GeoJSON.Polygon} */ ({
  type: 'Polygon',
  coordinates: [[[0, 0], [0, 30], [20, 30], [20, 0], [0, 0]], [[8, 10], [12, 10], [12, 15], [8, 15], [8, 10]]],
});
const NORTH = 2_211_500;
const EAST = 588_500;

test('sides have the land on their left, whichever way the boundary goes round', () => {
  for (const rings of [PLOT.coordinates, PLOT.coordinates.map((ring) => ring.toReversed())]) {
    const shape = /** @type {GeoJSON.Polygon} */ ({ type: 'Polygon', coordinates: rings });
    for (const side of sidesOf(shape)) assert.ok(areaWithin(shape, side, 1) > 0, String(side));
    assert.equal(sidesOf(shape).length, 4);
  }
});

test('a cut takes off the area that was typed, holes and all', () => {
  for (const side of sidesOf(PLOT)) {
    for (const area of [0.5, 60, 250, 579]) {
      const distance = distanceFor(PLOT, side, area);
      assert.ok(Math.abs(areaWithin(PLOT, side, distance) - area) < 1e-6, `${side} ${area}`);
    }
    assert.ok(Number.isNaN(distanceFor(PLOT, side, planarArea(PLOT))), 'nothing would be left');
    assert.ok(Number.isNaN(distanceFor(PLOT, side, 0)));
  }
});

test('the line of a cut reaches beyond the parcel and has on its left what it takes off', () => {
  const south = sidesOf(PLOT).find(([[, a], [, b]]) => a === 0 && b === 0);
  assert.ok(south);
  assert.deepEqual(cutAt(PLOT, south, 12), [[21, 12], [-1, 12]]);
});

test('a point is typed as coordinates, as a distance to the cursor, or with a direction', () => {
  const last = /** @type {[number, number]} */ ([EAST, NORTH]);
  assert.deepEqual(typedPoint('2.211.482,31 588514.07', undefined, undefined), [588514.07, 2211482.31]);
  assert.deepEqual(typedPoint('10', last, [EAST + 3, NORTH + 4]), [EAST + 6, NORTH + 8]);
  const [x = 0, y = 0] = typedPoint('12,5 90', last, undefined) ?? [];
  assert.ok(Math.hypot(x - EAST - 12.5, y - NORTH) < 1e-6);
  assert.deepEqual(['', 'x', '10', '10 x', '2211482.31'].map((text) => typedPoint(text, text === '10' ? undefined : last, undefined)), Array(5).fill(undefined));
});

test('rings of a polygon are found however deep they stand', () => {
  const [a, b] = [{ lat: 0, lng: 0 }, { lat: 1, lng: 1 }];
  const place = /** @type {import('leaflet').LatLng[]} */ (/** @type {unknown} */ ([a, b]));
  assert.equal(ringsOf([place]).length, 1);
  assert.equal(ringsOf([[place], [place, place]])[0], place);
  assert.equal(ringsOf([[place], [place, place]]).length, 3);
});

test('numbers are what was typed under their head; what is still being typed narrows nothing', () => {
  assert.deepEqual([9, 10, 10.5, 20, 21].filter((value) => numberFits(value, '10–20')), [10, 10.5, 20]);
  assert.deepEqual([9, 10, 11].filter((value) => numberFits(value, '>10')), [11]);
  assert.deepEqual([9, 10, 11].filter((value) => numberFits(value, '<= 10')), [9, 10]);
  assert.deepEqual([12.34, 12.3, 12].filter((value) => numberFits(value, '12,3')), [12.34, 12.3]);
  assert.deepEqual([1.234, 1234].map((value) => numberFits(value, '1.234')), [false, true]);
  assert.deepEqual([1.234, 1234].map((value) => numberFits(value, '1.234', 'en')), [true, false]);
  assert.deepEqual([1.2, 1234].map((value) => numberFits(value, '1,000-2,000', 'en')), [false, true]);
  assert.ok(['', '>', 'x'].every((text) => numberFits(null, text)));
  assert.ok(!numberFits(null, '>1'));
});

test('texts hold what was typed, without regard to marks', () => {
  const row = /** @type {import('../../../maps/static/js/register.js').Row} */ ({
    key: 'a', sheet: 'P7-73', parcel: '143', owner: 'H-0417', road: 'R1', donation: '', number: '', state: 'agreed', since: '2023-04-02',
    side: 'left', along: 12, frontage: null, required: 31.5, remaining: null,
  });
  const labels = { state: { agreed: 'Đã đồng ý' }, side: { left: 'trái', right: 'phải' } };
  assert.ok(fits(row, { state: 'dong y', side: 'trai', parcel: '14', since: '04/2023', required: '>30', owner: ' ' }, labels));
  assert.ok(!fits(row, { frontage: '>0' }, labels));
  assert.ok(!fits(row, { parcel: '15' }, labels));
});
