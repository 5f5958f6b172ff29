/** The list of roads, each with its ribbon: hollow while its width is not measured. */

import { length } from './format.js';
import { lineLength } from './measure.js';
import { t } from './words.js';

/**
 * @typedef {object} Road
 * @property {string} id
 * @property {string} code
 * @property {string} name
 * @property {number} metres
 * @property {GeoJSON.LineString} geometry
 */

/**
 * Roads of the service's features, in the order of their names.
 * @param {GeoJSON.Feature[]} features
 * @param {string} language
 * @returns {Road[]}
 */
export function roadsOf(features, language) {
  return features
    .filter(({ geometry }) => geometry?.type === 'LineString')
    .map(({ id, properties, geometry }) => {
      const line = /** @type {GeoJSON.LineString} */ (geometry);
      return {
        id: String(id),
        code: String(properties?.code ?? ''),
        name: String(properties?.name ?? properties?.code ?? ''),
        metres: lineLength(line.coordinates),
        geometry: line,
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name, language === 'en' ? 'vi' : language));
}

/**
 * Fill the list.
 * @param {HTMLElement} list
 * @param {Road[]} roads
 * @param {string} language
 * @param {(road: Road) => void} choose
 */
export function showRoads(list, roads, language, choose) {
  const unmeasured = t('width not measured');
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
      const about = document.createElement('span');
      about.className = 'road-about';
      about.textContent = `${length(road.metres, language)} · ${unmeasured}`;
      const ribbon = document.createElement('span');
      ribbon.className = 'ribbon';
      ribbon.setAttribute('aria-hidden', 'true');
      const share = document.createElement('span');
      share.className = 'road-share';
      share.setAttribute('aria-hidden', 'true');
      share.textContent = '–';
      button.append(name, about, ribbon, share);
      button.addEventListener('click', () => choose(road));
      item.append(button);
      return item;
    }),
  );
}
