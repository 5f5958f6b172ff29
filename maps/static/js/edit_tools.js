/** The tools that draw: each ends in an operation of the edit. Drawing and snapping are Geoman's, the rest the service's. */

import { movedPoints } from './edit_session.js';
import { script, style } from './load.js';
import { number } from './format.js';
import { planarArea } from './measure.js';
import { answer, items } from './service.js';
import { shapeInZone } from './vn2000.js';
import { t } from './words.js';

/** @typedef {import('./chosen.js').Chosen} Chosen */
/** @typedef {'select' | 'vertices' | 'draw' | 'split' | 'strip' | 'merge' | 'hole' | 'survey'} Tool */
/** @typedef {GeoJSON.Polygon | GeoJSON.MultiPolygon} Area */

/**
 * @typedef {object} Around what the page gives
 * @property {Town} page
 * @property {() => Chosen | undefined} chosen
 * @property {() => string} road code of the road that is worked at
 * @property {(operation: import('./edit_session.js').Operation) => void} add
 * @property {(shape: Area | undefined) => void} describe asks what a drawn parcel is; without a shape for a survey list too
 * @property {(text: string, how?: { done?: boolean }) => void} hint empty to take it away
 */

const SNAP_PX = 12;
/** Of a ring's vertices, degrees: the neighbours that are brought for snapping lie this near. */
const AROUND = 0.001;
const NEEDS_CHOSEN = new Set(['vertices', 'split', 'strip', 'merge', 'hole']);

/** Wires tools and map. */
export class EditTools {
  /** @type {Tool} */
  tool = 'select';
  /** @type {Promise<void> | undefined} */
  #geoman;
  /** @type {import('leaflet').LayerGroup | undefined} */
  #neighbours;
  /** @type {import('leaflet').Polygon | undefined} */
  #edited;

  /** @param {Around} around */
  constructor(around) {
    this.around = around;
    const { map } = around.page;
    map.on('pm:create', (/** @type {{ layer: import('leaflet').Layer & { toGeoJSON(digits: false): GeoJSON.Feature } }} */ event) => {
      event.layer.remove();
      this.#drawn(event.layer.toGeoJSON(false).geometry);
    });
  }

  /**
   * Begin with a tool; the one before is left.
   * @param {Tool} tool
   * @throws {import('./service.js').Unreachable}
   */
  async use(tool) {
    this.stop();
    const { chosen, hint, describe } = this.around;
    const one = chosen();
    if (NEEDS_CHOSEN.has(tool) && !one) {
      hint(t('Select a parcel first.'));
      return;
    }
    this.tool = tool;
    if (tool === 'strip' && one) this.#strip(one);
    else if (tool === 'merge') hint(t('Click the neighbour to merge with.'));
    else if (tool === 'survey') describe(undefined);
    else if (tool !== 'select') await this.#draw(tool, one);
  }

  /** Leave the tool; what is half drawn is thrown away. */
  stop() {
    const { page, hint } = this.around;
    this.tool = 'select';
    hint('');
    if (page.map.pm) page.map.pm.disableDraw();
    this.#edited?.remove();
    this.#edited = undefined;
    this.#neighbours?.remove();
  }

  /** End the moving of points with an operation. */
  done() {
    const one = this.around.chosen();
    if (this.tool !== 'vertices' || !one || !this.#edited) return;
    const after = /** @type {Area} */ (this.#edited.toGeoJSON(false).geometry);
    const operation = movedPoints({ id: one.id, version: one.version, before: one.feature.geometry, after, shared: true });
    this.stop();
    if (operation) this.around.add(operation);
  }

  /**
   * Take a parcel that was clicked on, if the tool waits for one.
   * @param {Chosen} other
   * @returns {boolean} whether it did
   */
  takes(other) {
    const one = this.around.chosen();
    if (this.tool !== 'merge' || !one || other.id === one.id) return false;
    this.stop();
    this.around.add({ op: 'merge', layer: 'parcels', ids: [one.id, other.id], versions: [one.version, other.version] });
    return true;
  }

  /** @param {Chosen} one */
  #strip(one) {
    const { road, add, hint } = this.around;
    this.tool = 'select';
    if (!road()) hint(t('Select the row of a road first: its strip cuts the parcel.'));
    else add({ op: 'cut_strip', layer: 'parcels', id: one.id, version: one.version, road: road() });
  }

  /** @param {Tool} tool @param {Chosen | undefined} one */
  async #draw(tool, one) {
    const { page, hint } = this.around;
    this.#geoman ??= this.#load();
    await this.#geoman;
    await this.#bringNeighbours(one);
    if (this.tool !== tool) return;
    const snapping = { snappable: true, snapDistance: SNAP_PX, tooltips: false };
    if (tool === 'vertices' && one) {
      this.#edit(one, snapping);
      return;
    }
    const drawn = { pathOptions: { className: 'edited' }, templineStyle: { className: 'drawn-line' }, hintlineStyle: { className: 'drawn-line' } };
    page.map.pm.enableDraw(tool === 'split' ? 'Line' : 'Polygon', { ...snapping, ...drawn, continueDrawing: false });
    hint(
      {
        split: t('Draw a line from side to side; click the last point again to end.'),
        hole: t('Draw the hole; click the first point again to end.'),
      }[/** @type {string} */ (tool)] ?? t('Draw the boundary; click the first point again to end.'),
    );
  }

  async #load() {
    const [source, sheet] = this.around.page.editing;
    style(sheet);
    await script(source);
    // The map was there before: it is given what Geoman gives to maps that are made after it.
    L.PM.reInitLayer(/** @type {import('leaflet').Layer} */ (/** @type {unknown} */ (this.around.page.map)));
  }

  /** @param {Chosen | undefined} one */
  async #bringNeighbours(one) {
    const { page, road } = this.around;
    const view = one ? L.geoJSON(one.feature).getBounds() : page.map.getBounds();
    const box = [view.getWest() - AROUND, view.getSouth() - AROUND, view.getEast() + AROUND, view.getNorth() + AROUND];
    const [parcels, shapes] = await Promise.all([
      items('parcels', { bbox: box.join(','), datetime: page.day, limit: '200' }),
      road() ? answer(`/api/roads/${encodeURIComponent(road())}/shapes`, { on: page.day }) : undefined,
    ]);
    const others = [...parcels.filter(({ id }) => id !== one?.id), ...(shapes?.features ?? [])];
    const look = { className: 'neighbour', interactive: false };
    this.#neighbours = L.layerGroup(others.map((feature) => L.geoJSON(feature, { style: look, interactive: false }))).addTo(page.map);
  }

  /** @param {Chosen} one @param {object} snapping */
  #edit(one, snapping) {
    const { page } = this.around;
    const [layer] = L.geoJSON(one.feature, { style: { className: 'edited' } }).getLayers();
    this.#edited = /** @type {import('leaflet').Polygon} */ (layer).addTo(page.map);
    this.#edited.pm.enable({ ...snapping, allowSelfIntersection: true });
    const tell = () => this.#tellArea(one);
    this.#edited.on('pm:markerdrag pm:edit pm:vertexadded pm:vertexremoved', tell);
    tell();
  }

  /** Tell the area while a boundary is moved, and how far it is from the paper's. @param {Chosen} one */
  #tellArea(one) {
    if (!this.#edited) return;
    const { page, hint } = this.around;
    const area = planarArea(shapeInZone(/** @type {Area} */ (this.#edited.toGeoJSON(false).geometry), page.zone));
    const m2 = (/** @type {number} */ value) => number(value, { language: page.language, digits: 1, unit: 'm²' });
    const free = t('hold Alt to place freely');
    const paper = one.feature.properties?.cert_area ?? one.feature.properties?.surv_area;
    const told = typeof paper === 'number' ? t('{area}; on paper {paper}', { area: m2(area), paper: m2(paper) }) : m2(area);
    hint(`${told} · ${free}`, { done: true });
  }

  /** @param {GeoJSON.Geometry} geometry */
  #drawn(geometry) {
    const { tool } = this;
    const one = this.around.chosen();
    this.stop();
    const { add, describe } = this.around;
    if (tool === 'draw') describe(/** @type {Area} */ (geometry));
    else if (one && tool === 'split') add({ op: 'split', layer: 'parcels', id: one.id, version: one.version, line: geometry });
    else if (one && tool === 'hole') add({ op: 'cut_hole', layer: 'parcels', id: one.id, version: one.version, hole: geometry });
  }
}
