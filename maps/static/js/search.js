/** Search among roads and subdistricts, without regard to diacritics. */

/**
 * Text as it is compared: without diacritics, đ as d, lower case, single spaces.
 * @param {string} text
 * @returns {string}
 */
export function fold(text) {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * Entries whose text holds every word that was typed; those that begin so come first.
 * @template {{ text: string }} Entry
 * @param {Entry[]} entries
 * @param {string} typed
 * @param {number} [limit]
 * @returns {Entry[]}
 */
export function find(entries, typed, limit = 8) {
  const wanted = fold(typed);
  if (!wanted) return [];
  const words = wanted.split(' ');
  return entries
    .map((entry) => ({ entry, folded: fold(entry.text) }))
    .filter(({ folded }) => words.every((word) => folded.includes(word)))
    .sort((a, b) => Number(b.folded.startsWith(wanted)) - Number(a.folded.startsWith(wanted)))
    .slice(0, limit)
    .map(({ entry }) => entry);
}
