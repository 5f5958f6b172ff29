/** How sending goes, as the bar of the phone page says it. */

import { t } from './words.js';

/** @typedef {import('./outbox.js').Outbox} Outbox */

const ICONS = { refused: 'git-diff', over: 'user-circle', offline: 'wifi-slash', waiting: 'clock', idle: 'check' };

/**
 * What matters most of what waits: a person's decision, then the session, then the line.
 * @param {Pick<Outbox, 'refused' | 'waiting' | 'line'>} outbox
 * @returns {{ look: keyof typeof ICONS, icon: string, words: string }}
 */
export function lineLook({ refused, waiting, line }) {
  const count = waiting.length;
  const look = refused.length ? 'refused' : line === 'over' || line === 'offline' ? line : count ? 'waiting' : 'idle';
  const words = {
    refused: t('{count} to look at', { count: refused.length }),
    over: t('Sign in again'),
    offline: count ? t('Offline · {count} wait', { count }) : t('Offline'),
    waiting: t('{count} wait', { count }),
    idle: t('All sent'),
  };
  return { look, icon: ICONS[look], words: words[look] };
}

/**
 * The same in a sentence.
 * @param {Pick<Outbox, 'entries' | 'line'>} outbox
 * @returns {string}
 */
export function lineTold({ line, entries }) {
  if (line === 'over') return t('Your session has ended: sign in again, then it goes on.');
  if (!entries.length) return t('Everything is sent.');
  if (line === 'offline') return t('Offline; will send later');
  if (line === 'busy') return t('The service does not answer; will send later');
  return line === 'sending' ? t('It is being sent.') : '';
}
