/** What lies under the work: the roads of the day with their shares, subdistricts, zones, projects, and what roads need. */

import { pills } from './brackets.js';
import { byId, html } from './element.js';
import { tileId } from './feature_id.js';
import { Latest } from './latest.js';
import { places } from './places.js';
import { ProfilePanel } from './profile_panel.js';
import { lookOf, share } from './progress.js';
import { RequiredLand } from './required_land.js';
import { roadsOf } from './road_list.js';
import { answer, items } from './service.js';
import { failed } from './workbench_notice.js';
import { t } from './words.js';

/** @typedef {import('./workbench_places.js').Place} Place */

/** Draws it, and knows the roads. */
export class Ground {
  /** @type {import('./road_list.js').Road[]} */
  roads = [];
  /** @type {Place[]} what the table can show: roads, subdistricts, what waits */
  places = [];
  /** @type {GeoJSON.Feature<GeoJSON.LineString>[]} */
  #brackets = [];
  #filling = new Latest();
  #showing = new Latest();

  /**
   * @param {Town} page
   * @param {import('./tiles.js').Tiles} tiles
   */
  constructor(page, tiles) {
    this.page = page;
    this.tiles = tiles;
    this.required = new RequiredLand(page, () => this.roads, (drawn) => tiles.setFeatures('required', drawn));
    this.profile = new ProfilePanel(byId('section'), page, (drawn) => {
      this.#brackets = drawn;
      tiles.setFeatures('brackets', drawn);
      this.#drawPills();
    });
    page.map.on('moveend', () => {
      this.#drawPills();
      void this.required.show().catch(failed);
    });
    byId('profile-button').addEventListener('click', () => {
      const frame = byId('section-frame');
      frame.hidden = !frame.hidden;
      byId('profile-button').setAttribute('aria-pressed', String(!frame.hidden));
    });
  }

  /** Ask for the roads and subdistricts of the page's day, and offer them. */
  async fill() {
    const isLatest = this.#filling.ask();
    const day = { datetime: this.page.day };
    const [found, subdistricts] = await Promise.all([items('road_segments', day), items('subdistricts', { ...day, skipGeometry: 'true' })]);
    if (!isLatest()) return;
    this.roads = roadsOf(found, this.page.subdistrict);
    void this.#showShares(isLatest).catch(failed);
    const byNumber = (/** @type {GeoJSON.Feature} */ a, /** @type {GeoJSON.Feature} */ b) => String(a.properties?.sub_no).localeCompare(String(b.properties?.sub_no), 'vi', { numeric: true });
    const named = (/** @type {GeoJSON.Feature} */ { properties }) => String(properties?.name ?? properties?.sub_no);
    this.places = [
      { kind: 'waiting', name: '', label: t('What waits for me') },
      ...this.roads.map(({ code, name }) => ({ kind: /** @type {const} */ ('road'), name: code, label: name })),
      ...subdistricts.sort(byNumber).map((one) => ({ kind: /** @type {const} */ ('subdistrict'), name: String(one.properties?.sub_no), label: named(one) })),
    ];
    const options = this.places.map(({ kind, name, label }) => html('option', { value: `${kind} ${name}` }, [label]));
    byId('place').replaceChildren(html('option', { value: '' }, ['–']), ...options);
  }

  /** Draw what is not in the tiles. */
  async show() {
    const isLatest = this.#showing.ask();
    const day = { datetime: this.page.day };
    const drawn = ['subdistricts', 'clearance_zones', 'projects'];
    const found = await Promise.all(drawn.map((name) => items(name, day)));
    if (!isLatest()) return;
    this.tiles.setFeatures('places', drawn.flatMap((name, index) => places(name, found[index] ?? [], this.page)));
    await this.required.show();
  }

  /** Colour the roads by their share at target. @param {() => boolean} isLatest whether no other roads were asked for since */
  async #showShares(isLatest) {
    const progress = await answer('/api/progress', { by: 'road', on: this.page.day });
    if (!isLatest()) return;
    const shares = new Map((progress?.rows ?? []).map((/** @type {import('./progress.js').Row} */ one) => [one.key, share(one)]));
    const looks = this.page.legend.find(({ name }) => name === 'road_segments')?.looks ?? [];
    this.tiles.setLooks(new Map(this.roads.map(({ id, code }) => [id, lookOf(shares.get(code), looks)?.name ?? ''])));
  }

  #drawPills() {
    const view = this.page.map.getBounds();
    this.tiles.setFeatures('pills', pills(this.#brackets, ([lng = 0, lat = 0]) => view.contains([lat, lng]), this.page.language));
  }

  /** @param {number | undefined} fid of a tile @returns {import('./road_list.js').Road | undefined} */
  roadOf(fid) {
    return this.roads.find(({ id }) => tileId(id) === fid);
  }
}
