/** What failed is tried again: soon, then later and later, and soon again once it went well. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Again } from '../../../maps/static/js/again.js';

test('each pause is twice as long as the last one, up to the longest', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const again = new Again(1000, 5000);
  let attempts = 0;
  for (const pause of [1000, 2000, 4000, 5000, 5000]) {
    const before = attempts;
    again.later(() => (attempts += 1));
    context.mock.timers.tick(pause - 1);
    assert.equal(attempts, before);
    context.mock.timers.tick(1);
    assert.equal(attempts, before + 1);
  }
});

test('only the latest is attempted, and nothing once it is stopped; fresh, it begins with the shortest pause', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const again = new Again(1000, 60_000);
  /** @type {string[]} */
  const attempts = [];
  again.later(() => attempts.push('first'));
  again.later(() => attempts.push('second'));
  context.mock.timers.tick(60_000);
  assert.deepEqual(attempts, ['second']);
  again.later(() => attempts.push('stopped'));
  again.stop();
  context.mock.timers.tick(60_000);
  again.later(() => attempts.push('slow'));
  again.fresh();
  again.later(() => attempts.push('soon'));
  context.mock.timers.tick(1000);
  assert.deepEqual(attempts, ['second', 'soon']);
});
