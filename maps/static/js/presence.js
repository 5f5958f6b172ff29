/** Who else has something open for editing: this tab tells what it has open, and learns of the others'. */

import { proof } from './service.js';

/** @typedef {{ layer: string, id: string }} Thing */
/** @typedef {import('../../../build/answers').AtWork} Editor */

const BEAT_MS = 15_000;
const SOON_MS = 200;

/**
 * Things, each once.
 * @param {Thing[]} things
 * @returns {Thing[]}
 */
export function once(things) {
  return [...new Map(things.map(({ layer, id }) => [`${layer} ${id}`, { layer, id }])).values()];
}

/** Tells the service every now and then, and at once when something changes. */
export class Presence {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #next;

  /**
   * @param {import('./session.js').Session} session
   * @param {string} tab
   * @param {{ editing: () => Thing[], shown: () => Thing[], tell: (others: Editor[]) => void }} around
   */
  constructor(session, tab, around) {
    this.session = session;
    this.path = `/api/presence/${tab}`;
    this.around = around;
    window.addEventListener('pagehide', () => this.#leave());
    window.addEventListener('pageshow', () => this.soon());
  }

  /** Something is opened, shown or let go: tell it. */
  soon() {
    clearTimeout(this.#next);
    this.#next = setTimeout(() => void this.#beat(), SOON_MS);
  }

  async #beat() {
    const { editing, shown, tell } = this.around;
    const body = { editing: once(editing()), shown: once(shown()) };
    // Who is not answered tries again: what another has open is no reason to stop working.
    const told = await this.session.ask('PUT', this.path, body).catch(() => undefined);
    if (told) tell(told.body.others);
    clearTimeout(this.#next);
    if (body.editing.length || body.shown.length) this.#next = setTimeout(() => void this.#beat(), BEAT_MS);
  }

  /** The tab closes: a request that outlives it says so. */
  #leave() {
    clearTimeout(this.#next);
    const { page } = this.session;
    void fetch(page.base + this.path, { method: 'DELETE', keepalive: true, headers: proof(page) }).catch(() => {});
  }
}
