/** The workbench's tables of works: one of three layers, walked by keys as the table of parcels is. */

import { html } from './element.js';
import { date, number } from './format.js';
import { lookBadge, projectBadge } from './works_badge.js';
import { t } from './words.js';

/** @typedef {import('./works_rows.js').Layer} Layer */
/** @typedef {import('./works_rows.js').Share} Share */
/** @typedef {{ label: string, figure?: boolean, cell: (row: any) => string | Node }} Column */

/** Draws rows and tells which one is chosen. */
export class WorksTable {
  /**
   * @param {HTMLTableElement} table
   * @param {Town} page
   * @param {(key: string) => void} choose
   */
  constructor(table, page, choose) {
    this.table = table;
    this.page = page;
    this.choose = choose;
    table.addEventListener('click', (event) => this.#take(/** @type {Element} */ (event.target).closest('tbody tr')));
    table.addEventListener('keydown', (event) => this.#key(event));
  }

  /** @param {Layer} layer @param {{ key: string }[]} rows */
  show(layer, rows) {
    const columns = this.#columns(layer);
    const head = html('tr', {}, columns.map(({ label, figure }) => html('th', { scope: 'col', class: figure ? 'figure' : '' }, [label])));
    const lines = rows.map((row, index) =>
      html('tr', { 'data-key': row.key, tabindex: index ? '-1' : '0' }, columns.map(({ cell, figure }) => html('td', { class: figure ? 'figure' : '' }, [cell(row)]))));
    this.table.replaceChildren(html('thead', {}, [head]), html('tbody', {}, lines));
  }

  /** @param {string} key empty for none */
  mark(key) {
    for (const line of this.table.tBodies[0]?.rows ?? []) {
      const is = line.dataset.key === key;
      line.setAttribute('aria-selected', String(is));
      if (is) line.scrollIntoView({ block: 'nearest' });
    }
  }

  /** @param {Layer} layer @returns {Column[]} */
  #columns(layer) {
    const { language, facts } = this.page;
    const choice = (/** @type {string} */ value) => this.page.clearance.obstacles[value] ?? value;
    const share = (/** @type {Share | undefined} */ one) => (one?.total ? `${number(one.percent, { language, digits: 1 })}%` : '–');
    const counted = (/** @type {number} */ count, /** @type {string} */ name) => (count ? html('span', { class: name }, [number(count, { language })]) : '–');
    switch (layer) {
      case 'clearance_zones':
        return [
          { label: t('Zone'), cell: ({ key }) => key },
          { label: facts.clearance_zones?.columns.find(({ name }) => name === 'name')?.label ?? '', cell: ({ name }) => name },
          { label: t('Project'), cell: ({ project }) => project || '–' },
          { label: t('State'), cell: ({ state }) => lookBadge(this.page, 'clearance_zones', state) },
          { label: t('Households handed over'), figure: true, cell: ({ households }) => (households?.total ? `${households.done}/${households.total}` : '–') },
          { label: t('Of the area'), figure: true, cell: ({ area }) => share(area) },
          { label: t('Obstacles'), figure: true, cell: ({ obstacles }) => counted(obstacles, 'stuck') },
          { label: t('Terms near or over'), figure: true, cell: ({ warnings }) => counted(warnings, 'alarm') },
        ];
      case 'obstacles':
        return [
          { label: t('Obstacle'), cell: ({ key }) => key },
          { label: t('Zone'), cell: ({ zone }) => zone },
          { label: t('Household'), cell: ({ owner }) => owner || t('the whole zone') },
          { label: t('Kind'), cell: ({ kind }) => choice(kind) },
          { label: t('Who clears it away'), cell: ({ resp }) => resp || html('span', { class: 'alarm' }, [t('nobody yet')]) },
          { label: t('Since'), figure: true, cell: ({ since }) => date(since) },
          { label: t('Due'), figure: true, cell: ({ due, overdue }) => (overdue ? html('span', { class: 'alarm' }, [date(due)]) : date(due)) },
          { label: t('Solved on'), figure: true, cell: ({ solved }) => date(solved) },
        ];
      default:
        return [
          { label: t('Project'), cell: ({ key }) => key },
          { label: facts.projects?.columns.find(({ name }) => name === 'name')?.label ?? '', cell: ({ name }) => name },
          { label: t('State'), cell: (row) => projectBadge(this.page, row) },
          { label: t('From'), figure: true, cell: ({ from }) => date(from) },
          { label: t('Until'), figure: true, cell: ({ to }) => date(to) },
          { label: t('Contractor'), cell: ({ contractor }) => contractor || '–' },
        ];
    }
  }

  /** @param {Element | null} line */
  #take(line) {
    if (!(line instanceof HTMLTableRowElement)) return;
    for (const other of this.table.tBodies[0]?.rows ?? []) other.tabIndex = other === line ? 0 : -1;
    this.choose(line.dataset.key ?? '');
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const line = /** @type {Element} */ (event.target).closest('tbody tr');
    if (!(line instanceof HTMLTableRowElement)) return;
    const lines = [...(this.table.tBodies[0]?.rows ?? [])];
    const at = lines.indexOf(line);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: lines.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      lines[Math.max(0, Math.min(lines.length - 1, to))]?.focus();
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.#take(line);
    }
  }
}
