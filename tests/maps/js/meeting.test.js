import assert from 'node:assert/strict';
import { test } from 'node:test';

import { chaptersOf, entriesOf, put, withRoads } from '../../../maps/static/js/agenda_order.js';
import { meant } from '../../../maps/static/js/meeting_keys.js';
import { lean } from '../../../maps/static/js/meeting_memory.js';
import { changed, figures, signed, totals } from '../../../maps/static/js/meeting_numbers.js';
import { lanesOf, stationsOf, stretches } from '../../../maps/static/js/meeting_profile.js';
import { movedTo, roadCount, slidesOf } from '../../../maps/static/js/meeting_slides.js';
import { nearestDay, stepped, stops } from '../../../maps/static/js/meeting_timeline.js';
import { roadView } from '../../../maps/static/js/road_view.js';

/** @typedef {import('../../../maps/static/js/meeting_numbers.js').Told} Told */

const road = (/** @type {string} */ code) => ({ code, name: `Đường ${code}`, subdist: '4' });
const FRAME = /** @type {import('../../../maps/static/js/meeting_slides.js').Frame} */ ({
  since: '2023-03-31',
  chapters: [
    { phase: '1', roads: [road('R1'), road('R2')] },
    { phase: '2', roads: [] },
    { phase: '3', roads: [road('R3')] },
  ],
});
const SLIDES = slidesOf(FRAME);

test('each phase is a chapter, also an empty one, and each road a slide with its number', () => {
  assert.deepEqual(SLIDES.map(({ kind, road: of }) => of?.code ?? kind), ['title', 'changes', 'chapter', 'R1', 'R2', 'chapter', 'chapter', 'R3']);
  assert.deepEqual(SLIDES.filter(({ number }) => number).map(({ number }) => number), [1, 2, 3]);
  assert.equal(roadCount(SLIDES), 3);
  assert.equal(slidesOf({ ...FRAME, since: null })[1]?.kind, 'chapter');
});

test('keys lead to the next slide, road and chapter, and stay where there is none', () => {
  assert.equal(movedTo(SLIDES, 0, 'next'), 1);
  assert.equal(movedTo(SLIDES, 0, 'previous'), 0);
  assert.equal(movedTo(SLIDES, 0, 'road'), 3);
  assert.equal(movedTo(SLIDES, 4, 'road'), 7);
  assert.equal(movedTo(SLIDES, 7, 'road'), 7);
  assert.equal(movedTo(SLIDES, 7, 'road-back'), 4);
  assert.equal(movedTo(SLIDES, 3, 'chapter'), 5);
  assert.equal(movedTo(SLIDES, 3, 'chapter-back'), 2);
  assert.equal(movedTo(SLIDES, 3, 'last'), 7);
  assert.equal(movedTo(SLIDES, 3, 'first'), 0);
});

test('a clicker and a keyboard with an input method are understood; keys of the browser are left to it', () => {
  const key = (/** @type {object} */ event) => meant({ key: '', code: '', shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...event });
  assert.equal(key({ key: 'PageDown' }), 'next');
  assert.equal(key({ key: 'Process', code: 'KeyN' }), 'road');
  assert.equal(key({ key: 'P', code: 'KeyP', shiftKey: true }), 'chapter-back');
  assert.equal(key({ key: ' ' }), 'play');
  assert.equal(key({ key: '?', shiftKey: true }), 'keys');
  assert.equal(key({ key: 'd', code: 'KeyD', ctrlKey: true }), undefined);
  assert.equal(key({ key: 'x', code: 'KeyX' }), undefined);
});

const told = (/** @type {object} */ more) =>
  /** @type {Told} */ (/** @type {unknown} */ ({
    ...road('R1'),
    households: { total: 94, signed: 80, handed_over: 71 },
    donated_m2: { signed: 1800, handed_over: 1721.6 },
    required_m2: 2285.2,
    length_at_target_m: { signed: 400, handed_over: 325.9, built: 0 },
    measurable_length_m: 560.2,
    bottlenecks: [{ side: 'left', from_m: 10, to_m: 20 }],
    ...more,
  }));

test('the four numbers are the engine’s, rounded, with what they are of and how much they grew', () => {
  const before = told({ households: { total: 94, signed: 0, handed_over: 60 }, bottlenecks: [] });
  assert.deepEqual(figures(told({}), before), [
    { name: 'households', value: 71, total: 94, more: 11 },
    { name: 'area', value: 1722, total: 2285, more: 0 },
    { name: 'length', value: 326, total: 560, more: 0 },
    { name: 'blocked', value: 1, total: undefined, more: 1 },
  ]);
  assert.equal(signed(-3, 'vi'), '−3');
  assert.equal(signed(1200, 'vi'), '+1.200');
});

test('a road that needs no parcel and one that is refused have sensible numbers', () => {
  const bare = told({ households: { total: 0, signed: 0, handed_over: 0 }, required_m2: 0, donated_m2: { signed: 0, handed_over: 0 }, bottlenecks: [] });
  assert.deepEqual(figures(bare, told({ refused: 'not-valid-on-date' })).slice(0, 2), [
    { name: 'households', value: 0, total: undefined, more: undefined },
    { name: 'area', value: 0, total: undefined, more: undefined },
  ]);
  assert.equal(totals([told({}), told({ refused: 'too-short', bottlenecks: undefined })]).blocked, 1);
});

test('a bottleneck is gone when none of the other day lies over it on its side', () => {
  const one = (/** @type {string} */ side, /** @type {number} */ from_m, /** @type {number} */ to_m) => /** @type {any} */ ({ side, from_m, to_m });
  const { gone, come } = changed([one('left', 0, 10), one('left', 20, 30)], [one('left', 5, 8), one('right', 20, 30)]);
  assert.deepEqual(gone, [one('left', 20, 30)]);
  assert.deepEqual(come, [one('right', 20, 30)]);
});

const COLUMNS = {
  s: [0, 10, 10, 30],
  target: { left: [4, 4, 4, 4], right: [4, 4, 4, 4] },
  signed: { left: [4, 4, 4, 4], right: [null, null, 4, 4] },
  handed_over: { left: [4, 4, 2, 4], right: [null, null, 3.97, 4] },
  built: { left: [4, 3.96, 2, 2], right: [null, null, 2, 2] },
};

test('a lane has the state that reaches its target along a whole stretch, and none where there is no meaning', () => {
  const stations = stationsOf(COLUMNS);
  assert.deepEqual(stretches(stations, 'left'), [{ state: 'built', from: 0, to: 10 }, { state: 'signed', from: 10, to: 30 }]);
  assert.deepEqual(stretches(stations, 'right'), [{ state: 'handed_over', from: 10, to: 30 }]);
  const lanes = lanesOf([[105, 20], [105.001, 20]], stations);
  assert.deepEqual(lanes.map(({ properties }) => `${properties?.side} ${properties?.state}`), ['left built', 'left signed', 'right handed_over']);
});

test('a road lies along the map from left to right, whichever way it runs', () => {
  const room = { width: 1000, height: 300, across: 80, down: 60 };
  const near = (/** @type {number} */ a, /** @type {number} */ b) => assert.ok(Math.abs(a - b) < 0.5, `${a} ${b}`);
  near(roadView([[105, 20], [105.005, 20]], room).bearing, 0);
  near(roadView([[105, 20.005], [105, 20]], room).bearing, 90);
  near(Math.abs(roadView([[105.005, 20], [105, 20]], room).bearing), 180);
  const { center, zoom } = roadView([[105, 20], [105.005, 20]], room);
  near(center[0] * 1e4, 105.0025 * 1e4);
  // 840 px for 0.005° of 360° that are 512 · 2^zoom px
  near(2 ** zoom * 512 * (0.005 / 360), 840);
  assert.ok(Number.isFinite(roadView([[105, 20], [105, 20]], room).zoom));
});

test('time goes from one day in memory to the next, by month or by phase', () => {
  const days = ['2023-02-28', '2023-03-31', '2023-04-30', '2023-05-31', '2023-09-02'];
  const phases = [{ phase: '1', from: '2023-03-01', to: '2023-04-30' }, { phase: '2', from: '2023-05-01', to: '2023-09-02' }];
  assert.equal(stepped(days, '2023-04-30', 1), '2023-05-31');
  assert.equal(stepped(days, '2023-04-12', -1), '2023-03-31');
  assert.equal(stepped(days, '2023-09-02', 1), '2023-09-02');
  assert.deepEqual(stops(days, phases, 'phase'), ['2023-02-28', '2023-04-30', '2023-09-02']);
  assert.deepEqual(stops(days, [], 'phase'), days);
  assert.equal(nearestDay(days, '2023-04-20'), '2023-04-30');
});

test('of a feature nothing is kept but what is drawn', () => {
  const feature = /** @type {GeoJSON.Feature} */ ({ type: 'Feature', id: 'a@2023-03-01', geometry: { type: 'Point', coordinates: [0, 0] }, properties: { land_use: 'ODT', owner: 'H-1', from_date: '1970-01-03', to_date: null } });
  assert.deepEqual(lean(feature, ['land_use']).properties, { id: 'a@2023-03-01', land_use: 'ODT', first: 2 });
});

test('a road moves past a phase’s head into that phase, and never before the first', () => {
  const entries = entriesOf([{ phase: '1', roads: ['A', 'B'] }, { phase: '2', roads: ['C'] }]);
  assert.deepEqual(chaptersOf(put(entries, 2, 3)), [{ phase: '1', roads: ['A'] }, { phase: '2', roads: ['B', 'C'] }]);
  assert.deepEqual(chaptersOf(put(entries, 4, 3)), [{ phase: '1', roads: ['A', 'B', 'C'] }, { phase: '2', roads: [] }]);
  assert.deepEqual(put(entries, 1, 0), entries);
  assert.deepEqual(put(entries, 0, 3), entries);
  assert.deepEqual(chaptersOf(withRoads(entries, ['A', 'D'])).at(-1)?.roads, ['C', 'D']);
});
