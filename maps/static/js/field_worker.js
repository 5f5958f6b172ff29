/**
 * The phone page's service worker: keeps the page and its files, so that it opens without a network.
 * An answer with data it never keeps. The service writes before this which files there are, as `fieldFiles`.
 */

/* global fieldFiles */
/** @typedef {Event & { waitUntil: (work: Promise<unknown>) => void }} Extendable */
/** @typedef {Extendable & { request: Request, respondWith: (answer: Promise<Response>) => void }} Asked */
/** @typedef {{ skipWaiting: () => Promise<void>, clients: { claim: () => Promise<void> } }} Serving */

const PREFIX = 'moduong-field-';
/** So long a page is waited for on a line that hardly answers, ms. */
const PATIENCE = 4000;
const { page, version, files } = fieldFiles;
const cacheName = PREFIX + version;
const worker = /** @type {Serving & EventTarget} */ (/** @type {unknown} */ (self));

async function keepAll() {
  const cache = await caches.open(cacheName);
  await cache.addAll(files);
  await keepPage(cache, await fetch(page));
  await worker.skipWaiting();
}

async function takeOver() {
  const others = (await caches.keys()).filter((one) => one.startsWith(PREFIX) && one !== cacheName);
  await Promise.all(others.map((one) => caches.delete(one)));
  await worker.clients.claim();
}

/**
 * Keep the page, not the door that it may have been sent to.
 * @param {Cache} cache
 * @param {Response} found
 */
async function keepPage(cache, found) {
  if (found.ok && !found.redirected) await cache.put(page, found.clone());
  return found;
}

/** The page: of the network where that answers in time, else as it was kept. @param {Request} request */
async function openPage(request) {
  const cache = await caches.open(cacheName);
  const before = await cache.match(page);
  const asked = fetch(request).then((found) => keepPage(cache, found));
  if (!before) return asked;
  const usable = asked.then((found) => (found.status < 500 ? found : before)).catch(() => before);
  const late = new Promise((/** @type {(found: Response) => void} */ resolve) => setTimeout(() => resolve(before), PATIENCE));
  return Promise.race([usable, late]);
}

/** A file whose name holds its hash. @param {Request} request */
async function openFile(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

worker.addEventListener('install', (event) => /** @type {Extendable} */ (event).waitUntil(keepAll()));
worker.addEventListener('activate', (event) => /** @type {Extendable} */ (event).waitUntil(takeOver()));
worker.addEventListener('fetch', (event) => {
  const asked = /** @type {Asked} */ (event);
  const { request } = asked;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) return;
  if (request.mode === 'navigate' && pathname === page) asked.respondWith(openPage(request));
  else if (files.includes(pathname)) asked.respondWith(openFile(request));
});
