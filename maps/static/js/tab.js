/** This tab among the browser's tabs of the workbench: its own name, and which others are there. */

import { newKey } from './once.js';

const NAME = 'moduong-tab';
const LOCK = `${NAME}-`;
const WAIT_MS = 150;

/**
 * A tab. It holds a lock by its name, so that the others know that it is there however busy it is; where the browser has
 * no locks (on plain http but for the own machine), they answer when one asks.
 */
export class Tab {
  /** @type {BroadcastChannel} */
  #channel;
  #begun = Date.now() + Math.random();

  /** @param {Storage} storage of this tab alone, which lives on when the page is loaded again */
  constructor(storage) {
    this.storage = storage;
    this.name = storage.getItem(NAME) ?? newKey();
    this.#channel = new BroadcastChannel(NAME);
    this.#channel.addEventListener('message', ({ data }) => {
      if (data.asks) this.#channel.postMessage({ here: this.name, begun: this.#begun });
    });
  }

  /**
   * Ask who else is there. A tab that was made as a copy of another gets a name of its own.
   * @returns {Promise<Set<string>>} names of the others
   */
  async others() {
    /** @type {Set<string>} */
    const found = new Set();
    const hear = (/** @type {MessageEvent} */ { data }) => {
      if (!data.here) return;
      if (data.here === this.name && data.begun < this.#begun) this.name = newKey();
      else found.add(data.here);
    };
    this.#channel.addEventListener('message', hear);
    this.#channel.postMessage({ asks: true });
    await new Promise((done) => { setTimeout(done, WAIT_MS); });
    this.#channel.removeEventListener('message', hear);
    this.storage.setItem(NAME, this.name);
    for (const name of await held()) if (name !== this.name) found.add(name);
    // Until the tab is gone; not before the name is its own.
    void navigator.locks?.request(LOCK + this.name, () => new Promise(() => {}));
    return found;
  }
}

/** @returns {Promise<string[]>} names that tabs hold */
async function held() {
  const locks = (await navigator.locks?.query())?.held ?? [];
  return locks.map(({ name }) => name ?? '').filter((name) => name.startsWith(LOCK)).map((name) => name.slice(LOCK.length));
}
