/** How far each road is: its share at target, and the look that map and list give it. */

import { number } from './format.js';

/** @typedef {{ key: string, length_m?: number, measurable_length_m?: number | null, length_at_target_m?: { handed_over?: number | null } | null }} Row of `/api/progress?by=road` */

/**
 * The length handed over to its target over the length that can be measured; undefined where that is none.
 * @param {Row | undefined} row
 * @returns {number | undefined} 0 to 1
 */
export function share(row) {
  const measured = row?.measurable_length_m;
  const open = row?.length_at_target_m?.handed_over;
  return measured && open !== undefined && open !== null ? Math.min(1, open / measured) : undefined;
}

/**
 * A share as people read it: all is said only of all, nothing only of nothing.
 * @param {number | undefined} part
 * @param {string} language
 * @returns {string}
 */
export function percent(part, language) {
  if (part === undefined) return '–';
  const digits = part === 1 || part === 0 ? 0 : 1;
  return `${number(digits ? Math.min(Math.max(part * 100, 0.1), 99.9) : part * 100, { language, digits })}%`;
}

/**
 * The look of a share among those that begin at a share each.
 * @template {{ from: number | null }} Look
 * @param {number | undefined} part
 * @param {Look[]} looks
 * @returns {Look | undefined}
 */
export function lookOf(part, looks) {
  if (part === undefined) return looks.find(({ from }) => from === null);
  return looks.filter(({ from }) => from !== null && from <= part).sort((a, b) => Number(b.from) - Number(a.from))[0];
}

/**
 * What all roads come to.
 * @param {Row[]} rows
 * @returns {{ open: number, measured: number } | undefined} m; undefined where nothing is measured
 */
export function totals(rows) {
  const known = rows.filter((row) => share(row) !== undefined);
  if (!known.length) return undefined;
  const sum = (/** @type {(row: Row) => number} */ of) => known.reduce((total, row) => total + of(row), 0);
  return { open: sum((row) => row.length_at_target_m?.handed_over ?? 0), measured: sum((row) => row.measurable_length_m ?? 0) };
}
