/** The maps of a road's slide: the road on the day, and beside it where it is compared, the road as it was. */

import { byId } from './element.js';
import { date } from './format.js';
import { MeetingMap, together } from './meeting_map.js';
import { t } from './words.js';

/**
 * @typedef {object} Road what is to be drawn
 * @property {string} code
 * @property {string} day
 * @property {{ day: string, bare: boolean } | undefined} before what it is compared with; `bare` for the road before the widening
 */

const root = document.documentElement;
const still = matchMedia('(prefers-reduced-motion: reduce)');

/** Draws them. */
export class MeetingMaps {
  /** @type {MeetingMap | undefined} */
  #before;
  #waiting = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #drawing;
  /** Road and size of the map that it has gone to. */
  #gone = '';

  /** @param {MeetingMap} now */
  constructor(now) {
    this.now = now;
  }

  /**
   * Draw a slide's maps when its numbers and its chart are on the screen: a slow projector's computer is not waited for.
   * @param {Road | undefined} road undefined for a slide without one
   */
  show(road) {
    cancelAnimationFrame(this.#waiting);
    clearTimeout(this.#drawing);
    root.dataset.map = '';
    if (road) this.#waiting = requestAnimationFrame(() => (this.#drawing = setTimeout(() => this.#draw(road))));
  }

  /** @param {Road} road */
  #draw(road) {
    const { code, day, before } = road;
    this.now.resize();
    this.now.show({ code, day });
    const { clientWidth, clientHeight } = byId('map-now');
    const place = `${code} ${clientWidth} ${clientHeight}`;
    if (clientHeight && place !== this.#gone) {
      const another = !this.#gone.startsWith(`${code} `);
      this.#gone = place;
      this.now.goTo(code, day, another && !still.matches && !before);
    }
    if (before) this.#drawBefore(road, before);
    root.dataset.map = code;
  }

  /** @param {Road} road @param {NonNullable<Road['before']>} before */
  #drawBefore({ code, day }, before) {
    byId('caption-before').textContent = before.bare ? t('Before the widening') : date(before.day);
    byId('caption-now').textContent = date(day);
    this.#before ??= this.#mapBefore();
    this.#before.resize();
    this.#before.show({ code, ...before });
    this.#before.goTo(code, day, false);
  }

  #mapBefore() {
    const { page, memory, margin } = this.now;
    const map = new MeetingMap(byId('map-before'), page, memory, margin);
    Object.assign(globalThis, { meetingBefore: map });
    together(this.now, map);
    return map;
  }
}
