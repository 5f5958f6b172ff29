/** A donation's state as a patch of its colour and pattern, as map and legend have it. */

import { svg } from './svg.js';

/**
 * @param {string} state
 * @param {Town} page
 * @returns {SVGElement}
 */
export function swatch(state, page) {
  const looks = page.legend.find(({ name }) => name === 'donations')?.looks ?? [];
  const look = looks.find(({ values }) => values.includes(state));
  const fill = look?.fill ?? 'parcel';
  const line = look?.line ?? 'ink3';
  const marks = {
    hatch: [svg('path', { class: `stroke-${line} no-fill`, 'stroke-width': 1.4, d: 'M-2 8 8-2M2 16 16 2' })],
    cross: [svg('path', { class: `stroke-${line} no-fill`, d: 'M0 14 14 0M0 0l14 14' })],
    dots: [[4, 4], [10, 4], [7, 8], [4, 11], [10, 11]].map(([cx = 0, cy = 0]) => svg('circle', { class: `fill-${line}`, cx, cy, r: 1 })),
  };
  const edge = line === 'parcel' ? fill : line;
  return svg('svg', { class: 'state-swatch', viewBox: '0 0 14 14', width: 14, height: 14, 'aria-hidden': 'true' }, [
    svg('rect', { class: `fill-${fill} stroke-${edge}`, x: 0.5, y: 0.5, width: 13, height: 13 }),
    .../** @type {Record<string, SVGElement[]>} */ (marks)[look?.pattern ?? ''] ?? [],
  ]);
}
