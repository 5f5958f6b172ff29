import assert from 'node:assert/strict';
import { test } from 'node:test';

import { comingTo, isComing } from '../../../maps/static/js/coming.js';

/** A part of a page, as far as it is asked. @returns {any} */
function part() {
  const said = new Map();
  return {
    setAttribute: (/** @type {string} */ name, /** @type {string} */ value) => said.set(name, value),
    removeAttribute: (/** @type {string} */ name) => said.delete(name),
    getAttribute: (/** @type {string} */ name) => said.get(name) ?? null,
  };
}

test('a part waits until the last of what it waits for is there', async () => {
  const place = part();
  /** @type {(() => void)[]} */
  const come = [];
  const later = () => new Promise((resolve) => come.push(() => resolve('there')));
  const [first, second] = [comingTo(place, later()), comingTo(place, later())];
  assert.equal(isComing(place), true);
  come[0]?.();
  assert.equal(await first, 'there');
  assert.equal(isComing(place), true);
  come[1]?.();
  await second;
  assert.equal(isComing(place), false);
});

test('what can not be had is waited for no longer, and told', async () => {
  const place = part();
  await assert.rejects(comingTo(place, Promise.reject(new Error('gone'))), /gone/);
  assert.equal(isComing(place), false);
});
