/** Every version of a feature: who wrote it, when, why, and what was changed. */

import { html } from './element.js';
import { Refused } from './session.js';
import { t } from './words.js';

/** @typedef {{ version: number, who: string, at: string, kind: string, reason: string, changed: string[] }} Version */

/**
 * @param {HTMLElement} root
 * @param {import('./session.js').Session} session
 * @param {{ layer: string, id: string, language: string, labels: Record<string, string> }} what
 */
export async function showHistory(root, session, { layer, id, language, labels }) {
  try {
    const { body } = await session.ask('GET', `/ogc/collections/${layer}/items/${id}/history`);
    const moment = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'vi-VN', { dateStyle: 'short', timeStyle: 'short' });
    const versions = /** @type {Version[]} */ (body.versions ?? []);
    root.replaceChildren(html('ol', { class: 'versions' }, versions.toReversed().map((one) => html('li', {}, [
      html('p', {}, [html('strong', {}, [one.who]), ` · ${moment.format(new Date(one.at))}`]),
      html('p', {}, [one.reason]),
      html('p', { class: 'about' }, [one.changed.map((name) => labels[name] ?? name).join(', ')]),
    ]))));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    root.replaceChildren(html('p', { class: 'about' }, [error.status === 404 ? t('No history is kept of it.') : error.message]));
  }
}
