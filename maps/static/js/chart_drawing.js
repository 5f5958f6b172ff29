/** A long section as SVG, in the pixels of its place: bands, target, centre, gaps, brackets, scales. */

import { chainage, number } from './format.js';
import { PRESENT_SHARE, SIDES } from './section_shapes.js';
import { svg } from './svg.js';
import { t } from './words.js';

/** @typedef {import('./section_shapes.js').Section} Section */
/** @typedef {import('./section_shapes.js').Side} Side */

const LEFT = 52;
const RIGHT = 20;
const TOP = 28;
const BELOW = 54;
const BRACKET_OFF = 4;
const TICK = 6;
const NUMBER_PX = 36;
const LABEL_PX = 92;
/** Half a chart's height below which there is no room for the names of the sides. */
const LEAST_NAMED_PX = 44;

/** Class of each band; hatching is a pattern. */
const FILLS = { built: 'fill-mo5', handed_over: 'fill-mo4', signed: 'fill-mo3', needed: '' };

/** The round distance (1, 2, 5 times a power of ten) at which labels have room.
 * @param {number} metres
 * @param {number} px
 * @returns {number}
 */
export function step(metres, px) {
  const least = Math.max((metres * LABEL_PX) / Math.max(px, 1), 1);
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5, 10].find((times) => power * times >= least) ?? 10);
}

/**
 * Which of the bottlenecks' numbers can be written without covering another, the worst first.
 * @param {{ side: string, middle: number, missing: number }[]} places px
 * @returns {boolean[]}
 */
export function written(places) {
  const order = places.map((_, index) => index).sort((a, b) => (places[b]?.missing ?? 0) - (places[a]?.missing ?? 0));
  /** @type {Set<number>} */
  const taken = new Set();
  for (const index of order) {
    const place = places[index];
    const free = [...taken].every((other) => places[other]?.side !== place?.side || Math.abs((places[other]?.middle ?? 0) - (place?.middle ?? 0)) >= NUMBER_PX);
    if (free) taken.add(index);
  }
  return places.map((_, index) => taken.has(index));
}

/** Where metres are in the drawing. */
export class Scale {
  /**
   * @param {Section} section
   * @param {number} width px
   * @param {number} height px
   */
  constructor(section, width, height) {
    this.section = section;
    this.width = width;
    this.height = height;
    this.half = (height - TOP - BELOW) / 2;
    this.middle = TOP + this.half;
  }

  /** @param {number} metres along */
  x(metres) {
    return LEFT + ((this.width - LEFT - RIGHT) * metres) / (this.section.length || 1);
  }

  /** @param {number} px @returns {number} metres along */
  metres(px) {
    const along = ((px - LEFT) / (this.width - LEFT - RIGHT)) * this.section.length;
    return Math.min(this.section.length, Math.max(0, along));
  }

  /** @param {number} metres from the centreline @param {Side} side */
  y(metres, side) {
    const away = (this.half * metres) / this.section.half;
    return this.middle + (side === 'left' ? -away : away);
  }

  /** @param {[number, number][]} points @param {Side} side */
  points(points, side) {
    return points.map(([along, away]) => `${this.x(along).toFixed(1)},${this.y(away, side).toFixed(1)}`).join(' ');
  }
}

/** @returns {SVGElement} */
export function hatch() {
  return svg('defs', {}, [
    svg('pattern', { id: 'section-hatch', width: 8, height: 8, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' }, [
      svg('rect', { width: 8, height: 8, class: 'fill-mo1' }),
      svg('path', { d: 'M0 0v8', class: 'stroke-moedge', 'stroke-width': 3 }),
    ]),
  ]);
}

/**
 * Attributes of what is painted in the look of a band.
 * @param {import('./section_shapes.js').BandLook} look
 * @returns {Record<string, string>}
 */
export function paint(look) {
  return FILLS[look] ? { class: FILLS[look] } : { fill: 'url(#section-hatch)' };
}

/** @param {Scale} scale @returns {SVGElement[]} */
function bands(scale) {
  return scale.section.bands.map(({ look, side, corners }) => svg('polygon', { points: scale.points(corners, side), ...paint(look) }));
}

/** @param {Scale} scale @returns {SVGElement[]} */
function edges(scale) {
  const { section } = scale;
  const foot = section.toScale ? 0 : PRESENT_SHARE;
  const ends = `M${scale.x(0)} ${scale.middle}H${scale.x(section.length)}`;
  return [
    ...section.targets.map(({ side, points }) => svg('polyline', { points: scale.points(points, side), class: 'no-fill stroke-ink', 'stroke-width': 1.5 })),
    ...section.gaps.map(({ side, from, to, reach }) =>
      svg('polyline', { points: scale.points([[from, foot], [from, reach], [to, reach], [to, foot]], side), class: 'no-fill stroke-none', 'stroke-dasharray': '4 4' }),
    ),
    svg('path', { d: ends, class: 'stroke-mo5', 'stroke-width': 3.5 }),
    svg('path', { d: ends, class: 'stroke-mo5-dash', 'stroke-width': 1.5, 'stroke-dasharray': '10 8' }),
  ];
}

/**
 * @param {Scale} scale
 * @param {import('./brackets.js').Bottleneck[]} bottlenecks
 * @param {string} language
 * @returns {SVGElement[]}
 */
function stuck(scale, bottlenecks, language) {
  const places = bottlenecks.map(({ side, from_m, to_m, missing_m }) => {
    const middle = scale.x((from_m + to_m) / 2);
    return { side, from: Math.min(scale.x(from_m), middle - 2), to: Math.max(scale.x(to_m), middle + 2), middle, missing: missing_m };
  });
  const shown = written(places);
  return places.flatMap(({ side, from, to, middle, missing }, index) => {
    const out = side === 'left' ? -1 : 1;
    const back = scale.y(scale.section.half, side) + out * BRACKET_OFF;
    const end = back + out * TICK;
    const bracket = svg('path', { d: `M${from.toFixed(1)} ${end}V${back}H${to.toFixed(1)}V${end}`, class: 'no-fill stroke-stuck', 'stroke-width': 3 });
    const text = `−${number(missing, { language, digits: 1 })}`;
    const label = svg('text', { x: middle.toFixed(1), y: side === 'left' ? back - TICK - 5 : back + TICK + 15, class: 'chart-missing', 'text-anchor': 'middle' }, [text]);
    return shown[index] ? [bracket, label] : [bracket];
  });
}

/** @param {Scale} scale @param {string} language @returns {SVGElement[]} */
function scales(scale, language) {
  const { section, height } = scale;
  const text = (/** @type {number} */ x, /** @type {number} */ y, /** @type {string} */ words, /** @type {string} */ anchor) =>
    svg('text', { x: x.toFixed(1), y: y.toFixed(1), class: 'chart-scale', 'text-anchor': anchor }, [words]);
  const names = { left: t('left'), right: t('right') };
  const across = SIDES.map((side) => {
    const metres = number(section.half, { language, digits: 1, unit: 'm' });
    return section.toScale
      ? text(LEFT - 6, scale.y(section.half, side) + (side === 'left' ? 9 : 0), metres, 'end')
      : text(LEFT - 6, scale.y(0.75, side) + 4, names[side], 'end');
  });
  const sides = section.toScale && scale.half >= LEAST_NAMED_PX ? SIDES.map((side) => text(LEFT - 6, scale.y(section.half * 0.5, side) + 4, names[side], 'end')) : [];
  const every = step(section.length, scale.width - LEFT - RIGHT);
  const marks = Array.from({ length: Math.floor(section.length / every) + 1 }, (_, index) => index * every);
  const along = marks.flatMap((metres) => {
    const x = scale.x(metres);
    const anchor = !metres ? 'start' : x > scale.width - 48 ? 'end' : 'middle';
    return [
      svg('path', { d: `M${x.toFixed(1)} ${height - 24}v4`, class: 'stroke-ink3' }),
      text(x, height - 7, chainage(metres), anchor),
    ];
  });
  return [...across, ...sides, text(LEFT - 6, scale.middle + 4, t('centre'), 'end'), ...along];
}

/**
 * Draw a section.
 * @param {Scale} scale
 * @param {import('./brackets.js').Bottleneck[]} bottlenecks
 * @param {string} language
 * @returns {SVGElement}
 */
export function drawSection(scale, bottlenecks, language) {
  const { width, height } = scale;
  return svg('svg', { viewBox: `0 0 ${width} ${height}`, width, height, 'aria-hidden': 'true' }, [
    hatch(),
    ...bands(scale),
    ...edges(scale),
    ...stuck(scale, bottlenecks, language),
    ...scales(scale, language),
  ]);
}
