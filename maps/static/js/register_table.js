/** The workbench's table: a grid that is sorted by its heads and walked by keys. */

import { html } from './element.js';
import { chainage, date, number } from './format.js';
import { NUMBERS, sorted } from './register.js';
import { swatch } from './state_swatch.js';
import { t } from './words.js';

/** @typedef {import('./register.js').Row} Row */
/** @typedef {import('./register.js').Column} Column */

const SIDES = { left: () => t('left'), right: () => t('right'), '': () => '–' };
/** @type {{ name: Column, label: () => string, figure?: boolean }[]} */
const COLUMNS = [
  { name: 'parcel', label: () => t('Parcel') },
  { name: 'sheet', label: () => t('Sheet') },
  { name: 'owner', label: () => t('Household') },
  { name: 'side', label: () => t('Side') },
  { name: 'along', label: () => t('Chainage') },
  { name: 'frontage', label: () => t('Frontage (m)'), figure: true },
  { name: 'required', label: () => t('Needed (m²)'), figure: true },
  { name: 'remaining', label: () => t('Remaining (m²)'), figure: true },
  { name: 'state', label: () => t('State') },
  { name: 'since', label: () => t('Since'), figure: true },
];
/** Most rows that are drawn: a table of more is narrowed by its filter. */
const MOST = 400;

/** Draws rows and tells which one is chosen. */
export class RegisterTable {
  /** @type {Row[]} */
  #rows = [];
  /** @type {Column} */
  #column = 'along';
  /** @type {1 | -1} */
  #way = 1;
  #chosen = '';
  /** @type {HTMLTableRowElement | undefined} */
  #filters;

  /**
   * @param {HTMLTableElement} table
   * @param {Town} page
   * @param {(row: Row) => void} choose
   * @param {() => void} narrowed told when something else is typed under the heads
   */
  constructor(table, page, choose, narrowed) {
    this.table = table;
    this.page = page;
    this.choose = choose;
    table.addEventListener('keydown', (event) => this.#key(event));
    table.addEventListener('click', (event) => this.#clicked(/** @type {Element} */ (event.target)));
    table.addEventListener('input', narrowed);
    this.#drawHead();
  }

  /**
   * Show other rows.
   * @param {Row[]} rows
   */
  show(rows) {
    this.#rows = rows;
    this.#draw();
  }

  /**
   * Mark the row of a parcel or a donation, and bring it into view.
   * @param {string} key of the row, empty for none
   */
  mark(key) {
    this.#chosen = key;
    for (const row of this.table.tBodies[0]?.rows ?? []) {
      const is = row.dataset.key === key;
      row.setAttribute('aria-selected', String(is));
      row.tabIndex = is || (!key && row === this.table.tBodies[0]?.rows[0]) ? 0 : -1;
      if (is) row.scrollIntoView({ block: 'nearest' });
    }
    if (!this.table.tBodies[0]?.querySelector('tr[tabindex="0"]')) this.#tabStop(this.table.tBodies[0]?.rows[0]);
  }

  #drawHead() {
    const row = document.createElement('tr');
    for (const { name, label, figure } of COLUMNS) {
      const cell = document.createElement('th');
      cell.scope = 'col';
      cell.dataset.column = name;
      cell.className = figure ? 'figure' : '';
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = label();
      cell.append(button);
      row.append(cell);
    }
    this.#filters = html('tr', { class: 'filters', hidden: true }, COLUMNS.map(({ name, label }) =>
      html('td', {}, [
        html('input', { type: 'search', name, autocomplete: 'off', 'aria-label': t('Only rows whose “{column}” is', { column: label() }), placeholder: NUMBERS.has(name) ? t('>10, 5–20') : '' }),
      ])));
    this.table.createTHead().replaceChildren(row, this.#filters);
    this.table.createTBody();
  }

  /** @returns {Partial<Record<Column, string>>} what is typed under the heads */
  wanted() {
    const fields = [...(this.#filters?.querySelectorAll('input') ?? [])];
    return Object.fromEntries(fields.filter(({ value }) => value.trim()).map(({ name, value }) => [name, value]));
  }

  /**
   * Show the fields under the heads, or take them away with all that is typed there.
   * @returns {boolean} whether they are shown
   */
  toggleFilters() {
    const row = this.#filters;
    if (!row) return false;
    row.hidden = !row.hidden;
    const fields = [...row.querySelectorAll('input')];
    if (!row.hidden) fields[0]?.focus();
    else if (fields.some(({ value }) => value)) {
      for (const one of fields) one.value = '';
      fields[0]?.dispatchEvent(new Event('input', { bubbles: true }));
    }
    return !row.hidden;
  }

  #draw() {
    for (const cell of this.table.tHead?.querySelectorAll('th') ?? []) {
      const on = cell.dataset.column === this.#column;
      if (on) cell.setAttribute('aria-sort', this.#way === 1 ? 'ascending' : 'descending');
      else cell.removeAttribute('aria-sort');
    }
    const { states } = this.page.course;
    const rows = sorted(this.#rows, this.#column, this.#way, states).slice(0, MOST);
    this.table.tBodies[0]?.replaceChildren(...rows.map((row) => this.#row(row)));
    this.mark(this.#chosen);
  }

  /** @param {Row} row */
  #row(row) {
    const line = document.createElement('tr');
    line.dataset.key = row.key;
    const { language, course } = this.page;
    const figure = (/** @type {number | null} */ value) => number(value, { language, digits: 1 });
    const state = document.createElement('span');
    state.className = 'state';
    if (row.state) state.append(swatch(row.state, this.page), course.labels[row.state] ?? row.state);
    else state.textContent = t('Not asked yet');
    const texts = {
      parcel: row.parcel,
      sheet: row.sheet,
      owner: row.owner || '–',
      side: SIDES[row.side](),
      along: row.along === null ? '–' : chainage(row.along),
      frontage: figure(row.frontage),
      required: figure(row.required),
      remaining: figure(row.remaining),
      state,
      since: date(row.since),
    };
    for (const { name, figure: right } of COLUMNS) {
      const cell = line.insertCell();
      cell.className = right ? 'figure' : '';
      cell.append(/** @type {Record<string, string | Node>} */ (texts)[name] ?? '');
    }
    return line;
  }

  /** @param {Element} target */
  #clicked(target) {
    const head = target.closest('th');
    const line = target.closest('tbody tr');
    if (head) {
      const name = /** @type {Column} */ (head.dataset.column);
      this.#way = name === this.#column && this.#way === 1 ? -1 : 1;
      this.#column = name;
      this.#draw();
    } else if (line instanceof HTMLTableRowElement) {
      this.#take(line);
    }
  }

  /** @param {HTMLTableRowElement} line */
  #take(line) {
    const row = this.#rows.find(({ key }) => key === line.dataset.key);
    if (!row) return;
    this.mark(row.key);
    this.choose(row);
  }

  /** @param {HTMLTableRowElement | undefined} line */
  #tabStop(line) {
    if (!line) return;
    for (const other of this.table.tBodies[0]?.rows ?? []) other.tabIndex = -1;
    line.tabIndex = 0;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const line = /** @type {Element} */ (event.target).closest('tbody tr');
    if (!(line instanceof HTMLTableRowElement)) return;
    const lines = [...(this.table.tBodies[0]?.rows ?? [])];
    const at = lines.indexOf(line);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lines.length - 1, PageDown: at + 8, PageUp: at - 8 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      const next = lines[Math.max(0, Math.min(lines.length - 1, to))];
      this.#tabStop(next);
      next?.focus();
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.#take(line);
    }
  }
}
