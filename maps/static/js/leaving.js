/** Signing out of the phone page: nothing is left behind, and nothing unsent is thrown away by accident. */

import { byId, html } from './element.js';
import { forget } from './forget.js';
import { Unreachable } from './service.js';
import { Refused } from './session.js';
import { t } from './words.js';

/** @typedef {import('./outbox.js').Outbox} Outbox */

/**
 * Wire the button.
 * @param {{ session: import('./session.js').Session, kept: import('./kept.js').Kept, outbox: () => Outbox, toast: (message: string) => void, page: Town }} how
 */
export function wireLeaving({ session, kept, outbox, toast, page }) {
  const room = byId('leave');
  const button = byId('sign-out');

  const leave = async () => {
    try {
      await session.ask('POST', '/signout');
    } catch (error) {
      if (error instanceof Unreachable) {
        toast(t('Signing out needs a connection.'));
        return;
      }
      // A session that has ended already is what was wanted.
      if (!(error instanceof Refused)) throw error;
    }
    for (const entry of outbox().entries) await outbox().resolve(entry, 'drop');
    await kept.forgetDraft(outbox().who);
    await forget();
    location.assign(`${page.base}/signin`);
  };

  button.addEventListener('click', () => {
    const { length } = outbox().entries;
    if (!length) {
      void leave();
      return;
    }
    const stay = html('button', { type: 'button', class: 'second-button' }, [t('Stay signed in')]);
    stay.addEventListener('click', () => {
      room.replaceChildren(button);
      button.focus();
    });
    const discard = html('button', { type: 'button', class: 'second-button', id: 'discard' }, [t('Discard them and sign out')]);
    discard.addEventListener('click', () => void leave());
    room.replaceChildren(html('p', { role: 'alert' }, [t('{count} visits are not sent yet.', { count: length })]), stay, discard);
    stay.focus();
  });
}
