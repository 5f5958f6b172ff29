/** The chair's page: what waits, what was changed, and the verdict on one or on many at once. */

import { kindOf, seen, shownOf } from './approval_list.js';
import { ApprovalMap } from './approval_map.js';
import { comingTo } from './coming.js';
import { inWords } from './date_field.js';
import { byId, fieldById, html, pairs } from './element.js';
import { date, moment, number } from './format.js';
import { newKey } from './once.js';
import { PaperFields } from './paper_fields.js';
import { items, Unreachable } from './service.js';
import { viewOf } from './scans.js';
import { Refused, Session } from './session.js';
import { wireSignedOut } from './signed_out.js';
import { swatch } from './state_swatch.js';
import { differences, label, told } from './versions.js';
import { t, useWords } from './words.js';

/** @typedef {import('./approval_list.js').Waiting} Waiting */
/** @typedef {import('./approval_map.js').Compared} Compared */
/** @typedef {import('./donation_course.js').Donation} Donation */
/** @typedef {import('./scans.js').Scan} Scan */
/** @typedef {import('../../../build/answers').ChangedBy} Made */

const { language } = town;
useWords(town.words);

const session = new Session(town);
wireSignedOut(session);
const map = new ApprovalMap(town, (id) => void show(id));
/** @type {Waiting[]} */
let donations = [];
/** @type {Set<string>} */
const chosen = new Set();
/** @type {Map<string, PaperFields>} of the donations that were looked at and need papers: what is typed stays */
const papers = new Map();
let shownId = '';
let key = newKey();
/** Whether a verdict is on its way. */
let sending = false;

const m2 = (/** @type {unknown} */ value) => number(/** @type {number} */ (value), { language, digits: 1, unit: 'm²' });
const which = /** @type {HTMLSelectElement} */ (/** @type {unknown} */ (fieldById('which')));
const listed = () => shownOf(donations, which.value);

/** A second line of a cell. @param {string} text */
const under = (text) => html('span', { class: 'under' }, [text]);

/** @param {Waiting} one */
function row(one) {
  const tick = html('input', { type: 'checkbox', 'data-id': one.id, 'aria-label': one.don_no, disabled: one.own, checked: chosen.has(one.id) });
  tick.addEventListener('change', () => {
    if (tick.checked) chosen.add(one.id);
    else chosen.delete(one.id);
    offer();
  });
  const name = html('button', { type: 'button' }, [one.don_no]);
  const notes = [];
  if (kindOf(one) === 'changed') notes.push(html('span', { class: 'note' }, [t('changed after its approval')]));
  if (one.returned_by) notes.push(html('span', { class: 'note is-returned' }, [t('returned by {who}: {reason}', { who: one.returned_by, reason: one.returned_why ?? '' })]));
  if (one.own) notes.push(html('span', { class: 'note' }, [t('your own change: another approves it')]));
  const drawn = html('tr', { 'data-id': one.id, class: one.id === shownId ? 'is-shown' : undefined }, [
    html('td', { class: 'tick' }, [tick]),
    html('td', {}, [name, under(one.household ?? one.owner ?? '–'), ...notes]),
    html('td', { class: 'unbroken' }, [`${one.sheet}/${one.parcel}`, under(one.road ?? '–')]),
    html('td', {}, [html('span', { class: 'state' }, [swatch(one.state, town), town.stateLabels[one.state] ?? one.state]), under(date(one.since))]),
    html('td', { class: 'figure' }, [number(one.measured_m2, { language, digits: 1 })]),
    html('td', {}, [one.changed_by.join(', ')]),
  ]);
  drawn.addEventListener('click', (event) => {
    if (event.target !== tick) void show(one.id);
  });
  return drawn;
}

/** Draw the list anew. */
function list() {
  const now = listed();
  for (const id of chosen) if (!now.some((one) => one.id === id)) chosen.delete(id);
  document.querySelector('#table tbody')?.replaceChildren(...now.map(row));
  byId('empty').hidden = now.length > 0;
  byId('count').textContent = t('{count} donations, {area}', { count: now.length, area: m2(now.reduce((sum, one) => sum + one.measured_m2, 0)) });
  document.documentElement.dataset.rows = which.value || 'all';
  offer();
}

/** Offer what can be done with those that are chosen. */
function offer() {
  const may = session.may('approve') && chosen.size > 0 && !sending;
  for (const [id, words] of [['approve', t('Approve {count}', { count: chosen.size })], ['return', t('Return {count}', { count: chosen.size })]]) {
    const button = /** @type {HTMLButtonElement} */ (/** @type {unknown} */ (byId(id ?? '')));
    button.disabled = !may;
    button.textContent = words ?? '';
  }
  const open = listed().filter(({ own }) => !own);
  fieldById('all').checked = open.length > 0 && open.every(({ id }) => chosen.has(id));
  if (!session.may('approve')) {
    byId('refused').textContent = t('Who approves is the chair: you can look.');
    byId('refused').className = 'about';
  }
}

/** @param {string} title @param {string} layer @param {Compared} compared */
function compare(title, layer, { before, after }) {
  const changed = differences(before ?? undefined, after ?? undefined).filter(({ name, was, now }) => name !== 'm2' && (was ?? '') !== (now ?? ''));
  if (!before || !changed.length) return [];
  const area = /** @type {[string, unknown, unknown]} */ ([t('Area measured on the map'), before.properties?.m2, after?.properties?.m2]);
  const rows = changed.filter(({ name }) => name !== 'geometry').map(({ name, was, now }) => [label(town, layer, name), told(town, layer, name, was), told(town, layer, name, now)]);
  if (changed.some(({ name }) => name === 'geometry')) rows.unshift([area[0], m2(area[1]), m2(area[2])]);
  return [
    html('h3', {}, [title]),
    html('table', {}, [
      html('thead', {}, [html('tr', {}, [html('th', {}, [t('What')]), html('th', {}, [t('as approved')]), html('th', {}, [t('as it is now')])])]),
      html('tbody', {}, rows.map((cells) => html('tr', {}, cells.map((cell) => html('td', {}, [cell ?? '–']))))),
    ]),
  ];
}

/**
 * The papers and scans that a donation has, each scan to be opened.
 * @param {Donation} donation
 * @param {Scan[]} scans
 */
function restsOn({ events }, scans) {
  const opened = (/** @type {string} */ address, /** @type {string} */ name) => html('a', { href: `${town.base}${address}`, target: '_blank', rel: 'noopener' }, [name]);
  const given = events.flatMap(({ state, papers: named }) => named.map(({ kind, holder, number: no, dated, sha256 }) => {
    const name = [town.papers[kind] ?? kind, no, holder && `(${holder})`].filter(Boolean).join(' ');
    const day = dated ? ` · ${date(dated)}` : '';
    return html('li', {}, [sha256 ? opened(`/api/documents/${sha256}`, name) : name, `${day} · ${town.stateLabels[state] ?? state}`]);
  }));
  const attached = scans.filter(({ stored }) => stored).map((scan) => html('li', {}, [opened(viewOf(scan), scan.title || scan.sha256.slice(0, 8))]));
  return [
    html('h3', {}, [t('Papers and scans')]),
    given.length + attached.length ? html('ul', { class: 'rests-on' }, [...given, ...attached]) : html('p', { class: 'about' }, [t('No paper is entered and no scan attached.')]),
  ];
}

/**
 * The fields for the papers that an approval rests on.
 * @param {string} id
 * @param {import('./donation_course.js').Needed[]} needed
 * @param {Scan[]} scans of the donation
 */
function papersOf(id, needed, scans) {
  if (!needed.length || !session.may('approve')) return [];
  const fields = papers.get(id) ?? new PaperFields(needed, town.papers, []);
  fields.offer(scans);
  papers.set(id, fields);
  return [html('h3', {}, [t('Papers for the approval')]), ...fields.sets];
}

/** Show what was changed of one donation. @param {string} id */
async function show(id) {
  shownId = id;
  for (const drawn of document.querySelectorAll('#table tbody tr')) drawn.classList.toggle('is-shown', /** @type {HTMLElement} */ (drawn).dataset.id === id);
  byId('one-title').textContent = donations.find((one) => one.id === id)?.don_no ?? '';
  byId('one').replaceChildren();
  byId('key').hidden = true;
  try {
    await comingTo(byId('one'), tell(id));
  } catch (error) {
    failed(error);
  }
}

/** Bring what was changed of a donation. @param {string} id */
async function tell(id) {
  const [{ body }, { body: donation }] = await Promise.all([session.ask('GET', `/api/approvals/${id}`), session.ask('GET', `/api/donations/${id}`)]);
  const { body: attached } = await session.ask('GET', `/api/documents?${new URLSearchParams({ layer: 'donations', row_key: body.don_no })}`);
  if (id !== shownId) return;
  const changes = /** @type {Made[]} */ (body.changes).toReversed().map((made) => html('li', {}, [
    html('p', {}, [html('strong', {}, [made.who]), ` · ${moment(made.at)} · ${made.what.map((what) => town.changedWhat[what] ?? what).join(', ')}`]),
    html('p', {}, [made.reason]),
  ]));
  const given = body.donation.after?.properties ?? {};
  byId('one-title').textContent = body.approved ? t('{donation}: what was changed since its approval', { donation: body.don_no }) : t('{donation}: for the first time', { donation: body.don_no });
  byId('one').replaceChildren(
    ...compare(t('The part that is given'), 'donations', body.donation),
    ...compare(t('Its parcel'), 'parcels', body.parcel),
    ...(body.approved ? [] : [pairs([[t('Area measured on the map'), m2(given.m2)], [label(town, 'donations', 'paper_m2'), m2(given.paper_m2)], [label(town, 'donations', 'track'), told(town, 'donations', 'track', given.track)]])]),
    ...restsOn(donation, attached.documents),
    ...papersOf(id, body.papers, attached.documents),
    html('h3', {}, [t('Changes')]),
    html('ol', {}, changes),
  );
  byId('key').hidden = !body.approved;
  // Where one part stands under the other, what was chosen would be shown off the screen.
  document.querySelector('.picture')?.scrollIntoView();
  await map.show(id, body.donation, body.parcel);
  document.documentElement.dataset.shown = body.don_no;
}

/** @param {unknown} error */
function failed(error) {
  if (error instanceof Refused) byId('refused').textContent = error.message;
  else if (error instanceof Unreachable) byId('refused').textContent = t('The service does not answer: nothing is lost. Try again.');
  else throw error;
}

/** Ask what waits. @returns {Promise<Waiting[]>} */
async function waits() {
  return (await session.ask('GET', '/api/approvals')).body.donations;
}

/** @param {Waiting[]} waiting */
function take(waiting) {
  donations = waiting;
  list();
  map.showWaiting(listed());
}

byId('verdict').addEventListener('submit', (event) => {
  event.preventDefault();
  const verdict = /** @type {HTMLButtonElement | null} */ (event.submitter)?.value ?? 'approved';
  const body = { verdict, donations: seen(donations, chosen, papers), on: fieldById('on').value, reason: fieldById('reason').value };
  void judge(body);
});

/** Send a verdict, once. @param {{ donations: { id: string }[] }} body */
async function judge(body) {
  if (sending) return;
  sending = true;
  byId('refused').textContent = '';
  offer();
  try {
    await comingTo(byId('verdict'), session.ask('POST', '/api/approvals', body, { 'Idempotency-Key': key }));
    key = newKey();
    const judged = new Set(body.donations.map(({ id }) => id));
    for (const id of judged) {
      chosen.delete(id);
      papers.delete(id);
    }
    fieldById('reason').value = '';
    // They wait no more, whether what waits now can be had or not.
    donations = donations.filter(({ id }) => !judged.has(id));
    list();
    take(await waits());
  } catch (error) {
    if (error instanceof Refused) key = newKey(); // it was not done: what is sent next is another request
    failed(error);
  } finally {
    sending = false;
    offer();
  }
}
which.addEventListener('change', () => {
  list();
  map.showWaiting(listed());
});
fieldById('all').addEventListener('change', () => {
  for (const { id, own } of listed()) {
    if (fieldById('all').checked && !own) chosen.add(id);
    else chosen.delete(id);
  }
  list();
});

fieldById('on').value = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh' }).format(new Date());
fieldById('on').after(inWords(fieldById('on')));
try {
  await comingTo(byId('waiting-body'), session.open());
  byId('who').textContent = session.me.name;
  const [waiting, roads] = await comingTo(byId('waiting-body'), Promise.all([waits(), items('road_segments')]));
  map.showRoads(roads);
  take(waiting);
} catch (error) {
  failed(error);
}
document.documentElement.dataset.ready = 'yes';
