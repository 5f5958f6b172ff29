/** The legend, which switches groups of layers on and off and shows one look alone. */

import { number } from './format.js';
import { t } from './words.js';

/** Wires the legend that the page's template drew. */
export class Legend {
  /** @type {Set<string>} */
  hidden = new Set();
  /** @type {{ group: string, look: string } | undefined} */
  alone;

  /**
   * @param {HTMLElement} root
   * @param {string} language
   * @param {() => void} changed
   */
  constructor(root, language, changed) {
    this.root = root;
    this.language = language;
    this.changed = changed;
    root.addEventListener('click', (event) => this.#clicked(/** @type {Element} */ (event.target)));
  }

  /**
   * Switch groups off, as an address asks.
   * @param {string[]} names
   */
  hide(names) {
    this.hidden = new Set(names);
    this.#draw();
  }

  /** @param {Element} target */
  #clicked(target) {
    const eye = target.closest('button[data-eye]');
    const look = target.closest('button[data-look]');
    if (eye instanceof HTMLElement) {
      const name = eye.dataset.eye ?? '';
      if (!this.hidden.delete(name)) this.hidden.add(name);
    } else if (look instanceof HTMLElement) {
      const { group = '', look: name = '' } = look.dataset;
      const same = this.alone?.group === group && this.alone.look === name;
      this.alone = same ? undefined : { group, look: name };
      this.hidden.delete(group);
    } else {
      return;
    }
    this.#draw();
    this.changed();
  }

  #draw() {
    for (const section of this.root.querySelectorAll('[data-group].legend-group')) {
      const name = section.getAttribute('data-group') ?? '';
      const eye = section.querySelector('button[data-eye]');
      const shown = !this.hidden.has(name);
      section.classList.toggle('off', !shown);
      eye?.setAttribute('aria-pressed', String(shown));
      eye?.setAttribute('title', shown ? t('Hide') : t('Show'));
    }
    for (const look of this.root.querySelectorAll('button[data-look]')) {
      const is = this.alone?.group === look.getAttribute('data-group') && this.alone?.look === look.getAttribute('data-look');
      look.setAttribute('aria-pressed', String(Boolean(is)));
      look.classList.toggle('others', Boolean(this.alone) && this.alone?.group === look.getAttribute('data-group') && !is);
    }
  }

  /**
   * Write how many features of each look are in view.
   * @param {Map<string, number>} counts by `group/look`
   */
  count(counts) {
    for (const look of this.root.querySelectorAll('button[data-look]')) {
      const key = `${look.getAttribute('data-group')}/${look.getAttribute('data-look')}`;
      const place = look.querySelector('.count');
      const seen = counts.get(key);
      if (place) place.textContent = seen ? number(seen, { language: this.language }) : '';
    }
  }
}
