/** How large what is written on a meeting's map is: it grows with the window, as all other letters do (css/meeting.css). */

/** @typedef {import('./tiles.js').Drawn} Drawn */
/** @typedef {import('./images.js').Drawing} Drawing */

/** Letters of the page for which the styles are made (maps/gl_meeting.py), px. */
const AS_MADE = 16;
const SIZES = ['text-size', 'icon-size'];

/** The styles of a map, as large as it is to be read. */
export class Letters {
  /** @type {Map<string, Drawn>} by theme and scale: what is drawn is known by being the same */
  #made = new Map();
  /** By how much letters are larger than the styles have them. */
  scale = pageScale();

  /** @param {Record<string, Drawn>} styles by theme */
  constructor(styles) {
    this.styles = styles;
  }

  /** Follow the window: another size holds for what is asked for from now on. */
  follow() {
    this.scale = pageScale();
  }

  /**
   * @param {string} theme
   * @returns {Drawn}
   */
  drawn(theme) {
    const key = `${theme} ${this.scale}`;
    const made = this.#made.get(key) ?? sized(/** @type {Drawn} */ (this.styles[theme]), this.scale);
    this.#made.set(key, made);
    return made;
  }
}

function pageScale() {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / AS_MADE;
}

/**
 * The sizes of what a layer writes.
 * @param {{ layout?: object }} layer
 * @returns {[string, unknown][]}
 */
export function sizesOf({ layout = {} }) {
  return Object.entries(layout).filter(([name]) => SIZES.includes(name));
}

/**
 * A style whose letters, badges and pills are larger.
 * @param {Drawn} drawn
 * @param {number} scale
 * @returns {Drawn}
 */
export function sized({ style, images }, scale) {
  const layers = style.layers.map((layer) => {
    const sizes = sizesOf(layer).map(([name, value]) => [name, times(value, scale)]);
    return sizes.length ? { ...layer, layout: { ...layer.layout, ...Object.fromEntries(sizes) } } : layer;
  });
  return {
    style: { ...style, layers: /** @type {typeof style.layers} */ (layers) },
    images: Object.fromEntries(Object.entries(images).map(([name, drawing]) => [name, drawing.stretch ? enlarged(drawing, scale) : drawing])),
  };
}

/**
 * An image that stretches with its letters is as large as they are; others have a size in their layer.
 * @param {Drawing} drawing
 * @param {number} scale
 * @returns {Drawing}
 */
function enlarged({ size, stretch, content, ...rest }, scale) {
  const all = (/** @type {number[]} */ values = []) => values.map((value) => value * scale);
  return { ...rest, size: size * scale, .../** @type {object} */ ({ stretch: stretch?.map(all), content: all(content) }) };
}

/**
 * A size, or an interpolation between sizes, multiplied.
 * @param {unknown} size
 * @param {number} scale
 */
function times(size, scale) {
  if (!Array.isArray(size)) return Number(size) * scale;
  return size.map((part, place) => (place > 3 && place % 2 === 0 ? Number(part) * scale : part));
}
