/** The map's tiles, drawn by MapLibre inside Leaflet: loaded late, themed, filtered by the legend, picked from. */

import { drawnAt, lookCounts } from './drawn.js';
import { tileId } from './feature_id.js';
import { canDraw } from './graphics.js';
import { addImage } from './images.js';
import { bringLetters, ON_MAPS } from './letters.js';
import { script } from './load.js';
import { onPaper } from './map_on_paper.js';
import { Marked } from './marked.js';
import { proof, Unreachable } from './service.js';
import { EVERY_DAY, holds, tileAddress } from './tile_days.js';
import { still } from './view.js';

/** @typedef {import('maplibre-gl').Map} GlMap */
/** @typedef {import('maplibre-gl').LayerSpecification & { metadata?: { group?: string, marks?: import('./marked.js').Marks }, source?: string, filter?: unknown }} StyleLayer */
/** @typedef {import('./marked.js').Picked} Picked */
/** @typedef {{ style: import('maplibre-gl').StyleSpecification, images: Record<string, import('./images.js').Drawing> }} Drawn */

/** Tiles of all layers over a Leaflet map. */
export class Tiles {
  /** @type {GlMap | undefined} */
  #gl;
  /** @type {Drawn['images']} of the style that is drawn, by name */
  #images = {};
  /** @type {Map<string, unknown>} filters as the style has them, by layer */
  #filters = new Map();
  /** @type {Set<string>} */
  #hidden = new Set();
  /** @type {{ group: string, look: string } | undefined} */
  #alone;
  /** @type {Map<string, GeoJSON.Feature[]>} what the page worked out, by source */
  #own = new Map();
  #marked = new Marked(() => this.#gl);
  /** @type {Map<string, string[]>} paths of the tiles, by source */
  #paths = new Map();
  /** @type {Map<number, string>} looks of the roads, by their number in tiles */
  #looks = new Map();
  /** Whether donations come with all their periods. */
  #everyDay = false;
  #dark = matchMedia('(prefers-color-scheme: dark)');

  /** @param {Town} page whose map is there when they are loaded */
  constructor(page) {
    this.page = page;
  }

  /** MapLibre's map, once it is there (read by tests as well). */
  get gl() {
    return this.#gl;
  }

  /**
   * Load MapLibre and draw; resolves when the first tiles stand.
   * @param {() => void} [meanwhile] called when MapLibre is there: it takes the line for itself, and has then to work
   * @returns {Promise<boolean>} false where the browser can't draw
   * @throws {Unreachable}
   */
  async load(meanwhile) {
    if (!canDraw()) {
      meanwhile?.();
      return false;
    }
    const theme = this.#theme;
    const drawn = this.#fetchStyle(theme);
    // MapLibre asks for its worker when it runs: it is brought beside it, and kept.
    void fetch(this.page.worker).catch(() => undefined);
    await Promise.all([...this.page.scripts.map(script), bringLetters(ON_MAPS).catch(() => [])]);
    meanwhile?.();
    maplibregl.setWorkerUrl(new URL(this.page.worker, location.href).href);
    const { style, images } = await drawn;
    this.#date(style);
    const layer = /** @type {LeafletWithGl} */ (/** @type {unknown} */ (L)).maplibreGL({
      style,
      interactive: false,
      ...(still() ? { fadeDuration: 0 } : {}),
      transformRequest: (/** @type {string} */ url) => ({ url, headers: url.startsWith(location.origin) ? proof(this.page) : {} }),
    });
    layer.addTo(this.page.map);
    this.#gl = layer.getMaplibreMap();
    this.#gl.getCanvas().setAttribute('aria-hidden', 'true');
    this.#gl.getCanvas().tabIndex = -1;
    onPaper(this.#gl);
    this.#images = images;
    this.#gl.on('styleimagemissing', ({ id }) => this.#addImage(id));
    this.#gl.on('style.load', () => this.#complete());
    this.#dark.addEventListener('change', () => void this.#restyle());
    if (theme !== this.#theme) void this.#restyle();
    await new Promise((resolve) => this.#gl?.once('idle', () => resolve(undefined)));
    return true;
  }

  /** @returns {'dark' | 'light'} the system's */
  get #theme() {
    return this.#dark.matches ? 'dark' : 'light';
  }

  /** @param {'dark' | 'light'} theme @returns {Promise<Drawn>} */
  async #fetchStyle(theme) {
    const found = await fetch(this.page.styles[theme]).catch(() => {
      throw new Unreachable();
    });
    return found.json();
  }

  /** Have a style ask for the tiles of the page's day. @param {import('maplibre-gl').StyleSpecification} style */
  #date(style) {
    for (const [name, source] of Object.entries(style.sources)) {
      if (source.type !== 'vector' && source.type !== 'raster') continue;
      if (source.type === 'vector') this.#paths.set(name, source.tiles ?? []);
      source.tiles = this.#addresses(source.tiles ?? [], source.type === 'vector' ? this.#asked(name) : '');
    }
  }

  /** @param {string[]} paths @param {string} on */
  #addresses(paths, on) {
    const { base, change } = this.page;
    return paths.map((path) => tileAddress(path, { host: `${location.origin}${base}`, on, change: on ? change : undefined }));
  }

  /** @param {string} source */
  #asked(source) {
    return source === 'donations' && this.#everyDay ? EVERY_DAY : this.page.day;
  }

  /** Ask for the tiles of the page's day and last change; old ones stay until new ones are there. */
  setDay() {
    for (const [name, paths] of this.#paths) {
      const source = /** @type {import('maplibre-gl').VectorTileSource | undefined} */ (this.#gl?.getSource(name));
      const addresses = this.#addresses(paths, this.#asked(name));
      if (source && source.tiles.join() !== addresses.join()) source.setTiles(addresses);
    }
    this.#applyVisibility();
  }

  /** Have all periods of the donations from now on, so that a slider shows each day without asking. */
  bringEveryDay() {
    if (this.#everyDay) return;
    this.#everyDay = true;
    this.setDay();
  }

  /** Show of all periods those that hold on the page's day. */
  filterDay() {
    if (this.#everyDay) this.#applyVisibility();
  }

  /**
   * How the roads look by their share at target.
   * @param {Map<string, string>} looks names of looks, by the roads' ids
   */
  setLooks(looks) {
    this.#looks = new Map([...looks].map(([id, look]) => [tileId(id), look]));
    this.#applyLooks();
  }

  #applyLooks() {
    const roads = { source: 'road_segments', sourceLayer: 'road_segments' };
    if (!this.#gl?.getSource(roads.source)) return;
    this.#gl.removeFeatureState(roads);
    for (const [id, look] of this.#looks) this.#gl.setFeatureState({ ...roads, id }, { look });
    this.#marked.selectAgain(roads.source);
  }

  async #restyle() {
    const theme = this.#theme;
    const { style, images } = await this.#fetchStyle(theme);
    if (theme !== this.#theme) return; // it has changed again: that style is on its way
    this.#date(style);
    this.#images = images;
    this.#gl?.setStyle(style, { diff: false });
  }

  /** @param {string} name */
  #addImage(name) {
    const drawing = this.#images[name];
    if (drawing && this.#gl) addImage(this.#gl, name, drawing);
  }

  /** Add to a style that is there what is not its own, before its tiles come: they would all be laid out and drawn again. */
  #complete() {
    Object.keys(this.#images).forEach((name) => this.#addImage(name));
    const layers = this.#layers();
    this.#filters = new Map(layers.map((layer) => [layer.id, layer.filter]));
    this.#applyVisibility();
    this.#applyLooks();
    for (const [source, features] of this.#own) this.setFeatures(source, features);
    this.#marked.begin(layers);
  }

  /** @returns {StyleLayer[]} */
  #layers() {
    return /** @type {StyleLayer[]} */ (this.#gl?.getStyle().layers ?? []);
  }

  /**
   * What the page worked out: `places` (names of subdistricts, badges, squares) and `ribbon` (lanes along the roads).
   * @param {string} name of the source
   * @param {GeoJSON.Feature[]} features
   */
  setFeatures(name, features) {
    this.#own.set(name, features);
    const source = /** @type {import('maplibre-gl').GeoJSONSource | undefined} */ (this.#gl?.getSource(name));
    source?.setData({ type: 'FeatureCollection', features });
  }

  /**
   * Switch groups of the legend off, and show one look of a group alone.
   * @param {Set<string>} hidden
   * @param {{ group: string, look: string }} [alone]
   */
  show(hidden, alone) {
    this.#hidden = hidden;
    this.#alone = alone;
    this.#applyVisibility();
  }

  /** Tell MapLibre what changes and nothing else: whatever a layer is told, all tiles of its source are laid out anew. */
  #applyVisibility() {
    const gl = this.#gl;
    if (!gl) return;
    for (const layer of this.#layers()) {
      const group = layer.metadata?.group;
      if (!group) continue;
      const visibility = this.#hidden.has(group) ? 'none' : 'visible';
      if ((layer.layout?.visibility ?? 'visible') !== visibility) gl.setLayoutProperty(layer.id, 'visibility', visibility);
      const own = this.#filters.get(layer.id);
      const only = this.#alone?.group === group ? this.#only(this.#alone) : undefined;
      const dated = this.#everyDay && layer.type !== 'background' && layer.source === 'donations' ? holds(this.page.day) : undefined;
      const filters = [own, only, dated].filter(Boolean);
      const all = filters.length > 1 ? ['all', ...filters] : (filters[0] ?? null);
      if (JSON.stringify(all) !== JSON.stringify(layer.filter ?? null)) gl.setFilter(layer.id, /** @type {import('maplibre-gl').FilterSpecification | null} */ (all));
    }
  }

  /** @param {{ group: string, look: string }} alone */
  #only({ group, look }) {
    const found = this.page.legend.find(({ name }) => name === group);
    if (group === 'road_segments') return ['in', ['id'], ['literal', this.#roadsOf(look)]];
    const values = found?.looks.find(({ name }) => name === look)?.values ?? [];
    return found?.attribute && values.length ? ['in', ['get', found.attribute], ['literal', values]] : undefined;
  }

  /** @param {string} look @returns {number[]} numbers of the roads that look so; a road without a measure has none of the others */
  #roadsOf(look) {
    return [...this.#looks].flatMap(([id, own]) => (own === look ? [id] : []));
  }

  /**
   * What is drawn at a place on the map.
   * @param {import('leaflet').LatLng} latlng
   * @returns {Picked | undefined}
   */
  at(latlng) {
    return drawnAt(this.#gl, latlng);
  }

  /**
   * Mark a feature as under the pointer or selected, and unmark the one before.
   * @param {'hover' | 'selected'} state
   * @param {Picked} [picked]
   */
  mark(state, picked) {
    this.#marked.mark(state, picked);
  }

  /**
   * Call now, as the first tiles stand, and whenever all that is in view is drawn again.
   * @param {() => void} told
   */
  onDrawn(told) {
    if (!this.#gl) return;
    told();
    this.#gl.on('idle', told);
  }

  /**
   * How many features of each look are in view.
   * @returns {Map<string, number>} by `group/look`; a group without attribute counts as its only look
   */
  counts() {
    return lookCounts(this.#gl, this.page.legend, this.#looks);
  }
}
