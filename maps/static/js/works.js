/** Site clearance and projects at the workbench: their tables beside that of parcels, their pages, the land of households. */

import { comingTo } from './coming.js';
import { byId, fieldById } from './element.js';
import { Latest } from './latest.js';
import { bounds } from './measure.js';
import { answer, items } from './service.js';
import { lookAt } from './view.js';
import { failed } from './workbench_notice.js';
import { WorksPanel } from './works_panel.js';
import { obstacleRows, projectRows, zoneRows } from './works_rows.js';
import { WorksTable } from './works_table.js';
import { t } from './words.js';

/** @typedef {import('./works_rows.js').Layer} Layer */
/** @typedef {{ layer: Layer, key: string, owner?: string }} Shown */

const OF_LAND = ['place', 'filter', 'states', 'columns'];
const LAYERS = /** @type {Layer[]} */ (['clearance_zones', 'obstacles', 'projects']);

/** Keeps what is shown of works. */
export class Works {
  /** @type {Layer | ''} whose table is shown, empty for that of parcels */
  #layer = '';
  /** @type {Shown | undefined} */
  #shown;
  /** @type {Record<Layer, any[]>} */
  #rows = { clearance_zones: [], obstacles: [], projects: [] };
  /** @type {import('leaflet').LayerGroup} the land of a zone's households */
  #land = L.layerGroup();
  #opening = new Latest();
  /** @type {Record<Layer, Latest>} */
  #loading = { clearance_zones: new Latest(), obstacles: new Latest(), projects: new Latest() };

  /**
   * @param {Town} page
   * @param {import('./session.js').Session} session
   * @param {import('./kept_form.js').KeptForms} forms
   * @param {{ written: (change: number) => void, open: () => void }} doing `open` is told before something is shown in the panel
   */
  constructor(page, session, forms, doing) {
    this.page = page;
    this.session = session;
    this.doing = doing;
    this.panel = new WorksPanel(byId('work'), page, session, forms, {
      written: doing.written,
      close: () => this.close(),
      zone: (key) => void this.open({ layer: 'clearance_zones', key }, { move: true }),
      household: (key, owner) => void this.open({ layer: 'clearance_zones', key, owner }, { move: true }),
    });
    this.table = new WorksTable(/** @type {HTMLTableElement} */ (byId('works-table')), page, (key) => {
      if (this.#layer) void this.open({ layer: this.#layer, key }, { move: true });
    });
    this.#land.addTo(page.map);
    fieldById('register-of').addEventListener('change', () => void this.show(/** @type {Layer | ''} */ (fieldById('register-of').value)));
    byId('new-obstacle').addEventListener('click', () => {
      const zone = this.#shown?.layer === 'clearance_zones' ? this.#shown.key : '';
      const isLatest = this.#opening.ask();
      this.doing.open();
      void this.panel.newObstacle(zone, isLatest).catch(failed);
    });
  }

  /** Show the table of a layer, or that of parcels again. @param {Layer | ''} layer */
  async show(layer) {
    this.#layer = layer;
    for (const id of OF_LAND) byId(id).hidden = Boolean(layer);
    byId('table').hidden = Boolean(layer);
    byId('works-table').hidden = !layer;
    byId('new-obstacle').hidden = layer !== 'obstacles' || !this.session.may('edit_layers');
    byId('register').classList.toggle('of-works', Boolean(layer));
    delete document.documentElement.dataset.works;
    byId('works-count').textContent = '';
    if (!layer) return;
    byId('works-table').replaceChildren();
    try {
      await comingTo(byId('register-body'), this.#load(layer));
    } catch (error) {
      failed(error);
    }
  }

  /** @param {Layer} layer @returns {Promise<any[]>} its rows, which are shown if no others were asked for since */
  async #load(layer) {
    const day = this.page.day;
    const isLatest = this.#loading[layer].ask();
    const [features, clearance] = await Promise.all([
      items(layer, { ...(layer === 'obstacles' ? {} : { datetime: day }), skipGeometry: 'true' }),
      layer === 'clearance_zones' ? answer('/api/clearance', { on: day }) : undefined,
    ]);
    const rows = {
      clearance_zones: () => zoneRows(features, clearance ?? { projects: [], warnings: [] }),
      obstacles: () => obstacleRows(features, day),
      projects: () => projectRows(features, day),
    }[layer]();
    if (!isLatest()) return rows;
    this.#rows[layer] = rows;
    if (layer !== this.#layer) return rows;
    this.table.show(layer, rows);
    this.table.mark(this.#shown?.layer === layer ? this.#shown.key : '');
    byId('works-count').textContent = t('{count} rows', { count: rows.length });
    document.documentElement.dataset.works = layer;
    return rows;
  }

  /**
   * Show one thing in the panel.
   * @param {Shown} shown
   * @param {{ move?: boolean }} [how]
   */
  async open(shown, { move = false } = {}) {
    const isLatest = this.#opening.ask();
    const { layer, key } = shown;
    const another = this.#shown?.layer !== layer || this.#shown.key !== key;
    if (another) {
      byId('work').replaceChildren();
      this.doing.open();
    }
    await comingTo(byId('work'), this.#bring(shown, isLatest, move));
    if (isLatest() && !byId('work').hasChildNodes()) this.close();
  }

  /** @param {Shown} shown @param {() => boolean} isLatest @param {boolean} move */
  async #bring(shown, isLatest, move) {
    const { layer, key, owner } = shown;
    try {
      let row = this.#rows[layer].find((one) => one.key === key);
      if (!row) {
        const before = this.#layer;
        const rows = await this.#load(layer);
        if (before !== this.#layer) return;
        row = rows.find((one) => one.key === key);
      }
      if (!row || !isLatest()) return;
      this.#shown = shown;
      if (this.#layer === layer) this.table.mark(key);
      if (layer === 'clearance_zones') await this.#zone(row, owner, isLatest, move);
      else if (layer === 'obstacles') await this.panel.obstacle(row, isLatest);
      else {
        const [{ body }, [feature]] = await Promise.all([
          this.session.ask('GET', `/api/projects/${encodeURIComponent(key)}?on=${this.page.day}`),
          items('projects', { code: key, datetime: this.page.day, limit: '1' }),
        ]);
        if (!isLatest()) return;
        this.#land.clearLayers();
        if (feature?.geometry && move) lookAt(bounds(feature.geometry), { maxZoom: 18 });
        this.doing.open();
        await this.panel.project(row, body, isLatest);
        return;
      }
      if (!isLatest()) return;
      this.doing.open();
    } catch (error) {
      failed(error);
    }
  }

  /** @param {{ id: string, key: string }} row @param {string | undefined} owner @param {() => boolean} isLatest @param {boolean} move */
  async #zone(row, owner, isLatest, move) {
    const day = this.page.day;
    const [{ body: zone }, land, [drawn]] = await Promise.all([
      this.session.ask('GET', `/api/clearance/${encodeURIComponent(row.key)}?on=${day}`),
      items('clearance_households', { zone_no: row.key, datetime: day }),
      items('clearance_zones', { zone_no: row.key, datetime: day, limit: '1' }),
    ]);
    if (!isLatest()) return;
    const household = zone.households.find((/** @type {{ owner: string }} */ one) => one.owner === owner);
    this.#drawLand(zone.households, land, owner);
    if (drawn?.geometry && move && !owner) lookAt(bounds(drawn.geometry), { maxZoom: 19 });
    if (household) this.panel.household(zone, household);
    else await this.panel.zone(zone, row.id, isLatest);
  }

  /**
   * Draw the land of each household by its state.
   * @param {{ owner: string, state: string }[]} households
   * @param {GeoJSON.Feature[]} land
   * @param {string | undefined} chosen
   */
  #drawLand(households, land, chosen) {
    const states = new Map(households.map(({ owner, state }) => [owner, state]));
    const looks = this.page.legend.find(({ name }) => name === 'clearance_zones')?.looks ?? [];
    this.#land.clearLayers();
    for (const feature of land) {
      const owner = String(feature.properties?.owner);
      const look = looks.find(({ values }) => values.includes(states.get(owner) ?? ''));
      if (!look || !feature.geometry) continue;
      const drawn = L.geoJSON(feature, { style: { className: `household-land stroke-${look.fill} fill-${look.fill}${owner === chosen ? ' is-chosen' : ''}`, dashArray: look.dash, weight: owner === chosen ? 4 : 2.5, fillOpacity: 0.3 } });
      drawn.on('click', (event) => {
        L.DomEvent.stop(event);
        if (this.#shown) void this.open({ ...this.#shown, owner });
      });
      drawn.addTo(this.#land);
    }
  }

  /**
   * Show what is picked on the map, where it is of works.
   * @param {import('./marked.js').Picked} picked
   * @returns {Promise<boolean>} whether it is
   */
  async pick({ layer, fid, id }) {
    const of = LAYERS.find((name) => name === layer);
    if (!of) return false;
    const [feature] = await items(of, fid === undefined ? { datetime: this.page.day } : { fid: String(fid), datetime: this.page.day, limit: '1' }).then((all) =>
      fid === undefined ? all.filter((one) => String(one.id) === id) : all,
    );
    const key = String(feature?.properties?.[of === 'projects' ? 'code' : 'zone_no'] ?? '');
    if (key) await this.open({ layer: of, key });
    return true;
  }

  /** Show what is shown as it is now. */
  async again() {
    for (const layer of LAYERS) this.#rows[layer] = [];
    if (this.#layer) await this.#load(this.#layer).catch(failed);
    if (this.#shown && !byId('work').hidden) await this.open(this.#shown);
  }

  /** Show nothing of works in the panel. */
  close() {
    this.#opening.ask();
    this.#shown = undefined;
    this.#land.clearLayers();
    this.table.mark('');
    byId('work').hidden = true;
  }
}
