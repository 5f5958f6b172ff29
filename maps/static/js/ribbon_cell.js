/** A road's ribbon in a cell of the list: the road and its given land on what is still to be opened. */

import { svg } from './svg.js';

const WIDTH = 108;
const HEIGHT = 24;
const LANE = 7;
const OPEN = new Set(['handed_over', 'recorded']);

/**
 * Draw a ribbon.
 * @param {{ metres: number, cells: GeoJSON.Feature[], share: number | undefined }} road `cells` are the public's, on one day
 * @returns {SVGElement}
 */
export function ribbonCell({ metres, cells, share }) {
  const along = (/** @type {unknown} */ place) => (WIDTH * Number(place)) / metres;
  const lanes = cells.map(({ properties }) => {
    const from = along(properties?.from_m);
    const look = OPEN.has(properties?.state) ? 'fill-mo5' : 'fill-mo1';
    const y = properties?.side === 'left' ? 0 : HEIGHT - LANE;
    return svg('rect', { x: from.toFixed(1), y, width: (along(properties?.to_m) - from).toFixed(1), height: LANE, class: look });
  });
  // The office's parcels are not cut along the road: its share alone can be drawn.
  const bar = [
    svg('rect', { width: WIDTH, height: HEIGHT, class: 'fill-mo1' }),
    svg('rect', { width: (WIDTH * (share ?? 0)).toFixed(1), height: HEIGHT, class: 'fill-mo5' }),
  ];
  const core = svg('rect', { y: LANE, width: WIDTH, height: HEIGHT - 2 * LANE, class: 'fill-mo5' });
  const centre = svg('path', { d: `M0 ${HEIGHT / 2}H${WIDTH}`, class: 'stroke-mo5-dash', 'stroke-dasharray': '5 4' });
  return svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, 'shape-rendering': 'crispEdges', 'aria-hidden': 'true' }, [
    ...(lanes.length ? lanes : bar),
    core,
    centre,
  ]);
}
