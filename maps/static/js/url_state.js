/** The map's state in the address: place and zoom, hidden layers, day, what is selected. */

import { isDay } from './dates.js';

/**
 * @typedef {object} State
 * @property {number} [zoom] Leaflet's
 * @property {number} [lat]
 * @property {number} [lng]
 * @property {string[]} hidden groups of the legend that are switched off
 * @property {string} [day] ISO
 * @property {string} [picked] layer/id
 */

/**
 * Read an address's hash: `#map=17/19.99120/105.84760&hide=projects&on=2023-04-30&pick=parcels/8f…`.
 * @param {string} hash
 * @returns {State} what can't be read is left out
 */
export function read(hash) {
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  const [zoom, lat, lng] = (parts.get('map') ?? '').split('/').map(Number);
  const placed = [zoom, lat, lng].every((value) => Number.isFinite(value)) && Math.abs(lat ?? 0) <= 85;
  const day = parts.get('on') ?? '';
  const picked = parts.get('pick') ?? '';
  return {
    ...(placed ? { zoom, lat, lng } : {}),
    hidden: (parts.get('hide') ?? '').split(',').filter((name) => /^[a-z_]+$/.test(name)),
    ...(isDay(day) ? { day } : {}),
    ...(/^[a-z_]+\/[\w-]+$/.test(picked) ? { picked } : {}),
  };
}

/**
 * Write a state as a hash.
 * @param {State} state
 * @returns {string}
 */
export function write({ zoom, lat, lng, hidden, day, picked }) {
  const parts = [];
  if (zoom !== undefined && lat !== undefined && lng !== undefined) {
    parts.push(`map=${Number(zoom.toFixed(2))}/${lat.toFixed(5)}/${lng.toFixed(5)}`);
  }
  if (hidden.length) parts.push(`hide=${hidden.join(',')}`);
  if (day) parts.push(`on=${day}`);
  if (picked) parts.push(`pick=${picked}`);
  return `#${parts.join('&')}`;
}
