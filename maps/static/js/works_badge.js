/** A state of clearance or of a project with its symbol, as legend and map have it, and its word. */

import { html } from './element.js';
import { svg } from './svg.js';

/**
 * @param {Town} page
 * @param {string} name of an icon
 * @returns {SVGElement}
 */
export function icon(page, name) {
  return svg('svg', { class: 'icon', 'aria-hidden': 'true' }, [svg('use', { href: `${page.icons}#${name}` })]);
}

/**
 * @param {Town} page
 * @param {string} group of the legend
 * @param {string | null} value null where none is told
 * @returns {HTMLElement}
 */
export function lookBadge(page, group, value) {
  const look = page.legend.find(({ name }) => name === group)?.looks.find(({ values }) => values.includes(value ?? ''));
  if (!look) return html('span', {}, [value || '–']);
  return html('span', { class: 'state', 'data-state': value ?? '' }, [html('span', { class: `badge back-${look.fill}` }, [icon(page, look.icon)]), look.label]);
}

/**
 * @param {Town} page
 * @param {{ kind: string, state: string }} project
 * @returns {HTMLElement}
 */
export function projectBadge(page, { kind, state }) {
  const look = page.legend.find(({ name }) => name === 'projects')?.looks.find(({ name }) => name === state);
  return html('span', { class: 'state', 'data-state': state }, [
    html('span', { class: `project-square is-${state}` }, [icon(page, page.projectIcons[kind] ?? page.projectIcons.other ?? '')]),
    look?.label ?? state,
  ]);
}
