/** Drafts of edits, kept in the browser: a closed tab or a lost connection loses nothing, and each is sent once. */

/** @typedef {import('./edit_session.js').Operation} Operation */
/** @typedef {{ operations: Operation[], key: string, sending?: Record<string, unknown> | undefined }} Draft `sending` is what waits for a connection */

/** The drafts of one person: each tab has its own, and takes up those of tabs that are gone. */
export class Drafts {
  /**
   * @param {Storage} storage
   * @param {string} who
   * @param {string} tab name of this tab
   */
  constructor(storage, who, tab) {
    this.storage = storage;
    this.prefix = `moduong-draft-${who}-`;
    this.name = this.prefix + tab;
  }

  /** @returns {Draft | undefined} */
  read() {
    return this.#read(this.name);
  }

  /** @param {Draft} draft */
  keep(draft) {
    if (draft.operations.length) this.storage.setItem(this.name, JSON.stringify(draft));
    else this.forget();
  }

  forget() {
    this.storage.removeItem(this.name);
  }

  /**
   * The own draft, else one that a tab which is gone has left, which is this tab's from now on.
   * @param {Set<string>} others names of the tabs that are there
   * @returns {Draft | undefined}
   */
  takeUp(others) {
    const own = this.read();
    if (own) return own;
    const alive = new Set([...others].map((tab) => this.prefix + tab));
    const names = Array.from({ length: this.storage.length }, (_, index) => this.storage.key(index) ?? '');
    const left = names.filter((name) => name.startsWith(this.prefix) && !alive.has(name)).sort();
    for (const name of left) {
      const draft = this.#read(name);
      this.storage.removeItem(name);
      if (!draft) continue;
      this.keep(draft);
      return draft;
    }
    return undefined;
  }

  /** @param {string} name @returns {Draft | undefined} */
  #read(name) {
    try {
      const found = JSON.parse(this.storage.getItem(name) ?? 'null');
      return Array.isArray(found?.operations) && found.operations.length ? found : undefined;
    } catch {
      return undefined;
    }
  }
}
