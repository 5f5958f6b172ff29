/** What the list of roads learns when the engine has answered: each road's ribbon, share, and what is left. */

import { length } from './format.js';
import { percent, share, totals } from './progress.js';
import { ribbonCell } from './ribbon_cell.js';
import { t } from './words.js';

/** @typedef {import('./progress.js').Row} Row */

/**
 * @param {Row} row
 * @param {string} language
 * @returns {string}
 */
export function left(row, language) {
  const rest = Math.round((row.measurable_length_m ?? 0) - (row.length_at_target_m?.handed_over ?? 0));
  return rest > 0 ? t('{metres} left', { metres: length(rest, language) }) : t('wide enough all along');
}

/**
 * Fill in ribbons and shares; a road without a measure stays hollow.
 * @param {HTMLElement} list
 * @param {import('./road_list.js').Road[]} roads
 * @param {Map<string, Row>} rows by the roads' codes
 * @param {string} language
 * @param {string} [without] what is said of a road without a measure
 */
export function showShares(list, roads, rows, language, without = t('Width not measured')) {
  for (const road of roads) {
    const button = list.querySelector(`[data-road="${road.id}"]`);
    const row = rows.get(road.code);
    const part = share(row);
    if (!button) continue;
    if (!row || part === undefined) {
      write(button, { '.road-share': '–', '.road-said': without });
      continue;
    }
    const ribbon = button.querySelector('.ribbon');
    ribbon?.classList.add('measured');
    ribbon?.replaceChildren(ribbonCell(part));
    write(button, {
      '.road-share': percent(part, language),
      '.road-about': `${length(road.metres, language)} · ${left(row, language)}`,
      '.road-said': t('{share} wide enough', { share: percent(part, language) }),
    });
  }
}

/** @param {Element} button @param {Record<string, string>} texts by the places in it */
function write(button, texts) {
  for (const [name, text] of Object.entries(texts)) {
    const place = button.querySelector(name);
    if (place) place.textContent = text;
  }
}

/**
 * The two lines over the list.
 * @param {Row[]} rows
 * @param {string} on the day, as people write it
 * @param {string} language
 * @returns {{ headline: string, subline: string } | undefined} undefined where nothing is measured
 */
export function headline(rows, on, language) {
  const all = totals(rows);
  if (!all) return undefined;
  return {
    headline: t('{length} wide enough', { length: length(all.open, language) }),
    subline: t('of {length} of {count} roads, on {day}', { length: length(all.measured, language), count: rows.length, day: on }),
  };
}
