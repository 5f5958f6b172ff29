/** What waits to be sent, and what the service did not take: a person decides what becomes of that. */

import { html } from './element.js';
import { date } from './format.js';
import { lineTold } from './line_look.js';
import { waysOf } from './outbox.js';
import { t } from './words.js';

/** @typedef {import('./outbox.js').Entry} Entry */
/** @typedef {import('./outbox.js').Outbox} Outbox */
/** @typedef {import('./outbox.js').Way} Way */

/** @returns {Record<Way, string>} */
const words = () => ({
  on_top: t('Record mine on top'),
  alone: t('Only note the visit'),
  without_photo: t('Send without the photo'),
  drop: t('Discard mine'),
});

/**
 * What is said of an entry.
 * @param {Entry} entry
 * @param {Town} page
 */
function told({ visit, photo, sha256 }, page) {
  const label = page.visiting.results.find(({ name }) => name === visit.result)?.label ?? visit.result;
  return [date(visit.on), label, ...(photo || sha256 ? [t('with a photo')] : []), ...(visit.note ? [`“${visit.note}”`] : [])].join(' · ');
}

/**
 * @param {Entry} entry
 * @param {Town} page
 * @param {(entry: Entry, way: Way) => void} decide
 */
function card(entry, page, decide) {
  const { refused } = entry;
  const ways = refused ? waysOf(entry, page.visiting.entered) : [];
  return html('article', { class: refused ? 'card is-refused' : 'card', 'data-entry': String(entry.id) }, [
    html('h3', {}, [entry.name]),
    html('p', {}, [told(entry, page)]),
    ...(refused ? [html('p', { class: 'why' }, [refused.detail])] : []),
    html('div', { class: 'ways' }, [
      ...(refused ? [html('a', { class: 'second-button', href: `#/household/${entry.donation}` }, [t('Look at the household')])] : []),
      ...ways.map((way) => {
        const button = html('button', { type: 'button', class: 'second-button', 'data-way': way }, [words()[way]]);
        button.addEventListener('click', () => decide(entry, way));
        return button;
      }),
    ]),
  ]);
}

/**
 * Draw what waits.
 * @param {HTMLElement} root
 * @param {Outbox} outbox
 * @param {{ page: Town, begun: { name: string, href: string } | undefined, decide: (entry: Entry, way: Way) => void, send: () => void }} how `begun` is the visit that is half written
 */
export function showOutbox(root, outbox, { page, begun, decide, send }) {
  const { refused, waiting, line } = outbox;
  /** @type {HTMLElement[]} */
  const ways = [];
  if (line === 'over') {
    ways.push(html('a', { class: 'main-button', href: `${page.base}/signin?next=/field` }, [t('Sign in')]));
  } else if (waiting.length && line !== 'sending') {
    const again = html('button', { type: 'button', class: 'main-button', id: 'send-now' }, [t('Send now')]);
    again.addEventListener('click', send);
    ways.push(again);
  }
  root.replaceChildren(
    html('div', { class: 'waits' }, [
      ...(begun ? [html('h2', {}, [t('Half written')]), html('a', { class: 'call', href: begun.href }, [begun.name])] : []),
      ...(refused.length ? [html('h2', {}, [t('To be looked at')]), ...refused.map((entry) => card(entry, page, decide))] : []),
      ...(waiting.length ? [html('h2', {}, [t('To be sent')]), ...waiting.map((entry) => card(entry, page, decide))] : []),
      html('p', { class: 'quiet-line' }, [lineTold(outbox)]),
      ...ways,
    ]),
  );
}
