import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';

import { Unreachable } from '../../../maps/static/js/service.js';
import { Refused, Session } from '../../../maps/static/js/session.js';

/** @type {any} */ (globalThis).town = { base: '', csrf: '' };

/** A session whose requests nobody answers, until they are called off. */
function unanswered() {
  mock.method(globalThis, 'fetch', (/** @type {string} */ _path, /** @type {RequestInit} */ { signal }) =>
    new Promise((_, fail) => signal?.addEventListener('abort', () => fail(signal.reason))));
  return new Session(/** @type {any} */ (globalThis).town);
}

afterEach(() => mock.restoreAll());

test('a change that nobody answers is told as not sent, so that it can be sent again', async () => {
  const patience = new AbortController();
  const asked = mock.method(AbortSignal, 'timeout', () => patience.signal);
  const sent = unanswered().ask('POST', '/api/edits', {});
  assert.ok(Number(asked.mock.calls[0]?.arguments[0]) >= 60_000, 'a slow line has a minute');
  patience.abort();
  await assert.rejects(sent, Unreachable);
});

test('what is read is waited for as long as it takes', () => {
  const asked = mock.method(AbortSignal, 'timeout');
  void unanswered().ask('GET', '/api/meeting');
  assert.equal(asked.mock.callCount(), 0);
});

test('what stands before the service refuses in words as well, and not for good', () => {
  for (const status of [403, 404, 429, 500, 502, 503]) {
    const refused = new Refused(status, {});
    assert.match(refused.message, /^The service does not answer/);
    assert.equal(refused.final, false);
  }
  const large = new Refused(413, {});
  assert.match(large.message, /too large/);
  assert.equal(large.final, true);
});

test('what the service itself refuses it says itself', () => {
  const refused = new Refused(409, { type: '/problems/moved-meanwhile', detail: 'Meanwhile …' });
  assert.deepEqual([refused.message, refused.final], ['Meanwhile …', true]);
  assert.equal(new Refused(503, { type: '/problems/database', detail: 'Later' }).final, false);
});
