/** The public's map page: puts the parts together. */

import { comingTo } from './coming.js';
import { publicDay, saidDay } from './dates.js';
import { byId } from './element.js';
import { EngineView } from './engine_view.js';
import { entries, parcelsNamed } from './entries.js';
import { fetchFacts, rows, showFacts } from './facts.js';
import { tileId } from './feature_id.js';
import { FindBox } from './find_box.js';
import { length } from './format.js';
import { cannotDraw } from './graphics.js';
import { Latest } from './latest.js';
import { Legend } from './legend.js';
import { wireTools } from './map_tools.js';
import { mapThere } from './map_there.js';
import { bounds } from './measure.js';
import { drawOverview } from './overview.js';
import { places } from './places.js';
import { wirePointing } from './pointing.js';
import { lanes } from './ribbon.js';
import { roadsOf, showRoads } from './road_list.js';
import { items, Unreachable } from './service.js';
import { Sheet } from './sheet.js';
import { Tiles } from './tiles.js';
import { read, write } from './url_state.js';
import { lookAt, openView } from './view.js';
import { t, useWords } from './words.js';

/** @typedef {import('./marked.js').Picked} Picked */

useWords(town.words);

const mapIsThere = mapThere(town);

/** @type {Record<string, () => string>} what one feature of a layer is called */
const ONE_OF = {
  parcels: () => t('Parcel'),
  donations: () => t('Donated land for the road'),
  present_roads: () => t('Road as it is'),
  subdistricts: () => t('Subdistrict'),
  road_segments: () => t('Road'),
  projects: () => t('Project'),
};

const state = read(location.hash);
const openingDay = town.day;
town.day = state.day ? publicDay(state.day, town.today) : town.day;
const tiles = new Tiles(town);
const sheet = new Sheet(byId('panel'), byId('handle'));
const legend = new Legend(byId('legend'), town.language, () => {
  tiles.show(legend.hidden, legend.alone);
  remember();
});
/** @type {Record<string, Record<string, string>>} */
const names = { road_segments: {}, subdistricts: {}, projects: {} };
/** @type {import('./road_list.js').Road[]} those of the day that is shown */
let roads = [];
/** @type {EngineView | undefined} */
let engine;
let engineStands = () => {};
/** Resolves when what comes after the list of roads is there. */
const later = /** @type {Promise<void>} */ (new Promise((resolve) => (engineStands = resolve)));
/** @type {string | undefined} what the address names */
let picked = state.picked;
/** @type {Picked | undefined} what was chosen last, whether its facts are there yet or not */
let chosen;
/** What the facts were opened from, as a selector: it has the focus again when they are closed. */
let opener = '.map';
const choosing = new Latest();
const turning = new Latest();

/** @param {string} message */
function notice(message) {
  byId('notice').textContent = message;
}

/** @param {unknown} error */
function failed(error) {
  if (!(error instanceof Unreachable)) throw error;
  notice(error.message || t('The service does not answer. Check the connection, then load the page again.'));
}

function remember() {
  const { map } = town;
  if (!map) return;
  const { lat, lng } = map.getCenter();
  const day = town.day === openingDay ? undefined : saidDay(town.day, town.today);
  history.replaceState(null, '', write({ zoom: map.getZoom(), lat, lng, hidden: [...legend.hidden], day, picked }));
  for (const link of document.querySelectorAll('a[hreflang]')) {
    const to = link.getAttribute('hreflang');
    link.setAttribute('href', `?lang=${to}${location.hash}`);
  }
}

/**
 * Mark a road in the list and show its section, or none's.
 * @param {string} [id]
 */
function markRoad(id) {
  for (const button of document.querySelectorAll('.road')) {
    if (button instanceof HTMLElement && button.dataset.road === id) button.setAttribute('aria-current', 'true');
    else button.removeAttribute('aria-current');
  }
  void later.then(() => engine?.choose(roads.find((road) => road.id === id)));
}

/** Close the facts; the focus that would go with them goes back to where they were opened. */
function close() {
  const isWithin = ['facts', 'section'].some((id) => byId(id).contains(document.activeElement));
  choosing.ask();
  picked = undefined;
  chosen = undefined;
  tiles.mark('selected');
  byId('facts').hidden = true;
  byId('roads').hidden = false;
  markRoad();
  remember();
  if (isWithin) /** @type {HTMLElement | null} */ (document.querySelector(opener))?.focus();
}

/**
 * Show a feature's facts.
 * @param {Picked} which
 * @param {{ focus?: boolean, move?: boolean }} [how]
 */
async function choose(which, { focus = false, move = false } = {}) {
  const fid = which.fid ?? (which.id ? tileId(which.id) : undefined);
  const whole = { ...which, fid };
  const isLatest = choosing.ask();
  chosen = whole;
  tiles.mark('selected', whole);
  try {
    const found = await fetchFacts(whole, town);
    if (!isLatest()) return;
    if (!found) {
      notice(t('That is not there on this day.'));
      return;
    }
    const { feature, flat } = found;
    const kind = ONE_OF[which.layer]?.() ?? town.facts[which.layer]?.title ?? '';
    const name = String(feature.properties?.name ?? '');
    const title = name || kind;
    const listed = rows(which.layer, feature, flat, town, names);
    if (which.layer === 'road_segments' && engine) listed.push(await engine.fact(String(feature.properties?.code)));
    else if (which.layer === 'road_segments') void later.then(() => (engine && isLatest() ? choose(which) : undefined));
    if (!isLatest()) return;
    picked = `${which.layer}/${feature.id}`;
    byId('roads').hidden = true;
    byId('panel-body').scrollTop = 0;
    const more = which.layer === 'road_segments' ? roadsPage(String(feature.properties?.code)) : undefined;
    showFacts(byId('facts'), { title, kind: name ? kind : '', rows: listed, close, icons: town.icons, more });
    markRoad(which.layer === 'road_segments' ? String(feature.id) : undefined);
    if (sheet.size === 'peek') sheet.set('half');
    if (move && feature.geometry) void show(feature.geometry);
    if (focus) /** @type {HTMLElement | null} */ (document.querySelector('#facts h2'))?.focus();
    notice('');
    remember();
  } catch (error) {
    failed(error);
  }
}

/**
 * Choose a feature.
 * @param {string} from
 * @param {Picked} which
 * @param {Parameters<typeof choose>[1]} [how]
 */
function open(from, which, how) {
  opener = from;
  void choose(which, how);
}

/**
 * The page of a road on the day that is shown.
 * @param {string} code
 */
function roadsPage(code) {
  return { href: `${town.base}/roads/${encodeURIComponent(code)}?on=${saidDay(town.day, town.today)}`, words: t("The road's page") };
}

/** @param {GeoJSON.Geometry} geometry */
async function show(geometry) {
  await mapIsThere;
  lookAt(bounds(geometry));
}

function wireMap() {
  town.map.on('moveend', remember);
  wirePointing(town.map, { tiles, open: (which, how) => open('.map', which, how), close, notice });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !byId('facts').hidden) close();
  });
}

function showTotal() {
  if (!roads.length) {
    byId('subline').textContent = t('No road has been entered yet.');
    byId('counted').hidden = true;
    return;
  }
  byId('counted').hidden = false;
  const total = roads.reduce((sum, { metres }) => sum + metres, 0);
  byId('headline').textContent = t('{length} to be widened', { length: length(total, town.language) });
  byId('subline').textContent = t('{count} roads, their width still to come', { count: roads.length });
}

/**
 * The roads of the day: list and search.
 * @param {FindBox} box
 * @returns {Promise<GeoJSON.Feature[]>} as the service tells them
 */
async function showRoadsOfDay(box) {
  const isLatest = turning.ask();
  const [roadFeatures, subdistricts] = await Promise.all([
    items('road_segments', { datetime: town.day }),
    items('subdistricts', { datetime: town.day, skipGeometry: 'true' }),
  ]);
  if (!isLatest()) return roadFeatures;
  roads = roadsOf(roadFeatures, town.subdistrict);
  names.road_segments = Object.fromEntries(roads.map(({ code, name }) => [code, name]));
  names.subdistricts = Object.fromEntries(
    subdistricts.map(({ properties }) => [properties?.sub_no, properties?.name ?? properties?.sub_no]),
  );
  showTotal();
  const words = { language: town.language, subdistricts: names.subdistricts ?? {} };
  showRoads(byId('road-list'), roads, words, (road) => {
    void show(road.geometry);
    open(`[data-road="${road.id}"]`, { layer: 'road_segments', id: road.id }, { focus: true });
  });
  box.entries = entries(roads, subdistricts, { names: words.subdistricts, language: town.language }, goTo);
  return roadFeatures;
}

/** @param {string} layer @param {string} id */
function goTo(layer, id) {
  open('#search', { layer, id }, { move: true });
}

/**
 * What the page adds to the tiles: names, badges, squares, and the lanes along the roads.
 */
async function addPlaces() {
  const day = { datetime: town.day };
  const [cells, subdistricts, zones, projects] = await Promise.all([
    items('donations', { ...day, skipGeometry: 'true' }),
    items('subdistricts', day),
    items('clearance_zones', day),
    items('projects', day),
  ]);
  if (day.datetime !== town.day) return;
  showGiven(cells);
  names.projects = Object.fromEntries(projects.map(({ properties }) => [properties?.code, properties?.name]));
  tiles.setFeatures('places', [
    ...places('subdistricts', subdistricts, town),
    ...places('clearance_zones', zones, town),
    ...places('projects', projects, town),
  ]);
}

/** @param {GeoJSON.Feature[]} cells the public's cells of given land on the day */
function showGiven(cells) {
  tiles.setFeatures('ribbon', lanes(cells, roads));
}

/**
 * @param {FindBox} box
 * @param {(looks: Map<string, string>) => void} showLooks
 */
async function loadEngine(box, showLooks) {
  const turnTo = async () => {
    remember();
    await Promise.all([showRoadsOfDay(box), addPlaces()]);
    if (chosen) void choose(chosen);
  };
  engine = new EngineView({ page: town, tiles, roads: () => roads, showLooks, showGiven, turnTo, failed });
  await engine.start();
}

async function start() {
  legend.hide(state.hidden);
  const ask = (/** @type {string} */ typed) => (town.parcelNumbers ? parcelsNamed(typed, goTo) : Promise.resolve([]));
  const box = new FindBox(/** @type {HTMLInputElement} */ (byId('search')), byId('found'), ask);
  // The first view, from little data: the page asks for these two itself, to the letter.
  const roadFeatures = await comingTo(byId('road-list'), showRoadsOfDay(box));
  document.documentElement.dataset.ready = 'list';
  await mapIsThere;
  wireMap();
  wireTools(town.map, notice);
  openView(roads, state);
  const overview = drawOverview(town.map, roadFeatures);
  document.documentElement.dataset.ready = 'overview';
  void loadEngine(box, overview.colour).catch(failed).finally(engineStands);
  /** @type {Promise<void> | undefined} */
  let placesThere;
  if (await tiles.load(() => (placesThere = addPlaces()))) overview.remove();
  else notice(cannotDraw());
  tiles.show(legend.hidden, legend.alone);
  tiles.onDrawn(() => legend.count(tiles.counts()));
  if (picked && !chosen) {
    const [layer = '', id = ''] = picked.split('/');
    void choose({ layer, id });
  }
  await Promise.all([later, placesThere]);
  document.documentElement.dataset.ready = 'tiles';
}

/** Read by tests: what is drawn can be asked of MapLibre itself. */
Object.assign(window, { townTiles: tiles });
start().catch(failed);
