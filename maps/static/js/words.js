/** Words in the page's language; the message id (English) where there is none. */

/** @type {Record<string, string>} */
let words = {};

/**
 * Take the words of the page's language.
 * @param {Record<string, string>} catalogue
 */
export function useWords(catalogue) {
  words = catalogue;
}

/**
 * A message in the page's language, its {names} filled in.
 * @param {string} msgid
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function t(msgid, values = {}) {
  const message = words[msgid] ?? msgid;
  return message.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
