/** Features of a layer, from the service's one feature API. */

/** Header by which a page of the office says that it asks for who has signed in: a cookie alone asks as the public does. */
const PROOF = 'moduong-csrf';

/**
 * The headers of a request: none on the public's page.
 * @param {Town} asking the page
 * @returns {Record<string, string>}
 */
export function proof(asking) {
  return asking.csrf ? { [PROOF]: asking.csrf } : {};
}

/** The service answered with a problem, or not at all. */
export class Unreachable extends Error {}

/** What is asked for is just being worked out. */
export class NotYet extends Unreachable {
  /** @param {string} message @param {number} seconds after which to ask again */
  constructor(message, seconds) {
    super(message);
    this.seconds = seconds;
  }
}

/**
 * Take what is not worked out yet as not known.
 * @param {unknown} error any other is thrown on
 */
export function unknownYet(error) {
  if (!(error instanceof NotYet)) throw error;
}

/** The problem of what is just being worked out. */
const AWAITED = '/problems/figures-awaited';

/** Seconds after which it is asked for again where the answer does not say. */
const PATIENCE = 5;

/** What an answer may be that a session has ended, or that its proof is another's. */
const OVER = new Set([401, 403]);

/** @type {() => Promise<boolean>} whether who works here has signed in again meanwhile, so that it is worth asking again */
let renewed = async () => false;

/**
 * Let requests that a session's end has refused be sent again once there is another session.
 * @param {() => Promise<boolean>} renew
 */
export function renewBy(renew) {
  renewed = renew;
}

/**
 * Send a request to the service, with the proof of the page's session as it is at that moment.
 * @param {string} path
 * @param {Omit<RequestInit, 'headers'> & { headers?: Record<string, string> }} [how]
 * @returns {Promise<Response>}
 * @throws {Unreachable} when it does not answer
 */
export async function send(path, { headers = {}, ...how } = {}) {
  const asked = () =>
    fetch(town.base + path, { ...how, headers: { ...proof(town), ...headers } }).catch(() => {
      throw new Unreachable();
    });
  const first = await asked();
  return town.csrf && OVER.has(first.status) && (await renewed()) ? asked() : first;
}

/**
 * Fetch features, page by page until all are there.
 * @param {string} collection
 * @param {Record<string, string | undefined>} [parameters] undefined ones are left out
 * @returns {Promise<GeoJSON.Feature[]>}
 * @throws {Unreachable} with a sentence for people
 */
export async function items(collection, parameters = {}) {
  const given = Object.entries({ limit: '1000', ...parameters }).flatMap(([name, value]) => (value ? [[name, value]] : []));
  const { features, links } = await page(collection, new URLSearchParams(given));
  const next = links.find(({ rel }) => rel === 'next');
  if (!next || parameters.limit) return features;
  const { after } = Object.fromEntries(new URL(next.href).searchParams);
  return [...features, ...(await items(collection, { ...parameters, after }))];
}

/**
 * @param {string} collection
 * @param {URLSearchParams} query
 * @returns {Promise<{ features: GeoJSON.Feature[], links: { rel: string, href: string }[] }>}
 */
async function page(collection, query) {
  // No headers of its own on the public's page: that has asked for the first layers already, and the answers are those.
  const got = await send(`/ogc/collections/${collection}/items?${query}`);
  if (!got.ok) {
    const problem = await got.json().catch(() => ({}));
    throw new Unreachable(problem.detail ?? problem.title ?? '');
  }
  return got.json();
}

/**
 * Fetch one of the engine's answers.
 * @param {string} path
 * @param {Record<string, string>} parameters empty ones are left out
 * @returns {Promise<any>} undefined where the road has none (it is not there on the day, or its data is refused)
 * @throws {Unreachable} with a sentence for people; NotYet where it is just being worked out
 */
export async function answer(path, parameters) {
  const given = new URLSearchParams(Object.entries(parameters).filter(([, value]) => value));
  const found = await send(`${path}?${given}`);
  if (found.ok) return found.json();
  const problem = await found.json().catch(() => ({}));
  if (found.status >= 400 && found.status < 500) return undefined;
  if (problem.type === AWAITED) throw new NotYet(problem.detail, Number(found.headers.get('retry-after') ?? PATIENCE));
  throw new Unreachable(problem.detail ?? problem.title ?? '');
}
