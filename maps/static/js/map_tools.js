/** The buttons over the map: zoom, place, legend. */

import { byId } from './element.js';
import { t } from './words.js';

/** @param {boolean} open */
function openLegend(open) {
  byId('map-frame').dataset.legend = open ? 'open' : 'closed';
  byId('layers').setAttribute('aria-expanded', String(open));
}

/**
 * Wire the buttons.
 * @param {import('leaflet').Map} map
 * @param {(message: string) => void} notice
 */
export function wireTools(map, notice) {
  byId('zoom-in').addEventListener('click', () => map.zoomIn(1));
  byId('zoom-out').addEventListener('click', () => map.zoomOut(1));
  byId('layers').addEventListener('click', () => openLegend(byId('map-frame').dataset.legend !== 'open'));
  byId('legend').addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    openLegend(false);
    byId('layers').focus();
  });
  openLegend(byId('map-frame').clientWidth >= 800);
  /** @type {import('leaflet').CircleMarker | undefined} */
  let here;
  byId('locate').addEventListener('click', () => map.locate({ enableHighAccuracy: true }));
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
