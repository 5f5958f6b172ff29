/** The phone page's map: the own streets and households, and where one stands. */

import { html } from './element.js';
import { middle } from './measure.js';
import { t } from './words.js';

/** @typedef {import('./field_list.js').Shown} Shown */
/** @typedef {import('leaflet').LatLng} LatLng */

/** A finger takes what is nearer than this, px: targets are 56 px wide. */
const REACH = 28;
/** Zoom of Leaflet's from which streets have names. */
const NAMED = 16;
/** How large a household's mark is, px. */
const MARK = 20;
/** Where a name may stand from its street's middle, the likeliest first: how often its half and a mark to the right, and px down. */
const ASIDE = /** @type {[number, number][]} */ ([[0, 0], [0, -20], [0, 20], [1, 0], [-1, 0], [0, -36], [0, 36]]);

/** @typedef {{ x: number, y: number, width: number, height: number }} Box round its middle, px */

/** @param {Box} one @param {Box} other */
function areApart(one, other) {
  return Math.abs(one.x - other.x) * 2 >= one.width + other.width || Math.abs(one.y - other.y) * 2 >= one.height + other.height;
}

/** @param {import('leaflet').Point} point */
function ofPoint({ x, y }) {
  return { x, y };
}

/**
 * A street's name, at its middle.
 * @param {GeoJSON.Feature} road
 */
function label({ geometry, properties }) {
  const [lng = 0, lat = 0] = middle(geometry);
  const words = html('span', {}, [String(properties?.name ?? properties?.code ?? '')]);
  return L.marker([lat, lng], { interactive: false, keyboard: false, icon: L.divIcon({ className: 'street-name', html: words, iconSize: [0, 0] }) });
}

/** Draws households and takes taps. */
export class FieldMap {
  /** @type {{ household: Shown, at: LatLng }[]} */
  #places = [];
  /** @type {import('leaflet').Marker[]} */
  #names = [];
  #drawn = L.layerGroup();
  #looked = false;

  /**
   * @param {Town} page
   * @param {(household: Shown) => void} take told of the household that was tapped
   */
  constructor(page, take) {
    this.page = page;
    this.map = page.map;
    this.#drawn.addTo(this.map);
    this.map.on('click', ({ containerPoint }) => {
      const near = this.#places
        .map((place) => ({ ...place, px: this.map.latLngToContainerPoint(place.at).distanceTo(containerPoint) }))
        .filter(({ px }) => px <= REACH)
        .sort((a, b) => a.px - b.px);
      if (near[0]) take(near[0].household);
    });
    const near = () => {
      this.map.getContainer().classList.toggle('is-near', this.map.getZoom() >= NAMED);
      this.#thinOut();
    };
    this.map.on('zoomend moveend', near);
    near();
    // Leaflet follows the window alone: the map is hidden at first, and turns with the phone.
    new ResizeObserver(() => {
      if (!this.map.getContainer().clientHeight) return;
      this.map.invalidateSize({ pan: false });
      this.#look();
      this.#thinOut();
    }).observe(this.map.getContainer());
  }

  /**
   * Draw everything.
   * @param {Shown[]} households
   * @param {import('./households.js').Known} known
   */
  show(households, { roads, ground }) {
    const lines = (/** @type {GeoJSON.Feature[]} */ features, /** @type {string} */ className) =>
      L.geoJSON(/** @type {GeoJSON.FeatureCollection} */ ({ type: 'FeatureCollection', features }), { interactive: false, style: { className, fill: false } });
    this.#drawn.clearLayers();
    this.#places = [];
    for (const drawn of [lines(ground, 'ground'), lines(roads, 'field-casing'), lines(roads, 'field-road')]) this.#drawn.addLayer(drawn);
    const looks = this.page.legend.find(({ name }) => name === 'donations')?.looks ?? [];
    this.#names = roads.map(label);
    for (const name of this.#names) this.#drawn.addLayer(name);
    for (const household of households) {
      if (!household.shape) continue;
      const fill = looks.find(({ values }) => values.includes(household.now))?.fill ?? 'parcel';
      const [lng = 0, lat = 0] = middle(household.shape);
      const at = L.latLng(lat, lng);
      const left = this.page.visiting.left.includes(household.now);
      const className = `fill-${fill} place-mark${left ? '' : ' is-done'}`;
      this.#drawn.addLayer(L.geoJSON(/** @type {GeoJSON.GeometryObject} */ (household.shape), { interactive: false, style: { className: `fill-${fill} place-shape` } }));
      this.#drawn.addLayer(L.circleMarker(at, { radius: left ? 9 : 6, className, interactive: false }));
      this.#places.push({ household, at });
    }
    this.#thinOut();
    this.#look();
  }

  /** Have each name on the map, beside the households where there is room, and hide it where it would lie over another one. */
  #thinOut() {
    const { map } = this;
    const left = map.containerPointToLayerPoint([0, 0]).x;
    const right = left + map.getSize().x;
    const marks = this.#places.map(({ at }) => ({ ...ofPoint(map.latLngToLayerPoint(at)), width: MARK, height: MARK }));
    const spans = this.#names.map((name) => /** @type {HTMLElement} */ (name.getElement()?.firstElementChild));
    for (const span of spans) span.hidden = false;
    const sizes = spans.map(({ offsetWidth: width, offsetHeight: height }) => ({ width, height }));
    /** @type {Box[]} */
    const shown = [];
    for (const [index, name] of this.#names.entries()) {
      const [span, size] = [spans[index], sizes[index]];
      if (!span || !size) continue;
      const at = ofPoint(map.latLngToLayerPoint(name.getLatLng()));
      const half = size.width / 2;
      const within = (/** @type {number} */ x) => (at.x < left || at.x > right ? x : Math.min(Math.max(x, left + half), right - half));
      const places = ASIDE.map(([aside, down]) => ({ x: within(at.x + aside * (half + MARK)), y: at.y + down, ...size }));
      const free = places.filter((box) => shown.every((other) => areApart(box, other)));
      const box = free.find((one) => marks.every((mark) => areApart(one, mark))) ?? free[0];
      span.hidden = !box;
      if (!box) continue;
      shown.push(box);
      span.style.left = `${box.x - at.x}px`;
      span.style.top = `${box.y - at.y}px`;
    }
  }

  /** Bring the households into view, once there are some and the map is seen. */
  #look() {
    if (this.#looked || !this.#places.length || !this.map.getContainer().clientHeight) return;
    this.#looked = true;
    this.map.invalidateSize({ pan: false });
    this.map.fitBounds(L.latLngBounds(this.#places.map(({ at }) => at)), { padding: [32, 32], animate: false });
  }

  /**
   * Follow the own position while the button is down.
   * @param {HTMLElement} button
   * @param {(message: string) => void} notice
   */
  wireLocating(button, notice) {
    const here = L.layerGroup().addTo(this.map);
    let following = false;
    const follow = (/** @type {boolean} */ on) => {
      following = on;
      button.setAttribute('aria-pressed', String(on));
      notice('');
      if (on) this.map.locate({ watch: true, enableHighAccuracy: true });
      else {
        this.map.stopLocate();
        here.clearLayers();
      }
    };
    button.addEventListener('click', () => follow(!following));
    this.map.on('locationfound', ({ latlng, accuracy }) => {
      const first = !here.getLayers().length;
      here.clearLayers();
      here.addLayer(L.circle(latlng, { radius: accuracy, className: 'here-about', interactive: false }));
      here.addLayer(L.circleMarker(latlng, { radius: 8, className: 'here', interactive: false }));
      if (first) this.map.setView(latlng, Math.max(this.map.getZoom(), 18), { animate: false });
    });
    this.map.on('locationerror', () => {
      follow(false);
      notice(isSecureContext ? t('Your position is not known. Allow it in the browser, then try again.') : t('The browser tells the position at addresses with https alone.'));
    });
  }
}
