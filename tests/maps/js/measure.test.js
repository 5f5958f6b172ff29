import assert from 'node:assert/strict';
import { test } from 'node:test';

import { cut } from '../../../maps/static/js/along.js';
import { tileId } from '../../../maps/static/js/feature_id.js';
import { bounds, lineLength, middle, planarArea } from '../../../maps/static/js/measure.js';
import { lanes } from '../../../maps/static/js/ribbon.js';

test('a length agrees with the geodesic of PROJ to the centimetre', () => {
  // pyproj.Geod(ellps="WGS84").inv(105.84, 19.99, 105.85, 20.0) is 1523.389 m
  assert.ok(Math.abs(lineLength([[105.84, 19.99], [105.85, 20]]) - GEODESIC) < 0.01);
});
const GEODESIC = 1523.389;

test('an area leaves out its holes, far from the origin as well', () => {
  const square = (/** @type {number} */ at, /** @type {number} */ side) =>
    [[0, 0], [side, 0], [side, side], [0, side], [0, 0]].map(([x = 0, y = 0]) => [588500 + at + x, 2211500 + at + y]);
  const shape = /** @type {GeoJSON.MultiPolygon} */ ({ type: 'MultiPolygon', coordinates: [[square(0, 10), square(2, 3)], [square(50, 2)]] });
  assert.equal(planarArea(shape), 95);
  assert.equal(planarArea({ type: 'Point', coordinates: [0, 0] }), 0);
});

test('a label stands in the middle of the largest part', () => {
  const polygon = /** @type {GeoJSON.Polygon} */ ({ type: 'Polygon', coordinates: [[[0, 0], [4, 0], [4, 2], [0, 2], [0, 0]]] });
  assert.deepEqual(middle(polygon), [2, 1]);
  assert.deepEqual(middle({ type: 'LineString', coordinates: [[0, 0], [1, 1], [2, 2]] }), [1, 1]);
  assert.deepEqual(bounds(polygon), [0, 0, 4, 2]);
});

test('a part of a road is as long as was asked, round its corners', () => {
  const line = [[105.84, 19.99], [105.842, 19.99], [105.842, 19.992]];
  const whole = lineLength(line);
  assert.ok(Math.abs(lineLength(cut(line, 100, 300)) - 200) < 0.01);
  assert.equal(cut(line, 100, 300).length, 3);
  assert.ok(Math.abs(lineLength(cut(line, whole - 20, whole + 5)) - 20) < 0.01);
  assert.deepEqual(cut(line, whole + 1, whole + 2), []);
});

test('a cell of a road that is not there gives no lane', () => {
  const cell = { type: /** @type {const} */ ('Feature'), id: 'a', geometry: { type: /** @type {const} */ ('Point'), coordinates: [0, 0] }, properties: { seg_code: 'X', side: 'left', from_m: 0, to_m: 20, state: 'signed' } };
  assert.deepEqual(lanes([cell], []), []);
  const road = { id: '1', code: 'X', name: 'X', isTwin: false, subdistrict: '4', metres: 200, geometry: { type: /** @type {const} */ ('LineString'), coordinates: [[105.84, 19.99], [105.842, 19.99]] } };
  assert.deepEqual(lanes([cell], [road])[0]?.properties, { layer: 'donations', id: 'a', side: 'left', state: 'signed' });
});

test('a tile names a feature by 52 bits of its id', () => {
  // ('x' || '92e79319fbc6' || 'd')::bit(52)::bigint of PostgreSQL
  assert.equal(tileId('92e79319-fbc6-4d6c-8f09-b9ac4fd081d6'), 0x92e79319fbc6d);
  assert.ok(Number.isSafeInteger(tileId('ffffffff-ffff-4fff-8f09-b9ac4fd081d6')));
});
