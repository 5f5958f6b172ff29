/** What is in view: the map's place, clear of panel and legend. */

import { bounds } from './measure.js';

/** Whether who looks wants nothing to move by itself. */
export function still() {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** Room that panel and legend take from the map. */
function margins() {
  const phone = matchMedia('(max-width: 720px)').matches;
  const right = document.getElementById('map-frame')?.dataset.legend === 'open' ? 316 : 70;
  return {
    paddingTopLeft: /** @type {[number, number]} */ ([24, phone ? 76 : 24]),
    paddingBottomRight: /** @type {[number, number]} */ (phone ? [24, innerHeight * 0.44 + 16] : [right, 24]),
  };
}

/**
 * @param {[number, number, number, number]} box west, south, east, north
 * @param {{ animate?: boolean, maxZoom?: number }} [how]
 */
export function lookAt([west, south, east, north], { animate = !still(), maxZoom = 18 } = {}) {
  town.map.fitBounds([[south, west], [north, east]], { ...margins(), maxZoom, animate });
}

/**
 * Show the place that the address names, else the roads of the subdistrict that the office set, else all roads.
 * @param {import('./road_list.js').Road[]} roads
 * @param {import('./url_state.js').State} state
 */
export function openView(roads, { zoom, lat, lng }) {
  if (zoom !== undefined && lat !== undefined && lng !== undefined) {
    town.map.setView([lat, lng], zoom, { animate: false });
    return;
  }
  const pilot = roads.filter(({ subdistrict }) => subdistrict === town.subdistrict);
  const geometries = (pilot.length ? pilot : roads).map(({ geometry }) => geometry);
  if (geometries.length) lookAt(bounds({ type: 'GeometryCollection', geometries }), { animate: false });
}
