import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inMemory } from '../../../maps/static/js/kept.js';
import { nextOf, NotSent, Outbox, stateAfter, waysOf } from '../../../maps/static/js/outbox.js';

/** @typedef {import('../../../maps/static/js/outbox.js').Entry} Entry */
/** @typedef {import('../../../maps/static/js/outbox.js').Stop} Stop */

const ENTERED = {
  identified: { absent: [], talked: ['approached'], agreed: ['approached', 'agreed'] },
  approached: { absent: [], talked: [], agreed: ['agreed'] },
  declined: { absent: [], talked: [], agreed: null },
};
const MOVED = { status: 409, type: '/problems/moved-meanwhile', detail: 'Meanwhile …', state: 'declined', since: '2023-05-01', who: 'an' };

const visit = (/** @type {string} */ donation, /** @type {string} */ result = 'absent', seen = 'identified') => ({
  donation, number: donation, name: `Hộ ${donation}`, visit: { on: '2023-05-02', result, note: '', seen, move: true },
});

/**
 * An outbox with a line that a test can break.
 * @param {(entry: Entry) => Stop | undefined} line why an entry is not taken
 */
async function withLine(line, kept = inMemory()) {
  /** @type {Entry[]} */
  const taken = [];
  const outbox = new Outbox(kept, 'head', async (entry) => {
    const stop = line(entry);
    if (stop) throw new NotSent(stop);
    taken.push(entry);
  }, () => {});
  await outbox.open();
  return { outbox, taken, kept };
}

test('what was written first is sent first, each once', async () => {
  const { outbox, taken, kept } = await withLine(() => undefined);
  for (const donation of ['a', 'b', 'a']) await outbox.add(visit(donation));
  await Promise.all([outbox.send(), outbox.send()]);
  assert.deepEqual(taken.map(({ donation }) => donation), ['a', 'b', 'a']);
  assert.equal(new Set(taken.map(({ key }) => key)).size, 3);
  assert.deepEqual([outbox.line, outbox.entries, await kept.entries('head')], ['idle', [], []]);
});

test('a broken line stops the round, and the same requests are sent when it is whole', async () => {
  let broken = true;
  const { outbox, taken } = await withLine(() => (broken ? { line: 'offline' } : undefined));
  await outbox.add(visit('a'));
  await outbox.add(visit('b'));
  await outbox.send();
  assert.deepEqual([outbox.line, outbox.waiting.length, taken.length], ['offline', 2, 0]);
  const keys = outbox.entries.map(({ key }) => key);
  broken = false;
  await outbox.send();
  assert.deepEqual(taken.map(({ key }) => key), keys);
});

test('a visit that something between does not let pass holds up no other household, and is tried again', async () => {
  let between = true;
  const { outbox, taken } = await withLine(({ visit: { note } }) => (between && note ? { line: 'busy' } : undefined));
  const disliked = visit('a');
  disliked.visit.note = 'DROP TABLE';
  for (const one of [disliked, visit('a', 'talked'), visit('b'), visit('c')]) await outbox.add(one);
  await outbox.send();
  assert.deepEqual(taken.map(({ donation }) => donation), ['b', 'c']);
  assert.deepEqual([outbox.line, outbox.waiting.length], ['busy', 2]);
  between = false;
  await outbox.send();
  assert.deepEqual(taken.map(({ donation }) => donation), ['b', 'c', 'a', 'a']);
  assert.equal(outbox.line, 'idle');
});

test('a service that fails is not asked for all that waits', async () => {
  let asked = 0;
  const { outbox } = await withLine(() => {
    asked += 1;
    return { line: 'busy' };
  });
  for (const donation of ['a', 'b', 'c', 'd', 'e']) await outbox.add(visit(donation));
  await outbox.send();
  assert.deepEqual([outbox.line, outbox.waiting.length, asked], ['busy', 5, 3]);
});

test('a page that was killed leaves everything to the next one, of the same person alone', async () => {
  const { outbox, kept } = await withLine(() => ({ line: 'offline' }));
  await outbox.add(visit('a', 'agreed'));
  const next = await withLine(() => undefined, kept);
  assert.deepEqual(next.outbox.entries.map(({ key }) => key), outbox.entries.map(({ key }) => key));
  const other = new Outbox(kept, 'another', async () => {}, () => {});
  await other.open();
  assert.deepEqual(other.entries, []);
});

test('a refused visit waits for a person, and what follows of that household behind it; others go on', async () => {
  const { outbox, taken } = await withLine(({ visit: { result } }) => (result === 'agreed' ? { refused: MOVED } : undefined));
  for (const one of [visit('a', 'agreed'), visit('a'), visit('b')]) await outbox.add(one);
  await outbox.send();
  assert.deepEqual(taken.map(({ donation }) => donation), ['b']);
  assert.deepEqual([outbox.line, outbox.refused.length, outbox.waiting.length], ['idle', 1, 1]);
  assert.equal(nextOf(outbox.entries), undefined);
});

test('a conflict is resolved on purpose, by another request', async () => {
  let refuses = true;
  const { outbox, taken } = await withLine(() => (refuses ? { refused: MOVED } : undefined));
  await outbox.add(visit('a', 'agreed', 'approached'));
  await outbox.send();
  const [conflict] = outbox.refused;
  assert.ok(conflict);
  assert.deepEqual(waysOf(conflict, ENTERED), ['alone', 'drop'], 'no way of the course leads on from there');
  assert.deepEqual(waysOf({ ...conflict, refused: { ...MOVED, state: 'approached' } }, ENTERED), ['on_top', 'alone', 'drop']);
  await outbox.resolve(conflict, 'on_top');
  const [onTop] = outbox.entries;
  assert.deepEqual([onTop?.visit.seen, onTop?.visit.move, onTop?.refused], ['declined', true, undefined]);
  assert.notEqual(onTop?.key, conflict.key);
  await outbox.send();
  const [again] = outbox.refused;
  assert.ok(again);
  await outbox.resolve(again, 'alone');
  assert.equal(outbox.entries[0]?.visit.move, false);
  refuses = false;
  await outbox.send();
  assert.deepEqual([taken.length, outbox.entries], [1, []]);
});

test('what is discarded is gone, and a photo that is none is left behind', async () => {
  const refused = { status: 415, type: '/problems/not-a-scan', detail: 'No photo' };
  const { outbox, kept } = await withLine(() => ({ refused }));
  await outbox.add({ ...visit('a'), photo: new Blob(['x']) });
  await outbox.send();
  const [entry] = outbox.refused;
  assert.ok(entry);
  assert.deepEqual(waysOf(entry, ENTERED), ['without_photo', 'drop']);
  await outbox.resolve(entry, 'without_photo');
  assert.equal(outbox.entries[0]?.photo, undefined);
  await outbox.resolve(/** @type {Entry} */ (outbox.entries[0]), 'drop');
  assert.deepEqual(await kept.entries('head'), []);
});

test('a visit whose photo is too large for a server on the way can go without it', async () => {
  const { outbox } = await withLine(({ photo }) => (photo ? { refused: { status: 413, type: '', detail: 'too large' } } : undefined));
  await outbox.add({ ...visit('a'), photo: new Blob(['x']) });
  await outbox.send();
  const [entry] = outbox.refused;
  assert.ok(entry);
  assert.deepEqual(waysOf(entry, ENTERED), ['without_photo', 'drop']);
  await outbox.resolve(entry, 'without_photo');
  await outbox.send();
  assert.deepEqual(outbox.entries, []);
});

test('a photo that has arrived is not sent again', async () => {
  let tries = 0;
  const { outbox } = await withLine(() => undefined);
  outbox.post = async (entry) => {
    tries += 1;
    if (entry.photo) {
      await outbox.keep({ ...entry, photo: undefined, sha256: 'abc' });
      throw new NotSent({ line: 'offline' });
    }
    assert.equal(entry.sha256, 'abc');
  };
  await outbox.add({ ...visit('a'), photo: new Blob(['x']) });
  await outbox.send();
  await outbox.send();
  assert.deepEqual([tries, outbox.entries], [2, []]);
});

test('what nobody expects stops the round, and the visit waits for the next one', async () => {
  const { outbox, taken } = await withLine(() => undefined);
  await outbox.add(visit('a'));
  const { post } = outbox;
  outbox.post = async () => { throw new DOMException('', 'QuotaExceededError'); };
  await assert.rejects(outbox.send(), { name: 'QuotaExceededError' });
  assert.deepEqual([outbox.line, outbox.waiting.length], ['busy', 1]);
  outbox.post = post;
  await outbox.send();
  assert.deepEqual([outbox.line, taken.length], ['idle', 1]);
});

test('what waits counts for what is shown', () => {
  const entry = (/** @type {string} */ result, move = true) => /** @type {Entry} */ ({ ...visit('a', result), visit: { ...visit('a', result).visit, move }, who: 'head', key: '', at: 0 });
  assert.equal(stateAfter('identified', [], ENTERED), 'identified');
  assert.equal(stateAfter('identified', [entry('absent'), entry('talked'), entry('agreed')], ENTERED), 'agreed');
  assert.equal(stateAfter('identified', [entry('agreed', false)], ENTERED), 'identified');
  assert.equal(stateAfter('declined', [entry('agreed')], ENTERED), 'declined');
});
