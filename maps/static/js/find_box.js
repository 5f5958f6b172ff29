/** The search box: a combobox over roads and subdistricts, and parcels where the office allows it. */

import { Latest } from './latest.js';
import { find } from './search.js';
import { t } from './words.js';

/** @typedef {{ text: string, about: string, choose: () => void }} Entry */

/** Wires the search field and its list. */
export class FindBox {
  /** @type {Entry[]} */
  entries = [];
  /** @type {Entry[]} */
  #found = [];
  #active = -1;
  #asking = new Latest();
  /** Whether the list may be shown: an answer that comes after the choice doesn't open it again. */
  #open = false;

  /**
   * @param {HTMLInputElement} input
   * @param {HTMLElement} list
   * @param {(typed: string) => Promise<Entry[]>} ask entries that the service has to be asked for
   */
  constructor(input, list, ask) {
    this.input = input;
    this.list = list;
    this.ask = ask;
    input.addEventListener('input', () => void this.#search());
    input.addEventListener('keydown', (event) => this.#key(event));
    input.addEventListener('blur', () => this.#close());
    // The field keeps the focus while an entry is pressed, so that the list is still there for the click.
    list.addEventListener('mousedown', (event) => event.preventDefault());
    input.addEventListener('focus', () => void this.#search());
  }

  async #search() {
    const isLatest = this.#asking.ask();
    const typed = this.input.value;
    this.#found = find(this.entries, typed);
    this.#active = -1;
    this.#open = true;
    this.#draw();
    const asked = await this.ask(typed);
    if (!this.#open || !isLatest() || !asked.length) return;
    this.#found = [...asked, ...this.#found];
    this.#draw();
  }

  #draw() {
    const typed = this.input.value.trim() !== '';
    const options = this.#found.map((entry, index) => {
      const option = document.createElement('li');
      option.id = `found-${index}`;
      option.role = 'option';
      option.setAttribute('aria-selected', String(index === this.#active));
      const text = document.createElement('span');
      text.textContent = entry.text;
      const about = document.createElement('span');
      about.className = 'about';
      about.textContent = entry.about;
      option.append(text, about);
      option.addEventListener('click', () => this.#choose(entry));
      return option;
    });
    if (typed && !options.length) {
      const none = document.createElement('li');
      none.role = 'option';
      none.setAttribute('aria-disabled', 'true');
      none.textContent = t('Nothing of that name. Try fewer letters.');
      options.push(none);
    }
    this.list.replaceChildren(...options);
    this.list.hidden = !typed;
    options[this.#active]?.scrollIntoView({ block: 'nearest' });
    this.input.setAttribute('aria-expanded', String(typed));
    if (this.#active >= 0) this.input.setAttribute('aria-activedescendant', `found-${this.#active}`);
    else this.input.removeAttribute('aria-activedescendant');
  }

  #close() {
    this.#open = false;
    this.list.hidden = true;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }

  /** @param {Entry} entry */
  #choose(entry) {
    this.input.value = entry.text;
    this.#close();
    entry.choose();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const count = this.#found.length;
    if (event.key === 'Escape') {
      if (!this.list.hidden) event.stopPropagation();
      this.#close();
    } else if (event.key === 'Enter') {
      const entry = this.#found[Math.max(this.#active, 0)];
      if (entry) this.#choose(entry);
    } else if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && count) {
      event.preventDefault();
      this.#active = (this.#active + (event.key === 'ArrowDown' ? 1 : -1) + count) % count;
      this.#draw();
    }
  }
}
