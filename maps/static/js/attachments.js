/** Scans and photos of a row: thumbnails, and sending more by drag and drop, from a folder or from the phone's camera. */

import { html } from './element.js';
import { date } from './format.js';
import { reasonField } from './reason_field.js';
import { Refused } from './session.js';
import { Unreachable } from './service.js';
import { tooLarge, sizeOf, viewOf } from './scans.js';
import { upload } from './upload.js';
import { t } from './words.js';

/** @typedef {import('./scans.js').Scan} Scan */
/** @typedef {{ layer: string, key: string }} Row */

/** Answers that the same file gets however often it is sent: too large, no scan, damaged. */
const OF_THE_FILE = new Set([413, 415, 422]);

/** Shows the scans of one row at a time, and sends what is added to it. */
export class Attachments {
  root = html('section', { class: 'attachments' });
  /** @type {Scan[]} */
  documents = [];
  /** @type {() => void} told when there are others */
  changed = () => {};
  /** @type {Row | undefined} */
  #row;
  #most = Infinity;
  #list = html('ul', { class: 'scans' });
  #sending = html('ul', { class: 'sending' });

  /**
   * @param {Town} page
   * @param {import('./session.js').Session} session
   * @param {string} right that it takes to add one
   */
  constructor(page, session, right) {
    this.page = page;
    this.session = session;
    this.right = right;
  }

  /**
   * Show the scans of a row.
   * @param {string} layer
   * @param {string} key
   */
  async show(layer, key) {
    if (this.#row?.layer !== layer || this.#row.key !== key) {
      this.#row = { layer, key };
      this.documents = [];
      this.#list = html('ul', { class: 'scans' });
      this.#sending = html('ul', { class: 'sending' });
    }
    this.root.replaceChildren(html('h3', {}, [t('Scans and photos')]), this.#list, this.#sending);
    if (this.session.may(this.right)) this.root.append(this.#place(this.#row));
    await this.#load(this.#row);
  }

  /** @param {Row} row */
  async #load(row) {
    const asked = new URLSearchParams({ layer: row.layer, row_key: row.key });
    const { body } = await this.session.ask('GET', `/api/documents?${asked}`);
    if (row !== this.#row) return; // another row is shown meanwhile
    this.documents = body.documents;
    this.#most = body.most_mb;
    this.#list.replaceChildren(...this.documents.map((scan) => this.#item(row, scan)));
    if (!this.documents.length) this.#list.append(html('li', { class: 'about' }, [t('Nothing attached yet.')]));
    this.changed();
  }

  /** @param {Row} row @param {Scan} scan */
  #item(row, scan) {
    const { base, language } = this.page;
    const about = [scan.dated && date(scan.dated), scan.bytes && sizeOf(scan.bytes, language)].filter(Boolean).join(' · ');
    const name = html('span', { class: 'scan-name' }, [scan.title || row.key, html('span', { class: 'about' }, [scan.stored ? about : t('Only its number is known here')])]);
    const seen = scan.stored
      ? html('a', { href: base + viewOf(scan), target: '_blank', rel: 'noopener' }, [
          html('img', { src: `${base}/api/documents/${scan.sha256}/thumbnail`, alt: '', width: '64', height: '64', loading: 'lazy' }),
          name,
        ])
      : html('span', { class: 'scan-missing' }, [name]);
    const item = html('li', { 'data-sha256': scan.sha256 }, [seen]);
    if (this.session.may('take_back')) {
      const off = html('button', { type: 'button', class: 'link-button' }, [t('Take off')]);
      off.setAttribute('aria-label', `${t('Take off')}: ${scan.title}`);
      off.addEventListener('click', () => {
        item.append(this.#offForm(row, scan, off));
        off.hidden = true;
        item.querySelector('input')?.focus();
      });
      item.append(off);
    }
    return item;
  }

  /** @param {Row} row @param {Scan} scan @param {HTMLElement} off */
  #offForm(row, scan, off) {
    const refused = html('p', { class: 'refused', role: 'alert' });
    const cancel = html('button', { type: 'button', class: 'second-button' }, [t('Cancel')]);
    const form = html('form', { class: 'move-form' }, [
      reasonField(),
      refused,
      html('div', { class: 'buttons' }, [html('button', { type: 'submit', class: 'second-button' }, [t('Take off')]), cancel]),
    ]);
    cancel.addEventListener('click', () => {
      form.remove();
      off.hidden = false;
      off.focus();
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const body = { layer: row.layer, row_key: row.key, reason: new FormData(form).get('reason') };
      void this.#trying(refused, async () => {
        await this.session.ask('POST', `/api/documents/${scan.sha256}/detach`, body);
        await this.#load(row);
      });
    });
    return form;
  }

  /** Where files are dropped, with the buttons for who has none to drag. @param {Row} row */
  #place(row) {
    const place = html('div', { class: 'drop' }, [html('p', {}, [t('Drop scans or photos here: PDF, JPEG, PNG, HEIC')])]);
    const ways = html('div', { class: 'buttons' });
    for (const [label, how] of /** @type {[string, Record<string, string | boolean>][]} */ ([
      [t('Choose files'), { multiple: true, accept: '.pdf,.jpg,.jpeg,.png,.heic,.heif,application/pdf,image/*' }],
      [t('Take a photo'), { accept: 'image/*', capture: 'environment' }],
    ])) {
      const input = html('input', { type: 'file', hidden: true, 'aria-label': label, ...how });
      input.addEventListener('change', () => {
        this.#take(row, input.files);
        input.value = ''; // the same file may be chosen again
      });
      const button = html('button', { type: 'button', class: how.capture ? 'second-button camera' : 'second-button' }, [label]);
      button.addEventListener('click', () => input.click());
      ways.append(button, input);
    }
    place.append(ways);
    const over = (/** @type {boolean} */ is) => place.classList.toggle('is-over', is);
    for (const name of ['dragenter', 'dragover']) {
      place.addEventListener(name, (event) => {
        event.preventDefault();
        over(true);
      });
    }
    place.addEventListener('dragleave', () => over(false));
    place.addEventListener('drop', (event) => {
      event.preventDefault();
      over(false);
      this.#take(row, event.dataTransfer?.files ?? null);
    });
    return place;
  }

  /** @param {Row} row @param {FileList | null} files */
  #take(row, files) {
    void [...(files ?? [])].reduce((before, file) => before.then(() => this.#send(row, file)), Promise.resolve());
  }

  /** Send one file; what is wrong with it stays beside its name until it is taken away. @param {Row} row @param {File} file */
  async #send(row, file) {
    const bar = html('progress', { max: '1', value: '0', 'aria-label': file.name });
    const refused = html('p', { class: 'refused', role: 'alert' });
    const again = html('button', { type: 'button', class: 'link-button', hidden: true }, [t('Try again')]);
    const away = html('button', { type: 'button', class: 'link-button', hidden: true }, [t('Close')]);
    const item = html('li', {}, [html('span', { class: 'scan-name' }, [file.name]), bar, refused, again, away]);
    this.#sending.append(item);
    const attempt = async () => {
      bar.hidden = false;
      again.hidden = away.hidden = true;
      const wrong = await this.#trying(refused, async () => {
        if (tooLarge(file.size, this.#most)) throw new Refused(413, { detail: t('“{name}” is too large: {most} MB at most.', { name: file.name, most: this.#most }) });
        const asked = new URLSearchParams({ layer: row.layer, row_key: row.key, title: file.name.slice(0, 300) });
        await upload(this.page, `/api/documents?${asked}`, file, (share) => (bar.value = share));
        item.remove();
        await this.#load(row);
      });
      bar.hidden = true;
      away.hidden = !wrong;
      again.hidden = !wrong || (wrong instanceof Refused && OF_THE_FILE.has(wrong.status));
    };
    again.addEventListener('click', () => void this.#trying(refused, () => this.#load(row)).then((wrong) => (wrong ? undefined : attempt())));
    away.addEventListener('click', () => item.remove());
    await attempt();
  }

  /** @param {HTMLElement} refused @param {() => Promise<void>} work @returns {Promise<Refused | Unreachable | undefined>} what went wrong */
  async #trying(refused, work) {
    refused.textContent = '';
    try {
      await work();
      return undefined;
    } catch (error) {
      if (error instanceof Refused) refused.textContent = error.message;
      else if (error instanceof Unreachable) refused.textContent = t('The service does not answer: nothing is lost. Try again.');
      else throw error;
      return error;
    }
  }
}
