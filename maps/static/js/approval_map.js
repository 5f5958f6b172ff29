/** The chair's map: all that waits, and of one donation how it was approved and how it is now. */

import { Latest } from './latest.js';
import { bounds } from './measure.js';
import { items } from './service.js';
import { drawnDifference, sameShape, shown } from './versions.js';

/** @typedef {import('./approval_list.js').Waiting} Waiting */
/** @typedef {import('../../../build/answers').Compared} Compared */

/** Discs of what waits: small where a whole town is seen, so that they leave its roads to be seen and each other to be clicked. */
const discRadius = (/** @type {number} */ zoom) => Math.min(7, Math.max(3, zoom - 11));
/** Ground around a donation that is drawn with it, degrees. */
const AROUND = 0.0006;

/** Draws, and takes clicks on what waits. */
export class ApprovalMap {
  #waiting = L.layerGroup();
  /** @type {Map<string, import('leaflet').CircleMarker>} by donation; of the one that is shown there is none on the map */
  #marks = new Map();
  #around = L.layerGroup();
  #one = L.layerGroup();
  #asking = new Latest();

  /**
   * @param {Town} page
   * @param {(id: string) => void} take told of the donation that was clicked
   */
  constructor(page, take) {
    this.map = page.map;
    this.take = take;
    for (const layer of [this.#around, this.#waiting, this.#one]) layer.addTo(this.map);
    this.map.on('zoomend', () => this.#marks.forEach((mark) => mark.setRadius(discRadius(this.map.getZoom()))));
    new ResizeObserver(() => this.map.invalidateSize({ pan: false })).observe(this.map.getContainer());
  }

  /** Draw the roads under everything. @param {GeoJSON.Feature[]} roads */
  showRoads(roads) {
    for (const { geometry } of roads) shown(geometry, 'road-line').addTo(this.map).bringToBack();
  }

  /** @param {Waiting[]} donations */
  showWaiting(donations) {
    this.#waiting.clearLayers();
    this.#marks.clear();
    for (const { id, geometry } of donations) {
      const [west, south, east, north] = bounds(geometry);
      const mark = L.circleMarker([(south + north) / 2, (west + east) / 2], { radius: discRadius(this.map.getZoom()), className: 'mark' });
      mark.on('click', () => this.take(id));
      this.#marks.set(id, mark);
      this.#waiting.addLayer(mark);
    }
    if (donations.length) this.#look({ type: 'GeometryCollection', geometries: donations.map(({ geometry }) => geometry) });
  }

  /**
   * Draw one donation with its parcel, before and after.
   * @param {string} id
   * @param {Compared} donation
   * @param {Compared} parcel
   */
  async show(id, donation, parcel) {
    const isLatest = this.#asking.ask();
    this.#one.clearLayers();
    this.#around.clearLayers();
    for (const [of, mark] of this.#marks) {
      if (of === id) this.#waiting.removeLayer(mark);
      else this.#waiting.addLayer(mark);
    }
    const place = donation.after?.geometry ?? donation.before?.geometry;
    if (!place) return;
    const land = parcel.after?.geometry ?? parcel.before?.geometry;
    if (land) this.#one.addLayer(shown(land, 'own-parcel'));
    if (parcel.before?.geometry && !sameShape(parcel.before.geometry, parcel.after?.geometry)) this.#one.addLayer(drawnDifference(parcel.before.geometry, parcel.after?.geometry));
    this.#one.addLayer(drawnDifference(donation.before?.geometry, donation.after?.geometry));
    this.#look(place);
    const [west, south, east, north] = bounds(land ?? place);
    const bbox = [west - AROUND, south - AROUND, east + AROUND, north + AROUND].join();
    const neighbours = await items('parcels', { bbox, limit: '300' });
    if (!isLatest()) return;
    for (const { geometry } of neighbours) if (geometry) this.#around.addLayer(shown(geometry, 'around'));
    for (const layer of this.#one.getLayers()) if ('bringToFront' in layer) /** @type {import('leaflet').FeatureGroup} */ (layer).bringToFront();
  }

  /** @param {GeoJSON.Geometry} geometry */
  #look(geometry) {
    const [west, south, east, north] = bounds(geometry);
    this.map.fitBounds([[south, west], [north, east]], { padding: [48, 48], maxZoom: 20.5, animate: false });
  }
}
