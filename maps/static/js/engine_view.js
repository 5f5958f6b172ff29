/** What the engine adds when the roads are on the screen: shares, the chosen road's section, and the control of the day. */

import { pills } from './brackets.js';
import { DateControl } from './date_control.js';
import { holding, phasesOf, saidDay } from './dates.js';
import { byId } from './element.js';
import { date } from './format.js';
import { Latest } from './latest.js';
import { ProfilePanel } from './profile_panel.js';
import { lookOf, percent, share } from './progress.js';
import { RequiredLand } from './required_land.js';
import { headline, left, showShares } from './road_shares.js';
import { answer, items, NotYet } from './service.js';
import { t } from './words.js';

/** @typedef {import('./road_list.js').Road} Road */
/** @typedef {import('./progress.js').Row} Row */

/**
 * @typedef {object} Around what the page gives
 * @property {Town} page
 * @property {import('./tiles.js').Tiles} tiles
 * @property {() => Road[]} roads those of the day
 * @property {(looks: Map<string, string>) => void} showLooks colours what stands in for the tiles, looks by the roads' ids
 * @property {(cells: GeoJSON.Feature[]) => void} showGiven draws given land along the roads
 * @property {(day: string) => Promise<void>} turnTo shows everything else on another day
 * @property {(error: unknown) => void} failed
 */

/** The answer while the service works the figures out. */
const NOT_YET = Symbol('not yet');
/** A phone, upright or lying: a section under the map would leave nothing of it. */
const noRoomUnderMap = matchMedia('(max-width: 720px), (max-height: 520px)');

/** Everything that is loaded after the list of roads. */
export class EngineView {
  /** @type {Map<string, Row>} */
  #rows = new Map();
  /** @type {Promise<GeoJSON.Feature[]> | undefined} given land of all days */
  #everyCell;
  /** @type {Road | undefined} */
  #chosen;
  #turning = new Latest();
  /** Whether the service still works the figures of the day out. */
  #awaited = false;
  /** Whether the figures of the day could not be had. */
  #missed = false;
  /** @type {number | undefined} the timer after which they are asked for again */
  #asking;
  /** @type {Promise<unknown>} */
  #begun = Promise.resolve();
  /** @type {GeoJSON.Feature<GeoJSON.LineString>[]} */
  #brackets = [];

  /** @param {Around} around */
  constructor(around) {
    this.around = around;
    const { page, tiles } = around;
    this.panel = new ProfilePanel(byId('section'), page, (drawn) => {
      this.#brackets = drawn;
      tiles.setFeatures('brackets', drawn);
      this.#drawPills();
    });
    this.dates = new DateControl(byId('dates'), page, (day, settled) => void this.#turn(day, settled));
    this.required = new RequiredLand(page, around.roads, (drawn) => tiles.setFeatures('required', drawn));
    page.map.on('moveend', () => {
      this.#drawPills();
      void this.#showRequired();
    });
    const place = () => this.#place();
    noRoomUnderMap.addEventListener('change', place);
    place();
    this.#wireDates();
  }

  /** Ask for what is shown first. */
  async start() {
    this.#begun = this.showProgress().catch(this.around.failed);
    await Promise.all([
      this.#begun,
      this.#showRequired(),
      items('campaign_phases', {}).then((found) => this.dates.setPhases(phasesOf(found))),
    ]);
  }

  #wireDates() {
    const button = byId('day-button');
    const dates = byId('dates');
    const turn = (/** @type {boolean} */ open) => {
      dates.dataset.open = String(open);
      button.setAttribute('aria-expanded', String(open));
      (open ? dates : button).focus();
    };
    button.addEventListener('click', () => turn(dates.dataset.open !== 'true'));
    dates.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || dates.dataset.open !== 'true') return;
      event.stopPropagation();
      turn(false);
    });
    // All periods are brought when somebody reaches for the slider, not before.
    for (const kind of ['pointerdown', 'focus']) {
      this.dates.slider.addEventListener(kind, () => void this.#everyPeriod().catch(this.around.failed), { once: true });
    }
  }

  /** On a phone the section stands in the panel, else under the map. */
  #place() {
    if (noRoomUnderMap.matches) byId('facts').after(byId('section'));
    else byId('map-frame').after(byId('section'));
  }

  #everyPeriod() {
    this.#everyCell ??= items('donations', { datetime: '../..', skipGeometry: 'true' });
    this.around.tiles.bringEveryDay();
    return this.#everyCell;
  }

  /** Ask how far each road is, and show it on map and list. */
  async showProgress() {
    const { page, roads } = this.around;
    const day = page.day;
    const found = await answer('/api/progress', { by: 'road', on: day })
      .catch((error) => this.#wait(error))
      .catch((error) => {
        if (day === page.day) this.#showMissed();
        throw error;
      });
    if (day !== page.day) return;
    this.#awaited = found === NOT_YET;
    if (this.#awaited) return;
    if (!found) {
      this.#showMissed();
      return;
    }
    const rows = /** @type {Row[]} */ (found.rows);
    this.#missed = false;
    this.#colour(rows);
    const said = saidDay(found.on, page.today);
    const words = headline(rows, date(said), page.language);
    if (words) {
      byId('headline').textContent = words.headline;
      byId('subline').textContent = words.subline;
    } else if (roads().length) byId('subline').textContent = t('{count} roads, their width not measured yet', { count: roads().length });
    const shown = byId('day');
    shown.textContent = date(said);
    shown.setAttribute('datetime', said);
    showShares(byId('road-list'), roads(), this.#rows, page.language);
  }

  /** @param {Row[]} rows of the day, by which roads have their look */
  #colour(rows) {
    const { page, tiles, roads, showLooks } = this.around;
    this.#rows = new Map(rows.map((row) => [row.key, row]));
    const looks = page.legend.find(({ name }) => name === 'road_segments')?.looks ?? [];
    const byRoad = new Map(roads().map(({ id, code }) => [id, lookOf(share(this.#rows.get(code)), looks)?.name ?? '']));
    tiles.setLooks(byRoad);
    showLooks(byRoad);
  }

  /** Say that the figures of the day could not be had, in place of what was said while they were on their way. */
  #showMissed() {
    const roads = this.around.roads();
    this.#awaited = false;
    this.#missed = true;
    this.#colour([]);
    if (roads.length) byId('subline').textContent = t('{count} roads, their width could not be had', { count: roads.length });
    showShares(byId('road-list'), roads, this.#rows, this.around.page.language, t('Could not be had'));
  }

  /**
   * Ask again once the service may have worked the figures out.
   * @param {unknown} error any other is thrown on
   */
  #wait(error) {
    if (!(error instanceof NotYet)) throw error;
    clearTimeout(this.#asking);
    this.#asking = window.setTimeout(() => void this.#again(), error.seconds * 1000);
    return NOT_YET;
  }

  async #again() {
    try {
      await this.showProgress();
      if (!this.#awaited) await this.#turn(this.around.page.day, true);
    } catch (error) {
      this.around.failed(error);
    }
  }

  /**
   * How wide a road is, as a line of its facts.
   * @param {string} code
   * @returns {Promise<[string, string]>} label and value
   */
  async fact(code) {
    await this.#begun;
    const row = this.#rows.get(code);
    const part = share(row);
    if (this.#awaited) return [t('Width'), t('Just being worked out')];
    if (this.#missed) return [t('Width'), t('Could not be had')];
    if (!row || part === undefined) return [t('Width'), t('Not measured')];
    return [t('Wide enough'), `${percent(part, this.around.page.language)} · ${left(row, this.around.page.language)}`];
  }

  /**
   * Show the section of a road, or of none.
   * @param {Road | undefined} road
   */
  async choose(road) {
    this.#chosen = road;
    await this.#begun;
    if (road !== this.#chosen) return;
    if (!road || share(this.#rows.get(road.code)) === undefined) {
      this.panel.hide();
      return;
    }
    await this.panel.show(road, this.around.page.day).catch(this.around.failed);
  }

  #showRequired() {
    return this.required.show().catch(this.around.failed);
  }

  #drawPills() {
    const { page, tiles } = this.around;
    const view = page.map.getBounds();
    tiles.setFeatures('pills', pills(this.#brackets, ([lng = 0, lat = 0]) => view.contains([lat, lng]), page.language));
  }

  /** @param {string} day @param {boolean} settled */
  async #turn(day, settled) {
    const { page, tiles, failed } = this.around;
    page.day = day;
    const isLatest = this.#turning.ask();
    byId('day').textContent = date(saidDay(day, page.today));
    tiles.filterDay();
    try {
      if (this.#everyCell) {
        const cells = holding(await this.#everyCell, day);
        if (!isLatest()) return;
        this.around.showGiven(cells);
      }
      if (!settled) return;
      tiles.setDay();
      // Facts that are shown again on the way wait for the figures of the day.
      const turned = this.around.turnTo(day).then(() => (isLatest() ? this.showProgress() : undefined));
      this.#begun = turned.catch(() => undefined);
      await turned;
      if (!isLatest()) return;
      await Promise.all([this.#showRequired(), this.choose(this.#chosen)]);
    } catch (error) {
      failed(error);
    }
  }
}
