/** The one control of the day: a date field, and a slider with a bar for each phase of the campaign. */

import { dayNumber, isDay, isoDay, neighbour, nextPhaseEnd, publicDay, saidDay, span } from './dates.js';
import { date } from './format.js';
import { t } from './words.js';

/** @typedef {import('./dates.js').Phase} Phase */

const WAYS = /** @type {Record<string, 1 | -1>} */ ({ ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: 1, PageDown: -1 });

/**
 * Where a day stands among others.
 * @param {number} day
 * @param {{ first: number, last: number }} among
 * @returns {number} 0 to 1
 */
export function placeOf(day, { first, last }) {
  return last > first ? Math.min(1, Math.max(0, (day - first) / (last - first))) : 0;
}

/** Wires the field and the slider that the page's template has. */
export class DateControl {
  /** @type {Phase[]} */
  #phases = [];
  #day;

  /**
   * @param {HTMLElement} root
   * @param {{ day: string, monthly: boolean, today: string }} page `today` bounds a page that is told by the ends of months
   * @param {(day: string, settled: boolean) => void} changed `settled` is false while the slider is being dragged
   */
  constructor(root, { day, monthly, today }, changed) {
    this.changed = changed;
    this.monthly = monthly;
    this.today = today;
    this.#day = day;
    this.field = /** @type {HTMLInputElement} */ (root.querySelector('input[type=date]'));
    this.slider = /** @type {HTMLInputElement} */ (root.querySelector('input[type=range]'));
    this.bars = /** @type {HTMLElement} */ (root.querySelector('.phase-bars'));
    if (monthly) this.field.max = today;
    // Until now a day that is chosen would have been heard by nobody.
    this.field.disabled = false;
    this.field.addEventListener('change', () => {
      if (isDay(this.field.value)) this.#go(this.field.value, true);
    });
    this.slider.addEventListener('input', () => this.#go(isoDay(Number(this.slider.value)), false));
    this.slider.addEventListener('change', () => this.#go(isoDay(Number(this.slider.value)), true));
    this.slider.addEventListener('keydown', (event) => this.#slide(event));
    document.addEventListener('keydown', (event) => this.#key(event));
    this.setPhases([]);
  }

  get day() {
    return this.#day;
  }

  /**
   * Mark the phases on the slider.
   * @param {Phase[]} phases
   */
  setPhases(phases) {
    this.#phases = phases;
    this.#draw();
  }

  #draw() {
    const days = span(this.#phases, this.#day);
    const among = { first: days.first, last: dayNumber(this.#told(isoDay(days.last))) };
    this.slider.min = String(among.first);
    this.slider.max = String(among.last);
    this.slider.disabled = among.first === among.last;
    this.bars.replaceChildren(
      ...this.#phases.map(({ no, from, to }) => {
        const bar = document.createElement('span');
        bar.className = 'phase';
        bar.textContent = t('Phase {number}', { number: no });
        bar.title = `${date(from)} – ${date(to)}`;
        const start = placeOf(dayNumber(from), among);
        const end = placeOf(dayNumber(to), among);
        bar.style.setProperty('--from', String(start));
        bar.style.setProperty('--share', String(end - start));
        bar.dataset.from = from;
        bar.dataset.to = to;
        return bar;
      }),
    );
    this.#show();
  }

  #show() {
    const said = this.monthly ? saidDay(this.#day, this.today) : this.#day;
    this.field.value = said;
    this.slider.value = String(dayNumber(this.#day));
    for (const bar of /** @type {NodeListOf<HTMLElement>} */ (this.bars.querySelectorAll('.phase'))) {
      const phase = { first: dayNumber(bar.dataset.from ?? ''), last: dayNumber(bar.dataset.to ?? '') };
      bar.style.setProperty('--past', String(placeOf(dayNumber(this.#day), phase)));
    }
    const phase = this.#phases.find(({ from, to }) => from <= this.#day && this.#day <= to);
    const words = [date(said), phase && t('Phase {number}', { number: phase.no })];
    this.slider.setAttribute('aria-valuetext', words.filter(Boolean).join(', '));
  }

  /** @param {string} day @returns {string} the day that is told of in its place */
  #told(day) {
    return this.monthly ? publicDay(day, this.today) : day;
  }

  /** @param {string} asked @param {boolean} settled */
  #go(asked, settled) {
    const day = this.#told(asked);
    const within = dayNumber(day) >= Number(this.slider.min) && dayNumber(day) <= Number(this.slider.max);
    this.#day = day;
    if (within) this.#show();
    else this.#draw();
    this.changed(day, settled);
  }

  /**
   * The slider's own keys go from one day that is told of to the next, not to days between.
   * @param {KeyboardEvent} event
   */
  #slide(event) {
    const way = WAYS[event.key];
    if (!way) return;
    event.preventDefault();
    const day = dayNumber(neighbour(this.#day, way, this.monthly));
    const [first, last] = [Number(this.slider.min), Number(this.slider.max)];
    // From a day that lies off the slider, back to its end.
    if (way > 0 ? day <= last : day >= first) this.#go(isoDay(Math.min(last, Math.max(first, day))), true);
  }

  /**
   * Arrows move by a day, P to the end of the next phase, where no field, map or chart takes them itself.
   * @param {KeyboardEvent} event
   */
  #key(event) {
    if (event.target !== document.body || event.ctrlKey || event.altKey || event.metaKey) return;
    const next = event.key.toLowerCase() === 'p' ? nextPhaseEnd(this.#phases, this.#day) : undefined;
    const way = event.key.startsWith('Arrow') ? WAYS[event.key] : undefined;
    if (next) this.#go(next, true);
    else if (way) this.#go(neighbour(this.#day, way, this.monthly), true);
  }
}
