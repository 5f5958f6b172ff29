/** Single points of the map, worked out from features: names of subdistricts, badges of zones, squares of projects. */

import { middle } from './measure.js';

/**
 * How far a project is on a day.
 * @param {Record<string, unknown>} properties
 * @param {string} day ISO
 * @returns {'planned' | 'under_way' | 'done'}
 */
export function course(properties, day) {
  const begun = String(properties.real_from ?? '');
  const ended = String(properties.real_to ?? '');
  if (ended && ended <= day) return 'done';
  return begun && begun <= day ? 'under_way' : 'planned';
}

/**
 * One point for each feature.
 * @param {string} layer
 * @param {GeoJSON.Feature[]} features
 * @param {{ day: string, projectKinds: string[] }} page
 * @returns {GeoJSON.Feature<GeoJSON.Point>[]}
 */
export function places(layer, features, { day, projectKinds }) {
  return features.flatMap((feature) => {
    if (!feature.geometry) return [];
    const own = feature.properties ?? {};
    const state = layer === 'projects' ? course(own, day || new Date().toISOString().slice(0, 10)) : own.state;
    const kind = projectKinds.includes(own.kind) ? own.kind : 'other';
    return [
      {
        type: /** @type {const} */ ('Feature'),
        geometry: { type: /** @type {const} */ ('Point'), coordinates: middle(feature.geometry) },
        properties: {
          layer,
          id: String(feature.id),
          name: own.name ?? own.sub_no ?? '',
          state,
          ...(layer === 'projects' ? { course: state, image: `projects-${state}-${kind}` } : {}),
        },
      },
    ];
  });
}
