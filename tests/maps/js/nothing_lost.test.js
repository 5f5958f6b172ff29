/** Nobody's work is lost: drafts of several tabs, two editors of one thing, versions that are compared and put back. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fieldsOf, together } from '../../../maps/static/js/conflict.js';
import { Drafts } from '../../../maps/static/js/drafts.js';
import { meant, upon } from '../../../maps/static/js/edit_told.js';
import { bothStates, restoring } from '../../../maps/static/js/history_page.js';
import { sendLater } from '../../../maps/static/js/kept_form.js';
import { Latest } from '../../../maps/static/js/latest.js';
import { once } from '../../../maps/static/js/presence.js';
import { differences, stateOn, statesMade } from '../../../maps/static/js/versions.js';

/** @param {Map<string, string>} kept @returns {Storage} */
const storageOf = (kept) => /** @type {Storage} */ (/** @type {unknown} */ ({
  getItem: (/** @type {string} */ name) => kept.get(name) ?? null,
  setItem: (/** @type {string} */ name, /** @type {string} */ value) => kept.set(name, value),
  removeItem: (/** @type {string} */ name) => kept.delete(name),
  key: (/** @type {number} */ index) => [...kept.keys()][index] ?? null,
  get length() { return kept.size; },
}));
const SPLIT = { op: 'split', layer: 'parcels', id: 'a', version: 1 };

/** @param {Record<string, unknown>} properties @param {number} [east] @returns {GeoJSON.Feature} */
const state = (properties, east = 1) => ({
  type: 'Feature',
  id: 'a',
  properties,
  geometry: { type: 'Polygon', coordinates: [[[0, 0], [east, 0], [east, 1], [0, 0]]] },
});

/** @param {number | null} number @param {...GeoJSON.Feature} features @returns {import('../../../maps/static/js/versions.js').Version} */
const version = (number, ...features) => ({ version: number, change: Number(number), who: 'an', at: '2023-05-01T08:00:00+00:00', kind: 'edit', reason: 'x', changed: [], features });

test('a draft is its person\'s and its tab\'s; an empty one is forgotten, what can not be read is none', () => {
  /** @type {Map<string, string>} */
  const kept = new Map();
  const drafts = new Drafts(storageOf(kept), 'an', 'one');
  drafts.keep({ operations: [SPLIT], key: 'k', sending: { reason: 'x' } });
  assert.deepEqual(drafts.read()?.sending, { reason: 'x' });
  assert.equal(new Drafts(storageOf(kept), 'bình', 'one').takeUp(new Set()), undefined);
  drafts.keep({ operations: [], key: 'k' });
  assert.equal(kept.size, 0);
  kept.set('moduong-draft-an-one', '{');
  assert.equal(drafts.read(), undefined);
});

test('a tab takes up the draft of one that is gone, one at a time, and leaves alone what another has open', () => {
  /** @type {Map<string, string>} */
  const kept = new Map();
  for (const tab of ['one', 'two', 'three']) new Drafts(storageOf(kept), 'an', tab).keep({ operations: [SPLIT], key: tab });
  const mine = new Drafts(storageOf(kept), 'an', 'new');
  const others = new Set(['two']);
  assert.deepEqual(mine.takeUp(others)?.key, 'one');
  assert.deepEqual(mine.takeUp(others)?.key, 'one', 'it is its own now');
  mine.forget();
  assert.deepEqual(mine.takeUp(others)?.key, 'three');
  mine.forget();
  assert.equal(mine.takeUp(others), undefined);
  assert.equal(new Drafts(storageOf(kept), 'an', 'two').read()?.key, 'two');
});

test('what two have changed stands beside each other; only where both have changed one field there is a choice', () => {
  const was = state({ cert_no: 'A', owner: 'H-1', land_use: 'ODT' });
  const theirs = state({ cert_no: 'B', owner: 'H-2', land_use: 'ODT' }, 2);
  const fields = fieldsOf(was, theirs, { cert_no: 'C', land_use: 'CLN', owner: 'H-2' });
  assert.deepEqual(fields.map(({ name, both }) => [name, both]), [['cert_no', true], ['owner', false], ['geometry', false], ['land_use', false]]);
  assert.deepEqual(fields.find(({ name }) => name === 'land_use')?.theirs, 'ODT');
  assert.deepEqual(together({ cert_no: 'C', land_use: 'CLN' }, new Set(['cert_no'])), { land_use: 'CLN' });
});

test('an edit goes on upon what another has written: no more of it than is wanted', () => {
  const operations = [
    { op: 'replace', layer: 'parcels', id: 'a', version: 1, geometry: { type: 'Point' }, properties: { cert_no: 'C', land_use: 'CLN' } },
    { ...SPLIT, id: 'b' },
    { op: 'merge', layer: 'parcels', ids: ['b', 'a'], versions: [1, 1] },
  ];
  assert.deepEqual(Object.keys(meant(operations, 'a')), ['cert_no', 'land_use', 'geometry']);
  const [replaced, split, merged] = upon(operations, 'a', 4, { land_use: 'CLN' });
  assert.deepEqual(replaced, { op: 'replace', layer: 'parcels', id: 'a', version: 4, properties: { land_use: 'CLN' } });
  assert.equal(split?.version, 1);
  assert.deepEqual(merged?.versions, [1, 4]);
  assert.equal(upon(operations.slice(0, 1), 'a', 4, {}).length, 0);
});

test('versions are compared by the state of the day, and put back upon the newest', () => {
  const early = state({ cert_no: 'A', from_date: null, to_date: '2023-01-01' });
  const late = state({ cert_no: 'B', from_date: '2023-01-01', to_date: null }, 2);
  const [first, second] = [version(1, early), version(2, early, late)];
  assert.equal(stateOn(second, '2022-06-01'), early);
  assert.equal(stateOn(second, '2023-06-01'), late);
  assert.deepEqual(differences(stateOn(first, '2023-06-01'), stateOn(second, '2023-06-01')).map(({ name }) => name), ['cert_no', 'geometry']);
  assert.deepEqual(statesMade(first, second), [late]);
  assert.deepEqual(statesMade(undefined, first), [early]);
  assert.deepEqual(bothStates(first, second, '2022-06-01'), [early, late], 'of a day on which nothing changed, what changed later');
  const operation = restoring('parcels', 'a', first, second, '2023-06-01');
  assert.deepEqual(operation, { op: 'replace', layer: 'parcels', id: 'a', version: 2, properties: { cert_no: 'A' }, geometry: early.geometry });
  assert.equal(restoring('parcels', 'a', first, version(null), '2023-06-01')?.op, 'create', 'what was deleted is made again');
  assert.equal(restoring('parcels', 'a', version(null), first, '2023-06-01'), undefined);
});

test('a thing is told once, however many operations name it', () => {
  assert.deepEqual(once([{ layer: 'parcels', id: 'a' }, { layer: 'parcels', id: 'a' }, { layer: 'donations', id: 'a' }]).length, 2);
});

test('a form that could not be sent several times is sent once when the connection is back; one that is gone is not', () => {
  const line = new EventTarget();
  Object.assign(globalThis, { window: line });
  /** @type {string[]} */
  const sent = [];
  const form = (/** @type {string} */ name, isConnected = true) => /** @type {HTMLFormElement} */ (/** @type {unknown} */ ({ isConnected, requestSubmit: () => sent.push(name) }));
  const told = /** @type {HTMLElement} */ ({ textContent: '' });
  const one = form('one');
  for (const waits of [one, one, form('gone', false), form('other'), one]) sendLater(waits, told);
  line.dispatchEvent(new Event('online'));
  line.dispatchEvent(new Event('online'));
  assert.deepEqual(sent, ['one', 'other']);
});

test('of what is asked anew before it is there, the latest alone counts', () => {
  const asking = new Latest();
  const [first, second] = [asking.ask(), asking.ask()];
  assert.deepEqual([first(), second()], [false, true]);
});
