/** What the workbench's search box finds: parcels by tờ/thửa, households, donations, roads, states, what waits. */

import { rowOfDonation, rowOfParcel } from './register.js';
import { find } from './search.js';
import { items } from './service.js';
import { t } from './words.js';

/** @typedef {import('./find_box.js').Entry} Entry */
/** @typedef {import('./workbench_places.js').Place} Place */
/** @typedef {{ places: () => Place[], show: (place: Place) => void, take: (row: import('./register.js').Row) => void, filter: (state: string) => void }} Doing */

const DONATION = /^[A-Za-zĐđ]+-\d{4}-\d+$/;

/** Finds by what is typed. */
export class Finder {
  /** @type {Promise<GeoJSON.Feature[]> | undefined} */
  #parties;

  /**
   * @param {Town} page
   * @param {Doing} doing
   */
  constructor(page, doing) {
    this.page = page;
    this.doing = doing;
  }

  /**
   * @param {string} typed
   * @returns {Promise<Entry[]>}
   */
  async find(typed) {
    if (!typed.trim()) return [];
    const { places, show, filter } = this.doing;
    const known = [
      ...places().map((place) => ({ text: place.label, about: about(place), choose: () => show(place) })),
      ...Object.entries(this.page.course.labels).map(([state, label]) => ({ text: label, about: t('State'), choose: () => filter(state) })),
    ];
    const [parcels, donations, households] = await Promise.all([this.#parcels(typed), this.#donations(typed), this.#households(typed)]);
    return [...parcels, ...donations, ...find(known, typed, 5), ...households];
  }

  /** @param {string} typed sheet/parcel @returns {Promise<Entry[]>} */
  async #parcels(typed) {
    const [, sheet, parcel] = /^\s*([^/\s]+)\s*\/\s*([^/\s]+)\s*$/.exec(typed) ?? [];
    if (!sheet || !parcel) return [];
    const which = { sheet, parcel, datetime: this.page.day, skipGeometry: 'true', limit: '5' };
    const [parcels, given] = await Promise.all([items('parcels', which), items('donations', which)]).catch(() => [[], []]);
    return parcels.map((feature) => ({
      text: `${sheet}/${parcel}`,
      about: t('Parcel'),
      choose: () => this.doing.take(given[0] ? rowOfDonation(given[0]) : rowOfParcel(feature)),
    }));
  }

  /** @param {string} typed @returns {Promise<Entry[]>} */
  async #donations(typed) {
    const number = typed.trim().toUpperCase();
    if (!DONATION.test(number)) return [];
    const found = await items('donations', { don_no: number, datetime: this.page.day, skipGeometry: 'true', limit: '5' }).catch(() => []);
    return found.map((feature) => ({ text: number, about: t('Donation'), choose: () => this.doing.take(rowOfDonation(feature)) }));
  }

  /** @param {string} typed @returns {Promise<Entry[]>} */
  async #households(typed) {
    if (typed.trim().length < 2) return [];
    // All of them, once: names are searched without regard to diacritics.
    this.#parties ??= items('parties', { datetime: this.page.day });
    const parties = await this.#parties.catch(() => {
      this.#parties = undefined;
      return [];
    });
    const named = parties.map(({ properties }) => ({
      text: `${properties?.name ?? ''} · ${properties?.code}`,
      about: t('Household'),
      choose: () => this.doing.show({ kind: 'household', name: String(properties?.code), label: String(properties?.name ?? properties?.code) }),
    }));
    return find(named, typed, 5);
  }
}

/** @param {Place} place */
function about({ kind }) {
  return { road: t('Road'), subdistrict: t('Subdistrict'), waiting: '', household: t('Household') }[kind];
}
