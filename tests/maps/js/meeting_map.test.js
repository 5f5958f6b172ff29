import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sized } from '../../../maps/static/js/meeting_letters.js';
import { partsInBox, partsWithRoom } from '../../../maps/static/js/road_names.js';

/** @typedef {[number, number][]} Line */

const BOX = { left: 0, top: 0, right: 100, bottom: 50 };

test('of a road that leaves the map and comes back there are two parts, each within it', () => {
  /** @type {Line} */
  const road = [[10, 10], [50, -30], [90, 10], [90, 200]];
  assert.deepEqual(partsInBox(road, BOX), [[[10, 10], [20, 0]], [[80, 0], [90, 10], [90, 50]]]);
});

test('a road within the map is whole, one beside it is not there', () => {
  /** @type {Line} */
  const within = [[10, 10], [20, 20], [30, 10]];
  assert.deepEqual(partsInBox(within, BOX), [within]);
  assert.deepEqual(partsInBox([[10, 60], [90, 60]], BOX), []);
  assert.deepEqual(partsInBox([[-10, 40], [20, 90]], BOX), []);
});

const ROOM = { box: { left: 0, top: 0, right: 200, bottom: 200 }, reach: 30, road: /** @type {Line} */ ([[0, 100], [200, 100]]), away: 20 };

test('of a road that crosses the one that is shown there is a part on each side of it, as far as the map', () => {
  const [before, after, ...none] = partsWithRoom([[50, 0], [50, 200]], ROOM);
  assert.deepEqual(none, []);
  assert.deepEqual([before?.[0], after?.at(-1)], [[50, 0], [50, 200]]);
  assert.ok(before?.every(([, y]) => y <= 80) && after?.every(([, y]) => y >= 120));
  assert.ok((before?.at(-1)?.[1] ?? 0) > 70 && (after?.[0]?.[1] ?? 200) < 130);
});

test('a name that would lie over the road that is shown, or reach beyond the map, has no room', () => {
  const along = (/** @type {number} */ y) => partsWithRoom([[10, y], [190, y]], ROOM).length;
  assert.deepEqual([20, 40, 60, 100, 140, 160, 180].map(along), [0, 1, 0, 0, 0, 1, 0]);
  assert.equal(partsWithRoom([[10, 60], [190, 60]], { ...ROOM, road: [] }).length, 1);
});

test('letters, badges and pills grow with the page, all else stays', () => {
  const layers = [
    { id: 'line', type: 'line', layout: { 'line-cap': 'round' }, paint: { 'line-width': 3 } },
    { id: 'name', type: 'symbol', layout: { 'text-size': ['interpolate', ['linear'], ['zoom'], 14, 20, 17, 24], 'symbol-spacing': 420 } },
    { id: 'badge', type: 'symbol', layout: { 'icon-size': 1.6 } },
  ];
  const images = {
    pill: { form: 'pill', size: 28, fill: '#fff', line: '#000', stretch: [[21, 23], [13, 15]], content: [20, 5, 23, 23] },
    dots: { form: 'dots', size: 8, fill: '#fff', line: '#000' },
  };
  const given = /** @type {import('../../../maps/static/js/tiles.js').Drawn} */ (/** @type {unknown} */ ({ style: { version: 8, sources: {}, layers }, images }));
  const { style, images: drawn } = sized(given, 0.5);
  assert.deepEqual(style.layers, [
    layers[0],
    { ...layers[1], layout: { 'text-size': ['interpolate', ['linear'], ['zoom'], 14, 10, 17, 12], 'symbol-spacing': 420 } },
    { ...layers[2], layout: { 'icon-size': 0.8 } },
  ]);
  assert.deepEqual(drawn.dots, images.dots);
  assert.deepEqual(drawn.pill, { ...images.pill, size: 14, stretch: [[10.5, 11.5], [6.5, 7.5]], content: [10, 2.5, 11.5, 11.5] });
});
