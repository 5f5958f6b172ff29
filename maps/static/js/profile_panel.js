/** The chosen road's long section under the map (on a phone inside the panel), its cursor tied to the map. */

import { nearestPlace, pointAt } from './along.js';
import { brackets } from './brackets.js';
import { saidDay } from './dates.js';
import { Latest } from './latest.js';
import { lineLength } from './measure.js';
import { ProfileChart } from './profile_chart.js';
import { answer, unknownYet } from './service.js';

/** @typedef {import('./road_list.js').Road} Road */

const REACH_PX = 24;

/** Wires chart and map. */
export class ProfilePanel {
  /** @type {Road | undefined} */
  #road;
  #metres = 0;
  #asking = new Latest();
  /** @type {import('leaflet').CircleMarker | undefined} */
  #marker;

  /**
   * @param {HTMLElement} root
   * @param {Town} page
   * @param {(drawn: GeoJSON.Feature<GeoJSON.LineString>[]) => void} drawBrackets on the map
   */
  constructor(root, page, drawBrackets) {
    this.root = root;
    this.page = page;
    this.drawBrackets = drawBrackets;
    this.chart = new ProfileChart(root, page.language, (metres) => this.#mark(metres));
    page.map.on('mousemove', ({ latlng }) => this.#over(latlng));
  }

  /**
   * Show a road on a day; what was asked before and comes late is left out.
   * @param {Road} road
   * @param {string} day ISO
   * @returns {Promise<boolean>} whether there is something to show
   * @throws {import('./service.js').Unreachable}
   */
  async show(road, day) {
    const isLatest = this.#asking.ask();
    const path = `/api/roads/${encodeURIComponent(road.code)}`;
    const [profile, widening] = await Promise.all([
      answer(`${path}/profile`, { on: day }).catch(unknownYet),
      answer(`${path}/widening`, { on: day }).catch(unknownYet),
    ]);
    if (!isLatest()) return true;
    if (!profile) {
      this.hide();
      return false;
    }
    this.#road = road;
    this.#metres = profile.stations?.at(-1)?.s ?? profile.cells?.at(-1)?.to_m ?? road.metres;
    this.root.hidden = false;
    this.#mark(undefined);
    this.chart.show({ name: road.name, profile: { ...profile, on: saidDay(profile.on, this.page.today) }, widening });
    this.drawBrackets(brackets(road.geometry.coordinates, profile.stations ?? [], widening?.bottlenecks ?? []));
    return true;
  }

  hide() {
    this.#asking.ask();
    this.#road = undefined;
    this.root.hidden = true;
    this.#mark(undefined);
    this.drawBrackets([]);
  }

  /** Metres of the line as degrees measure it, for one of the answer's. */
  get #scale() {
    const line = this.#road?.geometry.coordinates ?? [];
    return this.#metres ? lineLength(line) / this.#metres : 1;
  }

  /** @param {number | undefined} metres of the answer */
  #mark(metres) {
    if (!this.#road || metres === undefined) {
      this.#marker?.remove();
      return;
    }
    const [lng = 0, lat = 0] = pointAt(this.#road.geometry.coordinates, metres * this.#scale);
    this.#marker ??= L.circleMarker([lat, lng], { radius: 7, className: 'on-road', interactive: false });
    this.#marker.setLatLng([lat, lng]).addTo(this.page.map);
  }

  /** @param {import('leaflet').LatLng} latlng under the pointer */
  #over(latlng) {
    if (!this.#road) return;
    const { metres, point: [lng = 0, lat = 0] } = nearestPlace(this.#road.geometry.coordinates, [latlng.lng, latlng.lat]);
    const { map } = this.page;
    if (map.latLngToContainerPoint([lat, lng]).distanceTo(map.latLngToContainerPoint(latlng)) > REACH_PX) return;
    const place = metres / this.#scale;
    this.chart.setPlace(place);
    this.#mark(place);
  }
}
