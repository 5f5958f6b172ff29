/** The rows of the workbench's tables of works: zones of site clearance, obstacles, projects. */

import { warningsByZone } from './clearance_steps.js';
import { course } from './places.js';

/** @typedef {'clearance_zones' | 'obstacles' | 'projects'} Layer */
/** @typedef {{ id: string, key: string, name: string, project: string, state: string, households: Share | undefined, area: Share | undefined, obstacles: number, warnings: number }} Zone */
/** @typedef {{ total: number, done: number, percent: number | null }} Share */
/** @typedef {{ id: string, key: string, zone: string, owner: string, kind: string, resp: string, since: string, due: string, solved: string, overdue: boolean }} Obstacle */
/** @typedef {{ id: string, key: string, name: string, kind: string, state: 'planned' | 'under_way' | 'done', from: string, to: string, contractor: string }} Project */

/** @typedef {{ projects: Pick<import('../../../build/answers').ProjectInClearance, 'zones'>[], warnings: Pick<import('../../../build/answers').DeadlineWarning, 'zone_no' | 'standing'>[] }} Clearance what is read of an answer of `/api/clearance` */

/** @param {GeoJSON.Feature} feature */
function texts({ properties }) {
  return (/** @type {string} */ name) => String(properties?.[name] ?? '');
}

/**
 * Zones, those that somebody waits for first.
 * @param {GeoJSON.Feature[]} features
 * @param {Clearance} clearance
 * @returns {Zone[]}
 */
export function zoneRows(features, clearance) {
  const known = new Map(clearance.projects.flatMap(({ zones }) => zones).map((zone) => [zone.zone_no, zone]));
  const warnings = warningsByZone(clearance.warnings);
  return features
    .map((feature) => {
      const text = texts(feature);
      const key = text('zone_no');
      const told = known.get(key);
      return {
        id: String(feature.id),
        key,
        name: text('name'),
        project: text('project'),
        state: told?.state ?? text('state'),
        households: told?.shares.households,
        area: told?.shares.area_m2,
        obstacles: told?.open_obstacles ?? 0,
        warnings: warnings.get(key) ?? 0,
      };
    })
    .sort((a, b) => b.warnings - a.warnings || b.obstacles - a.obstacles || a.key.localeCompare(b.key, 'vi', { numeric: true }));
}

/**
 * Obstacles that had come up by a day: open ones by the day on which they are due, then those that are solved.
 * @param {GeoJSON.Feature[]} features
 * @param {string} day ISO
 * @returns {Obstacle[]}
 */
export function obstacleRows(features, day) {
  const known = features.filter(({ properties }) => String(properties?.since ?? '') <= day);
  const rows = known.map((feature) => {
    const text = texts(feature);
    const solved = text('solved') && text('solved') <= day ? text('solved') : '';
    const due = text('due');
    return {
      id: String(feature.id), key: text('obst_no'), zone: text('zone_no'), owner: text('owner'), kind: text('kind'), resp: text('resp'),
      since: text('since'), due, solved, overdue: !solved && Boolean(due) && due < day,
    };
  });
  return rows.sort((a, b) => Number(Boolean(a.solved)) - Number(Boolean(b.solved)) || (a.due || '9').localeCompare(b.due || '9') || a.key.localeCompare(b.key));
}

/**
 * Projects by their code.
 * @param {GeoJSON.Feature[]} features
 * @param {string} day ISO
 * @returns {Project[]}
 */
export function projectRows(features, day) {
  return features
    .map((feature) => {
      const text = texts(feature);
      const state = course(feature.properties ?? {}, day);
      const begun = state !== 'planned';
      return {
        id: String(feature.id), key: text('code'), name: text('name'), kind: text('kind'), state, contractor: text('contractor'),
        from: begun ? text('real_from') : text('plan_from'), to: state === 'done' ? text('real_to') : text('plan_to'),
      };
    })
    .sort((a, b) => a.key.localeCompare(b.key, 'vi', { numeric: true }));
}
