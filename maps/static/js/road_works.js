/** What of site clearance and projects concerns a road: its projects, the zones over the land that it needs, what blocks it. */

import { html } from './element.js';
import { number } from './format.js';
import { Latest } from './latest.js';
import { course } from './places.js';
import { answer } from './service.js';
import { lookBadge, projectBadge } from './works_badge.js';
import { t } from './words.js';

/** @typedef {import('../../../build/answers').ProjectOfRoad} Project */
/** @typedef {import('../../../build/answers').ZoneOverStrip} Zone */

const asking = new Latest();

/**
 * Show them.
 * @param {HTMLElement} root
 * @param {Town} page
 * @param {string} code of the road, empty for none
 * @param {(shown: import('./works.js').Shown) => void} open
 * @throws {import('./service.js').Unreachable}
 */
export async function showRoadWorks(root, page, code, open) {
  const isLatest = asking.ask();
  root.replaceChildren();
  if (!code) return;
  const { day, language } = page;
  const road = await answer(`/api/roads/${encodeURIComponent(code)}`, { on: day });
  if (!road || !isLatest()) return;
  /** @type {Project[]} */
  const projects = road.projects;
  /** @type {Zone[]} */
  const zones = road.zones;
  const line = (/** @type {import('./works.js').Shown} */ shown, /** @type {string} */ name, /** @type {Node} */ badge, /** @type {string} */ about) => {
    const button = html('button', { type: 'button', class: 'household', 'data-key': shown.key }, [html('span', { class: 'household-name' }, [name]), badge, html('span', { class: 'deadline' }, [about])]);
    button.addEventListener('click', () => open(shown));
    return html('li', {}, [button]);
  };
  const blocking = road.blocks.length
    ? t('{count} of {total} zones on the land that it needs are not handed over.', { count: road.blocks.length, total: zones.length })
    : zones.length ? t('All zones on the land that it needs are handed over.') : t('No zone of site clearance lies on the land that it needs.');
  root.replaceChildren(
    html('h2', {}, [t('Site clearance of {road}', { road: road.name ?? code })]),
    html('p', { class: 'about' }, [blocking]),
    html('ul', { class: 'households' }, zones.map((zone) =>
      line({ layer: 'clearance_zones', key: zone.zone_no }, zone.name || zone.zone_no, lookBadge(page, 'clearance_zones', zone.state), t('{area} on its strip', { area: number(zone.on_strip_m2, { language, unit: 'm²' }) })))),
    ...(projects.length ? [html('h3', {}, [t('Projects')])] : []),
    html('ul', { class: 'households' }, projects.map((project) => {
      const state = course({ ...project }, day);
      const done = project.percent === null ? '' : t('{percent}% done', { percent: number(project.percent, { language, digits: 1 }) });
      return line({ layer: 'projects', key: project.code }, project.name || project.code, projectBadge(page, { kind: project.kind ?? '', state }), done);
    })),
  );
}
