/** One slide on the screen: its head, its numbers, and what stands under them. */

import { drawSection, Scale } from './chart_drawing.js';
import { byId, html } from './element.js';
import { date, number } from './format.js';
import { PagedList } from './meeting_list.js';
import { figures, LABELS, signed } from './meeting_numbers.js';
import { stationsOf } from './meeting_profile.js';
import { roadCount } from './meeting_slides.js';
import { bigNumber, bottleneckParts, changesParts, chapterDays, chapterName, chapterParts, roadChangesParts, titleParts } from './meeting_tables.js';
import { isSurveyed, section } from './section_shapes.js';
import { summary } from './section_values.js';
import { t } from './words.js';

/** @typedef {import('./meeting_memory.js').Memory} Memory */
/** @typedef {import('./meeting_numbers.js').RoadOfDay} RoadOfDay */
/** @typedef {import('./meeting_numbers.js').Told} Told a road that has figures */
/** @typedef {import('./meeting_slides.js').Frame} Frame */
/** @typedef {import('./meeting_slides.js').Slide} Slide */
/** @typedef {{ day: string, since: string | null, view: 'map' | 'bottlenecks' | 'changes', comparing: boolean }} Look what is looked at */

/** By how much a chart is larger than on a desk, at 16 px to the rem. */
const CHART_LARGER = 1.6;
const REFUSALS = /** @type {Record<string, () => string>} */ ({
  'not-valid-on-date': () => t('The road is not there yet, or not any more, on this day.'),
});

/** Pixels of the root's letters: they grow with the screen. */
export function rem() {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
}

/** Draws slides into the page. */
export class SlideView {
  /**
   * @param {Memory} memory
   * @param {Slide[]} slides
   * @param {{ language: string, place: string, zoneStates: Record<string, string> }} page
   */
  constructor(memory, slides, page) {
    this.memory = memory;
    this.slides = slides;
    this.page = page;
    this.all = roadCount(slides);
    this.list = new PagedList(byId('list'), byId('more'));
  }

  /**
   * @param {Slide} slide
   * @param {Look} look
   */
  show(slide, look) {
    const road = slide.road && this.memory.road(look.day, slide.road.code);
    const measured = road && !road.refused ? road : undefined;
    byId('meeting').dataset.kind = slide.kind;
    byId('meeting').dataset.part = slide.kind !== 'road' ? 'list' : !measured ? 'list' : look.view === 'map' ? (look.comparing ? 'compare' : 'map') : 'list';
    this.#head(slide, look, measured);
    this.#numbers(measured, look);
    this.list.show(this.#list(slide, look, road));
    this.drawChart(measured);
    byId('said').textContent = [byId('title').textContent, date(look.day), ...this.#said(measured)].join(', ');
  }

  /**
   * @param {Slide} slide
   * @param {Look} look
   * @param {Told | undefined} road
   */
  #head(slide, look, road) {
    const { frame } = this.memory;
    const heads = {
      title: () => [frame.title || t('The roads of {place}', { place: this.page.place }), frame.frozen ? t('frozen on {day}', { day: date(frame.frozen) }) : ''],
      changes: () => [t('What changed since {day}', { day: date(look.since) }), ''],
      chapter: () => [slide.chapter ? chapterName(slide.chapter) : '', slide.chapter ? chapterDays(frame, slide.chapter) : ''],
      road: () => [slide.road?.name ?? '', this.#about(slide, road, look)],
    };
    const [title = '', about = ''] = heads[slide.kind]();
    byId('about').textContent = about;
    const heading = byId('title');
    heading.textContent = title;
    heading.dataset.length = 'short';
    // The end of a name is its code where two roads share it: smaller letters rather than none.
    if (heading.scrollWidth > heading.clientWidth) heading.dataset.length = title.length > 120 ? 'very-long' : 'long';
    const day = byId('day');
    day.textContent = date(look.day);
    day.setAttribute('datetime', look.day);
  }

  /**
   * @param {Slide} slide
   * @param {Told | undefined} road
   * @param {Look} look
   * @returns {string}
   */
  #about({ number: place = 0 }, road, look) {
    const wide = road?.target_width_m ? t('to be {width} wide', { width: number(road.target_width_m, { language: this.page.language, digits: 1, unit: 'm' }) }) : '';
    const compared = road && this.#before(road, look) ? t('+/− since {day}', { day: date(look.since) }) : '';
    return [compared || wide, t('road {number}/{all}', { number: place, all: this.all })].filter(Boolean).join(' · ');
  }

  /**
   * The same road on the day that is compared with; undefined where it has no figures then.
   * @param {Told} road
   * @param {Look} look
   */
  #before({ code }, { since }) {
    const found = since ? this.memory.road(since, code) : undefined;
    return found?.refused ? undefined : found;
  }

  /**
   * @param {Told | undefined} road
   * @param {Look} look
   */
  #numbers(road, look) {
    const before = road && this.#before(road, look);
    const whole = (/** @type {number | undefined} */ value) => (value === undefined ? '' : number(value, { language: this.page.language }));
    const shown = road ? figures(road, before) : [];
    byId('numbers').replaceChildren(
      ...shown.map(({ name, value, total, more }) => {
        const one = bigNumber(whole(value), whole(total), LABELS[name](), { stuck: name === 'blocked' && value > 0, name });
        if (more) one.querySelector('dt')?.append(' ', html('span', { class: 'more' }, [signed(more, this.page.language)]));
        return one;
      }),
    );
  }

  /**
   * @param {Slide} slide
   * @param {Look} look
   * @param {RoadOfDay | undefined} road
   * @returns {HTMLElement[]}
   */
  #list(slide, look, road) {
    const { language, zoneStates } = this.page;
    const day = this.memory.day(look.day);
    if (!day) return [];
    if (slide.kind === 'title') return titleParts(this.memory.frame, day, language);
    if (slide.kind === 'changes') return look.since ? changesParts(this.memory, look.since, look.day, language) : [];
    if (slide.kind === 'chapter') return slide.chapter ? chapterParts(slide.chapter, day, language) : [];
    if (!road || road.refused) return [html('p', { class: 'nothing' }, [(REFUSALS[road?.refused ?? ''] ?? (() => t('The road has no figures: its data can’t be used.')))()])];
    if (look.view === 'bottlenecks') return bottleneckParts(road, zoneStates, language);
    const before = this.#before(road, look);
    if (look.view === 'changes') return before ? roadChangesParts(before, road, language) : [html('p', { class: 'nothing' }, [t('There is no earlier meeting to compare with.')])];
    return [];
  }

  /** @param {Told | undefined} road */
  drawChart(road) {
    const place = byId('chart');
    const { clientWidth: width, clientHeight: height } = place;
    if (!road || !height) {
      place.replaceChildren();
      return;
    }
    const profile = { code: road.code, on: '', stations: stationsOf(road.profile) };
    const larger = (CHART_LARGER * rem()) / 16;
    const shapes = section(profile);
    const drawing = drawSection(new Scale(shapes, width / larger, height / larger), road.bottlenecks, this.page.language);
    drawing.setAttribute('width', String(width));
    drawing.setAttribute('height', String(height));
    const said = summary({ name: road.name, metres: road.length_m, profile, widening: road, language: this.page.language });
    // Of a road that was never surveyed what is free is no land handed over, though it has its colour.
    const key = isSurveyed(shapes) || !shapes.bands.length ? '' : t('Handed over, or road as it is');
    place.replaceChildren(drawing, ...(key ? [html('p', { class: 'chart-key' }, [html('span', { class: 'swatch back-mo4' }), key])] : []));
    place.setAttribute('aria-label', key ? `${said}; ${key}` : said);
  }

  /** @param {Told | undefined} road @returns {string[]} */
  #said(road) {
    const whole = (/** @type {number} */ value) => number(value, { language: this.page.language });
    return road ? figures(road, undefined).map(({ name, value, total }) => `${whole(value)}${total === undefined ? '' : `/${whole(total)}`} ${LABELS[name]()}`) : [];
  }
}
