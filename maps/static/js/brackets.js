/** Bottlenecks on the map: a bracket outside the target for each, its missing metres for the worst in view. */

import { beside, cut, pointAt } from './along.js';
import { number } from './format.js';
import { lineLength } from './measure.js';
import { valueAt } from './section_values.js';

/** @typedef {{ bearing: number, room: (point: GeoJSON.Position) => [number, number] }} Turned `bearing`: what is up, degrees from north; `room`: px from a point to the map's left and right side */
/** @typedef {{ side: 'left' | 'right', from_m: number, to_m: number, missing_m: number }} Bottleneck */

const OUTSIDE = 0.6;
const TICK = 1.2;
/** Counter-clockwise from a text that stands to the east. */
const ANCHORS = ['left', 'bottom-left', 'bottom', 'bottom-right', 'right', 'top-right', 'top', 'top-left'];
const LABELLED = 4;
/** How far a text reaches from its point at the most, px, as a meeting writes it. */
const REACH = 116;

/**
 * Brackets along a road.
 * @param {GeoJSON.Position[]} line the road, degrees
 * @param {import('./section_shapes.js').Station[]} stations whose target the brackets stand outside of
 * @param {Bottleneck[]} bottlenecks
 * @param {{ least: number, tick: number }} [drawn] how far from the road's middle they stand at least, and how long
 *   their ends are, m
 * @returns {GeoJSON.Feature<GeoJSON.LineString>[]}
 */
export function brackets(line, stations, bottlenecks, { least, tick } = { least: 0, tick: TICK }) {
  const scale = lineLength(line) / (stations.at(-1)?.s || lineLength(line));
  return bottlenecks.flatMap(({ side, from_m, to_m, missing_m }, index) => {
    const part = cut(line, from_m * scale, to_m * scale);
    const inside = stations.filter(({ s }) => s >= from_m && s <= to_m).map(({ target }) => target[side] ?? 0);
    const target = Math.max(0, ...inside, valueAt(stations, 'target', side, (from_m + to_m) / 2) ?? 0);
    if (part.length < 2 || !target) return [];
    const out = side === 'left' ? 1 : -1;
    const away = Math.max(target + OUTSIDE, least);
    const back = beside(part, out * away);
    const ends = beside(part, out * (away + tick));
    const coordinates = [ends[0] ?? [], ...back, ends.at(-1) ?? []];
    return [{ type: /** @type {const} */ ('Feature'), id: index, geometry: { type: /** @type {const} */ ('LineString'), coordinates }, properties: { kind: 'bottleneck', missing: missing_m } }];
  });
}

/**
 * Where the missing metres are written, for the worst bottlenecks in view; `anchor` is the side of the text that is nearest to the road.
 * @param {GeoJSON.Feature<GeoJSON.LineString>[]} drawn
 * @param {(point: GeoJSON.Position) => boolean} inView
 * @param {string} language
 * @param {Turned} [turned] how the map lies on its screen, by default north up and without sides
 * @returns {GeoJSON.Feature<GeoJSON.Point>[]}
 */
export function pills(drawn, inView, language, { bearing, room } = { bearing: 0, room: () => [REACH, REACH] }) {
  return drawn
    .map(({ id, geometry, properties }) => {
      const [tick = [], ...back] = geometry.coordinates.slice(0, -1);
      return { id, point: pointAt(back, lineLength(back) / 2), side: anchor(back[0] ?? [], tick, bearing), missing: Number(properties?.missing) };
    })
    .filter(({ point }) => inView(point))
    .sort((a, b) => b.missing - a.missing)
    .slice(0, LABELLED)
    .map(({ id, point, side, missing }) => ({
      id,
      type: /** @type {const} */ ('Feature'),
      geometry: { type: /** @type {const} */ ('Point'), coordinates: point },
      properties: { kind: 'bottleneck', missing, text: `−${number(missing, { language, digits: 1, unit: 'm' })}`, anchor: within(side, room(point)) },
    }));
}

/**
 * The side of a text by which it hangs on a point, so that it stands in a direction from it.
 * @param {GeoJSON.Position} from
 * @param {GeoJSON.Position} to in that direction
 * @param {number} bearing what is up on the screen, degrees from north
 * @returns {string} one of eight
 */
function anchor([x0 = 0, y0 = 0], [x1 = 0, y1 = 0], bearing) {
  const east = (x1 - x0) * Math.cos((y0 * Math.PI) / 180);
  const eighth = Math.round(Math.atan2(y1 - y0, east) / (Math.PI / 4) + bearing / 45);
  return ANCHORS[(eighth + 16) % 8] ?? 'center';
}

/**
 * An anchor by which a text stays on the map: at its left side the text stands to the right of its point.
 * @param {string} side as it would be
 * @param {[number, number]} room px to the left and to the right
 * @returns {string}
 */
function within(side, [left, right]) {
  const [height = ''] = /^(top|bottom)/.exec(side) ?? [];
  const [across = ''] = /(left|right)$/.exec(side) ?? [];
  const least = across ? REACH : REACH / 2;
  if (across !== 'left' && left < least) return [height, 'left'].filter(Boolean).join('-');
  if (across !== 'right' && right < least) return [height, 'right'].filter(Boolean).join('-');
  return side;
}
