/** A hand-out on paper: its map is as wide as the page and light, whatever the screen is. */

/**
 * @param {import('./handout_map.js').HandoutMap} drawn
 * @param {HTMLElement} frame of the map
 */
export function printWith(drawn, frame) {
  const { map } = drawn;
  const root = document.documentElement;
  const still = { animate: false };
  /** @type {{ center: import('leaflet').LatLng, zoom: number } | undefined} */
  let seen;
  const turn = (/** @type {boolean} */ toPaper) => {
    if (toPaper) root.dataset.theme = 'light';
    else delete root.dataset.theme;
    frame.classList.toggle('on-paper', toPaper);
    drawn.drawAnew();
    map.invalidateSize({ ...still, pan: false });
  };
  // Moved without steps, the canvas is drawn at once: the next frame of the screen comes when printing is over.
  addEventListener('beforeprint', () => {
    seen ??= { center: map.getCenter(), zoom: map.getZoom() };
    const view = map.getBounds();
    turn(true);
    map.fitBounds(view, still);
  });
  addEventListener('afterprint', () => {
    turn(false);
    if (seen) map.setView(seen.center, seen.zoom, still);
    seen = undefined;
  });
}
