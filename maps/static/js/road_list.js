/** The list of roads, each with its ribbon: hollow while its width is not measured. */

import { html } from './element.js';
import { length } from './format.js';
import { lineLength } from './measure.js';
import { t } from './words.js';

/**
 * @typedef {object} Road
 * @property {string} id
 * @property {string} code
 * @property {string} name with its code where another has the same
 * @property {boolean} isTwin whether another has the same
 * @property {string} subdistrict its number
 * @property {number} metres
 * @property {GeoJSON.LineString} geometry
 */

/**
 * Roads of the service's features in the order of their names, those of one subdistrict first; two of one name are told
 * apart by their codes.
 * @param {GeoJSON.Feature[]} features
 * @param {string} [first] number of the subdistrict
 * @returns {Road[]}
 */
export function roadsOf(features, first = '') {
  const rank = (/** @type {Road} */ road) => Number(Boolean(first) && road.subdistrict === first);
  const drawn = features.filter(({ geometry }) => geometry?.type === 'LineString');
  const named = drawn.map(({ properties }) => properties?.name);
  const twice = new Set(named.filter((name, index) => named.indexOf(name) !== index));
  return drawn
    .map(({ id, properties, geometry }) => {
      const line = /** @type {GeoJSON.LineString} */ (geometry);
      const isTwin = Boolean(properties?.name) && twice.has(properties?.name);
      return {
        id: String(id),
        code: String(properties?.code ?? ''),
        name: isTwin ? `${properties?.name} (${properties?.code})` : String(properties?.name ?? properties?.code ?? ''),
        isTwin,
        subdistrict: String(properties?.subdist ?? ''),
        metres: lineLength(line.coordinates),
        geometry: line,
      };
    })
    .sort((a, b) => rank(b) - rank(a) || a.name.localeCompare(b.name, 'vi') || a.code.localeCompare(b.code));
}

/**
 * Fill the list.
 * @param {HTMLElement} list
 * @param {Road[]} roads
 * @param {{ language: string, subdistricts: Record<string, string> }} words names of subdistricts by number
 * @param {(road: Road) => void} choose
 */
export function showRoads(list, roads, { language, subdistricts }, choose) {
  list.replaceChildren(
    ...roads.map((road) => {
      const item = document.createElement('li');
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'road';
      button.dataset.road = road.id;
      const name = document.createElement('span');
      name.className = 'road-name';
      name.textContent = road.name;
      if (road.isTwin) name.replaceChildren(road.name.slice(0, -(road.code.length + 2)), html('span', { class: 'unbroken' }, [`(${road.code})`]));
      const about = document.createElement('span');
      about.className = 'road-about';
      const where = subdistricts[road.subdistrict] ?? '';
      about.textContent = [length(road.metres, language), where].filter(Boolean).join(' · ');
      const ribbon = document.createElement('span');
      ribbon.className = 'ribbon';
      ribbon.setAttribute('aria-hidden', 'true');
      const share = document.createElement('span');
      share.className = 'road-share';
      share.setAttribute('aria-hidden', 'true');
      share.textContent = '…'; // until the engine has answered (road_shares.js)
      const said = document.createElement('span');
      said.className = 'hidden road-said';
      said.textContent = t('Just being worked out');
      button.append(name, about, ribbon, share, said);
      button.addEventListener('click', () => choose(road));
      item.append(button);
      return item;
    }),
  );
}
