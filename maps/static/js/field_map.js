/** The phone page's map: the own streets and households, and where one stands. */

import { middle } from './measure.js';
import { placeNames, streetName } from './street_names.js';
import { t } from './words.js';

/** @typedef {import('./field_list.js').Shown} Shown */
/** @typedef {import('leaflet').LatLng} LatLng */

/** A finger takes what is nearer than this, px: targets are 56 px wide. */
const REACH = 28;
/** Zoom of Leaflet's from which streets have names. */
const NAMED = 16;
/** How large a household's mark is, px. */
const MARK = 20;
/** Households stand close: a street's name may lie over them. @type {import('./street_names.js').Places} */
const NAMES = { asides: [[0, 0], [0, -20], [0, 20], [1, 0], [-1, 0], [0, -36], [0, 36]], overMarks: true };

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
      this.#placeNames();
    };
    this.map.on('zoomend moveend', near);
    near();
    // Leaflet follows the window alone: the map is hidden at first, and turns with the phone.
    new ResizeObserver(() => {
      if (!this.map.getContainer().clientHeight) return;
      this.map.invalidateSize({ pan: false });
      this.#look();
      this.#placeNames();
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
    this.#names = roads.map(({ geometry, properties }) => streetName(geometry, String(properties?.name ?? properties?.code ?? '')));
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
    this.#placeNames();
    this.#look();
  }

  #placeNames() {
    placeNames(this.map, this.#names, this.#places.map(({ at }) => ({ at, size: MARK })), NAMES);
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
