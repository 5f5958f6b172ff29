/** The map of a hand-out, on Leaflet's canvas: everything that it draws came with the file. */

import { BandedCanvas } from './banded_canvas.js';
import { holding } from './dates.js';
import { HandoutColours } from './handout_colours.js';
import { bounds } from './measure.js';
import { places } from './places.js';
import { placeNames, streetName } from './street_names.js';

/** @typedef {import('./handout_days.js').Told} Told */
/** @typedef {import('./handout_days.js').Road} Road */
/** @typedef {import('./banded_canvas.js').Options} Options */
/** @typedef {{ name: string, label: string, values: string[], fill: string, line: string, pattern: string, width: number, dash: string, from: number | null }} Look */

/** Leaflet's zooms, one more than MapLibre's (gl_roads.py, style_table.py). */
const TRUE_WIDTH_ZOOM = 17;
const NAMES_ZOOM = 15;
/** A road's name stands beside it. @type {import('./street_names.js').Places} */
const NAMES = { asides: [[0, -18], [0, 18], [1, 0], [-1, 0], [0, -36], [0, 36]], overMarks: false };

/** Leaflet's zoom, and by how much a road's width is multiplied up to there. */
const BY_ZOOM = /** @type {const} */ ([[13, 0.6], [15, 1], [16, 1.3], [Infinity, 1.5]]);

/** How deep the positions of a line lie in the coordinates of a geometry. */
const DEPTH = /** @type {Record<string, number>} */ ({ LineString: 0, MultiLineString: 1, Polygon: 1, MultiPolygon: 2 });

/** Draws a day. */
export class HandoutMap {
  /** @type {Map<number, import('leaflet').LatLngExpression[] | import('leaflet').LatLngExpression[][] | import('leaflet').LatLngExpression[][][]>} */
  #points = new Map();
  #colours;
  #paper;
  #over;
  #ground = L.layerGroup();
  #works = L.layerGroup();
  /** @type {string[] | undefined} what stands on the ground now */
  #drawnGround;
  /** @type {(() => void) | undefined} */
  #again;
  /** @type {import('leaflet').Marker[]} */
  #names = [];
  /** @type {{ at: import('leaflet').LatLngExpression, size: number }[]} signs on the map */
  #signs = [];

  /**
   * @param {import('leaflet').Map} map
   * @param {Told} told
   * @param {{ legend: LegendGroup[], images: import('./handout_colours.js').Images, projectKinds: string[] }} page
   * @param {(code: string) => void} chosen
   */
  constructor(map, told, page, chosen) {
    this.map = map;
    this.told = told;
    this.page = page;
    this.chosen = chosen;
    this.#colours = new HandoutColours(page.images, () => this.drawAnew());
    map.createPane('paper').style.zIndex = '300';
    this.#paper = new BandedCanvas({ pane: 'paper' });
    this.#over = new BandedCanvas({ pane: 'overlayPane' });
    this.#ground.addTo(map);
    this.#works.addTo(map);
    map.on('zoomend', () => this.#again?.());
    map.on('moveend resize', () => this.#placeNames());
  }

  /** Draw everything again, in the colours of now. */
  drawAnew() {
    this.#colours.forget();
    this.#drawnGround = undefined;
    this.#again?.();
  }

  /** Bring all roads into view. @param {string} [code] one of them alone */
  look(code) {
    const shapes = (this.told.layers.roads ?? [])
      .filter(({ properties }) => !code || properties.code === code)
      .flatMap(({ shape }) => this.told.shapes[shape] ?? []);
    if (!shapes.length) return;
    const [west, south, east, north] = bounds({ type: 'GeometryCollection', geometries: shapes });
    this.map.fitBounds([[south, west], [north, east]], { padding: [28, 28], maxZoom: 18, animate: Boolean(code) });
  }

  /**
   * @param {string} day ISO
   * @param {(Road & { look: string })[]} roads those of the day
   * @param {{ hidden: Set<string>, alone?: { group: string, look: string } | undefined }} shown what the legend shows
   * @returns {Map<string, number>} how many there are of each look, by `group/look`
   */
  show(day, roads, shown) {
    /** @type {Map<string, number>} */
    let counts = new Map();
    this.#again = () => {
      counts = this.#draw(day, roads, shown);
    };
    this.#again();
    return counts;
  }

  /**
   * @param {string} day
   * @param {(Road & { look: string })[]} roads
   * @param {{ hidden: Set<string>, alone?: { group: string, look: string } | undefined }} shown
   */
  #draw(day, roads, shown) {
    /** @type {Map<string, number>} */
    const counts = new Map();
    const zoom = this.map.getZoom();
    /**
     * The look of a thing, counted, where the legend shows it now.
     * @param {string} group
     * @param {(look: Look) => boolean} is
     * @returns {Look | undefined}
     */
    const look = (group, is) => {
      const found = /** @type {Look[] | undefined} */ (this.page.legend.find(({ name }) => name === group)?.looks)?.find(is);
      if (!found) return undefined;
      counts.set(`${group}/${found.name}`, (counts.get(`${group}/${found.name}`) ?? 0) + 1);
      const { hidden, alone } = shown;
      return hidden.has(group) || (alone?.group === group && alone.look !== found.name) ? undefined : found;
    };
    /** @type {{ place: GeoJSON.Feature<GeoJSON.Point>, image: string }[]} */
    const marks = [];
    const point = (/** @type {string} */ group, /** @type {import('./handout_days.js').Drawn} */ { properties, shape }) => {
      const geometry = /** @type {GeoJSON.Geometry} */ (this.told.shapes[shape]);
      return places(group, [{ type: 'Feature', properties, geometry }], { day, projectKinds: this.page.projectKinds })[0];
    };
    const valued = (/** @type {string} */ group, /** @type {unknown} */ value) => look(group, ({ values }) => values.includes(String(value)));
    this.#drawGround(day, valued, look);
    this.#works.clearLayers();
    for (const zone of this.#held('zones', day)) {
      const found = valued('clearance_zones', zone.properties.state);
      const place = point('clearance_zones', zone);
      if (!found || !place || zoom < this.#from('clearance_zones')) continue;
      this.#zone(zone.shape, found);
      marks.push({ place, image: `clearance_zones-${found.name}` });
    }
    if (zoom >= TRUE_WIDTH_ZOOM) this.#trueWidth(day, roads, valued, look);
    for (const road of roads) {
      const found = look('road_segments', ({ name }) => name === road.look);
      if (found) this.#road(road, found, zoom);
    }
    this.#names = this.#named(roads, zoom);
    for (const project of this.#held('projects', day)) {
      const place = point('projects', project);
      if (!place || !valued('projects', place.properties?.course) || zoom < this.#from('projects')) continue;
      marks.push({ place, image: String(place.properties?.image) });
    }
    this.#signs = marks.flatMap(({ place, image }) => this.#mark(place, image) ?? []);
    this.#placeNames();
    return counts;
  }

  /** @param {string} layer @param {string} day */
  #held(layer, day) {
    return holding(this.told.layers[layer] ?? [], day);
  }

  /** @param {string} group */
  #from(group) {
    return (this.page.legend.find(({ name }) => name === group)?.fromZoom ?? 0) + 1;
  }

  /**
   * @param {number} shape
   * @param {Options} options
   * @param {import('leaflet').LayerGroup} [into]
   */
  #shape(shape, options, into = this.#works) {
    const geometry = this.told.shapes[shape];
    if (!geometry) return undefined;
    const renderer = into === this.#ground ? this.#paper : this.#over;
    const given = { renderer, interactive: false, stroke: false, fill: false, ...options };
    const points = this.#latLngs(shape, geometry);
    const path = geometry.type.endsWith('Polygon')
      ? L.polygon(/** @type {import('leaflet').LatLngExpression[][]} */ (points), given)
      : L.polyline(/** @type {import('leaflet').LatLngExpression[][]} */ (points), given);
    return path.addTo(into);
  }

  /** @param {number} shape @param {GeoJSON.Geometry} geometry */
  #latLngs(shape, geometry) {
    let points = this.#points.get(shape);
    if (!points) {
      const depth = DEPTH[geometry.type] ?? 0;
      const written = /** @type {any} */ (geometry).coordinates;
      points = /** @type {import('leaflet').LatLngExpression[][]} */ (/** @type {unknown} */ (L.GeoJSON.coordsToLatLngs(written, depth)));
      this.#points.set(shape, points);
    }
    return points;
  }

  /**
   * Parcels and boundaries, which hardly ever change: drawn again only when they do.
   * @param {string} day
   * @param {(group: string, value: unknown) => Look | undefined} valued
   * @param {(group: string, is: (look: Look) => boolean) => Look | undefined} look
   */
  #drawGround(day, valued, look) {
    const parcels = this.#held('parcels', day).map(({ properties, shape }) => ({ shape, look: valued('parcels', properties.ground) }));
    const boundaries = this.#held('subdistricts', day).map(({ shape }) => ({ shape, look: look('subdistricts', () => true) }));
    const drawn = [...parcels, ...boundaries].map(({ shape, look: one }) => `${shape} ${one?.name}`);
    if (drawn.join() === this.#drawnGround?.join()) return;
    this.#drawnGround = drawn;
    this.#ground.clearLayers();
    for (const { shape, look: one } of parcels) {
      if (!one) continue;
      this.#shape(shape, { fill: true, fillColor: this.#colours.colour(one.fill), fillOpacity: 1, stroke: true, color: this.#colours.colour('pline'), weight: 0.7 }, this.#ground);
    }
    for (const { shape, look: one } of boundaries) {
      if (one) this.#shape(shape, { stroke: true, color: this.#colours.colour(one.line), weight: one.width, dashArray: one.dash }, this.#ground);
    }
  }

  /** @param {number} shape @param {Look} look */
  #zone(shape, look) {
    this.#shape(shape, { fill: true, fillColor: this.#colours.colour(look.fill), fillOpacity: 0.16 });
    // Half of a line lies outside of its shape and is cut away.
    this.#shape(shape, { band: true, stroke: true, color: this.#colours.colour(look.fill), weight: 2 * look.width, dashArray: look.dash, lineCap: 'butt' });
    this.#shape(shape, { stroke: true, color: this.#colours.colour(look.line), weight: 1 });
  }

  /**
   * What roads are, need and get, as it lies on the ground.
   * @param {string} day
   * @param {(Road & { look: string })[]} roads
   * @param {(group: string, value: unknown) => Look | undefined} valued
   * @param {(group: string, is: (look: Look) => boolean) => Look | undefined} look
   */
  #trueWidth(day, roads, valued, look) {
    const codes = new Set(roads.map(({ code }) => code));
    const required = this.#held('required', day).filter(({ properties }) => codes.has(properties.code ?? ''));
    const asphalt = look('present_roads', () => true);
    const colour = asphalt && this.#colours.colour(asphalt.fill);
    const between = required.filter(({ properties }) => properties.kind === 'present');
    for (const { properties, shape } of [...between, ...this.#held('present', day)]) {
      const edge = properties.kind === 'left' || properties.kind === 'right';
      if (colour) this.#shape(shape, edge ? { stroke: true, color: colour, weight: 2 } : { fill: true, fillColor: colour, fillOpacity: 1 });
    }
    for (const { properties, shape } of required) {
      const found = properties.kind === 'strip' ? valued('required', 'strip') : undefined;
      if (found) this.#shape(shape, { fill: true, fillColor: this.#colours.fill('required', found), fillOpacity: 1, stroke: true, color: this.#colours.colour(found.line), weight: found.width });
    }
    for (const { properties, shape } of this.#held('cells', day)) {
      const found = valued('donations', properties.state);
      if (found) this.#shape(shape, { fill: true, fillColor: this.#colours.fill('donations', found), fillOpacity: 1, stroke: true, color: this.#colours.colour(found.line), weight: 0.8 });
    }
    for (const { properties, shape } of required) {
      const found = properties.kind === 'corridor' ? valued('required', 'corridor') : undefined;
      if (found) this.#shape(shape, { stroke: true, color: this.#colours.colour(found.line), weight: found.width, dashArray: found.dash });
    }
  }

  /** @param {Road} road @param {Look} look @param {number} zoom */
  #road({ code, shape }, look, zoom) {
    const times = BY_ZOOM.find(([most]) => zoom <= most)?.[1] ?? 1;
    const colour = (/** @type {string} */ name) => this.#colours.colour(name);
    const line = (/** @type {Options} */ options) => this.#shape(shape, { stroke: true, lineCap: 'butt', ...options });
    if (zoom >= TRUE_WIDTH_ZOOM) {
      line({ color: colour(look.from === null ? look.line : 'mo5-dash'), weight: 1.5, dashArray: '10 8' });
    } else if (look.from === null) {
      line({ color: colour(look.line), weight: 7 * times, dashArray: look.dash });
      line({ color: colour(look.fill), weight: 4.5 * times });
    } else {
      line({ color: colour(look.line), weight: times * (look.width + 2.6) });
      line({ color: colour(look.fill), weight: times * look.width });
      if (look.from === 1) line({ color: colour('mo5-dash'), weight: 1.5, dashArray: '6 4' });
    }
    line({ interactive: true, opacity: 0, weight: 24 })?.on('click', () => this.chosen(code));
  }

  /** @param {Road[]} roads @param {number} zoom */
  #named(roads, zoom) {
    if (zoom < NAMES_ZOOM) return [];
    const first = roads.filter(({ name }, place) => roads.findIndex((road) => road.name === name) === place);
    return first.flatMap(({ name, shape }) => {
      const geometry = this.told.shapes[shape];
      return geometry ? [streetName(geometry, name).addTo(this.#works)] : [];
    });
  }

  #placeNames() {
    placeNames(this.map, this.#names, this.#signs, NAMES);
  }

  /** @param {GeoJSON.Feature<GeoJSON.Point>} place @param {string} image */
  #mark({ geometry, properties }, image) {
    const sign = this.#colours.sign(image);
    const [lng = 0, lat = 0] = geometry.coordinates;
    if (!sign) return undefined;
    sign.canvas.title = String(properties?.name ?? '');
    const icon = L.divIcon({ className: 'map-mark', html: sign.canvas, iconSize: [sign.size, sign.size] });
    L.marker([lat, lng], { interactive: false, keyboard: false, icon }).addTo(this.#works);
    return { at: L.latLng(lat, lng), size: sign.size };
  }
}
