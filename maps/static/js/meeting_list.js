/** The list of a slide: what has no room is a page further, by the keys that else turn slides. */

import { t } from './words.js';

/** Parts of a pixel that a row may be over an edge. */
const OVER_PX = 1;

/** Fills the list, and turns its pages. */
export class PagedList {
  /**
   * @param {HTMLElement} root scrolls
   * @param {HTMLElement} more says how many rows are below
   */
  constructor(root, more) {
    this.root = root;
    this.more = more;
    root.addEventListener('scroll', () => this.tell());
  }

  /** @param {HTMLElement[]} parts */
  show(parts) {
    this.root.replaceChildren(...parts);
    this.root.scrollTop = 0;
    this.tell();
  }

  /**
   * Turn to the rows below or above.
   * @param {1 | -1} way
   * @returns {boolean} whether there were any
   */
  turn(way) {
    const { root } = this;
    const before = root.scrollTop;
    const head = root.querySelector('thead')?.offsetHeight ?? 0;
    const [next] = this.#below();
    // The row that is cut off is the first of the next page.
    if (way > 0 && next) root.scrollTop += Math.max(OVER_PX, next.getBoundingClientRect().top - root.getBoundingClientRect().top - head);
    else if (way < 0) root.scrollTop -= root.clientHeight - 2 * head;
    this.tell();
    return root.scrollTop !== before;
  }

  /** Say how many rows have no room; the line that says it takes some itself. */
  tell() {
    this.more.hidden = true;
    this.more.hidden = !this.#below().length;
    this.more.textContent = t('and {count} more: Page Down', { count: this.#below().length });
  }

  /** @returns {HTMLElement[]} */
  #below() {
    const end = this.root.getBoundingClientRect().bottom + OVER_PX;
    const rows = /** @type {NodeListOf<HTMLElement>} */ (this.root.querySelectorAll('tbody tr, li'));
    return this.root.clientHeight ? [...rows].filter((row) => row.getBoundingClientRect().bottom > end) : [];
  }
}
