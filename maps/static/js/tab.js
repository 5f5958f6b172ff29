/** This tab among the browser's tabs of the workbench: its own name, and which others are there. */

import { newKey } from './once.js';

const NAME = 'moduong-tab';
const WAIT_MS = 150;

/** A tab. The others answer when one asks who is there. */
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
    return found;
  }
}
