/** The meeting's map: MapLibre alone, turned so that the road lies along it, drawn from memory. */

import { brackets, pills } from './brackets.js';
import { dayNumber } from './dates.js';
import { addImage, overdrawImage, redrawImage } from './images.js';
import { onPaper } from './map_on_paper.js';
import { Letters, sizesOf } from './meeting_letters.js';
import { lanesOf, stationsOf } from './meeting_profile.js';
import { namesInView } from './road_names.js';
import { roadView } from './road_view.js';

/** @typedef {import('maplibre-gl').Map} GlMap */
/** @typedef {import('maplibre-gl').StyleSpecification} Style */
/** @typedef {import('./tiles.js').StyleLayer} StyleLayer */
/** @typedef {import('./tiles.js').Drawn} Drawn */
/** @typedef {import('./meeting_memory.js').Memory} Memory */
/** @typedef {{ code: string, day: string, bare?: boolean }} Shown a road on a day; `bare` for the road as it was, alone */

const EMPTY = { type: /** @type {const} */ ('FeatureCollection'), features: [] };
const LONG_AGO = -1_000_000;
const FAR_OFF = 1_000_000;
/** Layers whose features have periods. */
const DATED = new Set(['parcels', 'present_roads', 'road_segments', 'road_names', 'donations', 'clearance_zones', 'subdistricts']);
/** Layers of all roads, drawn of the shown one alone. */
const OF_THE_ROAD = /^(present|present-edges|built)$/;
/** What is not there in a picture of the road as it was, alone. */
const NOT_BARE = new Set(['donations', 'required', 'clearance_zones']);
const FLIGHT_MS = 700;
/** How far from its road a name reaches at the most, px where letters are as the style has them. */
const NAME = 60;
const DOWN = 64;
/** How far from a ribbon's middle its brackets stand, and how long their ends are, px. */
const BRACKET = { least: 26, tick: 8 };
/** Zooms that differ by less show brackets alike. */
const SAME_ZOOM = 0.02;
const EQUATOR_M = 40_075_016.7;
const NOTHING = ['==', ['literal', 1], 0];

/**
 * Metres in a pixel where a road lies.
 * @param {GeoJSON.Position[]} line
 * @param {number} zoom
 */
function metresOf(line, zoom) {
  return (EQUATOR_M * Math.cos(((line[0]?.[1] ?? 0) * Math.PI) / 180)) / (512 * 2 ** zoom);
}

/** One map. */
export class MeetingMap {
  /** @type {GlMap} */
  gl;
  /** @type {StyleLayer[]} */
  #layers = [];
  /** @type {Map<string, string>} filters that are set, as text, by layer: a filter that is set anew has all drawn anew */
  #kept = new Map();
  /** @type {Shown | undefined} */
  #shown;
  /** @type {GeoJSON.Feature<GeoJSON.LineString>[]} */
  #brackets = [];
  /** Zoom that the brackets are drawn for. */
  #zoom = 0;
  /** How far the shown road is to reach from its middle, m. */
  #widest = 0;
  /** @type {Letters} */
  #letters;
  #styled = Promise.resolve();
  #dressed = false;

  /**
   * @param {HTMLElement} container
   * @param {{ styles: Record<string, Drawn>, language: string, bounds: [number, number, number, number] }} page
   * @param {Memory} memory
   * @param {() => number} margin px between the road's ends and the map's sides, as the chart has it in a window of the size it has now
   */
  constructor(container, page, memory, margin) {
    this.page = page;
    this.memory = memory;
    this.margin = margin;
    this.#letters = new Letters(page.styles);
    this.gl = new maplibregl.Map({
      container,
      style: this.#filled(this.#drawn().style),
      bounds: page.bounds,
      attributionControl: false,
      keyboard: false,
      dragRotate: false,
      pitchWithRotate: false,
      fadeDuration: 0,
      // It would draw at once when a slide shows the map again, before the numbers are on the screen.
      trackResize: false,
    });
    this.gl.getCanvas().tabIndex = -1;
    this.gl.getCanvas().setAttribute('aria-hidden', 'true');
    onPaper(this.gl, () => this.#draw(this.#drawn('light'), overdrawImage));
    this.gl.on('moveend', () => {
      if (Math.abs(this.gl.getZoom() - this.#zoom) > SAME_ZOOM) this.#drawBrackets(this.gl.getZoom());
      this.#write();
    });
    this.#styled = this.#dress(this.#drawn());
    new MutationObserver(() => this.#draw(this.#drawn())).observe(document.documentElement, { attributeFilter: ['data-theme'] });
  }

  /** Follow the window, with what is written on the map as well. */
  resize() {
    this.gl.resize();
    const before = this.#drawn();
    this.#letters.follow();
    if (this.#drawn() !== before) this.#draw(this.#drawn());
  }

  /** Resolves when the first picture stands. */
  async ready() {
    await this.#styled;
    if (!this.gl.loaded()) await new Promise((resolve) => this.gl.once('idle', () => resolve(undefined)));
  }

  /**
   * @param {string} [theme] by default the page's
   * @returns {Drawn}
   */
  #drawn(theme = document.documentElement.dataset.theme ?? 'light') {
    return this.#letters.drawn(theme);
  }

  /**
   * Have the map in a theme's colours and with letters of a size when it is drawn the next time: each is a constant (maps/gl_meeting.py).
   * @param {Drawn} drawn
   * @param {typeof redrawImage} [redraw] how images are drawn anew
   */
  #draw({ style, images }, redraw = redrawImage) {
    if (!this.#dressed) return;
    for (const layer of style.layers) {
      for (const [name, value] of Object.entries(layer.paint ?? {})) {
        if (name.endsWith('-color')) this.gl.setPaintProperty(layer.id, name, value, { validate: false });
      }
      for (const [name, value] of sizesOf(layer)) this.gl.setLayoutProperty(layer.id, name, value, { validate: false });
    }
    for (const [name, drawing] of Object.entries(images)) redraw(this.gl, name, drawing);
  }

  /**
   * A style with all that does not depend on the slide in it.
   * @param {Style} style
   * @returns {Style}
   */
  #filled(style) {
    const sources = Object.fromEntries(
      Object.entries(style.sources).map(([name, source]) => {
        const features = this.memory.layers.get(name);
        return [name, features ? { ...source, data: { type: 'FeatureCollection', features } } : source];
      }),
    );
    return { ...style, sources: /** @type {Style['sources']} */ (sources) };
  }

  /** @param {Drawn} drawn */
  async #dress(drawn) {
    this.#layers = /** @type {StyleLayer[]} */ (drawn.style.layers);
    await new Promise((resolve) => this.gl.once('style.load', () => resolve(undefined)));
    for (const [name, drawing] of Object.entries(drawn.images)) addImage(this.gl, name, drawing);
    this.#dressed = true;
    // The theme may have turned meanwhile.
    if (drawn !== this.#drawn()) this.#draw(this.#drawn());
    if (this.#shown) this.#fill(this.#shown);
  }

  /**
   * Show a road on a day.
   * @param {Shown} shown
   */
  show(shown) {
    this.#shown = shown;
    if (this.#dressed) this.#fill(shown);
  }

  /**
   * Go to where a road lies along the map.
   * @param {string} code
   * @param {string} day
   * @param {boolean} flying
   */
  goTo(code, day, flying) {
    const line = this.memory.line(day, code);
    if (line.length < 2) return;
    const { clientWidth: width, clientHeight: height } = this.gl.getContainer();
    const view = roadView(line, { width, height, across: this.margin(), down: Math.min(DOWN, height / 5) });
    this.gl.stop();
    this.#drawBrackets(view.zoom);
    if (flying) this.gl.flyTo({ ...view, duration: FLIGHT_MS });
    else this.gl.jumpTo(view);
  }

  /** @param {Shown} shown */
  #fill({ code, day, bare = false }) {
    const road = this.memory.road(day, code);
    const told = road && !road.refused ? road : undefined;
    const stations = told ? stationsOf(told.profile) : [];
    const line = this.memory.line(day, code);
    this.#widest = Math.max(0, ...stations.flatMap(({ target }) => [target.left ?? 0, target.right ?? 0]));
    const shapes = (told?.shapes ?? []).filter(({ properties }) => !bare || properties?.kind === 'present');
    this.#set('required', shapes.map((shape, place) => ({ ...shape, properties: { ...shape.properties, id: place } })));
    this.#set('ribbon', told && !bare ? lanesOf(line, stations) : []);
    this.#drawBrackets(this.#zoom || this.gl.getZoom());
    this.#filter(code, day, bare, told?.zones.map(({ zone_no }) => zone_no) ?? []);
    this.#write();
  }

  /**
   * @param {string} name
   * @param {GeoJSON.Feature[]} features
   */
  #set(name, features) {
    const source = /** @type {import('maplibre-gl').GeoJSONSource | undefined} */ (this.gl.getSource(name));
    source?.setData(features.length ? { type: 'FeatureCollection', features } : EMPTY);
  }

  /**
   * Draw what holds on the day; of roads and zones those that the slide is about.
   * @param {string} code
   * @param {string} day
   * @param {boolean} bare
   * @param {string[]} zones
   */
  #filter(code, day, bare, zones) {
    const number = dayNumber(day);
    const holds = ['all', ['<=', ['coalesce', ['get', 'first'], LONG_AGO], number], ['>', ['coalesce', ['get', 'last'], FAR_OFF], number]];
    for (const layer of this.#layers) {
      if (layer.type === 'background') continue;
      const { source, filter: own } = layer;
      const group = layer.metadata?.group ?? '';
      const road = source === 'road_segments';
      /** @type {unknown[]} */
      const parts = [own];
      // The line of a road as it was is that of the road to be.
      if (DATED.has(source) && !(bare && road)) parts.push(holds);
      if (road || source === 'road_names') parts.push([road ? '==' : '!=', ['get', 'code'], code]);
      if (OF_THE_ROAD.test(layer.id)) parts.push(['==', ['get', 'seg_code'], code]);
      if (source === 'clearance_zones') parts.push(['in', ['get', 'zone_no'], ['literal', zones]]);
      if (bare && (NOT_BARE.has(group) || layer.id === 'built')) parts.push(NOTHING);
      const filters = parts.filter(Boolean);
      const all = filters.length > 1 ? ['all', ...filters] : (filters[0] ?? null);
      const text = JSON.stringify(all);
      if (this.#kept.get(layer.id) === text) continue;
      this.#kept.set(layer.id, text);
      this.gl.setFilter(layer.id, /** @type {import('maplibre-gl').FilterSpecification | null} */ (all), { validate: false });
    }
  }

  /**
   * Draw the bottlenecks outside of the ribbon, which is as wide at every zoom.
   * @param {number} zoom
   */
  #drawBrackets(zoom) {
    this.#zoom = zoom;
    if (!this.#dressed || !this.#shown) return;
    const { code, day, bare = false } = this.#shown;
    const road = this.memory.road(day, code);
    const line = this.memory.line(day, code);
    const metres = metresOf(line, zoom);
    const drawn = { least: BRACKET.least * metres, tick: BRACKET.tick * metres };
    this.#brackets = road && !road.refused && !bare ? brackets(line, stationsOf(road.profile), road.bottlenecks, drawn) : [];
    this.#set('brackets', this.#brackets);
  }

  /** Write what depends on what is in view. */
  #write() {
    if (!this.#dressed) return;
    this.#drawPills();
    const { scale } = this.#letters;
    const shown = this.#shown ? this.memory.line(this.#shown.day, this.#shown.code) : [];
    const away = Math.max(BRACKET.least, this.#widest / metresOf(shown, this.gl.getZoom())) + BRACKET.tick;
    this.#set('road_names', namesInView(this.gl, this.memory.layers.get('road_segments') ?? [], NAME * scale, { line: shown, away }));
  }

  #drawPills() {
    const view = this.gl.getBounds();
    const width = this.gl.getContainer().clientWidth;
    const { scale } = this.#letters;
    this.#set('pills', pills(this.#brackets, ([lng = 0, lat = 0]) => view.contains([lng, lat]), this.page.language, {
      bearing: this.gl.getBearing(),
      room: ([lng = 0, lat = 0]) => {
        const { x } = this.gl.project([lng, lat]);
        return [x / scale, (width - x) / scale];
      },
    }));
  }
}

/**
 * Keep two maps at one view, whichever somebody moves.
 * @param {MeetingMap} one
 * @param {MeetingMap} other
 */
export function together(one, other) {
  const follow = (/** @type {GlMap} */ leader, /** @type {GlMap} */ follower) => (/** @type {{ originalEvent?: unknown }} */ { originalEvent }) => {
    if (originalEvent) follower.jumpTo({ center: leader.getCenter(), zoom: leader.getZoom(), bearing: leader.getBearing() });
  };
  one.gl.on('move', follow(one.gl, other.gl));
  other.gl.on('move', follow(other.gl, one.gl));
}
