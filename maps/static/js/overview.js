/** The light overview: roads drawn by Leaflet at once, until the tiles take over. */

/**
 * Draw the overview; colours come from the style sheet.
 * @param {import('leaflet').Map} map
 * @param {GeoJSON.Feature[]} roads
 * @returns {{ remove: () => void, colour: (looks: Map<string, string>) => void }} `colour` takes names of looks by the roads' ids
 */
export function drawOverview(map, roads) {
  /** @type {{ id: string, path: import('leaflet').Path }[]} */
  const paths = [];
  const lines = (/** @type {string} */ className) =>
    L.geoJSON(/** @type {GeoJSON.FeatureCollection} */ ({ type: 'FeatureCollection', features: roads }), {
      interactive: false,
      style: { className, fill: false },
      onEachFeature: ({ id }, layer) => paths.push({ id: String(id), path: /** @type {import('leaflet').Path} */ (layer) }),
    });
  const drawn = L.layerGroup(['overview-casing', 'overview-dash', 'overview-inside'].map(lines)).addTo(map);
  return {
    remove: () => drawn.remove(),
    colour: (looks) => {
      for (const { id, path } of paths) {
        const look = looks.get(id);
        if (look?.startsWith('share')) path.getElement()?.classList.add('measured', look.replace('_', '-'));
      }
    },
  };
}
