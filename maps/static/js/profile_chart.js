/** The long section of the chosen road: a chart with a cursor, and the values at it in a line underneath. */

import { drawSection, hatch, paint, Scale } from './chart_drawing.js';
import { isSurveyed, section } from './section_shapes.js';
import { stillNarrow, summary, valuesAt } from './section_values.js';
import { svg } from './svg.js';
import { t } from './words.js';

/** @typedef {{ name: string, profile: import('./section_shapes.js').Profile, widening?: import('./section_values.js').Widening | undefined }} Shown */

const KEYS = /** @type {Record<string, number>} */ ({ ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 });
const WITH_SHIFT = 10;
const PAGE = 100;

/**
 * Where a key moves a cursor.
 * @param {{ key: string, shiftKey: boolean }} event
 * @param {number} metres where it is
 * @param {number} length the road's, m
 * @returns {number | undefined} undefined for other keys
 */
export function moved({ key, shiftKey }, metres, length) {
  const steps = { ...KEYS, PageUp: PAGE, PageDown: -PAGE }[key];
  if (key === 'Home') return 0;
  if (key === 'End') return length;
  if (steps === undefined) return undefined;
  const way = KEYS[key] && shiftKey ? steps * WITH_SHIFT : steps;
  return Math.min(length, Math.max(0, Math.round(metres) + way));
}

/** @param {string} name @param {string} className @param {(Node | string)[]} [children] */
function html(name, className, children = []) {
  const element = document.createElement(name);
  element.className = className;
  element.append(...children);
  return element;
}

/** A chart in an element of the page. */
export class ProfileChart {
  /** @type {Shown | undefined} */
  #shown;
  /** @type {Scale | undefined} */
  #scale;
  /** @type {SVGElement | undefined} */
  #cursor;
  /** @type {number | undefined} */
  #place;

  /**
   * @param {HTMLElement} root
   * @param {string} language
   * @param {(metres: number | undefined) => void} pointed when somebody moves the cursor
   */
  constructor(root, language, pointed) {
    this.root = root;
    this.language = language;
    this.pointed = pointed;
    this.title = html('h2', 'chart-title');
    this.rest = html('p', 'chart-rest');
    this.key = html('ul', 'chart-key');
    this.plot = html('div', 'chart-plot');
    this.values = html('p', 'chart-values');
    root.replaceChildren(html('div', 'chart-head', [this.title, this.rest, this.key]), this.plot, this.values);
    this.plot.setAttribute('role', 'slider');
    this.plot.tabIndex = 0;
    this.plot.addEventListener('keydown', (event) => this.#key(event));
    for (const kind of /** @type {const} */ (['pointermove', 'pointerdown'])) {
      this.plot.addEventListener(kind, (event) => this.#point(event));
    }
    this.plot.addEventListener('focus', () => this.#go(this.#place ?? 0));
    new ResizeObserver(() => this.#draw()).observe(this.plot);
  }

  /** @param {Shown} shown */
  show(shown) {
    this.#shown = shown;
    this.#place = undefined;
    const { name } = shown;
    // What the public is told of is the land that is donated, not how wide the road is.
    this.title.textContent = shown.profile.stations ? t('{name}, opened along its chainage', { name }) : t('{name}: donated land along the road', { name });
    this.rest.textContent = stillNarrow(shown.widening, this.language);
    this.#draw();
  }

  /**
   * Put the cursor at a chainage, or nowhere.
   * @param {number | undefined} metres
   */
  setPlace(metres) {
    this.#place = metres;
    const shown = this.#shown;
    if (!shown || !this.#scale) return;
    const x = metres === undefined ? undefined : this.#scale.x(metres);
    this.#cursor?.setAttribute('visibility', x === undefined ? 'hidden' : 'visible');
    this.#cursor?.setAttribute('transform', `translate(${(x ?? 0).toFixed(1)} 0)`);
    this.plot.setAttribute('aria-valuenow', String(Math.round(metres ?? 0)));
    this.#tell(shown, metres);
  }

  /** @param {Shown} shown @param {number | undefined} metres */
  #tell(shown, metres) {
    const { place, sides, total } = valuesAt(shown.profile, metres ?? 0, this.language);
    const line = [place, ...sides.map((parts) => parts.map(({ text }) => text).join(', ')), total].filter(Boolean);
    this.plot.setAttribute('aria-valuetext', line.join('; '));
    if (metres === undefined) {
      this.values.replaceChildren(t('Point at the chart or at the road to read the width there.'));
      return;
    }
    const written = sides.map((parts) =>
      html('span', 'chart-side', parts.flatMap(({ text, stuck }, index) => [index ? ', ' : '', html('span', stuck ? 'chart-stuck' : '', [text])])),
    );
    this.values.replaceChildren(html('b', 'chart-place', [place]), ...written, html('span', 'chart-total', [total]));
  }

  #draw() {
    const shown = this.#shown;
    const { clientWidth: width, clientHeight: height } = this.plot;
    if (!shown || width < 80 || height < 80) return;
    const drawn = section(shown.profile);
    this.#scale = new Scale(drawn, width, height);
    this.#cursor = svg('g', {}, [
      svg('path', { d: `M0 8V${height - 26}`, class: 'stroke-surface', 'stroke-width': 5 }),
      svg('path', { d: `M0 8V${height - 26}`, class: 'stroke-ink', 'stroke-width': 1.8 }),
    ]);
    const drawing = drawSection(this.#scale, shown.widening?.bottlenecks ?? [], this.language);
    drawing.append(this.#cursor);
    this.plot.replaceChildren(drawing);
    this.#writeKey(drawn, Boolean(shown.widening?.bottlenecks?.length));
    const said = { name: shown.name, metres: drawn.length, profile: shown.profile, widening: shown.widening, language: this.language };
    this.plot.setAttribute('aria-label', summary(said));
    this.plot.setAttribute('aria-valuemin', '0');
    this.plot.setAttribute('aria-valuemax', String(Math.round(drawn.length)));
    this.setPlace(this.#place);
  }

  /** @param {import('./section_shapes.js').Section} drawn @param {boolean} stuck whether there are brackets */
  #writeKey(drawn, stuck) {
    const { toScale } = drawn;
    const looks = /** @type {[import('./section_shapes.js').BandLook, string][]} */ ([
      ['built', toScale ? t('Built') : t('Road as it is')],
      ['handed_over', isSurveyed(drawn) ? t('Handed over') : t('Handed over, or road as it is')],
      ['signed', t('Signed')],
      ['needed', toScale ? t('Still to open') : t('Being talked over')],
    ]);
    this.key.replaceChildren(
      ...looks.map(([look, label]) => {
        const box = svg('rect', { x: 0.5, y: 0.5, width: 21, height: 11, ...paint(look), 'stroke-width': 1, stroke: 'currentColor' });
        const parts = look === 'needed' ? [hatch(), box] : [box];
        return html('li', '', [svg('svg', { width: 22, height: 12, 'aria-hidden': 'true' }, parts), label]);
      }),
      ...(stuck ? [html('li', '', [svg('svg', { width: 24, height: 12, 'aria-hidden': 'true' }, [svg('path', { d: 'M2 11V5h20v6', class: 'no-fill stroke-stuck', 'stroke-width': 3 })]), t('Bottleneck')])] : []),
      ...(toScale ? [] : [html('li', 'chart-note', [t('widths not to scale')])]),
    );
  }

  /** @param {PointerEvent} event */
  #point(event) {
    if (!this.#scale) return;
    this.#go(this.#scale.metres(event.clientX - this.plot.getBoundingClientRect().left));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const metres = moved(event, this.#place ?? 0, this.#scale?.section.length ?? 0);
    if (metres === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#go(metres);
  }

  /** @param {number} metres */
  #go(metres) {
    this.setPlace(metres);
    this.pointed(metres);
  }
}
