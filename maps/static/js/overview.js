/** The light overview: roads drawn by Leaflet at once, until the tiles take over. */

/**
 * Draw the overview; colours come from the style sheet.
 * @param {import('leaflet').Map} map
 * @param {GeoJSON.Feature[]} roads
 * @returns {import('leaflet').LayerGroup} to be removed when the tiles are drawn
 */
export function drawOverview(map, roads) {
  const collection = (/** @type {GeoJSON.Feature[]} */ features) =>
    /** @type {GeoJSON.FeatureCollection} */ ({ type: 'FeatureCollection', features });
  const lines = (/** @type {GeoJSON.Feature[]} */ features, /** @type {string} */ className) =>
    L.geoJSON(collection(features), { interactive: false, style: { className, fill: false } });
  return L.layerGroup([
    lines(roads, 'overview-casing'),
    lines(roads, 'overview-dash'),
    lines(roads, 'overview-inside'),
  ]).addTo(map);
}
