/** At the door nobody is signed in: what the phone page read in a session is forgotten, and its files with it. */

import { openKept } from './kept.js';

const CACHES = 'moduong-field-';

/** Forget the households that were read, and the page that works without a network; what waits to be sent stays. */
export async function forget() {
  const kept = await openKept();
  await kept.forgetSnapshots();
  if (!('caches' in window)) return;
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(CACHES)).map((name) => caches.delete(name)));
  const workers = await navigator.serviceWorker.getRegistrations();
  await Promise.all(workers.map((worker) => worker.unregister()));
}
