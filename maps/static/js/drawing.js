/** Drawing on the map with Geoman: a line or a polygon, snapping to what is near, by the pointer and by what is typed. */

import { Latest } from './latest.js';
import { script, style } from './load.js';
import { answer, items } from './service.js';
import { markOf } from './typed_number.js';
import { typedPoint } from './typed_point.js';
import { toDegrees, toZone } from './vn2000.js';

/** Of what is worked at, degrees: the neighbours that are brought for snapping lie this near. */
const AROUND = 0.001;
export const SNAPPING = { snappable: true, snapDistance: 12, tooltips: false };

/** @typedef {import('leaflet').LatLng} LatLng */

/** Draws one shape at a time. */
export class Drawing {
  /** @type {Promise<void> | undefined} */
  #geoman;
  /** @type {import('leaflet').LayerGroup | undefined} */
  #neighbours;
  #bringing = new Latest();
  /** @type {import('leaflet').Polyline | undefined} what is being drawn */
  #working;
  /** @type {LatLng | undefined} */
  #cursor;
  /** @type {(places: GeoJSON.Position[]) => void} */
  #progress = () => {};

  /**
   * @param {Town} page
   * @param {(shape: GeoJSON.Geometry) => void} drawn told of each shape that is complete
   */
  constructor(page, drawn) {
    this.page = page;
    const { map } = page;
    map.on('pm:create', (/** @type {{ layer: import('leaflet').Layer & { toGeoJSON(digits: false): GeoJSON.Feature } }} */ event) => {
      event.layer.remove();
      this.#working = undefined;
      drawn(event.layer.toGeoJSON(false).geometry);
    });
    map.on('pm:drawstart', (event) => {
      const { workingLayer } = /** @type {{ workingLayer: import('leaflet').Polyline }} */ (/** @type {unknown} */ (event));
      this.#working = workingLayer;
      workingLayer.on('pm:vertexadded', () => this.#progress(this.#places()));
    });
    map.on('mousemove', ({ latlng }) => {
      this.#cursor = latlng;
      if (this.#working) this.#progress([...this.#places(), [latlng.lng, latlng.lat]]);
    });
  }

  /** Bring Geoman, the first time. @throws {import('./service.js').Unreachable} */
  ready() {
    this.#geoman ??= this.#load().catch((error) => {
      this.#geoman = undefined;
      throw error;
    });
    return this.#geoman;
  }

  async #load() {
    const [source, sheet] = this.page.editing;
    style(sheet);
    await script(source);
    // The map was there before: it is given what Geoman gives to maps that are made after it.
    L.PM.reInitLayer(/** @type {import('leaflet').Layer} */ (/** @type {unknown} */ (this.page.map)));
  }

  /**
   * Bring what lies around, for snapping.
   * @param {import('./chosen.js').Chosen | undefined} one what is worked at; undefined for what is in view
   * @param {string} road code, empty for none
   * @throws {import('./service.js').Unreachable}
   */
  async bringNeighbours(one, road) {
    const { page } = this;
    const isLatest = this.#bringing.ask();
    const view = one ? L.geoJSON(one.feature).getBounds() : page.map.getBounds();
    const box = [view.getWest() - AROUND, view.getSouth() - AROUND, view.getEast() + AROUND, view.getNorth() + AROUND];
    const [parcels, shapes] = await Promise.all([
      items('parcels', { bbox: box.join(','), datetime: page.day, limit: '200' }),
      road ? answer(`/api/roads/${encodeURIComponent(road)}/shapes`, { on: page.day }) : undefined,
    ]);
    if (!isLatest()) return;
    const others = [...parcels.filter(({ id }) => id !== one?.id), ...(shapes?.features ?? [])];
    const look = { className: 'neighbour', interactive: false };
    this.#neighbours?.remove();
    this.#neighbours = L.layerGroup(others.map((feature) => L.geoJSON(feature, { style: look, interactive: false }))).addTo(page.map);
  }

  /**
   * Begin.
   * @param {'Line' | 'Polygon'} kind
   * @param {(places: GeoJSON.Position[]) => void} progress told what is drawn so far, the cursor's place last
   */
  begin(kind, progress) {
    this.#progress = progress;
    const looks = { pathOptions: { className: 'edited' }, templineStyle: { className: 'drawn-line' }, hintlineStyle: { className: 'drawn-line' } };
    this.page.map.pm.enableDraw(kind, { ...SNAPPING, ...looks, continueDrawing: false });
  }

  /**
   * Take a point that is typed; nothing typed ends the shape.
   * @param {string} text
   * @returns {boolean} false where it is no point
   */
  type(text) {
    const { map, zone, language } = this.page;
    const last = this.#places().at(-1);
    const cursor = this.#cursor && toZone([this.#cursor.lng, this.#cursor.lat], zone);
    const place = text.trim() ? typedPoint(text, last && toZone(last, zone), cursor, markOf(language)) : last && toZone(last, zone);
    if (!place || !this.#working) return false;
    const [lng = 0, lat = 0] = text.trim() ? toDegrees(place, zone) : (last ?? []);
    const event = { latlng: L.latLng(lat, lng), originalEvent: { altKey: true } };
    const kept = this.#cursor;
    // What is typed is meant to the millimetre: as with the Alt key, it does not snap.
    map.fire('mousemove', event);
    map.fire('click', event);
    this.#cursor = kept;
    if (text.trim() && !map.getBounds().contains(event.latlng)) map.panTo(event.latlng);
    return true;
  }

  /** @returns {GeoJSON.Position[]} */
  #places() {
    return /** @type {LatLng[]} */ (this.#working?.getLatLngs() ?? []).map(({ lng, lat }) => [lng, lat]);
  }

  /** Leave off; what is half drawn is thrown away. */
  stop() {
    const { map } = this.page;
    if (map.pm) map.pm.disableDraw();
    this.#working = undefined;
    this.#bringing.ask();
    this.#neighbours?.remove();
    this.#neighbours = undefined;
  }
}
