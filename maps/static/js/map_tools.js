/** The buttons over the map: zoom, place, legend. */

import { t } from './words.js';

/** @param {string} id */
const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @param {boolean} open */
function openLegend(open) {
  element('map-frame').dataset.legend = open ? 'open' : 'closed';
  element('layers').setAttribute('aria-expanded', String(open));
}

/**
 * Wire the buttons.
 * @param {import('leaflet').Map} map
 * @param {(message: string) => void} notice
 */
export function wireTools(map, notice) {
  element('zoom-in').addEventListener('click', () => map.zoomIn(1));
  element('zoom-out').addEventListener('click', () => map.zoomOut(1));
  element('layers').addEventListener('click', () => openLegend(element('map-frame').dataset.legend !== 'open'));
  element('legend').addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    openLegend(false);
    element('layers').focus();
  });
  openLegend(element('map-frame').clientWidth >= 800);
  /** @type {import('leaflet').CircleMarker | undefined} */
  let here;
  element('locate').addEventListener('click', () => map.locate({ enableHighAccuracy: true }));
  map.on('locationfound', ({ latlng }) => {
    here?.remove();
    here = L.circleMarker(latlng, { radius: 8, className: 'here', interactive: false }).addTo(map);
    map.setView(latlng, Math.max(map.getZoom(), 17));
    notice('');
  });
  map.on('locationerror', () => notice(t('Your position is not known. Allow it in the browser, then try again.')));
  // Leaflet follows the window alone; the map's frame shrinks when a chart stands under it as well.
  new ResizeObserver(() => map.invalidateSize({ pan: false })).observe(map.getContainer());
}
