/** What a long section says: the values at one place, and the whole in a sentence. */

import { chainage, date, length, number } from './format.js';
import { SIDES } from './section_shapes.js';
import { t } from './words.js';

/** @typedef {import('./section_shapes.js').Side} Side */
/** @typedef {import('./section_shapes.js').Station} Station */
/** @typedef {{ text: string, stuck?: boolean }} Part a piece of a sentence; `stuck` for missing metres */

/**
 * @typedef {object} Widening what is read of an answer of `/api/roads/{code}/widening`
 * @property {number} [length_m]
 * @property {number} [measurable_length_m]
 * @property {{ handed_over?: number }} [length_at_target_m]
 * @property {import('./brackets.js').Bottleneck[]} [bottlenecks] the office's alone
 */

const SIDE_WORDS = { left: () => t('left'), right: () => t('right') };
/** @type {Record<string, () => string>} */
const STATE_WORDS = { needed: () => t('donations being talked over'), signed: () => t('donated land signed'), handed_over: () => t('donated land handed over') };
const NOTHING = () => t('nothing to show');
const JUNCTION = () => t('a junction, no width');

/**
 * The value of a side at a chainage: linear between stations, at a jump the one from after it.
 * @param {Station[]} stations
 * @param {'target' | 'signed' | 'handed_over' | 'built'} name
 * @param {Side} side
 * @param {number} metres
 * @returns {number | null}
 */
export function valueAt(stations, name, side, metres) {
  const after = stations.findIndex(({ s }) => s > metres);
  const end = stations.at(after === -1 ? -1 : after);
  const start = after === -1 ? end : stations[after - 1];
  const from = start?.[name]?.[side] ?? null;
  const to = end?.[name]?.[side] ?? null;
  if (!start || !end || from === null || to === null) return null;
  const span = end.s - start.s;
  return span ? from + ((to - from) * (metres - start.s)) / span : from;
}

/**
 * What stands at a chainage, as pieces of a line: the place, each side, the width in all.
 * @param {import('./section_shapes.js').Profile} profile
 * @param {number} metres
 * @param {string} language
 * @returns {{ place: string, sides: Part[][], total: string }}
 */
export function valuesAt(profile, metres, language) {
  const place = chainage(metres);
  if (!profile.stations) {
    const cell = profile.cells?.find(({ from_m, to_m }) => from_m <= metres && metres <= to_m);
    const sides = SIDES.map((side) => {
      const state = (STATE_WORDS[cell?.state?.[side] ?? ''] ?? NOTHING)();
      return [{ text: `${SIDE_WORDS[side]()}: ${state}` }];
    });
    return { place, sides, total: '' };
  }
  const stations = profile.stations;
  const at = (/** @type {'target' | 'signed' | 'handed_over'} */ name, /** @type {Side} */ side) => valueAt(stations, name, side, metres);
  const metre = (/** @type {number} */ value) => number(value, { language, digits: 1 });
  const sides = SIDES.map((side) => {
    const [target, signed, given] = [at('target', side), at('signed', side), at('handed_over', side)];
    if (target === null || given === null) return [{ text: `${SIDE_WORDS[side]()}: ${JUNCTION()}` }];
    const short = (/** @type {number} */ width) => metre(target - width) !== metre(0);
    /** @type {Part[]} */
    const parts = [{ text: t('{side}: {width} of {target} m handed over', { side: SIDE_WORDS[side](), width: metre(given), target: metre(target) }) }];
    if (signed !== null && metre(signed) !== metre(given)) {
      parts.push({ text: short(signed) ? t('{width} m signed', { width: metre(signed) }) : t('signed in full') });
    }
    if (short(given)) parts.push({ text: t('{metres} m missing', { metres: metre(target - given) }), stuck: true });
    return parts;
  });
  const [left, right] = SIDES.map((side) => at('handed_over', side));
  const whole = left === null || left === undefined || right === null || right === undefined ? '' : metre(left + right);
  return { place, sides, total: whole && t('{width} m wide in all', { width: whole }) };
}

/**
 * How much of the road is still too narrow; empty where that is not measured.
 * @param {Widening | undefined} widening
 * @param {string} language
 * @returns {string}
 */
export function stillNarrow(widening, language) {
  const measured = widening?.measurable_length_m;
  const open = widening?.length_at_target_m?.handed_over;
  if (!measured || open === undefined) return '';
  const rest = Math.round(measured - open);
  return rest > 0 ? t('{metres} still too narrow', { metres: length(rest, language) }) : t('wide enough all along');
}

/**
 * The section in one sentence, for who does not see it.
 * @param {{ name: string, metres: number, profile: import('./section_shapes.js').Profile, widening?: Widening | undefined, language: string }} what
 * @returns {string}
 */
export function summary({ name, metres, profile, widening, language }) {
  const stuck = widening?.bottlenecks?.length ?? 0;
  return [
    t('{name}, {length}, on {day}', { name, length: length(metres, language), day: date(profile.on) }),
    stillNarrow(widening, language),
    stuck ? t('{count} bottlenecks', { count: stuck }) : '',
  ].filter(Boolean).join('; ');
}
