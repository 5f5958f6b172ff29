/** What is selected at the workbench: one row, its parcel on the map, its pages in the panel. */

import { fetchParcel } from './chosen.js';
import { comingTo } from './coming.js';
import { DonationPage } from './donation_page.js';
import { byId, fieldById, html } from './element.js';
import { fetchFacts } from './facts.js';
import { tileId } from './feature_id.js';
import { HistoryPage } from './history_page.js';
import { Latest } from './latest.js';
import { bounds } from './measure.js';
import { ParcelPage } from './parcel_page.js';
import { rowOfDonation, rowOfParcel } from './register.js';
import { items } from './service.js';
import { lookAt } from './view.js';
import { failed, notice } from './workbench_notice.js';
import { t } from './words.js';

/** @typedef {import('./register.js').Row} Row */
/** @typedef {import('./chosen.js').Chosen} Chosen */
/** @typedef {'donation' | 'parcel' | 'history'} Tab */

/**
 * @typedef {object} Around
 * @property {Town} page
 * @property {import('./tiles.js').Tiles} tiles
 * @property {import('./session.js').Session} session
 * @property {import('./kept_form.js').KeptForms} forms
 * @property {import('./workbench_ground.js').Ground} ground
 * @property {() => import('./workbench_register.js').Register} register
 * @property {(change: number) => void} written told after what can't be undone here, with the number of its change; 0 for none
 * @property {(change: number) => void} saved told after each edit that was saved, with the number of its change
 * @property {(operation: import('./edit_session.js').Operation, reason: string) => void} restore
 * @property {() => void} changed told when something else is selected
 */

/** Zoom of Leaflet's at which a parcel can be worked at. */
const NEAR = 19;
const TABS = /** @type {Tab[]} */ (['donation', 'parcel', 'history']);

/** Selects. */
export class Selection {
  /** @type {Row | undefined} */
  row;
  /** @type {Chosen | undefined} */
  chosen;
  #asking = new Latest();
  #picking = new Latest();
  /** @type {Tab | undefined} opened by hand since something was chosen */
  #wanted;

  /** @param {Around} around */
  constructor(around) {
    this.around = around;
    const { page, session, forms, written, saved, restore } = around;
    this.donationPage = new DonationPage(byId('page-donation'), page, session, forms, written);
    this.parcelPage = new ParcelPage(byId('page-parcel'), page, session, forms, { saved, dropped: () => written(0) });
    this.history = new HistoryPage(byId('page-history'), page, session, restore);
    byId('one-close').addEventListener('click', () => this.close());
    for (const tab of TABS) {
      fieldById(`tab-${tab}`).addEventListener('click', () => this.#want(tab));
      fieldById(`tab-${tab}`).addEventListener('keydown', (event) => this.#key(tab, event));
    }
  }

  /** @returns {Tab} the tab that is open */
  get tab() {
    return TABS.find((name) => fieldById(`tab-${name}`).getAttribute('aria-selected') === 'true') ?? 'donation';
  }

  /** @param {Tab} tab @param {KeyboardEvent} event */
  #key(tab, event) {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!way) return;
    const able = TABS.filter((name) => !fieldById(`tab-${name}`).disabled);
    const next = able.at((able.indexOf(tab) + way) % able.length) ?? tab;
    this.#want(next);
    fieldById(`tab-${next}`).focus();
  }

  /** Open a tab by hand: it stays so, whatever still comes of what was chosen. @param {Tab} tab */
  #want(tab) {
    this.#wanted = tab;
    this.#open(tab);
  }

  /** @param {Tab} tab */
  #open(tab) {
    for (const name of TABS) {
      const on = name === tab;
      const button = fieldById(`tab-${name}`);
      button.setAttribute('aria-selected', String(on));
      button.tabIndex = on ? 0 : -1;
      byId(`page-${name}`).hidden = !on;
    }
    if (tab === 'history') void this.history.show(this.#things()).catch(failed);
    else this.history.clear();
  }

  /** What has a history here: the donation, the parcel, the road. @returns {import('./history_page.js').Thing[]} */
  #things() {
    const { row, chosen } = this;
    const road = this.around.ground.roads.find(({ code }) => code === row?.road);
    return [
      ...(row?.donation ? [{ layer: 'donations', id: row.donation, name: t('Donation {number}', { number: row.number }), right: 'edit_parcels' }] : []),
      ...(chosen && row ? [{ layer: 'parcels', id: chosen.id, name: t('Parcel {number}', { number: row.parcel }), right: 'edit_parcels' }] : []),
      ...(road ? [{ layer: 'road_segments', id: road.id, name: road.name, right: 'edit_layers' }] : []),
    ];
  }

  /**
   * Choose a row.
   * @param {Row} one
   * @param {{ move?: boolean, focus?: boolean, tab?: Tab }} [how]
   */
  async take(one, { move = false, focus = false, tab } = {}) {
    const isLatest = this.#asking.ask();
    this.#picking.ask();
    this.#wanted = undefined;
    const { page, session, tiles, ground, register, changed } = this.around;
    const another = this.row?.key !== one.key;
    this.row = one;
    register().table.mark(one.key);
    if (another) this.#begin(one);
    try {
      const found = await comingTo(byId('one'), fetchParcel({ sheet: one.sheet, parcel: one.parcel }, page, session));
      if (!isLatest()) return;
      this.chosen = found;
      changed();
      tiles.mark('selected', found && { layer: 'parcels', fid: tileId(found.id) });
      const seen = page.map.getZoom() >= NEAR && found && page.map.getBounds().contains(L.geoJSON(found.feature).getBounds());
      if (found && move && !seen) lookAt(bounds(found.feature.geometry), { maxZoom: 20 });
      const owner = found?.feature.properties?.owner ?? one.owner;
      const road = ground.roads.find(({ code }) => code === one.road)?.name;
      byId('one-about').textContent = [t('sheet {sheet}', { sheet: one.sheet }), found?.feature.properties?.land_use, owner, road, one.number].filter(Boolean).join(' · ');
      fieldById('tab-donation').disabled = !one.donation;
      await comingTo(byId('one'), Promise.all([
        one.donation ? this.donationPage.show(one.donation) : this.donationPage.clear(),
        found ? this.parcelPage.show(found) : byId('page-parcel').replaceChildren(html('p', {}, [t('That parcel is not there on this day.')])),
      ]));
      if (!isLatest()) return;
      const first = one.donation ? 'donation' : 'parcel';
      const opened = this.#wanted ?? tab ?? first;
      this.#open(opened === 'donation' ? first : opened);
      if (another) byId('one-title').scrollIntoView({ block: 'nearest' }); // on a phone it lies above the table
      if (focus || (another && outOfSight(document.activeElement))) byId('one-title').focus();
      notice('');
    } catch (error) {
      if (another && isLatest()) {
        byId('page-parcel').replaceChildren(html('p', {}, [t('The service does not answer: nothing is lost. Try again.')]));
        this.#open('parcel');
        this.row = undefined; // chosen once more, it is asked for as another
      }
      failed(error);
    }
  }

  /** Show which row is chosen, and nothing of the one before, until its pages are there. @param {Row} one */
  #begin(one) {
    this.chosen = undefined;
    this.donationPage.clear();
    this.parcelPage.clear();
    this.history.clear();
    byId('page-parcel').replaceChildren();
    byId('one-title').textContent = t('Parcel {number}', { number: one.parcel });
    byId('one-about').textContent = [t('sheet {sheet}', { sheet: one.sheet }), one.owner, one.number].filter(Boolean).join(' · ');
    byId('one').hidden = false;
    byId('none').hidden = true;
    this.around.changed();
  }

  /** Show what is selected as it is now. */
  async again() {
    const before = this.row;
    if (!before) return;
    await this.take(this.around.register().rows.find(({ key }) => key === before.key) ?? before, { tab: this.tab });
  }

  /** Select nothing. */
  close() {
    this.#asking.ask();
    this.#picking.ask();
    this.row = undefined;
    this.chosen = undefined;
    this.history.clear();
    this.parcelPage.clear();
    this.around.tiles.mark('selected');
    this.around.register().table.mark('');
    byId('one').hidden = true;
    byId('none').hidden = false;
    this.around.changed();
  }

  /** @param {import('./marked.js').Picked} picked on the map */
  async pick(picked) {
    const { page, ground, register } = this.around;
    const isLatest = this.#picking.ask();
    try {
      if (picked.layer === 'road_segments') {
        const found = ground.roadOf(picked.fid);
        if (found) await register().show({ kind: 'road', name: found.code, label: found.name });
        return;
      }
      if (picked.layer !== 'parcels' && picked.layer !== 'donations') return;
      const facts = await fetchFacts(picked, page);
      if (!facts || !isLatest()) return;
      const { sheet, parcel } = facts.feature.properties ?? {};
      const donated = picked.layer === 'donations' ? String(facts.feature.id) : '';
      const known = register().rows.find((one) => (donated ? one.donation === donated : one.sheet === sheet && one.parcel === parcel));
      const [given] = known || donated ? [] : await items('donations', { sheet, parcel, datetime: page.day, limit: '1' });
      if (!isLatest()) return;
      await this.take(known ?? (donated ? rowOfDonation(facts.feature) : given ? rowOfDonation(given) : rowOfParcel(facts.feature)));
    } catch (error) {
      failed(error);
    }
  }
}

/**
 * Whether what has the focus was scrolled away, as on a phone a row is when its parcel comes into view.
 * @param {Element | null} focused
 */
function outOfSight(focused) {
  const box = focused?.getBoundingClientRect();
  return box !== undefined && (box.bottom <= 0 || box.top >= innerHeight);
}
