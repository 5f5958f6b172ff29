/** The meeting: slides by keyboard or clicker, all of it from memory once it is there. */

import { inWords } from './date_field.js';
import { byId, html } from './element.js';
import { isDay } from './dates.js';
import { canDraw } from './graphics.js';
import { Latest } from './latest.js';
import { bringLetters, ON_MAPS } from './letters.js';
import { script } from './load.js';
import { meant } from './meeting_keys.js';
import { MeetingMap } from './meeting_map.js';
import { MeetingMaps } from './meeting_maps.js';
import { Memory } from './meeting_memory.js';
import { rem, SlideView } from './meeting_slide.js';
import { movedTo, slidesOf } from './meeting_slides.js';
import { followTheme, turnTheme } from './meeting_theme.js';
import { stepped, stops, Timeline } from './meeting_timeline.js';
import { answer, Unreachable } from './service.js';
import { Refused, Session } from './session.js';
import { t, useWords } from './words.js';

/** @typedef {import('./meeting_slides.js').Frame} Frame */
/** @typedef {import('./meeting_slides.js').Move} Move */
/** @typedef {import('./meeting_keys.js').Act} Act */
/** @typedef {Town & { styles: Record<string, import('./tiles.js').Drawn>, place: string, zoneStates: Record<string, string> }} MeetingPage */

const PLAY_MS = 900;
/** Faces that slides are written in. */
const ON_SLIDES = ['400 16px "IBM Plex Sans"', '650 16px "IBM Plex Sans"'];
/** Free on each side of a road on the map, as much as the chart under it has, at 16 px to the rem. */
const MARGIN_PX = 83;
const MOVES = new Set(['next', 'previous', 'first', 'last', 'road', 'road-back', 'chapter', 'chapter-back']);

/** @type {MeetingPage} */
const page = JSON.parse(byId('data').textContent ?? '');
Object.assign(globalThis, { town: page });
useWords(page.words);
const root = document.documentElement;
followTheme();

/** Everything of the page; there is one. */
class Meeting {
  #at = 0;
  #day;
  /** @type {'map' | 'bottlenecks' | 'changes'} */
  #view = 'map';
  /** @type {'' | 'start' | 'since'} what the picture is compared with */
  #compared = '';
  /** @type {'month' | 'phase'} */
  #step = 'month';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #playing;
  #bringing = new Latest();

  /**
   * @param {Memory} memory
   * @param {MeetingMap} map
   */
  constructor(memory, map) {
    this.memory = memory;
    this.maps = new MeetingMaps(map);
    this.#day = memory.frame.on;
    this.slides = slidesOf(memory.frame);
    this.view = new SlideView(memory, this.slides, page);
    this.timeline = new Timeline(byId('timeline'), memory.frame.phases, (day) => this.#turn(day));
    this.timeline.setDays(memory.days);
    document.addEventListener('keydown', (event) => this.#key(event));
    for (const button of document.querySelectorAll('[data-act]')) {
      button.addEventListener('click', () => this.#act(/** @type {Act | Move} */ (/** @type {HTMLElement} */ (button).dataset.act)));
    }
    const dateField = /** @type {HTMLInputElement} */ (byId('date-field'));
    dateField.after(inWords(dateField));
    byId('date-form').addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#otherDay(dateField.value);
    });
    new ResizeObserver(() => this.#show()).observe(byId('meeting'));
    document.addEventListener('fullscreenchange', () => byId('full').setAttribute('aria-pressed', String(Boolean(document.fullscreenElement))));
  }

  /** @returns {string | null} the day with which is compared */
  get #since() {
    const { frame, days } = this.memory;
    if (this.#compared === 'start') return days[0] ?? null;
    return frame.since && frame.since < this.#day ? frame.since : null;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const act = meant(event);
    if (!act || (target.closest('dialog[open]') && act !== 'close' && act !== 'keys')) return;
    // A button that has the focus is pressed by its own keys.
    if (target.closest('button') && (event.key === ' ' || event.key === 'Enter')) return;
    event.preventDefault();
    this.#act(act);
  }

  /** @param {Move | Act} act */
  #act(act) {
    const way = act === 'next' ? 1 : act === 'previous' ? -1 : undefined;
    if (way && this.view.list.turn(way)) return;
    if (MOVES.has(act)) {
      this.#go(movedTo(this.slides, this.#at, /** @type {Move} */ (act)));
      return;
    }
    const acts = /** @type {Record<Act, () => void>} */ ({
      later: () => this.#turn(stepped(this.#stops(), this.#day, 1)),
      earlier: () => this.#turn(stepped(this.#stops(), this.#day, -1)),
      play: () => (this.#playing ? this.#stop() : this.#play()),
      step: () => this.#setStep(this.#step === 'month' ? 'phase' : 'month'),
      compare: () => this.#compare(),
      dark: turnTheme,
      full: () => void (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen()).catch(() => undefined),
      keys: () => this.#toggle('help'),
      date: () => this.#offerDay(),
      bottlenecks: () => this.#look('bottlenecks'),
      changes: () => this.#look('changes'),
      close: () => this.#close(),
    });
    acts[/** @type {Act} */ (act)]();
  }

  #stops() {
    return stops(this.memory.days, this.memory.frame.phases, this.#step);
  }

  /** @param {number} at */
  #go(at) {
    if (at === this.#at) return;
    this.#at = at;
    this.#view = 'map';
    this.#show();
  }

  /** @param {string} day one in memory */
  #turn(day) {
    this.#day = day;
    this.#show();
  }

  /** @param {'bottlenecks' | 'changes'} view */
  #look(view) {
    this.#view = this.#view === view ? 'map' : view;
    this.#show();
  }

  /** @param {'month' | 'phase'} step */
  #setStep(step) {
    this.#step = step;
    byId('step').textContent = step === 'month' ? t('by month') : t('by phase');
  }

  #play() {
    const days = this.#stops();
    if (this.#day >= (days.at(-1) ?? '')) this.#turn(days[0] ?? this.#day);
    const step = () => {
      const next = stepped(this.#stops(), this.#day, 1);
      if (next === this.#day) {
        this.#stop();
        return;
      }
      this.#turn(next);
      this.#playing = setTimeout(step, PLAY_MS);
    };
    this.#playing = setTimeout(step, PLAY_MS);
    byId('play').setAttribute('aria-pressed', 'true');
  }

  #stop() {
    clearTimeout(this.#playing);
    this.#playing = undefined;
    byId('play').setAttribute('aria-pressed', 'false');
  }

  /** Compare with the road as it was, then with the meeting before where there was one, then with nothing. */
  #compare() {
    const { since } = this.memory.frame;
    if (this.slides[this.#at]?.kind !== 'road') return;
    this.#compared = this.#compared === '' ? 'start' : this.#compared === 'start' && since ? 'since' : '';
    this.#view = 'map';
    this.#show();
  }

  /** @param {string} id of a dialog */
  #toggle(id) {
    const dialog = /** @type {HTMLDialogElement} */ (byId(id));
    if (dialog.open) dialog.close();
    else dialog.showModal();
  }

  /** Close what is open: a box first, and by itself. */
  #close() {
    const boxes = /** @type {NodeListOf<HTMLDialogElement>} */ (document.querySelectorAll('dialog[open]'));
    for (const box of boxes) box.close();
    if (boxes.length) return;
    this.#stop();
    this.#view = 'map';
    this.#compared = '';
    this.#show();
  }

  /** Ask for another day, beginning with the one that is shown: what is meant is most often near to it. */
  #offerDay() {
    const field = /** @type {HTMLInputElement} */ (byId('date-field'));
    field.value = this.#day;
    field.dispatchEvent(new Event('change'));
    byId('date-told').textContent = '';
    this.#toggle('date-dialog');
  }

  /**
   * Show a day that is not on the slider: it is brought first, which needs the network.
   * @param {string} day
   */
  async #otherDay(day) {
    const told = byId('date-told');
    const isLatest = this.#bringing.ask();
    if (!isDay(day)) {
      told.textContent = t('Write a day of the calendar.');
      return;
    }
    told.textContent = t('Being worked out…');
    try {
      const there = await this.memory.bringDay(day);
      if (!isLatest()) return;
      if (!there) {
        told.textContent = this.memory.frame.frozen ? t('A frozen agenda shows its own days alone.') : t('There is nothing to show of that day.');
        return;
      }
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      told.textContent = t('Without the network only the days on the slider can be shown.');
      return;
    }
    told.textContent = '';
    /** @type {HTMLDialogElement} */ (byId('date-dialog')).close();
    this.timeline.setDays(this.memory.days);
    this.#turn(day);
  }

  #show() {
    const slide = this.slides[this.#at] ?? { kind: /** @type {const} */ ('title') };
    const comparing = slide.kind === 'road' && this.#compared !== '';
    this.view.show(slide, { day: this.#day, since: this.#since, view: this.#view, comparing });
    this.timeline.show(this.#day);
    byId('place').textContent = `${this.#at + 1}/${this.slides.length}`;
    const { code } = slide.road ?? {};
    const before = comparing ? { day: this.#since ?? this.#day, bare: this.#compared === 'start' } : undefined;
    this.maps.show(code ? { code, day: this.#day, before } : undefined);
    root.dataset.slide = String(this.#at);
    root.dataset.day = this.#day;
  }

  /** Show the first slide. */
  begin() {
    this.#setStep('month');
    this.#show();
    root.dataset.ready = 'meeting';
  }
}

/** Whether something could not be brought: what comes after that does not hide why. */
let broken = false;

/**
 * @param {number} done
 * @param {number} all
 */
function loaded(done, all) {
  if (broken) return;
  const bar = /** @type {HTMLProgressElement} */ (byId('loading-bar'));
  bar.max = all;
  bar.value = done;
  byId('loading-words').textContent = t('Loading: {done} of {all}', { done, all });
}

async function start() {
  if (!canDraw()) {
    byId('loading-words').textContent = t('This browser can’t draw the meeting’s maps (WebGL 2 is missing or turned off): open it in another.');
    return;
  }
  const session = new Session(page);
  await session.open();
  const asked = new URLSearchParams(location.search);
  /** @type {Frame | undefined} */
  const frame = await answer('/api/meeting', { agenda: asked.get('agenda') ?? '', on: asked.get('on') ?? '' });
  if (!frame) {
    byId('loading-words').replaceChildren(t('There is no such agenda.'), ' ', html('a', { href: `${page.base}/agendas` }, [t('To the agendas')]));
    return;
  }
  byId('loading-title').textContent = frame.title || t('The roads of {place}', { place: page.place });
  const memory = new Memory(frame);
  await Promise.all([...page.scripts.map(script), bringLetters([...ON_SLIDES, ...ON_MAPS]), memory.bring(loaded)]);
  maplibregl.setWorkerUrl(new URL(page.worker, location.href).href);
  if (frame.id) await session.ask('POST', `/api/agendas/${frame.id}/shown`);
  byId('meeting').hidden = false;
  const map = new MeetingMap(byId('map-now'), page, memory, () => (MARGIN_PX * rem()) / 16);
  Object.assign(globalThis, { meetingMap: map });
  await map.ready();
  byId('loading').hidden = true;
  new Meeting(memory, map).begin();
}

start().catch((error) => {
  if (!(error instanceof Unreachable || error instanceof Refused)) throw error;
  broken = true;
  byId('loading-words').textContent = error.message || t('The service does not answer. Check the connection, then load the page again.');
});
