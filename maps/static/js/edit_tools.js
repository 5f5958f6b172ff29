/** The tools that edit: each ends in an operation of the edit. What it comes to is worked out by the service. */

import { Drawing, SNAPPING } from './drawing.js';
import { movedPoints } from './edit_session.js';
import { keepingFocus } from './focus.js';
import { byHowMuch, number } from './format.js';
import { Latest } from './latest.js';
import { lineLength, planarArea } from './measure.js';
import { newParcelForm } from './new_parcel.js';
import { parallelForm } from './parallel_form.js';
import { VertexForm } from './vertex_form.js';
import { shapeInZone } from './vn2000.js';
import { t } from './words.js';

/** @typedef {import('./chosen.js').Chosen} Chosen */
/** @typedef {'select' | 'vertices' | 'draw' | 'split' | 'parallel' | 'strip' | 'merge' | 'hole' | 'survey' | 'measure'} Tool */
/** @typedef {GeoJSON.Polygon | GeoJSON.MultiPolygon} Area */
/** @typedef {{ done?: boolean, typed?: boolean }} How `done`: there is something to finish; `typed`: points can be typed */

/**
 * @typedef {object} Around what the page gives
 * @property {Town} page
 * @property {import('./kept_form.js').KeptForms} forms
 * @property {HTMLElement} panel room for the forms of tools
 * @property {() => Chosen | undefined} chosen
 * @property {() => string} road code of the road that is worked at
 * @property {(operation: import('./edit_session.js').Operation) => void} add
 * @property {(text: string, how?: How) => void} hint empty to take it away
 * @property {() => void} changed told when another tool is used
 */

const NEEDS_CHOSEN = new Set(['vertices', 'split', 'parallel', 'strip', 'merge', 'hole']);
/** Tools of which something is under way on the selected parcel as long as they are used. */
const EDITING = new Set(['vertices', 'split', 'parallel', 'merge', 'hole']);

/** Wires tools and map. */
export class EditTools {
  /** @type {Tool} */
  tool = 'select';
  /** @type {import('leaflet').Polygon | undefined} */
  #edited;
  /** @type {import('leaflet').Layer | undefined} what a form draws, or what was measured */
  #aside;
  #beginning = new Latest();

  /** @param {Around} around */
  constructor(around) {
    this.around = around;
    this.drawing = new Drawing(around.page, (shape) => this.#drawn(shape));
  }

  /** Whether the selected parcel is being edited by a tool. */
  get editing() {
    return EDITING.has(this.tool);
  }

  /**
   * Begin with a tool; the one before is left.
   * @param {Tool} tool
   * @throws {import('./service.js').Unreachable}
   */
  async use(tool) {
    this.stop();
    const { chosen, hint, changed } = this.around;
    const one = chosen();
    if (NEEDS_CHOSEN.has(tool) && !one) {
      hint(t('Select a parcel first.'));
      return;
    }
    this.tool = tool;
    changed();
    if (tool === 'strip' && one) this.#strip(one);
    else if (tool === 'merge') hint(t('Click the neighbour to merge with.'));
    else if (tool === 'survey') this.#describe(undefined);
    else if (tool === 'parallel' && one) this.#parallel(one);
    else if (tool !== 'select') await this.#draw(tool, one);
  }

  /** Leave the tool; what is half drawn is thrown away. */
  stop() {
    const { hint, panel, changed } = this.around;
    const { tool } = this;
    this.#beginning.ask();
    this.tool = 'select';
    this.drawing.stop();
    this.#edited?.remove();
    this.#edited = undefined;
    this.#aside?.remove();
    this.#aside = undefined;
    keepingFocus(() => {
      hint('');
      panel.replaceChildren();
      panel.hidden = true;
    }, () => document.querySelector(`[data-tool="${tool}"]`));
    changed();
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

  /** @param {Node} form */
  #ask(form) {
    const { panel } = this.around;
    panel.replaceChildren(form);
    panel.hidden = false;
    /** @type {HTMLElement | null} */ (panel.querySelector('textarea, select, input:not([value]), input'))?.focus();
  }

  /** Ask what a drawn parcel is, or for a list of its points. @param {Area | undefined} shape */
  #describe(shape) {
    const { page, forms, chosen, add } = this.around;
    this.#ask(newParcelForm({ shape, page, forms, chosen: chosen(), add, leave: () => this.stop() }));
  }

  /** @param {Chosen} one */
  #parallel(one) {
    const { page, add } = this.around;
    const { form, drawn } = parallelForm({ page, one, add, leave: () => this.stop() });
    this.#aside = drawn;
    this.#ask(form);
  }

  /** @param {Tool} tool @param {Chosen | undefined} one */
  async #draw(tool, one) {
    const { hint, road } = this.around;
    const isLatest = this.#beginning.ask();
    await Promise.all([this.drawing.ready(), this.drawing.bringNeighbours(one, road())]);
    if (!isLatest()) return;
    if (tool === 'vertices' && one) {
      this.#edit(one);
      return;
    }
    const begin = {
      split: t('Draw a line from side to side; click the last point again to end.'),
      hole: t('Draw the hole; click the first point again to end.'),
      measure: t('Draw what is to be measured; click the last point again to end.'),
    }[/** @type {string} */ (tool)] ?? t('Draw the boundary; click the first point again to end.');
    const closed = tool === 'draw' || tool === 'hole';
    this.drawing.begin(closed ? 'Polygon' : 'Line', (places) => {
      if (places.length > 1) hint(this.#measured(places, closed || tool === 'measure'), { typed: true });
    });
    hint(begin, { typed: true });
  }

  /** What is drawn so far: its length, and the area that it goes round. @param {GeoJSON.Position[]} places @param {boolean} closed */
  #measured(places, closed) {
    const { page } = this.around;
    const length = number(lineLength(places), { language: page.language, digits: 2, unit: 'm' });
    if (!closed || places.length < 3) return length;
    return `${length} · ${this.#m2(planarArea(shapeInZone({ type: 'Polygon', coordinates: [[...places, places[0] ?? []]] }, page.zone)))}`;
  }

  /** @param {number} area */
  #m2(area) {
    return number(area, { language: this.around.page.language, digits: 1, unit: 'm²' });
  }

  /** @param {Chosen} one */
  #edit(one) {
    const { page, panel } = this.around;
    const [layer] = L.geoJSON(one.feature, { style: { className: 'edited' } }).getLayers();
    const polygon = /** @type {import('leaflet').Polygon} */ (layer);
    this.#edited = polygon.addTo(page.map);
    const handles = () => polygon.pm.enable({ ...SNAPPING, allowSelfIntersection: true });
    handles();
    const tell = () => this.#tellArea(one);
    const list = new VertexForm(panel, page, polygon, () => {
      polygon.pm.disable();
      polygon.redraw();
      handles();
      tell();
    });
    panel.hidden = false;
    polygon.on('pm:markerdrag pm:edit pm:vertexadded pm:vertexremoved', tell);
    polygon.on('pm:markerdragend pm:vertexadded pm:vertexremoved', () => list.refresh());
    tell();
  }

  /** Tell the area while a boundary is moved, and how far it is from the paper's. @param {Chosen} one */
  #tellArea(one) {
    if (!this.#edited) return;
    const { page, hint } = this.around;
    const area = planarArea(shapeInZone(/** @type {Area} */ (this.#edited.toGeoJSON(false).geometry), page.zone));
    const paper = one.feature.properties?.cert_area ?? one.feature.properties?.surv_area;
    const change = typeof paper === 'number' ? area - paper : 0;
    const told = typeof paper === 'number'
      ? t('{area}; on paper {paper} ({change})', { area: this.#m2(area), paper: this.#m2(paper), change: byHowMuch(change, { language: page.language, digits: 1, unit: 'm²' }) })
      : this.#m2(area);
    // A finger holds no key.
    const free = matchMedia('(pointer: fine)').matches ? [t('hold Alt to place freely')] : [];
    hint([told, ...free].join(' · '), { done: true });
  }

  /** @param {GeoJSON.Geometry} geometry */
  #drawn(geometry) {
    const { tool } = this;
    const { add, chosen, hint } = this.around;
    const one = chosen();
    this.stop();
    if (tool === 'draw') {
      this.tool = tool;
      this.#describe(/** @type {Area} */ (geometry));
      hint('');
    } else if (one && tool === 'split') add({ op: 'split', layer: 'parcels', id: one.id, version: one.version, line: geometry });
    else if (one && tool === 'hole') add({ op: 'cut_hole', layer: 'parcels', id: one.id, version: one.version, hole: geometry });
    else if (tool === 'measure' && geometry.type === 'LineString') {
      this.#aside = L.geoJSON(geometry, { style: { className: 'drawn-line' }, interactive: false }).addTo(this.around.page.map);
      hint(this.#measured(geometry.coordinates, true));
    }
  }
}
