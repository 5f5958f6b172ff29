/** Colours, patterns and signs of a hand-out's map, as the theme of now has them. */

import { html } from './element.js';
import { draw } from './images.js';

/** @typedef {import('./handout_map.js').Look} Look */
/** @typedef {Record<'light' | 'dark', Record<string, import('./images.js').Drawing>>} Images */

/** Keeps the patterns that were made until they are to be forgotten. */
export class HandoutColours {
  /** @type {Map<string, CanvasPattern | string>} */
  #patterns = new Map();
  #dark = matchMedia('(prefers-color-scheme: dark)');

  /**
   * @param {Images} images
   * @param {() => void} changed called when the system's theme is another
   */
  constructor(images, changed) {
    this.images = images;
    this.#dark.addEventListener('change', changed);
  }

  /** @returns {'light' | 'dark'} paper is light (handout_paper.js) */
  get #theme() {
    return document.documentElement.dataset.theme !== 'light' && this.#dark.matches ? 'dark' : 'light';
  }

  /** Make all patterns anew, for another theme. */
  forget() {
    this.#patterns.clear();
  }

  /** @param {string} name of the style table @returns {string} */
  colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  }

  /**
   * The fill of a look: a colour, or a pattern for the canvas, which Leaflet passes on as it is.
   * @param {string} group
   * @param {Look} look
   * @returns {string}
   */
  fill(group, look) {
    if (look.pattern === 'plain') return this.colour(look.fill);
    const key = `${group}-${look.name}`;
    let pattern = this.#patterns.get(key);
    if (!pattern) {
      pattern = this.#pattern(key) ?? this.colour(look.fill);
      this.#patterns.set(key, pattern);
    }
    return /** @type {string} */ (pattern);
  }

  /**
   * A sign that stands on the map.
   * @param {string} name
   * @returns {{ canvas: HTMLCanvasElement, size: number } | undefined} drawn, and its size in CSS pixels
   */
  sign(name) {
    const drawing = this.images[this.#theme][name];
    if (!drawing) return undefined;
    const canvas = drawnAs(draw(drawing, density()));
    canvas.dataset.image = name;
    canvas.style.width = canvas.style.height = `${drawing.size}px`;
    return { canvas, size: drawing.size };
  }

  /** @param {string} name */
  #pattern(name) {
    const drawing = this.images[this.#theme][name];
    if (!drawing) return undefined;
    const canvas = drawnAs(draw(drawing, density()));
    const pattern = canvas.getContext('2d')?.createPattern(canvas, 'repeat');
    pattern?.setTransform(new DOMMatrix().scale(1 / density()));
    return pattern;
  }
}

/** Of an image's pixels in a CSS pixel. */
function density() {
  return Math.max(2, Math.ceil(devicePixelRatio));
}

/** @param {ImageData} pixels */
function drawnAs(pixels) {
  const canvas = html('canvas', { width: String(pixels.width), height: String(pixels.height) });
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
  return canvas;
}
