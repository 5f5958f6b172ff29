/** Visits that wait to be sent: each once, in the order in which they were written, whatever happens to the line. */

import { newKey } from './once.js';

/** @typedef {{ on: string, result: string, note: string, seen: string, move: boolean }} Visit `seen` is the state in which the visitor saw the donation */
/** @typedef {{ status: number, type: string, detail: string, state?: string | null, since?: string | null, who?: string | null }} Refusal */

/**
 * @typedef {object} Entry
 * @property {number} [id] given when it is kept
 * @property {string} who
 * @property {string} key by which the service knows it when it comes twice
 * @property {string} donation id
 * @property {string} number of the donation
 * @property {string} name of the household
 * @property {number} at when it was written, ms
 * @property {Visit} visit
 * @property {Blob | undefined} [photo]
 * @property {string | undefined} [sha256] of the photo, once that is there
 * @property {Refusal} [refused] why the service did not take it: it waits for a person
 */

/** @typedef {'idle' | 'sending' | 'offline' | 'busy' | 'over'} Line how sending goes: `busy` is a service that fails, `over` a session that has ended */
/** @typedef {Record<string, Record<string, string[] | null>>} Entered states that each result enters, by state; null where the course has no such way */
/** @typedef {'on_top' | 'alone' | 'without_photo' | 'drop'} Way what is done with a refused visit: recorded on top of what another entered, as one that moves nothing, without its photo, or not at all */
/** @typedef {{ refused?: Refusal, line?: Line }} Stop why an entry was not taken: for good, or not now */

/** Refusals of a photo, and of a move that the course does not have: ends of the problems' types. */
const PHOTOS = new Set(['not-a-scan', 'scan-damaged', 'scan-too-large', 'unknown-document']);
const COURSE = new Set(['moved-meanwhile', 'no-such-move', 'no-move-left', 'day-too-early', 'papers-missing', 'track-missing']);

/** When so many households in a row are not taken, it is the service that fails, and not what is sent. */
const FAILING = 3;

/** An entry could not be sent. */
export class NotSent extends Error {
  /** @param {Stop} why */
  constructor(why) {
    super(why.refused?.detail ?? why.line ?? '');
    this.why = why;
  }
}

/**
 * What is sent next: the oldest that does not wait behind a refused one of the same household.
 * @param {Entry[]} entries in their order
 * @param {Iterable<string>} [passed] households that are left for another time
 * @returns {Entry | undefined}
 */
export function nextOf(entries, passed = []) {
  const stuck = new Set(passed);
  for (const entry of entries) {
    if (entry.refused) stuck.add(entry.donation);
    else if (!stuck.has(entry.donation)) return entry;
  }
  return undefined;
}

/**
 * What can be done with a refused visit.
 * @param {Entry} entry
 * @param {Entered} entered
 * @returns {Way[]}
 */
export function waysOf({ refused, visit, photo }, entered) {
  const type = refused?.type.split('/').at(-1) ?? '';
  if (PHOTOS.has(type) || (photo && refused?.status === 413)) return ['without_photo', 'drop'];
  const moved = type === 'moved-meanwhile' && entered[refused?.state ?? '']?.[visit.result];
  return [
    ...(moved ? /** @type {Way[]} */ (['on_top']) : []),
    ...(visit.move && COURSE.has(type) ? /** @type {Way[]} */ (['alone']) : []),
    'drop',
  ];
}

/**
 * The state of a donation as it will be when all that waits is taken.
 * @param {string} state
 * @param {Entry[]} entries
 * @param {Entered} entered
 * @returns {string}
 */
export function stateAfter(state, entries, entered) {
  return entries.reduce(
    (before, { visit }) => (visit.move ? (entered[before]?.[visit.result]?.at(-1) ?? before) : before),
    state,
  );
}

/** What waits of one person. */
export class Outbox {
  /** @type {Entry[]} */
  entries = [];
  /** @type {Line} */
  line = 'idle';
  /** @type {Promise<void> | undefined} */
  #sending;

  /**
   * @param {Pick<import('./kept.js').Kept, 'entries' | 'keepEntry' | 'forgetEntry'>} kept
   * @param {string} who
   * @param {(entry: Entry) => Promise<void>} post sends one; throws a NotSent
   * @param {() => void} changed told after each step
   */
  constructor(kept, who, post, changed) {
    this.kept = kept;
    this.who = who;
    this.post = post;
    this.changed = changed;
  }

  /** Read what an earlier page has left. */
  async open() {
    this.entries = await this.kept.entries(this.who);
    this.changed();
  }

  /** @param {string} donation */
  of(donation) {
    return this.entries.filter((entry) => entry.donation === donation);
  }

  get waiting() {
    return this.entries.filter(({ refused }) => !refused);
  }

  get refused() {
    return this.entries.filter(({ refused }) => refused);
  }

  /**
   * Take a visit in; it is kept before this resolves.
   * @param {Omit<Entry, 'id' | 'who' | 'key' | 'at'>} entry
   */
  async add(entry) {
    const whole = { ...entry, who: this.who, key: newKey(), at: Date.now() };
    this.entries.push({ ...whole, id: await this.kept.keepEntry(whole) });
    this.changed();
  }

  /**
   * Send what waits; one round at a time.
   * @returns {Promise<void>} when nothing is left that could be sent now
   */
  send() {
    this.#sending ??= this.#round().finally(() => {
      this.#sending = undefined;
    });
    return this.#sending;
  }

  async #round() {
    /** @type {Set<string>} */
    const passed = new Set();
    let inARow = 0;
    for (let entry = nextOf(this.entries); entry; entry = nextOf(this.entries, passed)) {
      this.#tell('sending');
      try {
        await this.post(entry);
        await this.#drop(entry);
        inARow = 0;
      } catch (error) {
        if (!(error instanceof NotSent)) {
          this.#tell('busy');
          throw error;
        }
        const { refused, line } = error.why;
        if (!refused) {
          inARow += 1;
          if (line !== 'busy' || inARow === FAILING) return this.#tell(line ?? 'offline');
          // What stands between may dislike the words of this one: the others don't wait for it.
          passed.add(entry.donation);
          continue;
        }
        // What was sent of it so far, its photo, stays sent.
        await this.keep({ ...(this.entries.find(({ id }) => id === entry.id) ?? entry), refused });
      }
    }
    this.#tell(passed.size ? 'busy' : 'idle');
  }

  /** @param {Line} line */
  #tell(line) {
    this.line = line;
    this.changed();
  }

  /**
   * Keep what became of an entry.
   * @param {Entry} entry
   */
  async keep(entry) {
    await this.kept.keepEntry(entry);
    this.entries = this.entries.map((one) => (one.id === entry.id ? entry : one));
    this.changed();
  }

  /** @param {Entry} entry */
  async #drop({ id }) {
    if (id !== undefined) await this.kept.forgetEntry(id);
    this.entries = this.entries.filter((one) => one.id !== id);
    this.changed();
  }

  /**
   * Do with a refused entry what a person has decided: another request, so under another key.
   * @param {Entry} entry
   * @param {Way} way
   */
  async resolve(entry, way) {
    if (way === 'drop') return this.#drop(entry);
    const { refused, ...rest } = entry;
    const { visit } = entry;
    const decided = {
      on_top: { ...rest, visit: { ...visit, seen: refused?.state ?? visit.seen } },
      alone: { ...rest, visit: { ...visit, move: false } },
      without_photo: { ...rest, photo: undefined, sha256: undefined },
    }[way];
    return this.keep({ ...decided, key: newKey() });
  }
}
