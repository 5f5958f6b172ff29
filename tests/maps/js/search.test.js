import assert from 'node:assert/strict';
import { test } from 'node:test';

import { find, fold } from '../../../maps/static/js/search.js';

const ROADS = ['Đường Gò Mít', 'Ngõ 12 Gò Mít', 'Đường Đồng Sậy', 'Đường Ễnh Ương'].map((text) => ({ text }));
const found = (/** @type {string} */ typed) => find(ROADS, typed).map(({ text }) => text);

test('diacritics, case and spaces do not matter', () => {
  assert.equal(fold('  ĐƯỜNG  Ễnh Ương '), 'duong enh uong');
  assert.equal(fold('Đường'.normalize('NFD')), 'duong');
  assert.deepEqual(found('dong say'), ['Đường Đồng Sậy']);
  assert.deepEqual(found('ĐỒNG'), ['Đường Đồng Sậy']);
});

test('every word has to be there, in any order; what begins so comes first', () => {
  assert.deepEqual(found('mit go'), ['Đường Gò Mít', 'Ngõ 12 Gò Mít']);
  assert.deepEqual(found('ngo'), ['Ngõ 12 Gò Mít']);
  assert.deepEqual(found('xyz'), []);
  assert.deepEqual(found('  '), []);
});

test('no more than were asked for', () => {
  assert.equal(find(ROADS, 'o', 2).length, 2);
});
