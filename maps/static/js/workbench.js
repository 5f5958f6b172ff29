/** The officer's workbench: map, panel and table of one selection, and the edit that is not saved yet. */

import { fetchParcel } from './chosen.js';
import { DonationPage } from './donation_page.js';
import { Drafts } from './drafts.js';
import { EditReview } from './edit_review.js';
import { EditSession } from './edit_session.js';
import { EditTools } from './edit_tools.js';
import { html } from './element.js';
import { fetchFacts } from './facts.js';
import { tileId } from './feature_id.js';
import { FindBox } from './find_box.js';
import { showHistory } from './history_page.js';
import { Legend } from './legend.js';
import { wireTools } from './map_tools.js';
import { bounds } from './measure.js';
import { newParcelForm } from './new_parcel.js';
import { newKey } from './once.js';
import { ParcelPage } from './parcel_page.js';
import { places } from './places.js';
import { ProfilePanel } from './profile_panel.js';
import { pills } from './brackets.js';
import { lookOf, share } from './progress.js';
import { filtered, rowOfDonation, rowOfParcel } from './register.js';
import { RegisterTable } from './register_table.js';
import { RequiredLand } from './required_land.js';
import { roadsOf } from './road_list.js';
import { answer, items, Unreachable } from './service.js';
import { Refused, Session } from './session.js';
import { Tiles } from './tiles.js';
import { lookAt } from './view.js';
import { Finder } from './workbench_finder.js';
import { counted, rowsOf } from './workbench_places.js';
import { t, useWords } from './words.js';

/** @typedef {import('./register.js').Row} Row */
/** @typedef {import('./workbench_places.js').Place} Place */
/** @typedef {'donation' | 'parcel' | 'history'} Tab */

const { map } = town;
useWords(town.words);

/** @param {string} id */
const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const field = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (element(id));
/** Zoom of Leaflet's at which a parcel can be worked at. */
const NEAR = 19;
const TABS = /** @type {Tab[]} */ (['donation', 'parcel', 'history']);

const session = new Session(town);
const tiles = new Tiles(map, town);
const edit = new EditSession();
const legend = new Legend(element('legend'), town.language, () => tiles.show(legend.hidden, legend.alone));
const table = new RegisterTable(/** @type {HTMLTableElement} */ (element('table')), town, (row) => void take(row, { move: true }));
const required = new RequiredLand(town, () => roads, (drawn) => tiles.setFeatures('required', drawn));
const donationPage = new DonationPage(element('page-donation'), town, session, (change) => void written(change));
const parcelPage = new ParcelPage(element('page-parcel'), town, session, (change) => void written(change));
/** @type {GeoJSON.Feature<GeoJSON.LineString>[]} */
let bracketsDrawn = [];
const profile = new ProfilePanel(element('section'), town, (drawn) => {
  bracketsDrawn = drawn;
  tiles.setFeatures('brackets', drawn);
  drawPills();
});
const tools = new EditTools({
  page: town,
  chosen: () => chosen,
  road: () => row?.road || (place.kind === 'road' ? place.name : ''),
  add: (operation) => void review?.add(operation).catch(failed),
  describe,
  hint,
});
/** @type {EditReview | undefined} */
let review;
/** @type {import('./road_list.js').Road[]} */
let roads = [];
/** @type {Place} */
let place = { kind: 'waiting', name: '', label: '' };
/** @type {Row[]} those of the place */
let rows = [];
/** @type {Row | undefined} */
let row;
/** @type {import('./chosen.js').Chosen | undefined} */
let chosen;
let asked = 0;

/** @param {string} message */
function notice(message) {
  element('notice').textContent = message;
}

/** @param {unknown} error */
function failed(error) {
  if (error instanceof Refused) notice(error.message);
  else if (error instanceof Unreachable) notice(error.message || t('The service does not answer. Check the connection, then load the page again.'));
  else throw error;
}

/** @param {string} text @param {{ done?: boolean }} [how] */
function hint(text, { done = false } = {}) {
  const box = element('edit-hint');
  box.hidden = !text;
  /** @type {HTMLElement} */ (box.querySelector('p')).textContent = text;
  element('edit-done').hidden = !done;
  for (const button of document.querySelectorAll('[data-tool]')) {
    button.setAttribute('aria-pressed', String(button.getAttribute('data-tool') === tools.tool));
  }
}

/** @param {import('./edit_tools.js').Area | undefined} shape */
function describe(shape) {
  const panel = element('edit-panel');
  const before = [...panel.childNodes];
  const leave = () => {
    panel.replaceChildren(...before);
    panel.hidden = !edit.operations.length;
  };
  panel.hidden = false;
  panel.replaceChildren(newParcelForm({ shape, page: town, chosen, add: (operation) => void review?.add(operation).catch(failed), leave }));
  /** @type {HTMLElement | null} */ (panel.querySelector('textarea, input:not([value])'))?.focus();
}

function drawPills() {
  const view = map.getBounds();
  tiles.setFeatures('pills', pills(bracketsDrawn, ([lng = 0, lat = 0]) => view.contains([lat, lng]), town.language));
}

/** @param {Tab} tab */
function openTab(tab) {
  for (const name of TABS) {
    const on = name === tab;
    const button = field(`tab-${name}`);
    button.setAttribute('aria-selected', String(on));
    button.tabIndex = on ? 0 : -1;
    element(`page-${name}`).hidden = !on;
  }
  if (tab === 'history' && chosen) void tellHistory(chosen.id).catch(failed);
}

/** @param {string} id of the parcel */
function tellHistory(id) {
  const labels = Object.fromEntries((town.facts.parcels?.columns ?? []).map(({ name, label }) => [name, label]));
  const what = row?.donation ? { layer: 'donations', id: row.donation } : { layer: 'parcels', id };
  return showHistory(element('page-history'), session, { ...what, language: town.language, labels: { ...labels, geometry: t('Boundary') } });
}

/**
 * Choose a row: its parcel on the map, its pages in the panel.
 * @param {Row} one
 * @param {{ move?: boolean, focus?: boolean, tab?: Tab }} [how]
 */
async function take(one, { move = false, focus = false, tab } = {}) {
  asked += 1;
  const now = asked;
  row = one;
  table.mark(one.key);
  try {
    const found = await fetchParcel({ sheet: one.sheet, parcel: one.parcel }, town, session);
    if (now !== asked) return;
    chosen = found;
    tiles.mark('selected', found && { layer: 'parcels', fid: tileId(found.id) });
    const seen = map.getZoom() >= NEAR && found && map.getBounds().contains(L.geoJSON(found.feature).getBounds());
    if (found && move && !seen) lookAt(bounds(found.feature.geometry), { maxZoom: 20 });
    element('one-title').textContent = t('Parcel {number}', { number: one.parcel });
    const owner = found?.feature.properties?.owner ?? one.owner;
    const road = roads.find(({ code }) => code === one.road)?.name;
    element('one-about').textContent = [t('sheet {sheet}', { sheet: one.sheet }), found?.feature.properties?.land_use, owner, road, one.number].filter(Boolean).join(' · ');
    element('one').hidden = false;
    element('none').hidden = true;
    field('tab-donation').disabled = !one.donation;
    await Promise.all([
      one.donation ? donationPage.show(one.donation) : element('page-donation').replaceChildren(),
      found ? parcelPage.show(found) : element('page-parcel').replaceChildren(html('p', {}, [t('That parcel is not there on this day.')])),
    ]);
    if (now !== asked) return;
    openTab(tab ?? (one.donation ? 'donation' : 'parcel'));
    if (focus) element('one-title').focus();
    notice('');
  } catch (error) {
    failed(error);
  }
}

function close() {
  asked += 1;
  row = undefined;
  chosen = undefined;
  tiles.mark('selected');
  table.mark('');
  element('one').hidden = true;
  element('none').hidden = false;
}

/** @param {import('./tiles.js').Picked} picked */
async function takePicked(picked) {
  try {
    if (picked.layer === 'road_segments') {
      const found = roads.find(({ id }) => tileId(id) === picked.fid);
      if (found) await show({ kind: 'road', name: found.code, label: found.name });
      return;
    }
    if (picked.layer === 'parcels' && tools.tool === 'merge') {
      const other = await fetchParcel({ fid: String(picked.fid) }, town, session);
      if (other) tools.takes(other);
      return;
    }
    if (picked.layer !== 'parcels' && picked.layer !== 'donations') return;
    const facts = await fetchFacts(picked, town);
    if (!facts) return;
    const { sheet, parcel } = facts.feature.properties ?? {};
    const donated = picked.layer === 'donations' ? String(facts.feature.id) : '';
    const known = rows.find((one) => (donated ? one.donation === donated : one.sheet === sheet && one.parcel === parcel));
    const [given] = known || donated ? [] : await items('donations', { sheet, parcel, datetime: town.day, limit: '1' });
    await take(known ?? (donated ? rowOfDonation(facts.feature) : given ? rowOfDonation(given) : rowOfParcel(facts.feature)));
  } catch (error) {
    failed(error);
  }
}

function showRows() {
  const states = field('states').value;
  const shown = filtered(rows, { text: field('filter').value, states: states ? [states] : undefined }, town.course.labels);
  table.show(shown);
  element('register-count').textContent = counted(shown.length, rows.length);
}

/**
 * Show a road, a subdistrict, a household or what waits.
 * @param {Place} wanted
 * @param {{ move?: boolean }} [how]
 */
async function show(wanted, { move = true } = {}) {
  place = wanted;
  element('register-title').textContent = wanted.label;
  const select = field('place');
  const value = `${wanted.kind} ${wanted.name}`;
  select.value = [.../** @type {HTMLSelectElement} */ (/** @type {unknown} */ (select)).options].some((option) => option.value === value) ? value : '';
  try {
    const found = await rowsOf(wanted, roads, town, session.me.rights);
    if (place !== wanted) return;
    rows = found;
    showRows();
    const road = wanted.kind === 'road' ? roads.find(({ code }) => code === wanted.name) : undefined;
    if (road && move) lookAt(bounds(road.geometry));
    if (road) await profile.show(road, town.day);
    else profile.hide();
    document.documentElement.dataset.rows = value;
  } catch (error) {
    failed(error);
  }
}

/**
 * Show everything as it is after a change that this page made.
 * @param {number} change
 */
async function written(change) {
  town.change = change;
  tiles.setDay();
  const before = row;
  await show(place, { move: false });
  const again = before && (rows.find(({ key }) => key === before.key) ?? before);
  if (again) await take(again, { tab: TABS.find((name) => field(`tab-${name}`).getAttribute('aria-selected') === 'true') ?? 'donation' });
}

async function showDay() {
  tiles.setDay();
  await Promise.all([fillRoads(), addPlaces()]);
  await Promise.all([show(place, { move: false }), required.show()]);
  if (row) await take(rows.find(({ key }) => key === row?.key) ?? row);
}

async function fillRoads() {
  const day = { datetime: town.day };
  const [found, subdistricts] = await Promise.all([
    items('road_segments', day),
    items('subdistricts', { ...day, skipGeometry: 'true' }),
  ]);
  roads = roadsOf(found, town.subdistrict);
  void showShares().catch(failed);
  const named = (/** @type {GeoJSON.Feature} */ { properties }) => String(properties?.name ?? properties?.sub_no);
  const option = (/** @type {Place} */ { kind, name, label }) => html('option', { value: `${kind} ${name}` }, [label]);
  const ways = [
    { kind: /** @type {const} */ ('waiting'), name: '', label: t('What waits for me') },
    ...roads.map(({ code, name }) => ({ kind: /** @type {const} */ ('road'), name: code, label: name })),
    ...subdistricts.map((one) => ({ kind: /** @type {const} */ ('subdistrict'), name: String(one.properties?.sub_no), label: named(one) })),
  ];
  element('place').replaceChildren(html('option', { value: '' }, ['–']), ...ways.map(option));
  finder.places = ways;
}

/** Colour the roads by their share at target. */
async function showShares() {
  const progress = await answer('/api/progress', { by: 'road', on: town.day });
  const shares = new Map((progress?.rows ?? []).map((/** @type {import('./progress.js').Row} */ one) => [one.key, share(one)]));
  const looks = town.legend.find(({ name }) => name === 'road_segments')?.looks ?? [];
  tiles.setLooks(new Map(roads.map(({ id, code }) => [id, lookOf(shares.get(code), looks)?.name ?? ''])));
}

async function addPlaces() {
  const day = { datetime: town.day };
  const [subdistricts, zones, projects] = await Promise.all(['subdistricts', 'clearance_zones', 'projects'].map((name) => items(name, day)));
  tiles.setFeatures('places', [
    ...places('subdistricts', subdistricts ?? [], town),
    ...places('clearance_zones', zones ?? [], town),
    ...places('projects', projects ?? [], town),
  ]);
}

const finder = new Finder(town, {
  show: (wanted) => void show(wanted),
  take: (one) => void take(one, { move: true, focus: true }),
  filter: (state) => {
    field('states').value = state;
    showRows();
  },
});

function wireMap() {
  map.on('click', ({ latlng }) => {
    if (!['select', 'merge'].includes(tools.tool)) return;
    const found = tiles.at(latlng);
    if (found) void takePicked(found);
    else if (tools.tool === 'select') close();
  });
  map.on('moveend', () => {
    drawPills();
    void required.show().catch(failed);
  });
  map.getContainer().addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.target !== map.getContainer()) return;
    const found = tiles.at(map.getCenter());
    if (found) void takePicked(found);
  });
}

function wirePanel() {
  element('one-close').addEventListener('click', close);
  for (const tab of TABS) {
    field(`tab-${tab}`).addEventListener('click', () => openTab(tab));
    field(`tab-${tab}`).addEventListener('keydown', (event) => {
      const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!way) return;
      const able = TABS.filter((name) => !field(`tab-${name}`).disabled);
      const next = able.at((able.indexOf(tab) + way) % able.length) ?? tab;
      openTab(next);
      field(`tab-${next}`).focus();
    });
  }
  element('profile-button').addEventListener('click', () => {
    const frame = element('section-frame');
    frame.hidden = !frame.hidden;
    element('profile-button').setAttribute('aria-pressed', String(!frame.hidden));
  });
}

function wireTable() {
  field('states').replaceChildren(
    html('option', { value: '' }, [t('All states')]),
    ...Object.entries(town.course.labels).map(([state, label]) => html('option', { value: state }, [label])),
  );
  field('filter').addEventListener('input', showRows);
  field('states').addEventListener('change', showRows);
  field('place').addEventListener('change', () => {
    const select = /** @type {HTMLSelectElement} */ (/** @type {unknown} */ (field('place')));
    const wanted = finder.places.find(({ kind, name }) => `${kind} ${name}` === select.value);
    if (wanted) void show(wanted);
  });
  const day = field('day-field');
  day.value = town.day;
  day.addEventListener('change', () => {
    if (!day.value) return;
    town.day = day.value;
    void showDay().catch(failed);
  });
}

function wireEditing() {
  for (const button of document.querySelectorAll('[data-tool]')) {
    const tool = /** @type {import('./edit_tools.js').Tool} */ (button.getAttribute('data-tool'));
    if (tool !== 'select' && !session.may('edit_parcels')) button.setAttribute('disabled', '');
    button.addEventListener('click', () => void tools.use(tool).catch(failed));
  }
  element('edit-done').addEventListener('click', () => tools.done());
  element('edit-cancel').addEventListener('click', () => tools.stop());
  const step = (/** @type {'undo' | 'redo'} */ way) => {
    edit[way]();
    void review?.refresh().catch(failed);
  };
  element('undo').addEventListener('click', () => step('undo'));
  element('redo').addEventListener('click', () => step('redo'));
  element('review').addEventListener('click', () => {
    element('edit-panel').scrollIntoView();
    /** @type {HTMLElement | null} */ (element('edit-panel').querySelector('input'))?.focus();
  });
  document.addEventListener('keydown', (event) => {
    const typing = /** @type {Element} */ (event.target).matches('input, textarea, select');
    if (event.key === 'Escape' && tools.tool !== 'select') tools.stop();
    else if (event.ctrlKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      field('search').select();
    } else if (event.ctrlKey && !typing && event.key.toLowerCase() === 'z') step('undo');
    else if (event.ctrlKey && !typing && event.key.toLowerCase() === 'y') step('redo');
    else return;
  });
}

/** Show how many operations wait, and what can be taken back. */
function showUnsaved() {
  const count = edit.operations.length;
  field('undo').disabled = !count;
  field('redo').disabled = !edit.canRedo;
  field('review').disabled = !count;
  element('review').textContent = count ? t('Save ({count})', { count }) : t('Save');
}

/** @param {{ change: number, edit: number }} saved */
async function saved({ change, edit: number }) {
  const moment = new Date().toLocaleTimeString(town.language === 'en' ? 'en-GB' : 'vi-VN', { hour: '2-digit', minute: '2-digit' });
  const back = html('button', { type: 'button', class: 'second-button' }, [t('Undo')]);
  back.addEventListener('click', () => {
    session
      .ask('POST', `/api/edits/${number}/undo`, { reason: t('Undone in the workbench') }, { 'Idempotency-Key': newKey() })
      .then(({ body }) => {
        notice(t('It is as it was before.'));
        return written(body.change);
      })
      .catch(failed);
  });
  await written(change);
  element('notice').replaceChildren(t('Saved at {time}', { time: moment }), ' ', back);
}

async function start() {
  await session.open();
  element('who').textContent = session.me.name;
  const drafts = new Drafts(localStorage, session.me.name);
  review = new EditReview(element('edit-panel'), { page: town, session, edit, drafts, saved: (done) => void saved(done), changed: showUnsaved });
  wireMap();
  wireTools(map, notice);
  wirePanel();
  wireTable();
  wireEditing();
  new FindBox(field('search'), element('found'), (typed) => finder.find(typed));
  element('map-frame').dataset.legend = 'closed';
  await fillRoads();
  const first = roads.find(({ subdistrict }) => subdistrict === town.subdistrict) ?? roads[0];
  if (first) await show({ kind: 'road', name: first.code, label: first.name });
  await tiles.load();
  tiles.gl?.on('idle', () => legend.count(tiles.counts()));
  await Promise.all([addPlaces(), required.show(), review.takeUp()]);
  document.documentElement.dataset.ready = 'tiles';
}

/** Read by tests: what is drawn can be asked of MapLibre itself. */
Object.assign(window, { townTiles: tiles });
start().catch(failed);
