import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sizeOf, tooLarge, viewOf } from '../../../maps/static/js/scans.js';

test('a browser is given what it can show', () => {
  const scan = (/** @type {string | null} */ type) => viewOf({ sha256: 'ab', media_type: type });
  assert.equal(scan('application/pdf'), '/api/documents/ab');
  assert.equal(scan('image/heic'), '/api/documents/ab/picture');
  assert.equal(scan(null), '/api/documents/ab/picture');
});

test('sizes are told in kB and MB', () => {
  assert.equal(sizeOf(12, 'vi'), '1\u00a0kB');
  assert.equal(sizeOf(345_678, 'vi'), '346\u00a0kB');
  assert.equal(sizeOf(3_450_000, 'vi'), '3,5\u00a0MB');
});

test('a limit is a limit', () => {
  assert.equal(tooLarge(25_000_000, 25), false);
  assert.equal(tooLarge(25_000_001, 25), true);
});
