/** Drafts of edits, kept in the browser: a closed tab or a lost connection loses nothing, and each is sent once. */

/** @typedef {import('./edit_session.js').Operation} Operation */
/** @typedef {{ operations: Operation[], key: string, sending?: Record<string, unknown> | undefined }} Draft `sending` is what waits for a connection */

/** The draft of one person. */
export class Drafts {
  /**
   * @param {Storage} storage
   * @param {string} who
   */
  constructor(storage, who) {
    this.storage = storage;
    this.name = `moduong-draft-${who}`;
  }

  /** @returns {Draft | undefined} */
  read() {
    try {
      const found = JSON.parse(this.storage.getItem(this.name) ?? 'null');
      return Array.isArray(found?.operations) && found.operations.length ? found : undefined;
    } catch {
      return undefined;
    }
  }

  /** @param {Draft} draft */
  keep(draft) {
    if (draft.operations.length) this.storage.setItem(this.name, JSON.stringify(draft));
    else this.forget();
  }

  forget() {
    this.storage.removeItem(this.name);
  }
}
