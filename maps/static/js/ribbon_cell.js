/** A road's ribbon in a cell of the list: as much of it as is wide enough stands wide, the rest between yellow lanes. */

import { svg } from './svg.js';

const WIDTH = 108;
const HEIGHT = 24;
const LANE = 7;

/**
 * Draw a ribbon.
 * @param {number} share 0 to 1
 * @returns {SVGElement}
 */
export function ribbonCell(share) {
  return svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, 'shape-rendering': 'crispEdges', 'aria-hidden': 'true' }, [
    svg('rect', { x: 0.5, y: 0.5, width: WIDTH - 1, height: HEIGHT - 1, class: 'fill-mo1 stroke-moedge' }),
    svg('rect', { y: LANE, width: WIDTH, height: HEIGHT - 2 * LANE, class: 'fill-mo5' }),
    svg('rect', { width: (WIDTH * share).toFixed(1), height: HEIGHT, class: 'fill-mo5' }),
    svg('path', { d: `M0 ${HEIGHT / 2}H${WIDTH}`, class: 'stroke-mo5-dash', 'stroke-dasharray': '5 4' }),
  ]);
}
