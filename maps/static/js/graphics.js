/** Whether the browser can draw maps at all. */

import { t } from './words.js';

/** Whether it has what MapLibre draws with. */
export function canDraw() {
  return Boolean(document.createElement('canvas').getContext('webgl2'));
}

/** What is told where it can't, on pages that do without. */
export function cannotDraw() {
  return t('This browser can’t draw the detailed map (WebGL 2 is missing or turned off): lists, tables and forms work without it.');
}
