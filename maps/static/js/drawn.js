/** What stands on the map as it is drawn: the feature at a place, and how many of each look. */

import { tileId } from './feature_id.js';

/** @typedef {import('maplibre-gl').Map} GlMap */

const PICKED_FIRST = ['projects-square', 'clearance-badge'];
const LINE_REACH = 6;

/**
 * What is drawn at a place on the map.
 * @param {GlMap | undefined} gl
 * @param {import('leaflet').LatLng} latlng
 * @returns {import('./marked.js').Picked | undefined}
 */
export function drawnAt(gl, latlng) {
  if (!gl?.isStyleLoaded() && !gl?.loaded()) return undefined;
  const { x, y } = gl.project([latlng.lng, latlng.lat]);
  const near = /** @type {[[number, number], [number, number]]} */ ([
    [x - LINE_REACH, y - LINE_REACH],
    [x + LINE_REACH, y + LINE_REACH],
  ]);
  const present = (/** @type {string[]} */ names) => names.filter((name) => gl.getLayer(name));
  const layers = /** @type {import('./tiles.js').StyleLayer[]} */ (gl.getStyle().layers);
  const donations = layers.flatMap(({ id, metadata }) => (metadata?.group === 'donations' ? [id] : []));
  const [feature] = [
    ...gl.queryRenderedFeatures([x, y], { layers: present(PICKED_FIRST) }),
    ...gl.queryRenderedFeatures([x, y], { layers: donations }),
    ...gl.queryRenderedFeatures(near, { layers: present(['roads-dash', 'roads-core-centre', 'roads-centre']) }),
    ...gl.queryRenderedFeatures([x, y], { layers: present(['clearance', 'parcels']) }),
  ];
  if (!feature) return undefined;
  if (feature.properties.layer) return { layer: feature.properties.layer, id: feature.properties.id };
  return { layer: feature.source, fid: Number(feature.id) };
}

/**
 * How many features of each look are in view.
 * @param {GlMap | undefined} gl
 * @param {Town['legend']} legend
 * @param {Map<number, string>} roadLooks looks of the roads, by their number in tiles
 * @returns {Map<string, number>} by `group/look`; a group without attribute counts as its only look
 */
export function lookCounts(gl, legend, roadLooks) {
  /** @type {Map<string, Set<unknown>>} */
  const seen = new Map();
  for (const feature of gl?.queryRenderedFeatures() ?? []) {
    const name = feature.layer.metadata && /** @type {{ group?: string }} */ (feature.layer.metadata).group;
    const group = legend.find((entry) => entry.name === name);
    if (!group || group.name === 'parcels') continue;
    const value = String(feature.properties[group.attribute] ?? '');
    const named = group.name === 'road_segments' ? roadLooks.get(Number(feature.id)) : undefined;
    const look = group.looks.find(({ name: own, values }) => (named ? own === named : values.includes(value))) ?? (group.attribute ? undefined : group.looks.at(-1));
    if (!look) continue;
    const key = `${group.name}/${look.name}`;
    if (!seen.has(key)) seen.set(key, new Set());
    seen.get(key)?.add(feature.properties.id ? tileId(feature.properties.id) : feature.id);
  }
  return new Map([...seen].map(([key, ids]) => [key, ids.size]));
}
