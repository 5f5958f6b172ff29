/** Scans as a page shows them. */

import { number } from './format.js';

/** @typedef {import('../../../build/answers').Document} Scan */

/** What a browser shows by itself; of a HEIC it is given a picture. */
const SHOWN = new Set(['application/pdf', 'image/jpeg', 'image/png']);

/**
 * The address under which a scan can be looked at.
 * @param {Pick<Scan, 'sha256' | 'media_type'>} scan
 * @returns {string}
 */
export function viewOf({ sha256, media_type: type }) {
  return SHOWN.has(type ?? '') ? `/api/documents/${sha256}` : `/api/documents/${sha256}/picture`;
}

/**
 * How large a file is, as people say it.
 * @param {number} bytes
 * @param {string} language
 * @returns {string}
 */
export function sizeOf(bytes, language) {
  return bytes < 1_000_000
    ? number(Math.max(bytes / 1000, 1), { language, unit: 'kB' })
    : number(bytes / 1_000_000, { language, digits: 1, unit: 'MB' });
}

/**
 * @param {number} bytes
 * @param {number} most MB
 * @returns {boolean}
 */
export function tooLarge(bytes, most) {
  return bytes > most * 1_000_000;
}
