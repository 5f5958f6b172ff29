/** Names of streets on a Leaflet map: whole at its sides, beside the marks where there is room, never over one another or under a button. */

import { html } from './element.js';
import { middle } from './measure.js';

/** @typedef {{ x: number, y: number, width: number, height: number }} Box round its middle, px */
/**
 * Where names may stand: from a street's middle, the likeliest first, how often its half and a mark to the right, and px
 * down; and whether one stands over marks where there is no room beside them, or is hidden.
 * @typedef {{ asides: [aside: number, down: number][], overMarks: boolean }} Places
 */

/** How far a name stands from a mark beside which it stands, px. */
const MARK = 20;

/** What lies over a map, in the element that it stands in. */
const OVER = '.tools, .locate, .leaflet-control';

/** @param {Box} one @param {Box} other */
function areApart(one, other) {
  return Math.abs(one.x - other.x) * 2 >= one.width + other.width || Math.abs(one.y - other.y) * 2 >= one.height + other.height;
}

/**
 * A street's name, at its middle until it is placed.
 * @param {GeoJSON.Geometry} street
 * @param {string} words
 */
export function streetName(street, words) {
  const [lng = 0, lat = 0] = middle(street);
  const icon = L.divIcon({ className: 'street-name', html: html('span', {}, [words]), iconSize: [0, 0] });
  return L.marker([lat, lng], { interactive: false, keyboard: false, icon });
}

/**
 * Where buttons lie over a map, in the layers' px.
 * @param {import('leaflet').Map} map
 * @returns {Box[]}
 */
function buttons(map) {
  const frame = map.getContainer();
  const corner = frame.getBoundingClientRect();
  const origin = map.containerPointToLayerPoint([0, 0]);
  return [...(frame.parentElement ?? frame).querySelectorAll(OVER)].map((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { x: left - corner.left + width / 2 + origin.x, y: top - corner.top + height / 2 + origin.y, width, height };
  });
}

/**
 * Have each name on the map, and hide it where it would lie over another one or under a button.
 * @param {import('leaflet').Map} map
 * @param {import('leaflet').Marker[]} names the most important first
 * @param {{ at: import('leaflet').LatLngExpression, size: number }[]} marks what names leave room to, and its size in px
 * @param {Places} places
 */
export function placeNames(map, names, marks, { asides, overMarks }) {
  const left = map.containerPointToLayerPoint([0, 0]).x;
  const right = left + map.getSize().x;
  const px = (/** @type {import('leaflet').LatLngExpression} */ at) => {
    const { x, y } = map.latLngToLayerPoint(at);
    return { x, y };
  };
  const taken = marks.map(({ at, size }) => ({ ...px(at), width: size, height: size }));
  const spans = names.map((name) => /** @type {HTMLElement | undefined} */ (name.getElement()?.firstElementChild));
  for (const span of spans) if (span) span.hidden = false;
  const sizes = spans.map((span) => ({ width: span?.offsetWidth ?? 0, height: span?.offsetHeight ?? 0 }));
  const shown = buttons(map);
  for (const [index, name] of names.entries()) {
    const [span, size] = [spans[index], sizes[index]];
    if (!span || !size) continue;
    const at = px(name.getLatLng());
    const half = size.width / 2;
    const within = (/** @type {number} */ x) => (at.x < left || at.x > right ? x : Math.min(Math.max(x, left + half), right - half));
    const places = asides.map(([aside, down]) => ({ x: within(at.x + aside * (half + MARK)), y: at.y + down, ...size }));
    const free = places.filter((box) => shown.every((other) => areApart(box, other)));
    const box = free.find((one) => taken.every((mark) => areApart(one, mark))) ?? (overMarks ? free[0] : undefined);
    span.hidden = !box;
    if (!box) continue;
    shown.push(box);
    span.style.left = `${box.x - at.x}px`;
    span.style.top = `${box.y - at.y}px`;
  }
}
