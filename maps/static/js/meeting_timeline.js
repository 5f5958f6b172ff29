/** The slider of time: the days that are in memory, with a bar for each phase of the campaign. */

import { placeOf } from './date_control.js';
import { dayNumber, isoDay } from './dates.js';
import { date } from './format.js';
import { t } from './words.js';

/** @typedef {import('./meeting_slides.js').Phase} Phase */

/**
 * The day in memory that is nearest to another.
 * @param {string[]} days in order
 * @param {string} day
 * @returns {string}
 */
export function nearestDay(days, day) {
  const off = (/** @type {string} */ one) => Math.abs(dayNumber(one) - dayNumber(day));
  return days.reduce((best, one) => (off(one) < off(best) ? one : best), days[0] ?? day);
}

/**
 * The next day of a slider, or the one before; the same at its end.
 * @param {string[]} days in order
 * @param {string} day
 * @param {1 | -1} way
 * @returns {string}
 */
export function stepped(days, day, way) {
  const next = way > 0 ? days.find((one) => one > day) : days.findLast((one) => one < day);
  return next ?? day;
}

/**
 * The days at which a slider stops: all in memory, or the ends of phases with the day before them all.
 * @param {string[]} days in order
 * @param {Phase[]} phases
 * @param {'month' | 'phase'} step
 * @returns {string[]}
 */
export function stops(days, phases, step) {
  if (step === 'month' || !phases.length) return days;
  const ends = new Set([days[0], ...phases.map(({ to }) => to)]);
  return days.filter((day) => ends.has(day));
}

/** Wires the slider that the page has. */
export class Timeline {
  /** @type {string[]} */
  #days = [];
  #day = '';

  /**
   * @param {HTMLElement} root
   * @param {Phase[]} phases
   * @param {(day: string) => void} changed
   */
  constructor(root, phases, changed) {
    this.phases = phases;
    this.slider = /** @type {HTMLInputElement} */ (root.querySelector('input[type=range]'));
    this.bars = /** @type {HTMLElement} */ (root.querySelector('.phase-bars'));
    this.slider.addEventListener('input', () => {
      const day = nearestDay(this.#days, isoDay(Number(this.slider.value)));
      this.slider.value = String(dayNumber(day));
      if (day !== this.#day) changed(day);
    });
  }

  /** @param {string[]} days in order */
  setDays(days) {
    this.#days = days;
    const among = { first: dayNumber(days[0] ?? '1970-01-01'), last: dayNumber(days.at(-1) ?? '1970-01-01') };
    this.slider.min = String(among.first);
    this.slider.max = String(among.last);
    this.bars.replaceChildren(
      ...this.phases.map(({ phase, from, to }) => {
        const bar = document.createElement('span');
        bar.className = 'phase';
        bar.textContent = t('Phase {number}', { number: phase });
        const start = placeOf(dayNumber(from), among);
        bar.style.setProperty('--from', String(start));
        bar.style.setProperty('--share', String(placeOf(dayNumber(to), among) - start));
        return bar;
      }),
    );
  }

  /** @param {string} day */
  show(day) {
    this.#day = day;
    this.slider.value = String(dayNumber(day));
    const inside = this.phases.find(({ from, to }) => from <= day && day <= to);
    for (const [place, bar] of [...this.bars.children].entries()) {
      const phase = this.phases[place];
      if (!phase || !(bar instanceof HTMLElement)) continue;
      bar.style.setProperty('--past', String(placeOf(dayNumber(day), { first: dayNumber(phase.from), last: dayNumber(phase.to) })));
      bar.classList.toggle('is-now', phase === inside);
    }
    const words = [date(day), inside && t('Phase {number}', { number: inside.phase })];
    this.slider.setAttribute('aria-valuetext', words.filter(Boolean).join(', '));
  }
}
