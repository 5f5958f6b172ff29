/** What the phone page keeps in the browser, by person: the households it read, what waits to be sent, what is half written. */

/** @typedef {import('./outbox.js').Entry} Entry */
/** @typedef {import('./record_form.js').Draft} Draft */
/** @typedef {import('./households.js').Known} Known */
/** @typedef {{ who: string, at: number, known: Known }} Snapshot */

/**
 * @typedef {object} Kept
 * @property {(who: string) => Promise<Snapshot | undefined>} snapshot
 * @property {() => Promise<Snapshot | undefined>} latest whose households were read last
 * @property {(snapshot: Snapshot) => Promise<unknown>} keepSnapshot others' are forgotten
 * @property {(who: string) => Promise<Entry[]>} entries in the order in which they were written
 * @property {(entry: Entry) => Promise<number>} keepEntry its number
 * @property {(id: number) => Promise<unknown>} forgetEntry
 * @property {(who: string) => Promise<Draft | undefined>} draft
 * @property {(draft: Draft) => Promise<unknown>} keepDraft
 * @property {(who: string) => Promise<unknown>} forgetDraft
 * @property {() => Promise<unknown>} forgetSnapshots
 * @property {boolean} lasting whether it is still there when the page was closed
 */

const NAME = 'moduong-field';
/** Sessions end after so many days: what was read in one is not shown for longer. */
export const MOST_DAYS = 14;

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @returns {Promise<IDBDatabase>} */
function opened() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('snapshots', { keyPath: 'who' });
    request.result.createObjectStore('entries', { keyPath: 'id', autoIncrement: true }).createIndex('who', 'who');
    request.result.createObjectStore('drafts', { keyPath: 'who' });
  };
  return done(request);
}

/**
 * Open what is kept; where the browser keeps nothing (a private window), it lasts as long as the page.
 * @returns {Promise<Kept>}
 */
export async function openKept() {
  try {
    return inBrowser(await opened());
  } catch {
    return inMemory();
  }
}

/** @param {IDBDatabase} database @returns {Kept} */
function inBrowser(database) {
  const read = (/** @type {string} */ name) => database.transaction(name).objectStore(name);
  /** Resolves when it is on the disk. @type {<T>(name: string, work: (store: IDBObjectStore) => IDBRequest<T>) => Promise<T>} */
  const write = (name, work) =>
    new Promise((resolve, reject) => {
      const transaction = database.transaction(name, 'readwrite');
      const request = work(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  return {
    lasting: true,
    snapshot: (who) => done(read('snapshots').get(who)),
    latest: async () => (await done(read('snapshots').getAll())).sort((a, b) => b.at - a.at)[0],
    keepSnapshot: (snapshot) =>
      write('snapshots', (store) => {
        store.clear();
        return store.put(snapshot);
      }),
    entries: (who) => done(read('entries').index('who').getAll(who)),
    keepEntry: async (entry) => Number(await write('entries', (store) => store.put(entry))),
    forgetEntry: (id) => write('entries', (store) => store.delete(id)),
    draft: (who) => done(read('drafts').get(who)),
    keepDraft: (draft) => write('drafts', (store) => store.put(draft)),
    forgetDraft: (who) => write('drafts', (store) => store.delete(who)),
    forgetSnapshots: () => write('snapshots', (store) => store.clear()),
  };
}

/** The same without a browser's database. @returns {Kept} */
export function inMemory() {
  /** @type {Map<string, Snapshot>} */
  const snapshots = new Map();
  /** @type {Map<number, Entry>} */
  const entries = new Map();
  /** @type {Map<string, Draft>} */
  const drafts = new Map();
  let last = 0;
  return {
    lasting: false,
    snapshot: async (who) => snapshots.get(who),
    latest: async () => [...snapshots.values()].sort((a, b) => b.at - a.at)[0],
    keepSnapshot: async (snapshot) => {
      snapshots.clear();
      snapshots.set(snapshot.who, snapshot);
    },
    entries: async (who) => [...entries.values()].filter((entry) => entry.who === who),
    keepEntry: async (entry) => {
      last = entry.id ?? last + 1;
      entries.set(last, { ...entry, id: last });
      return last;
    },
    forgetEntry: async (id) => entries.delete(id),
    draft: async (who) => drafts.get(who),
    keepDraft: async (draft) => drafts.set(draft.who, draft),
    forgetDraft: async (who) => drafts.delete(who),
    forgetSnapshots: async () => snapshots.clear(),
  };
}
