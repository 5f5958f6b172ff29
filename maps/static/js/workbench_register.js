/** The workbench's table and what it shows: a place, narrowed by words, by state and by column. */

import { comingTo, isComing } from './coming.js';
import { byId, fieldById, html } from './element.js';
import { Latest } from './latest.js';
import { bounds } from './measure.js';
import { filtered, statesInOrder } from './register.js';
import { RegisterTable } from './register_table.js';
import { lookAt } from './view.js';
import { failed } from './workbench_notice.js';
import { counted, rowsOf } from './workbench_places.js';
import { t } from './words.js';

/** @typedef {import('./register.js').Row} Row */
/** @typedef {import('./workbench_places.js').Place} Place */

/** Shows the rows of one place. */
export class Register {
  /** @type {Place} */
  place = { kind: 'waiting', name: '', label: '' };
  /** @type {Row[]} those of the place */
  rows = [];
  /** @type {(place: Place) => void} told when another place is shown, or the same one as it is now */
  shown = () => {};
  /** Kind and name of the place whose rows are shown. */
  #drawn = '';
  #asking = new Latest();

  /**
   * @param {Town} page
   * @param {import('./session.js').Session} session
   * @param {import('./workbench_ground.js').Ground} ground
   * @param {(row: Row) => void} choose
   */
  constructor(page, session, ground, choose) {
    this.page = page;
    this.session = session;
    this.ground = ground;
    this.table = new RegisterTable(/** @type {HTMLTableElement} */ (byId('table')), page, choose, () => this.#draw());
    fieldById('states').replaceChildren(
      html('option', { value: '' }, [t('All states')]),
      ...statesInOrder(page.course).map((state) => html('option', { value: state }, [page.course.labels[state] ?? state])),
    );
    fieldById('filter').addEventListener('input', () => this.#draw());
    fieldById('states').addEventListener('change', () => this.#draw());
    fieldById('place').addEventListener('change', () => {
      const wanted = ground.places.find(({ kind, name }) => `${kind} ${name}` === fieldById('place').value);
      if (wanted) void this.show(wanted);
    });
    const columns = byId('columns');
    columns.addEventListener('click', () => columns.setAttribute('aria-pressed', String(this.table.toggleFilters())));
  }

  /**
   * Show a road, a subdistrict, a household or what waits.
   * @param {Place} wanted
   * @param {{ move?: boolean }} [how]
   */
  async show(wanted, { move = true } = {}) {
    const isLatest = this.#asking.ask();
    this.place = wanted;
    const { roads, profile } = this.ground;
    byId('register-title').textContent = wanted.label;
    const select = /** @type {HTMLSelectElement} */ (byId('place'));
    const value = `${wanted.kind} ${wanted.name}`;
    select.value = [...select.options].some((option) => option.value === value) ? value : '';
    // Rows of one place don't stand under the name of another while those are on their way.
    if (this.#drawn !== value) this.#empty();
    try {
      const found = await comingTo(byId('register-body'), rowsOf(wanted, roads, this.page, this.session.me.rights));
      if (!isLatest()) return;
      this.rows = found;
      this.#drawn = value;
      this.#draw();
      const road = wanted.kind === 'road' ? roads.find(({ code }) => code === wanted.name) : undefined;
      if (road && move) lookAt(bounds(road.geometry));
      if (road) await profile.show(road, this.page.day);
      else profile.hide();
      if (!isLatest()) return;
      document.documentElement.dataset.rows = value;
      this.shown(wanted);
    } catch (error) {
      if (isLatest() && this.#drawn !== value) {
        byId('register-empty').hidden = false;
        byId('register-empty').textContent = t('The rows could not be had: choose the road or subdistrict above again.');
      }
      failed(error);
    }
  }

  #empty() {
    this.rows = [];
    this.#drawn = '';
    this.table.show([]);
    byId('register-count').textContent = '';
    byId('register-empty').hidden = true;
    this.ground.profile.hide();
  }

  /** Tell that there is no road yet whose rows could be shown. */
  showNothing() {
    byId('register-empty').hidden = false;
    byId('register-empty').textContent = t('No road has been entered yet: the technician imports the files of roads and parcels first.');
  }

  /** Ask for the rows of the place again. */
  again() {
    return this.show(this.place, { move: false });
  }

  /** @param {string} state all rows but those in it are left out */
  narrow(state) {
    fieldById('states').value = state;
    this.#draw();
  }

  #draw() {
    if (!this.#drawn && isComing(byId('register-body'))) return;
    const states = fieldById('states').value;
    const wanted = { text: fieldById('filter').value, states: states ? [states] : undefined, columns: this.table.wanted() };
    const shown = filtered(this.rows, wanted, this.page.course.labels, this.page.language);
    this.table.show(shown);
    byId('register-count').textContent = counted(shown.length, this.rows.length);
    byId('register-empty').hidden = shown.length > 0;
    byId('register-empty').textContent = this.rows.length
      ? t('No row is as you ask: empty the filter, or choose all states.')
      : t('There is no row here: choose another road or subdistrict above.');
  }
}
