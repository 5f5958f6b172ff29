/** The phone page of who visits households: the list, the map, what came of a visit, and what waits to be sent. */

import { Again } from './again.js';
import { byId, fieldById, html } from './element.js';
import { after, post, readLeft, readRest } from './field_data.js';
import { showStreets } from './field_list.js';
import { FieldMap } from './field_map.js';
import { showHousehold } from './household_page.js';
import { householdsOf, matching, streetsOf } from './households.js';
import { MOST_DAYS, openKept } from './kept.js';
import { wireLeaving } from './leaving.js';
import { lineLook, lineTold } from './line_look.js';
import { mapThere } from './map_there.js';
import { Outbox, stateAfter } from './outbox.js';
import { showOutbox } from './outbox_page.js';
import { showForm, todayThere } from './record_form.js';
import { Unreachable } from './service.js';
import { Refused, Session } from './session.js';
import { t, useWords } from './words.js';

/** @typedef {import('./field_list.js').Shown} Shown */
/** @typedef {import('./households.js').Known} Known */
/** @typedef {import('./record_form.js').Draft} Draft */

const VIEWS = ['list', 'map', 'sent', 'household', 'form'];
const DAY = 86_400_000;
/** What was read is read again when the page is looked at so much later, ms. */
const STALE = 10 * 60_000;
const TOAST = 6000;
/** After a failure it is tried again: after a second first, at last every twenty. */
const again = new Again(1000, 20_000);

const { visiting } = town;
useWords(town.words);

const session = new Session(town);
const kept = await openKept();
/** @type {Outbox} */
let outbox = new Outbox(kept, '', async () => {}, () => {});
/** @type {Known} */
const NOTHING = { donations: [], parties: [], visits: [], roads: [], ground: [], subdistrict: '' };
let known = NOTHING;
/** @type {Shown[]} */
let households = [];
/** @type {Draft | undefined} what is being written */
let draft;
let readAt = 0;
/** How many visits this page has sent. */
let sent = 0;
let leftAlone = true;
let toasted = 0;
/** @type {Record<string, string>} what the list and the household were drawn of: the same is not drawn again, so that nobody loses a place in it */
const drawnOf = {};

/** @type {FieldMap | undefined} comes after the list */
let fieldMap;

/** @param {string} hash */
function go(hash) {
  location.hash = hash;
}

/**
 * Draw a part of the page, unless it is so already.
 * @param {string} part
 * @param {unknown} of
 * @param {() => void} draw
 */
function drawOnce(part, of, draw) {
  const text = JSON.stringify(of);
  if (drawnOf[part] === text) return;
  drawnOf[part] = text;
  draw();
}

/** @param {string} message */
function toast(message) {
  byId('toast').textContent = message;
  clearTimeout(toasted);
  toasted = window.setTimeout(() => byId('toast').replaceChildren(), TOAST);
}

/** Work out what is shown of what was read and of what waits. */
function refresh() {
  households = householdsOf(known).map((household) => {
    const waiting = outbox.of(household.id);
    return { ...household, now: stateAfter(household.state, waiting, visiting.entered), unsent: waiting.length > 0 };
  });
  showList();
  showMap();
  showLine();
  if (document.documentElement.dataset.view !== 'form') route();
}

/**
 * @param {boolean} searched
 * @returns {string} Why no household is listed.
 */
function sayWhyEmpty(searched) {
  if (searched) return t('No household of that name or number here.');
  if (households.length) return t('Every household has been asked.');
  return t('No household has been entered here yet: please ask the land office.');
}

function showList() {
  const left = households.filter(({ now }) => visiting.left.includes(now));
  byId('count-left').textContent = readAt ? String(left.length) : '';
  byId('count-all').textContent = readAt && known.donations.length > left.length ? String(households.length) : '';
  for (const [id, on] of /** @type {[string, boolean][]} */ ([['pick-left', leftAlone], ['pick-all', !leftAlone]])) {
    byId(id).setAttribute('aria-pressed', String(on));
  }
  if (!readAt) return;
  const shown = matching(leftAlone ? left : households, fieldById('search').value);
  const streets = streetsOf(shown, known.roads);
  const empty = sayWhyEmpty(Boolean(fieldById('search').value));
  drawOnce('list', [streets, empty], () => showStreets(byId('streets'), streets, { page: town, empty }));
}

/** How sending goes, in the bar and in its own view. */
function showLine() {
  const { look, icon, words } = lineLook(outbox);
  byId('line').dataset.line = look;
  byId('line').setAttribute('aria-label', [words, lineTold(outbox)].filter(Boolean).join('. '));
  byId('line-icon').setAttribute('href', `${town.icons}#${icon}`);
  byId('line-words').textContent = words;
  byId('badge').hidden = !outbox.entries.length;
  byId('badge').textContent = String(outbox.entries.length);
  const half = draft && households.find(({ id }) => id === draft?.donation);
  const begun = draft && half && { name: half.name, href: `#/household/${draft.donation}/${draft.result}` };
  showOutbox(byId('sent'), outbox, { page: town, begun, decide: (entry, way) => void decide(entry, way), send: () => void send() });
}

/** @param {import('./outbox.js').Entry} entry @param {import('./outbox.js').Way} way */
async function decide(entry, way) {
  await outbox.resolve(entry, way);
  refresh();
  await send();
}

/** Send what waits, and try again later where that did not work. */
async function send() {
  const before = outbox.entries.length;
  const refused = outbox.refused.length;
  again.stop();
  await outbox.send().finally(() => {
    if (!outbox.waiting.length) again.fresh();
    else if (outbox.line !== 'over') again.later(() => void send());
  });
  // What stands against a visit is shown as it is now.
  if (outbox.refused.length > refused) void connect();
  if (outbox.line === 'idle' && before && !outbox.entries.length) toast(t('Sent at {time}', { time: clock() }));
}

function clock() {
  return new Date().toLocaleTimeString(town.language === 'en' ? 'en-GB' : 'vi-VN', { hour: '2-digit', minute: '2-digit' });
}

/**
 * Show a view, its title and whether there is a way back.
 * @param {string} view
 * @param {{ title?: string, back?: string }} [how]
 */
function open(view, { title = ownName(), back = '' } = {}) {
  for (const name of VIEWS) byId(`view-${name}`).hidden = name !== view;
  for (const name of ['list', 'map', 'sent']) {
    if (name === view) byId(`tab-${name}`).setAttribute('aria-current', 'page');
    else byId(`tab-${name}`).removeAttribute('aria-current');
  }
  byId('tabs').hidden = view === 'form';
  document.body.classList.toggle('is-writing', view === 'form');
  byId('back').hidden = !back;
  if (back) byId('back').setAttribute('href', back);
  byId('title').textContent = title;
  document.documentElement.dataset.view = view;
  showMap();
}

function ownName() {
  const { properties } = known.ground[0] ?? {};
  return String(properties?.name ?? '') || t('Visits to households');
}

/** Show what the address names. */
function route() {
  const [, view = '', id = '', result = ''] = location.hash.split('/');
  const household = view === 'household' ? households.find((one) => one.id === id) : undefined;
  // The way out of the form is to give it up, but to what waits: there one signs in again.
  if (document.documentElement.dataset.view === 'form' && !result && view !== 'sent') void leaveDraft();
  if (household && visiting.results.some(({ name }) => name === result)) return openForm(household, result);
  if (household) {
    drawOnce('household', household, () => showHousehold(byId('view-household'), household, town));
    return open('household', { title: household.name, back: '#/' });
  }
  if (view === 'sent') showLine();
  if (view === 'sent' || view === 'map') return open(view, { title: view === 'sent' ? t('To be sent') : ownName() });
  return open('list');
}

/** @param {Shown} household @param {string} result */
function openForm(household, result) {
  const label = visiting.results.find(({ name }) => name === result)?.label ?? '';
  if (draft?.donation !== household.id || draft.result !== result) {
    draft = { who: outbox.who, donation: household.id, result, on: todayThere(), note: '', seen: household.now };
    void kept.keepDraft(draft);
  }
  const entered = visiting.entered[household.now]?.[result] ?? [];
  showForm(byId('view-form'), draft, {
    page: town,
    name: [household.name, household.address].filter(Boolean).join(' · '),
    entered,
    changed: (changed) => {
      draft = changed;
      void kept.keepDraft(changed);
    },
    save: (written) => save(household, written),
    cancel: () => go(`#/household/${household.id}`),
  });
  open('form', { title: label, back: `#/household/${household.id}` });
}

/** What was begun is given up on purpose. */
async function leaveDraft() {
  draft = undefined;
  await kept.forgetDraft(outbox.who);
}

/** @param {Shown} household @param {Draft} written */
async function save({ id, number, name }, { result, on, note, seen, photo }) {
  try {
    await outbox.add({ donation: id, number, name, visit: { on, result, note, seen, move: true }, photo });
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    toast(t('This phone has no room left: the visit is not saved. Free some, then save again.'));
    return;
  }
  await leaveDraft();
  location.replace('#/');
  toast(t('Saved at {time}', { time: clock() }));
  refresh();
  void navigator.storage?.persist?.();
  await send();
}

/**
 * Take what was read, and keep it for the next time.
 * @param {Known} found
 */
async function take(found) {
  known = found;
  readAt = Date.now();
  // A phone that is full keeps what was read before; what is read now lasts as long as the page.
  await kept.keepSnapshot({ who: outbox.who, at: readAt, known }).catch(() => undefined);
  refresh();
}

/** @param {import('./outbox.js').Entry} entry */
async function postOne(entry) {
  const answered = await post(entry, session, (half) => outbox.keep(half));
  sent += 1;
  await take(after(known, answered));
}

/**
 * Whose page this is.
 * @param {string} who
 */
async function become(who) {
  outbox = new Outbox(kept, who, postOne, showLine);
  await outbox.open();
  byId('who').textContent = who;
  const before = await kept.snapshot(who);
  const good = before && Date.now() - before.at < MOST_DAYS * DAY;
  [known, readAt, draft] = [good ? before.known : NOTHING, good ? before.at : 0, undefined];
  refresh();
}

/** Read the households anew; once more where a visit was taken meanwhile, of which what was read knows nothing. @returns {Promise<void>} */
async function read() {
  const before = sent;
  const left = await readLeft(session.me.subdistrict ?? '', visiting.left);
  if (sent !== before) return read();
  const others = known.donations.filter(({ properties }) => !visiting.left.includes(properties?.state));
  const told = new Set(left.donations.map(({ id }) => id));
  await take({ ...left, donations: [...left.donations, ...others.filter(({ id }) => !told.has(id))] });
  await takeUp();
  const all = await readRest(left);
  if (sent !== before) return read();
  await take(all);
  await takeUp();
  document.documentElement.dataset.ready = 'all';
}

/** Ask who works here and read; without a network the page goes on with what it has. */
async function connect() {
  try {
    await session.open();
    if (!session.me.name) return void location.assign(`${town.base}/signin?next=/field`);
    if (session.me.name !== outbox.who) await become(session.me.name);
    void send();
    await read();
  } catch (error) {
    if (error instanceof Refused && error.over) return void location.assign(`${town.base}/signin?next=/field`);
    if (!(error instanceof Unreachable) && !(error instanceof Refused)) throw error;
    const before = outbox.who ? undefined : await kept.latest();
    if (before) await become(before.who);
    await takeUp();
    outbox.line = 'offline';
    showLine();
    again.later(() => void connect());
    if (!readAt) byId('streets').replaceChildren(html('p', { class: 'quiet' }, [error.message || t('The list can\'t be had without a connection the first time. Try again when there is one.')]));
    document.documentElement.dataset.ready ??= 'offline';
  }
}

/** Go on with the visit that was being written when the page was closed. */
async function takeUp() {
  const before = await kept.draft(outbox.who);
  if (!before || draft || !households.some(({ id }) => id === before.donation)) return route();
  draft = before;
  location.replace(`#/household/${before.donation}/${before.result}`);
  route();
  toast(t('What you were writing is still here.'));
}

function wire() {
  addEventListener('hashchange', () => {
    route();
    byId('title').focus();
  });
  addEventListener('online', () => {
    again.fresh();
    void connect();
  });
  addEventListener('offline', () => {
    outbox.line = 'offline';
    showLine();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible') return;
    if (outbox.line === 'offline' || Date.now() - readAt > STALE) void connect();
    else void send();
  });
  fieldById('search').addEventListener('input', showList);
  for (const [id, left] of /** @type {[string, boolean][]} */ ([['pick-left', true], ['pick-all', false]])) {
    byId(id).addEventListener('click', () => {
      leftAlone = left;
      showList();
    });
  }
  wireLeaving({ session, kept, outbox: () => outbox, toast, page: town });
}

async function bringMap() {
  await mapThere(town);
  if (!town.map) return; // its scripts could not be had: the list goes on without it
  fieldMap = new FieldMap(town, ({ id }) => go(`#/household/${id}`));
  fieldMap.wireLocating(byId('locate'), (message) => {
    byId('map-notice').textContent = message;
  });
  showMap();
}

/** Draw the map where it is looked at: on a slow phone that takes longer than the list. */
function showMap() {
  if (document.documentElement.dataset.view === 'map') fieldMap?.show(households, known);
}

/** Let the page open without a network from now on; where a browser has no means for that, it goes on while it is open. */
async function install() {
  if (!isSecureContext || !('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register(visiting.worker, { scope: visiting.scope });
    await navigator.serviceWorker.ready;
    document.documentElement.dataset.installed = 'yes';
  } catch {
    document.documentElement.dataset.installed = 'no';
  }
}

wire();
showLine();
route();
void bringMap();
await connect();
await install();
