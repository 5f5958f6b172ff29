/** A page whose session has ended says so: who signs in again in another tab goes on where it stands. */

import { byId } from './element.js';

/** @param {import('./session.js').Session} session */
export function wireSignedOut(session) {
  const told = byId('signed-out');
  session.over = (over) => {
    told.hidden = !over;
  };
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && !told.hidden) void session.renew();
  });
}
