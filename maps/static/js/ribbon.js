/** The ribbon: a road opened along its chainage, with the given land as a lane on each side. */

import { chainage } from './format.js';
import { lineLength } from './measure.js';
import { t } from './words.js';

/**
 * The part of a line between two places along it.
 * @param {GeoJSON.Position[]} line degrees
 * @param {number} from m
 * @param {number} to m
 * @returns {GeoJSON.Position[]}
 */
export function cut(line, from, to) {
  /** @type {GeoJSON.Position[]} */
  const part = [];
  let passed = 0;
  for (let index = 1; index < line.length; index += 1) {
    const start = line[index - 1] ?? [];
    const end = line[index] ?? [];
    const leg = lineLength([start, end]);
    const at = (/** @type {number} */ metres) => {
      const share = leg ? (metres - passed) / leg : 0;
      return [0, 1].map((axis) => (start[axis] ?? 0) + share * ((end[axis] ?? 0) - (start[axis] ?? 0)));
    };
    if (passed + leg > from && passed < to) {
      if (!part.length) part.push(at(Math.max(from, passed)));
      part.push(at(Math.min(to, passed + leg)));
    }
    passed += leg;
  }
  return part;
}

/**
 * The lanes of all roads, as lines along their centrelines; the style sets them beside the road.
 * @param {GeoJSON.Feature[]} cells the public's cells: seg_code, side, from_m, to_m, state
 * @param {import('./road_list.js').Road[]} roads
 * @returns {GeoJSON.Feature<GeoJSON.LineString>[]}
 */
export function lanes(cells, roads) {
  const lines = new Map(roads.map(({ code, geometry }) => [code, geometry.coordinates]));
  return cells.flatMap(({ id, properties }) => {
    const line = lines.get(properties?.seg_code);
    const coordinates = line ? cut(line, Number(properties?.from_m), Number(properties?.to_m)) : [];
    if (coordinates.length < 2) return [];
    const { side, state } = properties ?? {};
    return [
      {
        type: /** @type {const} */ ('Feature'),
        geometry: { type: /** @type {const} */ ('LineString'), coordinates },
        properties: { layer: 'donations', id: String(id), side, state },
      },
    ];
  });
}

const SVG = 'http://www.w3.org/2000/svg';

/**
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {Element[]} [children]
 */
function svg(name, attributes, children = []) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/**
 * The ribbon of one road, hollow in its middle since its width is not measured.
 * @param {number} metres the road's length
 * @param {GeoJSON.Feature[]} cells
 * @param {Town} page
 * @returns {HTMLElement}
 */
export function ribbon(metres, cells, page) {
  const looks = page.legend.find(({ name }) => name === 'donations')?.looks ?? [];
  const lookOf = (/** @type {unknown} */ state) => looks.find(({ values }) => values.includes(String(state)));
  const hatch = svg('pattern', { id: 'hatch', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' }, [
    svg('rect', { width: 6, height: 6, class: 'fill-mo1' }),
    svg('path', { d: 'M0 0v6', class: 'stroke-moedge', 'stroke-width': 2.4 }),
  ]);
  const lanesDrawn = cells.flatMap(({ properties }) => {
    const look = lookOf(properties?.state);
    if (!look) return [];
    const from = (Number(properties?.from_m) / metres) * 332;
    const to = (Number(properties?.to_m) / metres) * 332;
    const place = { x: from.toFixed(1), y: properties?.side === 'left' ? 0 : 34, width: Math.max(to - from - 1, 1).toFixed(1), height: 12 };
    return [svg('rect', look.name === 'needed' ? { ...place, fill: 'url(#hatch)', class: 'stroke-moedge' } : { ...place, class: `fill-${look.fill}` })];
  });
  const drawing = svg('svg', { viewBox: '0 0 332 46', class: 'ribbon-drawing', role: 'img', preserveAspectRatio: 'none', 'aria-label': t('Given land along the road') }, [
    svg('defs', {}, [hatch]),
    svg('rect', { x: 0.75, y: 14, width: 330.5, height: 18, class: 'no-fill stroke-none', 'stroke-width': 1.5, 'stroke-dasharray': '4 4' }),
    ...lanesDrawn,
  ]);
  const scale = document.createElement('p');
  scale.className = 'ribbon-scale';
  for (const place of [0, metres / 2, metres]) {
    const mark = document.createElement('span');
    mark.textContent = chainage(place);
    scale.append(mark);
  }
  const figure = document.createElement('figure');
  figure.append(drawing, scale);
  const seen = looks.filter((look) => cells.some(({ properties }) => look.values.includes(String(properties?.state))));
  const key = document.createElement('ul');
  key.className = 'ribbon-key';
  for (const look of seen) {
    const item = document.createElement('li');
    const swatch = svg('svg', { viewBox: '0 0 18 12', width: 18, height: 12, 'aria-hidden': 'true' }, [
      svg('rect', look.name === 'needed' ? { width: 18, height: 12, fill: 'url(#hatch)', class: 'stroke-moedge' } : { width: 18, height: 12, class: `fill-${look.fill}` }),
    ]);
    item.append(swatch, look.label);
    key.append(item);
  }
  figure.append(key);
  return figure;
}
