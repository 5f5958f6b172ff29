/** Site clearance and projects at the workbench: the legal steps, and the rows of their tables. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { shownSteps, warningsByZone } from '../../../maps/static/js/clearance_steps.js';
import { obstacleRows, projectRows, zoneRows } from '../../../maps/static/js/works_rows.js';

const STEPS = [
  { number: 9, label: 'Plan approved', ofProject: false },
  { number: 11, label: 'Decision delivered', ofProject: false },
  { number: 12, label: 'Compensation paid', ofProject: false },
];

/** @param {number} step @param {import('../../../maps/static/js/clearance_steps.js').Standing} standing @returns {import('../../../maps/static/js/clearance_steps.js').Deadline} */
const deadline = (step, standing) => ({
  code: 'delivery', step, bound: 'within', day: '2024-09-12', taken: null, standing, days_left: 2, law: '', label_vi: '', label_en: '', note: '', since_step: 8, since: '2024-09-02',
});

/** @param {Record<string, unknown>} properties @returns {GeoJSON.Feature} */
const feature = (properties) => ({ type: 'Feature', id: `id-${Object.values(properties)[0]}`, geometry: /** @type {any} */ (null), properties });

test('steps are done, next or to come, with the terms that somebody has to know of', () => {
  const taken = [{ number: 9, day: '2024-09-09' }];
  /** @type {import('../../../maps/static/js/clearance_steps.js').Next[]} */
  const next = [{ step: 11, papers: ['delivery_minutes'] }];
  const shown = shownSteps(STEPS, { taken, next, deadlines: [deadline(9, 'kept'), deadline(9, 'broken'), deadline(11, 'near')] });
  assert.deepEqual(shown.map(({ mark }) => mark), ['done', 'next', 'rest']);
  assert.deepEqual(shown.map(({ deadlines }) => deadlines.map(({ standing }) => standing)), [['broken'], ['near'], []]);
});

test('terms that are near or over are counted by zone, those that were broken are past', () => {
  const warnings = /** @type {const} */ ([{ zone_no: 'A', standing: 'near' }, { zone_no: 'A', standing: 'passed' }, { zone_no: 'B', standing: 'broken' }]);
  assert.deepEqual([...warningsByZone([...warnings])], [['A', 2]]);
});

test('zones that somebody waits for come first, with the shares of both kinds', () => {
  const share = { total: 4, done: 1, percent: 25 };
  /** @type {import('../../../build/answers').ZoneOfProject} */
  const told = { zone_no: 'B', name: null, project: 'P', decision: null, area_m2: 40, state: 'stuck', open_obstacles: 1, shares: { households: share, area_m2: { ...share, percent: 40 } } };
  const rows = zoneRows(
    [feature({ zone_no: 'A', state: 'none' }), feature({ zone_no: 'B', state: 'none' })],
    { projects: [{ zones: [told] }], warnings: [] },
  );
  assert.deepEqual(rows.map(({ key, state, obstacles }) => [key, state, obstacles]), [['B', 'stuck', 1], ['A', 'none', 0]]);
  assert.equal(rows[0]?.area?.percent, 40);
  assert.equal(rows[1]?.households, undefined);
});

test('obstacles are open, overdue or solved on a day, and not there before they came up', () => {
  const features = [
    feature({ obst_no: '1', since: '2023-01-01', due: '2023-03-01', solved: '2023-06-01' }),
    feature({ obst_no: '2', since: '2023-01-01', due: null }),
    feature({ obst_no: '3', since: '2023-09-01', due: '2023-10-01' }),
  ];
  assert.deepEqual(obstacleRows(features, '2023-04-30').map(({ key, overdue, solved }) => [key, overdue, solved]), [['1', true, ''], ['2', false, '']]);
  assert.deepEqual(obstacleRows(features, '2023-09-30').map(({ key, solved }) => [key, solved]), [['3', ''], ['2', ''], ['1', '2023-06-01']]);
});

test('a project has its planned days until it begins, and its real ones then', () => {
  const one = feature({ code: 'P', plan_from: '2023-03-01', plan_to: '2023-05-01', real_from: '2023-03-10', real_to: '2023-06-01' });
  const on = (/** @type {string} */ day) => projectRows([one], day).map(({ state, from, to }) => [state, from, to])[0];
  assert.deepEqual(on('2023-03-09'), ['planned', '2023-03-01', '2023-05-01']);
  assert.deepEqual(on('2023-04-01'), ['under_way', '2023-03-10', '2023-05-01']);
  assert.deepEqual(on('2023-06-01'), ['done', '2023-03-10', '2023-06-01']);
});
