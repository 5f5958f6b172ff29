/** The panel as a sheet on a phone: three heights, by its handle or by dragging it. */

/** @typedef {'peek' | 'half' | 'full'} Size */

const SIZES = /** @type {Size[]} */ (['peek', 'half', 'full']);
const SHARE = { peek: 0, half: 0.44, full: 0.92 };
const PEEK_PX = 96;

/**
 * The size whose height is nearest.
 * @param {number} height px
 * @param {number} whole height of the window, px
 * @returns {Size}
 */
export function nearest(height, whole) {
  const heights = { ...SHARE, peek: PEEK_PX / whole };
  const off = (/** @type {Size} */ size) => Math.abs(heights[size] - height / whole);
  return SIZES.reduce((best, size) => (off(size) < off(best) ? size : best));
}

/** Wires the handle of the panel. */
export class Sheet {
  /**
   * @param {HTMLElement} panel
   * @param {HTMLElement} handle
   */
  constructor(panel, handle) {
    this.panel = panel;
    this.handle = handle;
    this.set('half');
    let dragged = false;
    handle.addEventListener('click', () => {
      if (!dragged) this.set(SIZES[(SIZES.indexOf(this.size) + 1) % SIZES.length] ?? 'half');
      dragged = false;
    });
    handle.addEventListener('pointerdown', (event) => {
      handle.setPointerCapture(event.pointerId);
      const start = event.clientY;
      const height = panel.offsetHeight;
      const move = (/** @type {PointerEvent} */ now) => {
        if (Math.abs(now.clientY - start) > 6) dragged = true;
        if (dragged) panel.style.setProperty('--dragged', `${height + start - now.clientY}px`);
      };
      const end = (/** @type {PointerEvent} */ now) => {
        handle.removeEventListener('pointermove', move);
        panel.style.removeProperty('--dragged');
        if (dragged) this.set(nearest(height + start - now.clientY, innerHeight));
      };
      handle.addEventListener('pointermove', move);
      handle.addEventListener('pointerup', end, { once: true });
      handle.addEventListener('pointercancel', end, { once: true });
    });
  }

  /** @returns {Size} */
  get size() {
    return /** @type {Size} */ (this.panel.dataset.size ?? 'half');
  }

  /** @param {Size} size */
  set(size) {
    this.panel.dataset.size = size;
    this.handle.setAttribute('aria-expanded', String(size !== 'peek'));
  }
}
