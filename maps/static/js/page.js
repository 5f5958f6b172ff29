/** The public's map page: puts the parts together. */

import { fetchFacts, rows, showFacts } from './facts.js';
import { tileId } from './feature_id.js';
import { FindBox } from './find_box.js';
import { length } from './format.js';
import { Legend } from './legend.js';
import { bounds, lineLength } from './measure.js';
import { drawOverview } from './overview.js';
import { places } from './places.js';
import { lanes, ribbon } from './ribbon.js';
import { roadsOf, showRoads } from './road_list.js';
import { items, Unreachable } from './service.js';
import { Sheet } from './sheet.js';
import { Tiles } from './tiles.js';
import { read, write } from './url_state.js';
import { lookAt, openView } from './view.js';
import { t, useWords } from './words.js';

/** @typedef {import('./tiles.js').Picked} Picked */

const { map } = town;
useWords(town.words);

/** @type {Record<string, () => string>} what one feature of a layer is called when it has no name */
const ONE_OF = {
  parcels: () => t('Parcel'),
  donations: () => t('Land for the road'),
  present_roads: () => t('Road as it is'),
  subdistricts: () => t('Subdistrict'),
};

/** @param {string} id */
const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const state = read(location.hash);
const openingDay = town.day;
town.day = state.day ?? town.day;
const tiles = new Tiles(map, town);
const sheet = new Sheet(element('panel'), element('handle'));
const legend = new Legend(element('legend'), town.language, () => {
  tiles.show(legend.hidden, legend.alone);
  remember();
});
/** @type {Record<string, Record<string, string>>} */
const names = { road_segments: {}, subdistricts: {}, projects: {} };
/** @type {GeoJSON.Feature[]} the public's cells of given land */
let given = [];
/** @type {string | undefined} */
let picked = state.picked;

/** @param {string} message */
function notice(message) {
  element('notice').textContent = message;
}

/** @param {unknown} error */
function failed(error) {
  if (!(error instanceof Unreachable)) throw error;
  notice(error.message || t('The service does not answer. Check the connection, then load the page again.'));
}

function remember() {
  const { lat, lng } = map.getCenter();
  const day = town.day === openingDay ? undefined : town.day;
  history.replaceState(null, '', write({ zoom: map.getZoom(), lat, lng, hidden: [...legend.hidden], day, picked }));
  for (const link of document.querySelectorAll('a[hreflang]')) {
    const to = link.getAttribute('hreflang');
    link.setAttribute('href', `?lang=${to}${location.hash}`);
  }
}

function close() {
  picked = undefined;
  tiles.mark('selected');
  element('facts').hidden = true;
  element('roads').hidden = false;
  for (const road of document.querySelectorAll('.road[aria-current]')) road.removeAttribute('aria-current');
  remember();
}

/**
 * Show a feature's facts.
 * @param {Picked} which
 * @param {{ focus?: boolean, move?: boolean }} [how]
 */
async function choose(which, { focus = false, move = false } = {}) {
  const fid = which.fid ?? (which.id ? tileId(which.id) : undefined);
  const whole = { ...which, fid };
  tiles.mark('selected', whole);
  try {
    const found = await fetchFacts(whole, town);
    if (!found) {
      notice(t('That is not there on this day.'));
      return;
    }
    const { feature, flat } = found;
    picked = `${which.layer}/${feature.id}`;
    const kind = town.facts[which.layer]?.title ?? '';
    const name = String(feature.properties?.name ?? '');
    const title = name || (ONE_OF[which.layer]?.() ?? kind);
    element('roads').hidden = true;
    showFacts(element('facts'), { title, kind: name ? kind : '', rows: rows(which.layer, feature, flat, town, names), close, icons: town.icons });
    if (which.layer === 'road_segments') {
      const own = given.filter(({ properties }) => properties?.seg_code === feature.properties?.code);
      const line = /** @type {GeoJSON.LineString} */ (feature.geometry);
      document.querySelector('#facts .facts-head')?.after(ribbon(lineLength(line.coordinates), own, town));
    }
    if (sheet.size === 'peek') sheet.set('half');
    if (move && feature.geometry) lookAt(bounds(feature.geometry));
    if (focus) /** @type {HTMLElement | null} */ (document.querySelector('#facts h2'))?.focus();
    notice('');
    remember();
  } catch (error) {
    failed(error);
  }
}

function wireMap() {
  map.on('click', ({ latlng }) => {
    const found = tiles.at(latlng);
    if (found) void choose(found);
    else close();
  });
  let waiting = false;
  map.on('mousemove', ({ latlng }) => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      const found = tiles.at(latlng);
      tiles.mark('hover', found);
      map.getContainer().classList.toggle('over', Boolean(found));
    });
  });
  map.on('mouseout', () => tiles.mark('hover'));
  const byKeyboard = (/** @type {boolean} */ is) => map.getContainer().classList.toggle('by-keyboard', is);
  document.addEventListener('keydown', () => byKeyboard(true), { capture: true });
  document.addEventListener('pointerdown', () => byKeyboard(false), { capture: true });
  map.on('moveend', remember);
  map.getContainer().addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.target !== map.getContainer()) return;
    const found = tiles.at(map.getCenter());
    if (found) void choose(found, { focus: true });
    else notice(t('There is nothing in the middle of the map.'));
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !element('facts').hidden) {
      close();
      map.getContainer().focus();
    }
  });
}

/** @param {boolean} open */
function openLegend(open) {
  element('map-frame').dataset.legend = open ? 'open' : 'closed';
  element('layers').setAttribute('aria-expanded', String(open));
}

function wireTools() {
  element('zoom-in').addEventListener('click', () => map.zoomIn(1));
  element('zoom-out').addEventListener('click', () => map.zoomOut(1));
  element('layers').addEventListener('click', () => {
    openLegend(element('map-frame').dataset.legend !== 'open');
  });
  openLegend(element('map-frame').clientWidth >= 800);
  /** @type {import('leaflet').CircleMarker | undefined} */
  let here;
  element('locate').addEventListener('click', () => map.locate({ enableHighAccuracy: true }));
  map.on('locationfound', ({ latlng }) => {
    here?.remove();
    here = L.circleMarker(latlng, { radius: 8, className: 'here', interactive: false }).addTo(map);
    map.setView(latlng, Math.max(map.getZoom(), 17));
    notice('');
  });
  map.on('locationerror', () => notice(t('Your position is not known. Allow it in the browser, then try again.')));
}

/**
 * @param {string} typed
 * @returns {Promise<import('./find_box.js').Entry[]>}
 */
async function parcelsNamed(typed) {
  const [, sheetNumber, parcel] = /^\s*([^/\s]+)\s*\/\s*([^/\s]+)\s*$/.exec(typed) ?? [];
  if (!town.parcelNumbers || !sheetNumber || !parcel) return [];
  const found = await items('parcels', { sheet: sheetNumber, parcel, limit: '5' }).catch(() => []);
  return found.map((feature) => ({
    text: `${sheetNumber}/${parcel}`,
    about: t('Parcel'),
    choose: () => void choose({ layer: 'parcels', id: String(feature.id) }, { move: true }),
  }));
}

/** @param {import('./road_list.js').Road[]} roads */
function showTotal(roads) {
  if (!roads.length) {
    element('subline').textContent = t('No road has been entered yet.');
    return;
  }
  const total = roads.reduce((sum, { metres }) => sum + metres, 0);
  element('headline').textContent = t('{length} to be widened', { length: length(total, town.language) });
  element('subline').textContent = t('{count} roads, their width not measured yet', { count: roads.length });
}

/**
 * What the search box finds.
 * @param {import('./road_list.js').Road[]} roads
 * @param {GeoJSON.Feature[]} subdistricts
 * @returns {import('./find_box.js').Entry[]}
 */
function entries(roads, subdistricts) {
  return [
    ...roads.map((road) => ({
      text: road.name,
      about: [names.subdistricts?.[road.subdistrict], length(road.metres, town.language)].filter(Boolean).join(' · '),
      choose: () => void choose({ layer: 'road_segments', id: road.id }, { move: true }),
    })),
    ...subdistricts.map((feature) => ({
      text: String(feature.properties?.name ?? ''),
      about: t('Subdistrict'),
      choose: () => void choose({ layer: 'subdistricts', id: String(feature.id) }, { move: true }),
    })),
  ];
}

/**
 * The first view: list, search and a light overview, from little data. The page asks for these two itself, to the letter.
 * @returns {Promise<{ roads: import('./road_list.js').Road[], overview: import('leaflet').LayerGroup }>}
 */
async function firstView() {
  const box = new FindBox(/** @type {HTMLInputElement} */ (element('search')), element('found'), parcelsNamed);
  const [roadFeatures, subdistricts] = await Promise.all([
    items('road_segments', { datetime: town.day }),
    items('subdistricts', { datetime: town.day, skipGeometry: 'true' }),
  ]);
  const roads = roadsOf(roadFeatures, town.subdistrict);
  names.road_segments = Object.fromEntries(roads.map(({ code, name }) => [code, name]));
  names.subdistricts = Object.fromEntries(
    subdistricts.map(({ properties }) => [properties?.sub_no, properties?.name ?? properties?.sub_no]),
  );
  showTotal(roads);
  showRoads(element('road-list'), roads, { language: town.language, subdistricts: names.subdistricts ?? {} }, (road) => {
    lookAt(bounds(road.geometry));
    void choose({ layer: 'road_segments', id: road.id });
  });
  box.entries = entries(roads, subdistricts);
  openView(roads, state);
  const overview = drawOverview(map, roadFeatures);
  document.documentElement.dataset.ready = 'overview';
  return { roads, overview };
}

/**
 * What the page adds to the tiles: names, badges, squares, and the lanes along the roads.
 * @param {import('./road_list.js').Road[]} roads
 */
async function addPlaces(roads) {
  const day = { datetime: town.day };
  const [cells, subdistricts, zones, projects] = await Promise.all([
    items('donations', { ...day, skipGeometry: 'true' }),
    items('subdistricts', day),
    items('clearance_zones', day),
    items('projects', day),
  ]);
  given = cells;
  tiles.setFeatures('ribbon', lanes(cells, roads));
  names.projects = Object.fromEntries(projects.map(({ properties }) => [properties?.code, properties?.name]));
  tiles.setFeatures('places', [
    ...places('subdistricts', subdistricts, town),
    ...places('clearance_zones', zones, town),
    ...places('projects', projects, town),
  ]);
}

async function start() {
  wireMap();
  wireTools();
  legend.hide(state.hidden);
  const { roads, overview } = await firstView();
  await tiles.load();
  overview.remove();
  tiles.show(legend.hidden, legend.alone);
  tiles.gl?.on('idle', () => legend.count(tiles.counts()));
  if (state.picked) {
    const [layer = '', id = ''] = state.picked.split('/');
    void choose({ layer, id });
  }
  await addPlaces(roads);
  document.documentElement.dataset.ready = 'tiles';
}

/** Read by tests: what is drawn can be asked of MapLibre itself. */
Object.assign(window, { townTiles: tiles });
start().catch(failed);
