/** The ribbon on the map: the given land as a lane on each side of the road. */

import { cut } from './along.js';

/**
 * The lanes of all roads, as lines along their centrelines; the style sets them beside the road.
 * @param {GeoJSON.Feature[]} cells the public's cells: seg_code, side, from_m, to_m, state
 * @param {import('./road_list.js').Road[]} roads
 * @returns {GeoJSON.Feature<GeoJSON.LineString>[]}
 */
export function lanes(cells, roads) {
  const lines = new Map(roads.map(({ code, geometry }) => [code, geometry.coordinates]));
  return cells.flatMap(({ id, properties }) => {
    const line = lines.get(properties?.seg_code);
    const coordinates = line ? cut(line, Number(properties?.from_m), Number(properties?.to_m)) : [];
    if (coordinates.length < 2) return [];
    const { side, state } = properties ?? {};
    return [
      {
        type: /** @type {const} */ ('Feature'),
        geometry: { type: /** @type {const} */ ('LineString'), coordinates },
        properties: { layer: 'donations', id: String(id), side, state },
      },
    ];
  });
}
