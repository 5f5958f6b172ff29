import assert from 'node:assert/strict';
import { test } from 'node:test';

import { lacking, stepsOf } from '../../../maps/static/js/donation_course.js';
import { withVersion } from '../../../maps/static/js/edit_told.js';
import { EditSession, movedPoints } from '../../../maps/static/js/edit_session.js';
import { planarArea } from '../../../maps/static/js/measure.js';
import { compareAreas } from '../../../maps/static/js/parcel_page.js';
import { filtered, placeAlong, rowOfDonation, rowsOfRoad, sorted, statesInOrder, statesThatWait, waitingFor } from '../../../maps/static/js/register.js';
import { changed } from '../../../maps/static/js/schema_form.js';
import { areExchanged, exchanged, headingOf, pointsOf } from '../../../maps/static/js/survey_list.js';
import { figure, typedAs } from '../../../maps/static/js/typed_number.js';
import { shapeInZone, toDegrees, toZone } from '../../../maps/static/js/vn2000.js';
import { whenOf } from '../../../maps/static/js/when_fields.js';

const STATES = ['identified', 'approached', 'agreed', 'surveyed', 'signed', 'approved', 'handed_over', 'recorded'];
const ZONE = {
  meridian: 105,
  scale: 0.9999,
  east: 500000,
  north: 0,
  toWgs84: [-191.90441429, -39.30318279, -111.45032835, 0.00928836, -0.01975479, 0.00427372, 0.252906278],
};

/** @typedef {import('../../../maps/static/js/donation_course.js').Event} Event */
/** @param {Event['state']} state @param {string} day @returns {Event} */
const event = (state, day) => ({ seq: 1, at: `${day}T08:00:00+07:00`, state, day, source: 'program', who: 'an', reason: '', papers: [] });

/** @param {string} parcel @param {string} state @param {GeoJSON.Position} at @returns {GeoJSON.Feature} */
const donation = (parcel, state, at) => ({
  type: 'Feature',
  id: `d-${parcel}`,
  geometry: { type: 'Point', coordinates: at },
  properties: { don_no: `HD-${parcel}`, seg_code: 'R1', sheet: 'P7-73', parcel, owner: 'H-0417', state, since: '2023-04-11' },
});
const ROAD = { code: 'R1', geometry: { type: /** @type {const} */ ('LineString'), coordinates: [[105.84, 20], [105.841, 20]] } };

test('metres of the zone and degrees are those of PROJ, there and back', () => {
  const [x, y] = toZone([105.8435, 20.00455], ZONE);
  assert.ok(Math.hypot(x - 588064.669713374, y - 2212979.5563718244) < 1e-6, `${x} ${y}`);
  const [lon = 0, lat = 0] = toDegrees([x, y], ZONE);
  assert.ok(Math.hypot(lon - 105.84350000667496, lat - 20.0045499964353) < 1e-11);
});

test('a square of the zone is as large after the way through degrees', () => {
  const corners = [[588000, 2212000], [588020, 2212000], [588020, 2212020], [588000, 2212020], [588000, 2212000]];
  const ring = corners.map(([x = 0, y = 0]) => toDegrees([x, y], ZONE));
  assert.ok(Math.abs(planarArea(shapeInZone({ type: 'Polygon', coordinates: [ring] }, ZONE)) - 400) < 0.001);
});

test('figures are read as either language writes them', () => {
  assert.deepEqual(['2.211.482,31', '2,211,482.31', '2211482.31', '2211482,31', '588514'].map((text) => figure(text)), [2211482.31, 2211482.31, 2211482.31, 2211482.31, 588514]);
  assert.ok(['', 'x', '1,2,3', '12.34.56,7'].every((text) => Number.isNaN(figure(text))));
});

test('a survey list loses its heads and the point that closes it; a comma too many names its line', () => {
  const list = 'Điểm\tX\tY\n1\t2211482.31\t588514.07\n2\t2211490.00\t588520.00\n3\t2211470.00\t588530.00\n1\t2211482.31\t588514.07\n';
  assert.deepEqual(pointsOf(list).map(({ name, x, y }) => [name, x, y]), [
    ['1', 2211482.31, 588514.07],
    ['2', 2211490, 588520],
    ['3', 2211470, 588530],
  ]);
  assert.throws(() => pointsOf('1 2211482.31 588514.07\n2 2211,49,0 588520\n3 2211470 588530'), /2/);
  assert.throws(() => pointsOf('1 2211482.31 588514.07'));
});

test('a first point with marks between thousands is a point; what is taken for heads has no coordinate', () => {
  const list = '1\t2.212.500,00\t586.500,00\n2\t2.212.500,00\t586.520,00\n3\t2.212.520,00\t586.520,00';
  assert.deepEqual(pointsOf(list).map(({ name, x, y }) => [name, x, y]), [['1', 2212500, 586500], ['2', 2212500, 586520], ['3', 2212520, 586520]]);
  assert.deepEqual([list, `Điểm\tX (m)\tY (m)\n${list}`].map(headingOf), ['', 'Điểm\tX (m)\tY (m)']);
  assert.deepEqual(pointsOf('1\t2 212 500,00\t586 500,00', { least: 1 }), [{ name: '1', x: 2212500, y: 586500 }]);
  assert.throws(() => pointsOf(`1\t2.212,500,00\t586.500,00\n${list}`), /1/);
});

test('whole metres of a list are read by its other numbers', () => {
  assert.equal(pointsOf('1 2.212.500 586.500', { least: 1, mark: '.' })[0]?.y, 586500);
  assert.equal(pointsOf('1 2212500.25 586.500', { least: 1 })[0]?.y, 586.5);
});

test('a list with X and Y exchanged is seen by where the town lies, and is put right', () => {
  const page = /** @type {Town} */ (/** @type {unknown} */ ({ zone: ZONE, bounds: [105.79, 19.96, 105.89, 20.03] }));
  const list = 'Điểm\tX\tY\n1\t587900\t2212500\n2\t587920\t2212500\n3\t587920\t2212520';
  assert.ok(areExchanged(pointsOf(list), page));
  assert.equal(exchanged(list), 'Điểm\tX\tY\n1\t2212500\t587900\n2\t2212500\t587920\n3\t2212520\t587920');
  assert.ok(!areExchanged(pointsOf(exchanged(list)), page));
  assert.ok(!areExchanged(pointsOf('1 1000 2000', { least: 1 }), page), 'which lies nowhere near either way');
});

test('a road lists its donations with what their parcels need, and parcels of which nothing is given', () => {
  const needed = ['143', '144'].map((parcel) => ({ sheet: 'P7-73', parcel, required_m2: 31.5, frontage_m: 16, remaining_m2: 375.2 }));
  const rows = rowsOfRoad(ROAD, needed, [donation('143', 'surveyed', [105.8405, 20.0001])]);
  assert.deepEqual(rows.map(({ parcel, state, required, side }) => [parcel, state, required, side]), [
    ['143', 'surveyed', 31.5, 'left'],
    ['144', '', 31.5, ''],
  ]);
  assert.ok(Math.abs((rows[0]?.along ?? 0) - 52.3) < 1);
});

test('sides are those of growing chainage, at the start of a line too', () => {
  const line = ROAD.geometry.coordinates;
  const side = (/** @type {GeoJSON.Position} */ coordinates) => placeAlong(line, { type: 'Point', coordinates }).side;
  assert.deepEqual([side([105.8405, 20.0001]), side([105.8405, 19.9999]), side([105.8409, 20.0001])], ['left', 'right', 'left']);
});

test('rows without a value stand last, whichever way a column is sorted; numbers of parcels as numbers', () => {
  const rows = rowsOfRoad(ROAD, [{ sheet: 'P7-73', parcel: '9', required_m2: 1, frontage_m: 1, remaining_m2: 1 }], [
    donation('100', 'signed', [105.8402, 20.0001]),
    donation('20', 'agreed', [105.8408, 20.0001]),
  ]);
  const order = (/** @type {import('../../../maps/static/js/register.js').Column} */ column, /** @type {1 | -1} */ way) => sorted(rows, column, way, STATES).map(({ parcel }) => parcel);
  assert.deepEqual(order('along', 1), ['100', '20', '9']);
  assert.deepEqual(order('along', -1), ['20', '100', '9']);
  assert.deepEqual(order('parcel', 1), ['9', '20', '100']);
  assert.deepEqual(order('state', 1), ['20', '100', '9']);
});

test('rows are filtered by words without diacritics and by states', () => {
  const rows = [donation('1', 'signed', [105.84, 20]), donation('2', 'agreed', [105.84, 20])].map((one) => rowsOfRoad(ROAD, [], [one])).flat();
  const labels = { signed: 'Đã ký', agreed: 'Đã đồng ý' };
  assert.deepEqual(filtered(rows, { text: 'da ky' }, labels).map(({ parcel }) => parcel), ['1']);
  assert.deepEqual(filtered(rows, { text: 'H-0417 P7-73/2' }, labels).map(({ parcel }) => parcel), ['2']);
  assert.deepEqual(filtered(rows, { states: ['agreed'] }).map(({ parcel }) => parcel), ['2']);
});

test('states are offered in the order of the course', () => {
  assert.deepEqual(statesInOrder({ states: ['identified', 'agreed'], labels: { agreed: 'B', declined: 'C', identified: 'A' } }), ['identified', 'agreed', 'declined']);
});

test('what waits is what one may move on', () => {
  const moves = { surveyed: [{ to: 'signed', right: 'record_course' }], signed: [{ to: 'approved', right: 'approve' }], agreed: [{ to: 'declined', right: 'record_visit' }] };
  assert.deepEqual(statesThatWait({ states: STATES, moves }, ['record_course', 'record_visit']), ['surveyed']);
  assert.deepEqual(statesThatWait({ states: STATES, moves }, ['approve']), ['signed']);
});

test('what the chair returned waits for who edits; what was changed after its approval waits for the chair', () => {
  const [signed, given] = [donation('1', 'signed', [105.84, 20]), donation('2', 'handed_over', [105.84, 20])].map(rowOfDonation);
  assert.ok(signed && given);
  const reviewed = [signed, given].map((row) => ({ ...row, id: row.donation, don_no: row.number, returned_by: row === signed ? 'chair' : null }));
  const numbers = (/** @type {typeof reviewed} */ told, /** @type {typeof signed[]} */ rows, /** @type {string[]} */ rights) => waitingFor(rows, told, rights).map(({ number }) => number);
  assert.deepEqual(numbers(reviewed, [signed], ['approve']), ['HD-2']);
  assert.deepEqual(numbers(reviewed, [], ['record_course', 'edit_parcels']), ['HD-1']);
  assert.deepEqual(numbers(reviewed.map((one) => ({ ...one, returned_by: null })), [signed], ['approve']), ['HD-1', 'HD-2']);
  assert.deepEqual(numbers(reviewed, [], ['record_visit']), []);
});

test('steps say what is done, where it stands and what comes next; of who declined nothing comes next', () => {
  const events = [event('identified', '2023-03-10'), event('approached', '2023-03-18')];
  /** @type {import('../../../maps/static/js/donation_course.js').Next[]} */
  const next = [{ to: 'agreed', right: 'record_visit', papers: [] }, { to: 'declined', right: 'record_visit', papers: [] }];
  assert.deepEqual(stepsOf({ state: 'approached', events, next }, STATES).slice(0, 4).map(({ mark }) => mark), ['done', 'current', 'next', 'rest']);
  const declined = stepsOf({ state: 'declined', events: [...events, event('declined', '2023-04-01')], next: [] }, STATES);
  assert.deepEqual([...new Set(declined.map(({ mark }) => mark))], ['done', 'rest']);
});

test('a paper is missing until one of its kinds is there, of its own holder', () => {
  const needed = [{ code: 'a', any_of: ['gift_deed', 'village_minutes'], holder: null }, { code: 'b', any_of: ['consent'], holder: 'Sen' }];
  assert.deepEqual(lacking(needed, [{ kind: 'village_minutes' }, { kind: 'consent', holder: 'Mai' }]).map(({ code }) => code), ['b']);
  assert.deepEqual(lacking(needed, [{ kind: 'gift_deed' }, { kind: 'consent', holder: 'Sen' }]), []);
});

test('operations are taken back and done again until something else is done', () => {
  const edit = new EditSession();
  const operation = (/** @type {string} */ op) => ({ op, layer: 'parcels' });
  edit.add(operation('split'));
  edit.add(operation('merge'));
  edit.undo();
  assert.deepEqual([edit.operations.length, edit.canRedo], [1, true]);
  edit.redo();
  edit.undo();
  edit.add(operation('delete'));
  assert.deepEqual([edit.operations.map(({ op }) => op), edit.canRedo], [['split', 'delete'], false]);
});

test('what is done while an edit is being saved stays when it is saved', () => {
  const edit = new EditSession();
  const operation = (/** @type {string} */ op) => ({ op, layer: 'parcels', ids: ['a'] });
  edit.add(operation('split'));
  edit.add(operation('merge'));
  const sent = JSON.parse(JSON.stringify(edit.operations));
  edit.undo();
  edit.add(operation('delete'));
  edit.saved(sent);
  assert.deepEqual([edit.operations.map(({ op }) => op), edit.canRedo], [['delete'], false]);
});

test('points that moved move in the neighbours too; another number of points is another shape', () => {
  const square = (/** @type {GeoJSON.Position[]} */ ring) => ({ type: /** @type {const} */ ('Polygon'), coordinates: [ring] });
  const before = square([[0, 0], [1, 0], [1, 1], [0, 0]]);
  const what = { id: 'a', version: 3, before, shared: true };
  assert.equal(movedPoints({ ...what, after: before }), undefined);
  const moved = movedPoints({ ...what, after: square([[0, 0.1], [1, 0], [1, 1], [0, 0.1]]) });
  assert.deepEqual([moved?.op, moved?.from, moved?.to, moved?.versions], ['move_boundary', [[0, 0]], [[0, 0.1]], [3]]);
  assert.equal(movedPoints({ ...what, after: square([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]) })?.op, 'replace');
  assert.equal(movedPoints({ ...what, shared: false, after: square([[0, 0], [2, 0], [1, 1], [0, 0]]) })?.op, 'replace');
});

test('who saves over what another wrote shows the version that the other wrote, and no more', () => {
  assert.deepEqual(withVersion({ op: 'delete', layer: 'parcels', id: 'a', version: 1 }, 'a', 5).version, 5);
  assert.deepEqual(withVersion({ op: 'merge', layer: 'parcels', ids: ['b', 'a'], versions: [1, 1] }, 'a', 5).versions, [1, 5]);
  assert.deepEqual(withVersion({ op: 'delete', layer: 'parcels', id: 'b', version: 1 }, 'a', 5).version, 1);
});

test('numbers of a form are read as they are written in Viet Nam, and stand in it so', () => {
  const schema = { properties: { value: { type: 'number' } } };
  const read = (/** @type {string} */ text, language = 'vi') => changed(schema, {}, { value: text }, language).value;
  assert.deepEqual(['7,5', '7.5', '1234,5', '1.234,5', '6.800.000.000', '1.234', '1 234,5'].map((text) => read(text)), [7.5, 7.5, 1234.5, 1234.5, 6_800_000_000, 1234, 1234.5]);
  for (const language of ['vi', 'en']) {
    for (const value of [1234, 1234.5, 1.234, 0.125, 6_800_000_000, 7.5]) assert.deepEqual(changed(schema, { value }, { value: typedAs(value, language) }, language), {}, `${value} ${language}`);
  }
  assert.equal(typedAs(1234.5, 'vi'), '1.234,5');
});

test('a form sends what differs alone; an emptied field is null', () => {
  const schema = { properties: { cert_no: { type: 'string' }, cert_area: { type: 'number' }, blocks: { type: 'boolean' }, state: { type: 'string' } } };
  const before = { cert_no: 'A 1', cert_area: 212, blocks: null, state: 'signed' };
  assert.deepEqual(changed(schema, before, { cert_no: ' A 1 ', cert_area: '212', blocks: false }, 'vi'), {});
  assert.deepEqual(changed(schema, before, { cert_no: '', cert_area: '213.5', blocks: true }, 'vi'), { cert_no: null, cert_area: 213.5, blocks: true });
});

test('a write says when: from a day, or as a correction of the period that is shown', () => {
  const data = new FormData();
  data.set('_when', 'from');
  data.set('_from', '2023-05-01');
  assert.deepEqual(whenOf(data, '2023-04-30'), { from: '2023-05-01' });
  data.set('_when', 'correction');
  assert.deepEqual(whenOf(data, '2023-04-30'), { correction: 'true', on: '2023-04-30' });
});

test('a difference that tapes make is tolerated', () => {
  const tolerance = { share: 0.05, least: 1 };
  assert.deepEqual([compareAreas(13.3, 13.4, tolerance).tolerated, compareAreas(45, 40, tolerance).tolerated], [true, false]);
});
