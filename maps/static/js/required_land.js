/** What the roads in view need: their strips, and the edges of the roads to be; asked for once per road and day. */

import { Latest } from './latest.js';
import { bounds } from './measure.js';
import { answer, unknownYet } from './service.js';

/** @typedef {import('./road_list.js').Road} Road */
/** @typedef {[number, number, number, number]} Box west, south, east, north */

/** Zoom of Leaflet's from which they are drawn: one more than MapLibre's (gl_layers.py). */
const FROM_ZOOM = 18;

/**
 * The roads whose lines may be in a part of the map.
 * @param {Road[]} roads
 * @param {Box} view
 * @returns {Road[]}
 */
function roadsIn(roads, [west, south, east, north]) {
  return roads.filter(({ geometry }) => {
    const [left, bottom, right, top] = bounds(geometry);
    return left <= east && right >= west && bottom <= north && top >= south;
  });
}

/** Keeps the shapes of roads, and draws those of the roads in view. */
export class RequiredLand {
  /** @type {Map<string, Promise<GeoJSON.Feature[]>>} by code and day */
  #kept = new Map();
  #asking = new Latest();

  /**
   * @param {Town} page
   * @param {() => Road[]} roads those of the day
   * @param {(features: GeoJSON.Feature[]) => void} draw
   */
  constructor(page, roads, draw) {
    this.page = page;
    this.roads = roads;
    this.draw = draw;
  }

  /**
   * Draw what the roads in view need on the page's day; what was asked before and comes late is left out.
   * @returns {Promise<void>}
   * @throws {import('./service.js').Unreachable}
   */
  async show() {
    const { map } = this.page;
    if (map.getZoom() < FROM_ZOOM) return;
    const isLatest = this.#asking.ask();
    const view = map.getBounds();
    const near = roadsIn(this.roads(), [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()]);
    const found = await Promise.all(near.map((road) => this.#shapes(road).catch(unknownYet)));
    if (isLatest()) this.draw(found.flatMap((shapes) => shapes ?? []));
  }

  /** @param {Road} road */
  #shapes({ code, id }) {
    const { day } = this.page;
    const key = `${code} ${day}`;
    let shapes = this.#kept.get(key);
    if (!shapes) {
      shapes = answer(`/api/roads/${encodeURIComponent(code)}/shapes`, { on: day }).then((found) =>
        (found?.features ?? []).map((/** @type {GeoJSON.Feature} */ feature) => ({
          ...feature,
          properties: { ...feature.properties, id },
        })),
      );
      this.#kept.set(key, shapes);
      shapes.catch(() => this.#kept.delete(key));
    }
    return shapes;
  }
}
