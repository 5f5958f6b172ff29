import assert from 'node:assert/strict';
import { test } from 'node:test';

import { beside, nearestPlace, pointAt } from '../../../maps/static/js/along.js';
import { brackets, pills } from '../../../maps/static/js/brackets.js';
import { Scale, step, written } from '../../../maps/static/js/chart_drawing.js';
import { lineLength } from '../../../maps/static/js/measure.js';
import { moved } from '../../../maps/static/js/profile_chart.js';
import { section } from '../../../maps/static/js/section_shapes.js';
import { stillNarrow, summary, valueAt, valuesAt } from '../../../maps/static/js/section_values.js';

/** @typedef {import('../../../maps/static/js/section_shapes.js').Station} Station */

/**
 * A station whose sides are (target, signed, handed over, built), or the target alone where there is no meaning.
 * @param {number} s
 * @param {number[]} left
 * @param {number[]} right
 * @returns {Station}
 */
function station(s, left, right) {
  const both = (/** @type {number} */ at) => ({ left: left[at] ?? null, right: right[at] ?? null });
  return { s, target: both(0), signed: both(1), handed_over: both(2), built: both(3) };
}

const STATIONS = [
  station(0, [4, 4, 4, 2], [4, 4, 4, 4]),
  station(60, [4, 4, 4, 2], [4, 4, 4, 4]),
  station(60, [4, 3, 2, 2], [4]),
  station(100, [4, 4, 3, 2], [4]),
];
const OFFICE = { code: 'R1', on: '2023-04-30', stations: STATIONS };
/** @type {import('../../../maps/static/js/section_shapes.js').Profile} */
const PUBLIC = {
  code: 'R1',
  on: '2023-04-30',
  cells: [
    { from_m: 40, to_m: 70, state: { left: 'handed_over', right: null } },
    { from_m: 0, to_m: 40, state: { left: 'handed_over', right: 'needed' } },
  ],
};
const EAST = [[105.84, 20], [105.841, 20], [105.842, 20]];

test('a step in the width is a step in the band, nothing smoothed', () => {
  const [left] = section(OFFICE).bands.filter(({ look, side }) => look === 'handed_over' && side === 'left');
  assert.deepEqual(left?.corners, [[0, 0], [0, 4], [60, 4], [60, 2], [100, 3], [100, 0]]);
});

test('a side without meaning is a gap, and its bands end there', () => {
  const drawn = section(OFFICE);
  assert.deepEqual(drawn.gaps, [{ side: 'right', from: 60, to: 100, reach: 4 }]);
  const right = drawn.bands.filter(({ side }) => side === 'right');
  assert.ok(right.every(({ corners }) => corners.every(([along]) => along <= 60)));
});

test('a road without survey shows what is given and nothing built', () => {
  const drawn = section({ ...OFFICE, stations: [station(0, [4, 4, 3], [4, 4, 3]), station(9, [4, 4, 3], [4, 4, 3])] });
  assert.deepEqual([...new Set(drawn.bands.map(({ look }) => look))], ['needed', 'signed', 'handed_over']);
});

test('the public\'s cells are joined, in whatever order they come, and are not to scale', () => {
  const drawn = section(PUBLIC);
  assert.equal(drawn.toScale, false);
  assert.equal(drawn.length, 70);
  const given = drawn.bands.filter(({ look }) => look === 'handed_over');
  assert.deepEqual(given.map(({ corners }) => corners.map(([along]) => along)), [[0, 0, 70, 70]]);
  assert.deepEqual(drawn.gaps, [{ side: 'right', from: 40, to: 70, reach: 1 }]);
});

test('an answer with nothing in it is an empty section', () => {
  for (const empty of [{ ...OFFICE, stations: [] }, { code: 'R1', on: '', cells: [] }, { code: 'R1', on: '' }]) {
    assert.equal(section(empty).length, 0);
  }
});

test('between stations a value is linear, at a jump it is the one after', () => {
  assert.equal(valueAt(STATIONS, 'handed_over', 'left', 30), 4);
  assert.equal(valueAt(STATIONS, 'handed_over', 'left', 60), 2);
  assert.equal(valueAt(STATIONS, 'handed_over', 'left', 80), 2.5);
  assert.equal(valueAt(STATIONS, 'handed_over', 'left', 100), 3);
  assert.equal(valueAt(STATIONS, 'handed_over', 'right', 80), null);
  assert.equal(valueAt([], 'target', 'left', 5), null);
});

test('values at a place are words with missing metres set apart', () => {
  const { place, sides, total } = valuesAt(OFFICE, 80, 'vi');
  assert.equal(place, 'Km0+080');
  assert.deepEqual(sides[0]?.map(({ text }) => text), ['left: 2,5 of 4,0 m handed over', '3,5 m signed', '1,5 m missing']);
  assert.deepEqual(sides[0]?.map(({ stuck }) => Boolean(stuck)), [false, false, true]);
  assert.equal(sides[1]?.[0]?.text, 'right: a junction, no width');
  assert.equal(total, '');
  assert.equal(valuesAt(OFFICE, 10, 'en').total, '8.0 m wide in all');
});

test('the public reads states, and no metres', () => {
  const { sides, total } = valuesAt(PUBLIC, 50, 'vi');
  assert.deepEqual(sides.map(([part]) => part?.text), ['left: donated land handed over', 'right: nothing to show']);
  assert.equal(total, '');
});

test('a summary tells what is seen, and leaves out what is not known', () => {
  const widening = { measurable_length_m: 90, length_at_target_m: { handed_over: 60.2 }, bottlenecks: [{ side: /** @type {const} */ ('left'), from_m: 60, to_m: 100, missing_m: 2 }] };
  const said = summary({ name: 'Đường A', metres: 100, profile: OFFICE, widening, language: 'vi' });
  assert.equal(said, 'Đường A, 100\u00a0m, on 30/04/2023; 30\u00a0m still too narrow; 1 bottlenecks');
  assert.equal(stillNarrow({ measurable_length_m: 90, length_at_target_m: { handed_over: 90 } }, 'vi'), 'wide enough all along');
  assert.equal(stillNarrow(undefined, 'vi'), '');
  assert.equal(stillNarrow({ measurable_length_m: 0, length_at_target_m: { handed_over: 0 } }, 'vi'), '');
});

test('arrows move the cursor by a metre, with Shift by ten, and never off the road', () => {
  assert.equal(moved({ key: 'ArrowRight', shiftKey: false }, 5.4, 100), 6);
  assert.equal(moved({ key: 'ArrowLeft', shiftKey: true }, 25, 100), 15);
  assert.equal(moved({ key: 'ArrowLeft', shiftKey: true }, 5, 100), 0);
  assert.equal(moved({ key: 'End', shiftKey: false }, 5, 99.5), 99.5);
  assert.equal(moved({ key: 'Tab', shiftKey: false }, 5, 100), undefined);
});

test('pixels and metres of the chart are each other\'s reverse', () => {
  const scale = new Scale(section(OFFICE), 900, 190);
  assert.ok(Math.abs(scale.metres(scale.x(42)) - 42) < 1e-9);
  assert.equal(scale.metres(-50), 0);
  assert.equal(scale.metres(5000), 100);
  assert.ok(scale.y(4, 'left') < scale.middle && scale.middle < scale.y(4, 'right'));
});

test('chainages are written at round distances that have room', () => {
  assert.equal(step(560, 920), 100);
  assert.equal(step(560, 300), 200);
  assert.equal(step(12, 900), 2);
});

test('of two numbers that would cover each other the worse is written', () => {
  const places = [{ side: 'left', middle: 100, missing: 1 }, { side: 'left', middle: 110, missing: 2 }, { side: 'right', middle: 105, missing: 0.5 }];
  assert.deepEqual(written(places), [false, true, true]);
});

test('a place along a line is found again from its point, and from beside it', () => {
  for (const metres of [0, 37, 104.6, 180]) {
    const point = pointAt(EAST, metres);
    assert.ok(Math.abs(nearestPlace(EAST, point).metres - metres) < 0.01);
    const beside10 = nearestPlace(EAST, [point[0] ?? 0, (point[1] ?? 0) + 10 / 110_700]);
    assert.ok(Math.abs(beside10.metres - metres) < 0.2);
    assert.ok(Math.abs(beside10.off - 10) < 0.1);
  }
  assert.deepEqual(pointAt(EAST, 1e6), EAST[2]);
});

test('a line beside another keeps its distance, also round a bend', () => {
  const bent = [[105.84, 20], [105.841, 20], [105.841, 20.001]];
  const left = beside(bent, 5);
  const off = (/** @type {GeoJSON.Position | undefined} */ point) => nearestPlace(bent, point ?? []).off;
  for (const point of [left[0], left[2]]) assert.ok(Math.abs(off(point) - 5) < 0.05);
  assert.ok(Math.abs(off(left[1]) - 5) < 0.2, 'the mitre is on the inside of a left bend');
});

test('a bracket stands outside the target on its side, as long as the bottleneck', () => {
  const line = [[105.84, 20], [105.841, 20]];
  const whole = lineLength(line);
  const straight = [0, whole].map((s) => station(s, [4, 4, 2, 2], [4, 4, 2, 2]));
  const drawn = brackets(line, straight, [{ side: 'left', from_m: 20, to_m: 50, missing_m: 2 }, { side: 'right', from_m: 0, to_m: 9, missing_m: 1.2 }]);
  assert.equal(drawn.length, 2);
  const [left, right] = drawn.map(({ geometry }) => geometry.coordinates);
  assert.ok(left?.every(([, lat = 0]) => (lat - 20) * 111_195 > 4.2));
  assert.ok(right?.every(([, lat = 0]) => (20 - lat) * 111_195 > 4.2));
  assert.ok(Math.abs(lineLength(left?.slice(1, -1) ?? []) - 30) < 0.1);
});

test('the four worst in view are written on, away from the road', () => {
  const line = [[105.84, 20], [105.841, 20]];
  const straight = [0, lineLength(line)].map((s) => station(s, [4, 4, 2, 2], [4, 4, 2, 2]));
  const stuck = [1, 2, 3, 4, 5, 6].map((missing) => ({ side: /** @type {const} */ ('left'), from_m: missing * 10, to_m: missing * 10 + 5, missing_m: missing / 2 }));
  const drawn = brackets(line, straight, stuck);
  const seen = pills(drawn, ([lng = 0]) => lng < 105.84055, 'vi');
  assert.deepEqual(seen.map(({ properties }) => properties?.text), ['−2,5\u00a0m', '−2,0\u00a0m', '−1,5\u00a0m', '−1,0\u00a0m']);
  assert.ok(seen.every(({ properties }) => properties?.anchor === 'bottom'));
});

test('on a map that is turned they stand away from the road as well, and at its sides within it', () => {
  const line = [[105.84, 20], [105.841, 20]];
  const straight = [0, lineLength(line)].map((s) => station(s, [4, 4, 2, 2], [4, 4, 2, 2]));
  const drawn = brackets(line, straight, [{ side: 'left', from_m: 20, to_m: 50, missing_m: 2 }]);
  /** @param {number} bearing @param {[number, number]} room */
  const anchored = (bearing, room) => pills(drawn, () => true, 'vi', { bearing, room: () => room })[0]?.properties?.anchor;
  assert.equal(anchored(0, [200, 200]), 'bottom');
  assert.equal(anchored(180, [200, 200]), 'top');
  assert.equal(anchored(-90, [200, 200]), 'left');
  assert.equal(anchored(0, [20, 370]), 'bottom-left');
  assert.equal(anchored(0, [370, 20]), 'bottom-right');
  assert.equal(anchored(90, [20, 370]), 'left');
});
