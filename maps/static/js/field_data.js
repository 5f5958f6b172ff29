/** What the phone page reads of the service, and how it sends a visit. */

import { NotSent } from './outbox.js';
import { items, send, Unreachable } from './service.js';
import { Refused } from './session.js';
import { t } from './words.js';
import { date } from './format.js';

/** @typedef {import('./households.js').Known} Known */
/** @typedef {import('./outbox.js').Entry} Entry */
/** @typedef {{ id: string, don_no: string, state: string | null, since: string | null, change: number, visits: { no: number, on: string, result: string, note: string | null }[] }} Answered */

/**
 * The households that are left to visit, their people and streets; the database gives the own subdistrict's alone.
 * @param {string} subdistrict number; empty for who has none
 * @param {string[]} left states of households that are left
 * @returns {Promise<Known>}
 * @throws {Unreachable}
 */
export async function readLeft(subdistrict, left) {
  const [roads, ground, parties, visits, ...donations] = await Promise.all([
    items('road_segments', { subdist: subdistrict }),
    subdistrict ? items('subdistricts', { sub_no: subdistrict }) : [],
    items('parties'),
    items('visits'),
    ...left.map((state) => items('donations', { state })),
  ]);
  return { roads: roads ?? [], ground: ground ?? [], parties: parties ?? [], visits: visits ?? [], donations: donations.flat(), subdistrict };
}

/**
 * All other households too, without their land's shape.
 * @param {Known} known
 * @returns {Promise<Known>}
 * @throws {Unreachable}
 */
export async function readRest(known) {
  const told = new Set(known.donations.map(({ id }) => id));
  const all = await items('donations', { skipGeometry: 'true' });
  return { ...known, donations: [...known.donations, ...all.filter(({ id }) => !told.has(id))] };
}

/**
 * What was read, with a donation as it is after a visit.
 * @param {Known} known
 * @param {Answered} answered
 * @returns {Known}
 */
export function after(known, { id, don_no, state, since, visits }) {
  const told = visits.map(({ no, on, result, note }) => ({
    type: /** @type {const} */ ('Feature'),
    geometry: /** @type {any} */ (null),
    properties: { don_no, visit_no: no, visited_on: on, result, note },
  }));
  return {
    ...known,
    donations: known.donations.map((one) => (one.id === id ? { ...one, properties: { ...one.properties, state, since } } : one)),
    visits: [...known.visits.filter(({ properties }) => properties?.don_no !== don_no), ...told],
  };
}

/**
 * Why an entry was not taken: for good, or not now.
 * @param {unknown} error
 * @returns {unknown}
 */
function notSent(error) {
  if (error instanceof Unreachable) return new NotSent({ line: 'offline' });
  if (!(error instanceof Refused)) return error;
  if (error.over) return new NotSent({ line: 'over' });
  if (!error.final) return new NotSent({ line: 'busy' });
  const { type = '', detail = error.message, state, since = null, who = null } = error.problem;
  const moved = state === undefined ? {} : { state: state ?? '', since, who };
  return new NotSent({ refused: { status: error.status, type, detail, ...moved } });
}

/**
 * Send an entry: its photo first.
 * @param {Entry} entry
 * @param {import('./session.js').Session} session
 * @param {(entry: Entry) => Promise<void>} keep told when the photo is there, so that it is not sent again
 * @returns {Promise<Answered>}
 * @throws {NotSent}
 */
export async function post(entry, session, keep) {
  try {
    // Whose session it is now: nothing is sent in another's name.
    await session.open();
    if (session.me.name !== entry.who) throw new NotSent({ line: 'over' });
    let { sha256 } = entry;
    if (entry.photo && !sha256) {
      sha256 = await sendPhoto(entry, entry.photo);
      await keep({ ...entry, photo: undefined, sha256 });
    }
    const { body } = await session.ask('POST', `/api/donations/${entry.donation}/visits`, { ...entry.visit, sha256 }, { 'Idempotency-Key': entry.key });
    return body;
  } catch (error) {
    throw notSent(error);
  }
}

/**
 * @param {Entry} entry
 * @param {Blob} photo
 * @returns {Promise<string>} its SHA-256
 */
async function sendPhoto({ number, visit }, photo) {
  const title = t('Photo of the visit on {day}', { day: date(visit.on) });
  const query = new URLSearchParams({ layer: 'donations', row_key: number, title, dated: visit.on });
  const found = await send(`/api/documents?${query}`, { method: 'POST', body: photo, headers: { 'content-type': photo.type || 'image/jpeg' } });
  const answer = await found.json().catch(() => ({}));
  if (!found.ok) throw new Refused(found.status, answer);
  return answer.sha256;
}
