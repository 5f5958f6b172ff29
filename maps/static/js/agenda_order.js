/** The order of an agenda as one list: a chapter's head stands before its roads, and a road moves from one to the next. */

/** @typedef {{ phase: string | null, roads: string[] }} Chapter roads by their codes */
/** @typedef {{ kind: 'chapter', phase: string | null } | { kind: 'road', code: string }} Entry */

/**
 * @param {Chapter[]} chapters
 * @returns {Entry[]}
 */
export function entriesOf(chapters) {
  return chapters.flatMap(({ phase, roads }) => [
    /** @type {Entry} */ ({ kind: 'chapter', phase }),
    ...roads.map((code) => /** @type {Entry} */ ({ kind: 'road', code })),
  ]);
}

/**
 * @param {Entry[]} entries beginning with a chapter
 * @returns {Chapter[]}
 */
export function chaptersOf(entries) {
  /** @type {Chapter[]} */
  const chapters = [];
  for (const entry of entries) {
    if (entry.kind === 'chapter') chapters.push({ phase: entry.phase, roads: [] });
    else chapters.at(-1)?.roads.push(entry.code);
  }
  return chapters;
}

/**
 * The list with an entry at another place; never before the first chapter's head, and heads stay.
 * @param {Entry[]} entries
 * @param {number} from
 * @param {number} to
 * @returns {Entry[]}
 */
export function put(entries, from, to) {
  const entry = entries[from];
  if (!entry || entry.kind === 'chapter') return entries;
  const rest = entries.toSpliced(from, 1);
  return rest.toSpliced(Math.max(1, Math.min(to, rest.length)), 0, entry);
}

/**
 * The list with more roads at its end, those that it has left out.
 * @param {Entry[]} entries
 * @param {string[]} codes
 * @returns {Entry[]}
 */
export function withRoads(entries, codes) {
  const known = new Set(entries.map((entry) => (entry.kind === 'road' ? entry.code : '')));
  return [...entries, ...codes.filter((code) => !known.has(code)).map((code) => /** @type {Entry} */ ({ kind: 'road', code }))];
}
