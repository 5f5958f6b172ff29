/** What is typed under a column's head: letters that its texts hold, or what its numbers are to be: >10, <5,5, 10–20, 12. */

import { date } from './format.js';
import { fold } from './search.js';
import { figure, markOf } from './typed_number.js';

/** @typedef {import('./register.js').Row} Row */
/** @typedef {import('./register.js').Column} Column */

const NUMBER = /^(<=|>=|<|>|=)?\s*([\d.,]+)(?:\s*(?:-|–|\.\.)\s*([\d.,]+))?$/;

/**
 * Whether a number is what was typed. What can't be read narrows nothing: it is still being typed.
 * @param {number | null} value
 * @param {string} typed
 * @param {string} [language] of the page
 * @returns {boolean}
 */
export function numberFits(value, typed, language = 'vi') {
  const [, sign, first = '', last] = NUMBER.exec(typed.trim()) ?? [];
  const mark = markOf(language);
  const [from, to] = [figure(first, mark), last === undefined ? NaN : figure(last, mark)];
  if (Number.isNaN(from)) return true;
  if (value === null) return false;
  if (!Number.isNaN(to)) return value >= from && value <= to;
  if (sign === '<' || sign === '<=') return sign === '<' ? value < from : value <= from;
  if (sign === '>' || sign === '>=') return sign === '>' ? value > from : value >= from;
  // As it is written in the table, with one digit after the comma.
  return Math.abs(value - from) < 0.05;
}

/**
 * Whether a row is what was typed under the heads.
 * @param {Row} row
 * @param {Partial<Record<Column, string>>} typed
 * @param {{ state: Record<string, string>, side: Record<string, string> }} labels
 * @param {string} [language] of the page
 * @returns {boolean}
 */
export function fits(row, typed, labels, language = 'vi') {
  return Object.entries(typed).every(([name, text]) => {
    const column = /** @type {Column} */ (name);
    const value = row[column];
    if (!text.trim()) return true;
    if (value === null || typeof value === 'number') return numberFits(value, text, language);
    const shown = column === 'state' ? labels.state[value] : column === 'side' ? labels.side[value] : column === 'since' ? date(value) : value;
    return fold(shown ?? '').includes(fold(text));
  });
}
