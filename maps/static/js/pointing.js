/** What is pointed at on the map: marked under the mouse, opened by a click, a finger or the keyboard. */

import { t } from './words.js';

/** @typedef {import('./marked.js').Picked} Picked */

/**
 * @typedef {object} Pointing
 * @property {import('./tiles.js').Tiles} tiles
 * @property {(which: Picked, how?: { focus?: boolean }) => void} open told what is pointed at
 * @property {() => void} close told of a click where there is nothing
 * @property {(message: string) => void} notice
 */

/**
 * @param {import('leaflet').Map} map
 * @param {Pointing} pointing
 */
export function wirePointing(map, { tiles, open, close, notice }) {
  map.on('click', ({ latlng }) => {
    const found = tiles.at(latlng);
    if (found) open(found);
    else close();
  });
  markUnderMouse(map, tiles);
  map.getContainer().addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.target !== map.getContainer()) return;
    const found = tiles.at(map.getCenter());
    if (found) open(found, { focus: true });
    else notice(t('There is nothing in the middle of the map.'));
  });
  showMiddle(map);
}

/** Once a frame. @param {import('leaflet').Map} map @param {import('./tiles.js').Tiles} tiles */
function markUnderMouse(map, tiles) {
  const over = (/** @type {Picked | undefined} */ found) => {
    tiles.mark('hover', found);
    map.getContainer().classList.toggle('over', Boolean(found));
  };
  let frame = 0;
  map.on('mousemove', ({ latlng }) => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      over(tiles.at(latlng));
    });
  });
  map.on('mouseout', () => {
    cancelAnimationFrame(frame);
    frame = 0;
    over(undefined);
  });
}

/** To who points with the keyboard: it is the middle that is opened. @param {import('leaflet').Map} map */
function showMiddle(map) {
  const byKeyboard = (/** @type {boolean} */ is) => map.getContainer().classList.toggle('by-keyboard', is);
  document.addEventListener('keydown', () => byKeyboard(true), { capture: true });
  document.addEventListener('pointerdown', () => byKeyboard(false), { capture: true });
}
