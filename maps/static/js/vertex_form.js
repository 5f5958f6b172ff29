/** The points of a boundary as a list of coordinates in the zone, to be typed to the millimetre, added and left out. */

import { html } from './element.js';
import { figure, markOf } from './typed_number.js';
import { toDegrees, toZone } from './vn2000.js';
import { t } from './words.js';

/** @typedef {import('leaflet').LatLng} LatLng */
/** @typedef {LatLng | Nested[]} Nested */

/**
 * The rings of a polygon's places, however deep they stand.
 * @param {Nested[]} nested
 * @returns {LatLng[][]} the rings themselves, which can be changed
 */
export function ringsOf(nested) {
  if (!Array.isArray(nested[0])) return [/** @type {LatLng[]} */ (nested)];
  return nested.flatMap((one) => ringsOf(/** @type {Nested[]} */ (one)));
}

/** Shows the points of one polygon that is edited. */
export class VertexForm {
  /** @type {Map<LatLng, [HTMLInputElement, HTMLInputElement]>} */
  #fields = new Map();

  /**
   * @param {HTMLElement} root
   * @param {Town} page
   * @param {import('leaflet').Polygon} polygon
   * @param {() => void} changed told when points are other ones
   */
  constructor(root, page, polygon, changed) {
    this.root = root;
    this.page = page;
    this.polygon = polygon;
    this.changed = changed;
    this.draw();
  }

  /** Draw the list anew, after points have come or gone. */
  draw() {
    this.#fields.clear();
    const rings = ringsOf(/** @type {Nested[]} */ (this.polygon.getLatLngs()));
    this.root.replaceChildren(html('h2', {}, [t('Points of the boundary')]), html('p', { class: 'about' }, [t('VN-2000, metres: X is north, Y is east.')]),
      ...rings.map((ring, index) => html('table', { class: 'vertices', 'aria-label': index ? t('Ring {number}', { number: index + 1 }) : t('Points of the boundary') }, [
        html('thead', {}, [html('tr', {}, ['', 'X', 'Y', ''].map((text) => html('th', { scope: 'col' }, [text])))]),
        html('tbody', {}, ring.map((place, at) => this.#line(ring, place, at))),
      ])));
  }

  /** @param {LatLng[]} ring @param {LatLng} place @param {number} at */
  #line(ring, place, at) {
    const name = String(at + 1);
    const make = (/** @type {string} */ axis) => html('input', { type: 'text', inputmode: 'decimal', autocomplete: 'off', 'aria-label': t('{axis} of point {name}', { axis, name }) });
    const [north, east] = [make('X'), make('Y')];
    this.#fields.set(place, [north, east]);
    this.#fill(place);
    for (const field of [north, east]) field.addEventListener('change', () => this.#typed(place, north, east));
    const button = (/** @type {string} */ sign, /** @type {string} */ label, /** @type {() => LatLng | undefined} */ act) => {
      const one = html('button', { type: 'button', class: 'second-button', 'aria-label': label, title: label }, [sign]);
      one.addEventListener('click', () => {
        const next = act();
        this.changed();
        this.draw();
        if (next) this.#focus(next, sign);
      });
      return one;
    };
    const add = button('+', t('Add a point after point {name}', { name }), () => {
      const next = ring[(at + 1) % ring.length] ?? place;
      const between = L.latLng((place.lat + next.lat) / 2, (place.lng + next.lng) / 2);
      ring.splice(at + 1, 0, between);
      return between;
    });
    const remove = button('−', t('Leave out point {name}', { name }), () => {
      ring.splice(at, 1);
      return ring[at] ?? ring.at(-1);
    });
    remove.disabled = ring.length <= 3;
    return html('tr', {}, [html('th', { scope: 'row' }, [name]), html('td', {}, [north]), html('td', {}, [east]), html('td', {}, [add, remove])]);
  }

  /** Go on with the same button at another point, or with what that still has. @param {LatLng} place @param {string} sign */
  #focus(place, sign) {
    const buttons = [...(this.#fields.get(place)?.[0].closest('tr')?.querySelectorAll('button:enabled') ?? [])];
    /** @type {HTMLElement | undefined} */ (buttons.find(({ textContent }) => textContent === sign) ?? buttons[0])?.focus();
  }

  /** @param {LatLng} place */
  #fill(place) {
    const [x, y] = toZone([place.lng, place.lat], this.page.zone);
    const [north, east] = this.#fields.get(place) ?? [];
    if (!north || !east) return;
    north.value = y.toFixed(3);
    east.value = x.toFixed(3);
  }

  /** Show where the points are now, after they were moved on the map. */
  refresh() {
    const rings = ringsOf(/** @type {Nested[]} */ (this.polygon.getLatLngs()));
    const places = rings.flat();
    if (places.length !== this.#fields.size || places.some((place) => !this.#fields.has(place))) this.draw();
    else for (const place of places) this.#fill(place);
  }

  /** @param {LatLng} place @param {HTMLInputElement} north @param {HTMLInputElement} east */
  #typed(place, north, east) {
    const [x = NaN, y = NaN] = [east, north].map(({ value }) => figure(value, markOf(this.page.language)));
    for (const [field, value] of /** @type {[HTMLInputElement, number][]} */ ([[north, y], [east, x]])) {
      field.setCustomValidity(Number.isNaN(value) ? t('This is no coordinate: write metres, as 2211482.31.') : '');
      field.reportValidity();
    }
    if (Number.isNaN(x) || Number.isNaN(y)) return;
    const [lng = 0, lat = 0] = toDegrees([x, y], this.page.zone);
    Object.assign(place, { lng, lat });
    this.changed();
  }
}
