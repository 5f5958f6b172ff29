/** Numbers as they are typed, 1.234,5 or 1234.5: read by the rule of imports (layers/importing/values.py). */

/** @typedef {',' | '.'} Mark what stands between whole and fraction */

const SPACES = /[\s']/g;
const PLAIN = /^[+-]?\d+$/;
const GROUPED = /^[+-]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*$/;
const POINT_DECIMAL = /^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)?\.\d+$|^[+-]?\d+\.$/;
const COMMA_DECIMAL = /^[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+)?,\d+$/;

/**
 * The decimal mark of a page in a language.
 * @param {string} language
 * @returns {Mark}
 */
export const markOf = (language) => (language === 'en' ? '.' : ',');

/**
 * Whether a text may be a whole number with a mark between thousands, or one with three decimals: 1.234.
 * @param {string} text
 * @returns {boolean}
 */
export function readsTwoWays(text) {
  const bare = text.replace(SPACES, '');
  return GROUPED.test(bare) && bare.replace(/[^.,]/g, '').length === 1 && !/^[+-]?0/.test(bare);
}

/**
 * The decimal mark that the numbers of a list show which read one way only.
 * @param {string[]} texts
 * @returns {Mark | undefined} undefined where they show none, or both
 */
export function decimalMark(texts) {
  /** @type {Set<Mark>} */
  const found = new Set();
  for (const text of texts) {
    const bare = text.replace(SPACES, '');
    if (readsTwoWays(bare)) continue;
    const [, mark] = GROUPED.exec(bare) ?? [];
    if (mark && bare.indexOf(mark) !== bare.lastIndexOf(mark)) found.add(mark === '.' ? ',' : '.');
    else if (POINT_DECIMAL.test(bare)) found.add('.');
    else if (COMMA_DECIMAL.test(bare)) found.add(',');
  }
  return found.size === 1 ? [...found][0] : undefined;
}

/**
 * A number as either language writes it: 2.211.482,31 or 2,211,482.31 or 2211482.31.
 * @param {string} text
 * @param {Mark} [mark] of the page or the list, for what reads two ways
 * @returns {number} NaN for none
 */
export function figure(text, mark = ',') {
  const bare = text.replace(SPACES, '');
  if (PLAIN.test(bare)) return Number(bare);
  if (readsTwoWays(bare)) return Number(bare.includes(mark) ? bare.replace(mark, '.') : bare.replace(/[.,]/, ''));
  const [, group] = GROUPED.exec(bare) ?? [];
  if (group && bare.indexOf(group) !== bare.lastIndexOf(group)) return Number(bare.replaceAll(group, ''));
  if (POINT_DECIMAL.test(bare)) return Number(bare.replaceAll(',', ''));
  if (COMMA_DECIMAL.test(bare)) return Number(bare.replaceAll('.', '').replace(',', '.'));
  return NaN;
}

/**
 * A value as it stands in a field: with all its digits, and read again as what it is.
 * @param {number} value
 * @param {string} language
 * @returns {string}
 */
export function typedAs(value, language) {
  return new Intl.NumberFormat(language === 'en' ? 'en-GB' : 'de-DE', { maximumFractionDigits: 12 }).format(value);
}
