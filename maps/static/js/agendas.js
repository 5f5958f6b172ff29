/** Where meetings are prepared: agendas that are saved, and the one that is being put together. */

import { chaptersOf, entriesOf, put, withRoads } from './agenda_order.js';
import { inWords } from './date_field.js';
import { byId, fieldById, html } from './element.js';
import { date } from './format.js';
import { items, Unreachable } from './service.js';
import { Refused, Session } from './session.js';
import { wireSignedOut } from './signed_out.js';
import { t, useWords } from './words.js';

/** @typedef {import('./agenda_order.js').Chapter} Chapter */
/** @typedef {import('./agenda_order.js').Entry} Entry */
/** @typedef {import('./meeting_slides.js').Frame} Frame */
/** @typedef {import('../../../build/answers').SavedAgenda} Agenda */
/** @typedef {{ code: string, name: string, subdist: string }} Road */

/** @type {Town} */
const page = JSON.parse(byId('data').textContent ?? '');
Object.assign(globalThis, { town: page });
useWords(page.words);

/** A new id of version 4. (`crypto.randomUUID` is not there on plain http in an office's network.) */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Everything of the page; there is one. */
class Agendas {
  #id = newId();
  /** @type {Entry[]} */
  #entries = [];
  /** @type {number | undefined} place of the row that is being dragged */
  #dragged;

  /**
   * @param {Session} session
   * @param {Frame} proposed what is shown without an agenda
   * @param {Road[]} roads all of the day
   */
  constructor(session, proposed, roads) {
    this.session = session;
    this.proposed = proposed;
    this.roads = new Map(roads.map((road) => [road.code, road]));
    byId('agenda-form').addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#save();
    });
    byId('new').addEventListener('click', () => this.#begin());
    byId('add-road').addEventListener('click', () => this.#add([fieldById('road').value]));
    byId('add-subdistrict').addEventListener('click', () => this.#add([...this.roads.values()].filter(({ subdist }) => subdist === fieldById('subdistrict').value).map(({ code }) => code)));
    byId('empty').addEventListener('click', () => this.#order(this.#entries.filter(({ kind }) => kind === 'chapter')));
    for (const id of ['on', 'since']) fieldById(id).after(inWords(fieldById(id)));
    this.#choices();
    this.#begin();
  }

  #choices() {
    const roads = [...this.roads.values()];
    const numbers = [...new Set(roads.map(({ subdist }) => subdist))].sort((a, b) => a.localeCompare(b, 'vi', { numeric: true }));
    const name = (/** @type {string} */ number) => (number ? t('Subdistrict {number}', { number }) : t('No subdistrict'));
    fieldById('road').replaceChildren(
      ...numbers.map((number) => html('optgroup', { label: name(number) }, roads.filter(({ subdist }) => subdist === number).map(({ code, name: of }) => html('option', { value: code }, [`${of} (${code})`])))),
    );
    fieldById('subdistrict').replaceChildren(...numbers.map((number) => html('option', { value: number }, [name(number)])));
  }

  /** Begin a new agenda with what is proposed. */
  #begin() {
    const { on, chapters } = this.proposed;
    this.#edit({ id: newId(), title: '', on, since: null, chapters: chapters.map(({ phase, roads }) => ({ phase, roads: roads.map(({ code }) => code) })), frozen: null });
    this.#tell('');
  }

  /** @param {Pick<Agenda, 'id' | 'title' | 'on' | 'since' | 'chapters' | 'frozen'>} agenda */
  #edit(agenda) {
    this.#id = agenda.frozen ? newId() : agenda.id;
    fieldById('agenda-title').value = agenda.title;
    this.#fill('on', agenda.on);
    this.#fill('since', agenda.since ?? '');
    this.#order(entriesOf(agenda.chapters));
  }

  /** @param {string} id @param {string} day */
  #fill(id, day) {
    fieldById(id).value = day;
    fieldById(id).dispatchEvent(new Event('change'));
  }

  /** @param {string[]} codes */
  #add(codes) {
    this.#order(withRoads(this.#entries, codes.filter(Boolean)));
  }

  /**
   * @param {Entry[]} entries
   * @param {{ code: string, act: string }} [focused] whose button has the focus afterwards
   */
  #order(entries, focused) {
    this.#entries = entries;
    byId('order').replaceChildren(...entries.map((entry, place) => this.#row(entry, place)));
    const roads = entries.filter(({ kind }) => kind === 'road').length;
    byId('count').textContent = t('{count} roads', { count: roads });
    if (focused) /** @type {HTMLElement | null} */ (byId('order').querySelector(`[data-code="${CSS.escape(focused.code)}"] [data-act="${focused.act}"]`))?.focus();
  }

  /** @param {Entry} entry @param {number} place */
  #row(entry, place) {
    if (entry.kind === 'chapter') {
      const words = entry.phase === null ? t('Roads') : t('Phase {number}', { number: entry.phase });
      return this.#droppable(html('li', { class: 'order-chapter' }, [html('h3', {}, [words])]), place);
    }
    const { code } = entry;
    const road = this.roads.get(code);
    const name = road ? `${road.name} (${code})` : code;
    const acts = /** @type {[string, string, string, () => Entry[]][]} */ ([
      ['up', '↑', t('Move up'), () => put(this.#entries, place, place - 1)],
      ['down', '↓', t('Move down'), () => put(this.#entries, place, place + 1)],
      ['away', '×', t('Take away'), () => this.#entries.toSpliced(place, 1)],
    ]);
    const buttons = acts.map(([act, sign, words, work]) => {
      const button = html('button', { type: 'button', class: 'order-act', 'data-act': act, 'aria-label': `${words}: ${name}`, title: words }, [sign]);
      button.addEventListener('click', () => this.#order(work(), { code, act }));
      return button;
    });
    const row = html('li', { class: 'order-road', draggable: 'true', 'data-code': code }, [html('span', {}, [road?.name ?? code]), html('span', { class: 'about' }, [code]), ...buttons]);
    row.addEventListener('dragstart', () => (this.#dragged = place));
    row.addEventListener('keydown', (event) => {
      const way = event.altKey ? { ArrowUp: -1, ArrowDown: 1 }[event.key] : undefined;
      if (!way) return;
      event.preventDefault();
      this.#order(put(this.#entries, place, place + way), { code, act: way < 0 ? 'up' : 'down' });
    });
    return this.#droppable(row, place);
  }

  /**
   * @param {HTMLElement} row
   * @param {number} place
   */
  #droppable(row, place) {
    row.addEventListener('dragover', (event) => event.preventDefault());
    row.addEventListener('drop', (event) => {
      event.preventDefault();
      if (this.#dragged === undefined) return;
      const from = this.#dragged;
      this.#dragged = undefined;
      this.#order(put(this.#entries, from, from < place ? place : Math.max(place, 1)));
    });
    return row;
  }

  async #save() {
    const given = { title: fieldById('agenda-title').value, on: fieldById('on').value, since: fieldById('since').value || null, chapters: chaptersOf(this.#entries) };
    await this.#ask(async () => {
      await this.session.ask('PUT', `/api/agendas/${this.#id}`, given);
      await this.list();
      this.#tell(t('Saved.'));
    });
  }

  /** Show the agendas that there are. */
  async list() {
    const { body } = await this.session.ask('GET', '/api/agendas');
    const agendas = /** @type {Agenda[]} */ (body.agendas);
    const rows = agendas.map((agenda) => this.#agenda(agenda));
    byId('agendas').replaceChildren(...(rows.length ? rows : [html('li', {}, [t('There is no agenda yet.')])]));
    document.documentElement.dataset.agendas = String(agendas.length);
  }

  /** @param {Agenda} agenda */
  #agenda(agenda) {
    const { id, title, on, since, chapters, frozen, who } = agenda;
    const count = chapters.reduce((sum, { roads }) => sum + roads.length, 0);
    const about = [date(on), since && t('since {day}', { day: date(since) }), t('{count} roads', { count }), who, frozen && t('frozen on {day}', { day: date(frozen) })];
    const button = (/** @type {string} */ act, /** @type {string} */ words, /** @type {() => Promise<unknown>} */ work) => {
      const found = html('button', { type: 'button', class: 'second-button', 'data-act': act, 'aria-label': `${words}: ${title}` }, [words]);
      found.addEventListener('click', () => void this.#ask(work));
      return found;
    };
    const mine = this.session.may('prepare_meeting');
    return html('li', { 'data-agenda': id }, [
      html('div', {}, [html('p', { class: 'agenda-title' }, [title]), html('p', { class: 'about' }, [about.filter(Boolean).join(' · ')])]),
      html('div', { class: 'agenda-acts' }, [
        html('a', { class: 'second-button', href: `${page.base}/meeting?agenda=${id}`, 'aria-label': `${t('Show it')}: ${title}` }, [t('Show it')]),
        ...(mine ? [
          button('edit', frozen ? t('Copy') : t('Edit'), async () => {
            this.#edit(agenda);
            byId('editor').scrollIntoView();
            fieldById('agenda-title').focus();
          }),
          ...(frozen ? [] : [button('freeze', t('Freeze'), async () => {
            this.#tell(t('Being frozen: the figures of all its days are worked out and kept…'));
            await this.session.ask('POST', `/api/agendas/${id}/freeze`);
            await this.list();
            this.#tell(t('Frozen: it will show the same figures.'));
          })]),
          button('delete', t('Delete'), async () => {
            if (!confirm(t('Delete the agenda “{title}”?', { title }))) return;
            await this.session.ask('DELETE', `/api/agendas/${id}`);
            await this.list();
          }),
        ] : []),
      ]),
    ]);
  }

  /** @param {() => Promise<unknown>} work */
  async #ask(work) {
    try {
      await work();
    } catch (error) {
      failed(error);
    }
  }

  /** @param {string} words */
  #tell(words) {
    tell(words, false);
  }
}

/** @param {string} words @param {boolean} refused */
function tell(words, refused) {
  byId('told').textContent = words;
  byId('told').className = refused ? 'refused' : 'done';
}

/** @param {unknown} error */
function failed(error) {
  if (!(error instanceof Unreachable || error instanceof Refused)) throw error;
  tell(error.message || t('The service does not answer. Check the connection, then load the page again.'), true);
}

async function start() {
  const session = new Session(page);
  wireSignedOut(session);
  await session.open();
  const { body: proposed } = await session.ask('GET', '/api/meeting');
  const found = await items('road_segments', { datetime: proposed.on, skipGeometry: 'true' });
  const roads = found.map(({ properties }) => ({ code: String(properties?.code), name: String(properties?.name ?? properties?.code), subdist: String(properties?.subdist ?? '') }));
  byId('editor').hidden = !session.may('prepare_meeting');
  const agendas = new Agendas(session, proposed, roads.sort((a, b) => a.name.localeCompare(b.name, 'vi')));
  await agendas.list();
  document.documentElement.dataset.ready = 'agendas';
}

start().catch(failed);
