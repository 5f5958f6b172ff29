/** What this page has saved, so that it can be undone and done again after it was saved. */

import { newKey } from './once.js';

/** The saved changes of one sitting, the last one first to go. */
export class SavedChanges {
  /** @type {number[]} numbers of changes that stand */
  #done = [];
  /** @type {number[]} numbers of the undos that can be undone */
  #undone = [];

  /** @param {import('./session.js').Session} session */
  constructor(session) {
    this.session = session;
  }

  get canUndo() {
    return this.#done.length > 0;
  }

  get canRedo() {
    return this.#undone.length > 0;
  }

  /** @param {number} change that was saved */
  add(change) {
    this.#done.push(change);
    this.#undone = [];
  }

  /**
   * Undo the last one, as a change of its own.
   * @param {string} reason
   * @returns {Promise<number>} the number of that change
   * @throws {import('./session.js').Refused | import('./service.js').Unreachable} nothing is changed then
   */
  async undo(reason) {
    const change = await this.#reverse(this.#done.at(-1), reason);
    this.#done.pop();
    this.#undone.push(change);
    return change;
  }

  /**
   * Do what was undone last again.
   * @param {string} reason
   * @returns {Promise<number>} the number of that change
   */
  async redo(reason) {
    const change = await this.#reverse(this.#undone.at(-1), reason);
    this.#undone.pop();
    this.#done.push(change);
    return change;
  }

  /** @param {number | undefined} change @param {string} reason */
  async #reverse(change, reason) {
    const { body } = await this.session.ask('POST', `/api/edits/${change}/undo`, { reason }, { 'Idempotency-Key': newKey() });
    return Number(body.change);
  }
}
