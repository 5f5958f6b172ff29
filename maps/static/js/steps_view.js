/** The legal steps of a project or a household: the list with its time limits, and the form of the next step. */

import { shownSteps, WARNED } from './clearance_steps.js';
import { comingTo, isComing } from './coming.js';
import { dateField } from './date_field.js';
import { html } from './element.js';
import { date } from './format.js';
import { sendLater } from './kept_form.js';
import { moveForm } from './move_form.js';
import { newKey } from './once.js';
import { Unreachable } from './service.js';
import { Refused } from './session.js';
import { t } from './words.js';

/** @typedef {import('./clearance_steps.js').Deadline} Deadline */
/** @typedef {import('./clearance_steps.js').Shown} Shown */
/** @typedef {import('./clearance_steps.js').Taken} Taken */
/** @typedef {import('./clearance_steps.js').Next} Next */

/**
 * @typedef {object} Course
 * @property {string} path of the service, under which steps are taken
 * @property {boolean} ofProject
 * @property {Taken[]} taken its own steps, and those of its project before it
 * @property {Next[]} next
 * @property {Deadline[]} deadlines
 */

/** Draws a course, and takes its next step. */
export class StepsView {
  root = html('section', { class: 'legal-steps' });
  #entering = 0;

  /**
   * @param {Town} page
   * @param {import('./session.js').Session} session
   * @param {import('./kept_form.js').KeptForms} forms
   * @param {(change: number) => void} moved told after each step, with the number of its change
   */
  constructor(page, session, forms, moved) {
    this.page = page;
    this.session = session;
    this.forms = forms;
    this.moved = moved;
  }

  /** @param {Course} course */
  show(course) {
    const { steps } = this.page.clearance;
    const own = steps.filter(({ ofProject }) => !course.ofProject || ofProject);
    const shown = shownSteps(own, course);
    this.root.replaceChildren(
      html('h3', {}, [t('Legal steps')]),
      html('ol', { class: 'steps' }, shown.map((one) => this.#step(one))),
      this.#moves(course),
    );
  }

  /** @param {Shown} shown */
  #step({ step, mark, taken, next, deadlines }) {
    const { papers } = this.page.clearance;
    const paper = taken?.paper && [papers[taken.paper] ?? taken.paper, taken.paper_no].filter(Boolean).join(' ');
    const about = taken?.source === 'import' ? t('imported, without papers') : (paper ?? '');
    const item = html('li', { class: `step is-${mark}`, 'data-step': String(step.number) }, [
      html('span', { class: 'step-mark', 'aria-hidden': 'true' }),
      html('span', { class: 'step-name' }, [`${step.number}. ${step.label}`]),
      html('span', { class: 'step-day' }, [taken ? date(taken.day) : '']),
      html('span', { class: 'step-about' }, [about]),
    ]);
    const needed = next?.papers ?? [];
    if (needed.length) item.append(html('span', { class: 'step-missing' }, [t('Needs: {papers}', { papers: needed.map((kind) => papers[kind] ?? kind).join(t(' or ')) })]));
    for (const deadline of deadlines) item.append(this.#deadline(deadline));
    return item;
  }

  /** @param {Deadline} deadline */
  #deadline({ standing, day, days_left: left, label_vi: vi, label_en: en, law, note }) {
    const days = Math.abs(left ?? 0);
    const told = {
      kept: () => t('in time, the term was until {day}', { day: date(day) }),
      broken: () => t('out of term: {day}', { day: date(day) }),
      running: () => t('by {day}, {days} days left', { day: date(day), days }),
      near: () => t('by {day}, only {days} days left', { day: date(day), days }),
      passed: () => t('the term was over on {day}, {days} days ago', { day: date(day), days }),
      waiting: () => t('not before {day}', { day: date(day) }),
      free: () => t('may be taken since {day}', { day: date(day) }),
    }[standing]();
    const label = this.page.language === 'en' ? en : vi;
    return html('span', { class: WARNED.has(standing) ? `deadline is-${standing}` : 'deadline', 'data-standing': standing, title: [label, law, note].filter(Boolean).join(' · ') }, [`${told} (${law})`]);
  }

  /** @param {Course} course */
  #moves(course) {
    const room = html('div', { class: 'moves' });
    const may = this.session.may('record_clearance');
    const entering = course.next.find(({ step }) => step === this.#entering);
    if (entering) {
      room.append(this.#form(course, entering));
      return room;
    }
    for (const next of course.next) {
      const label = this.page.clearance.steps.find(({ number }) => number === next.step)?.label ?? '';
      const button = html('button', { type: 'button', class: 'second-button', 'data-take': String(next.step), disabled: !may }, [t('Record step {number}: {label}', { number: next.step, label })]);
      button.addEventListener('click', () => {
        this.#entering = next.step;
        this.show(course);
        /** @type {HTMLElement | null} */ (this.root.querySelector('.move-form input'))?.focus();
      });
      room.append(button);
    }
    const own = course.taken.filter(({ number: at }) => course.ofProject === (this.page.clearance.steps.find(({ number }) => number === at)?.ofProject ?? false));
    const [last] = own.sort((one, other) => other.day.localeCompare(one.day) || other.number - one.number);
    if (last && this.session.may('take_back')) {
      const back = html('button', { type: 'button', class: 'second-button', 'data-take': 'back' }, [t('Take the last step back')]);
      back.addEventListener('click', () => {
        room.replaceChildren(this.#back(course, last.number));
        room.querySelector('input')?.focus();
      });
      room.append(back);
    }
    return room;
  }

  /** @param {Course} course @param {Next} next */
  #form(course, next) {
    const { papers, steps } = this.page.clearance;
    const label = steps.find(({ number }) => number === next.step)?.label ?? '';
    const kind = html('select', { name: 'kind' }, next.papers.map((one) => html('option', { value: one }, [papers[one] ?? one])));
    const paper = next.papers.length
      ? [
          html('label', {}, [t('Kind of paper'), kind]),
          html('label', {}, [t('Number'), html('input', { type: 'text', name: 'number', maxlength: '200', autocomplete: 'off' })]),
          html('label', {}, [t('Of the day'), ...dateField({ name: 'dated' })]),
        ]
      : [];
    return this.#sending(course, t('Record step {number}: {label}', { number: next.step, label }), `${course.path}/transitions`, [html('label', {}, [t('Happened on'), ...dateField({ name: 'on', required: true })]), ...paper], (typed) => {
      const number = String(typed.get('number') ?? '').trim() || null;
      const dated = String(typed.get('dated') ?? '') || null;
      if (next.papers.length && !number && !dated) return t('Missing: {papers}', { papers: next.papers.map((one) => papers[one] ?? one).join(t(' or ')) });
      return { step: next.step, on: typed.get('on'), reason: typed.get('reason'), paper: number || dated ? { kind: typed.get('kind'), number, dated } : null };
    });
  }

  /** @param {Course} course @param {number} seen the step that is taken back */
  #back(course, seen) {
    return this.#sending(course, t('Take the last step back'), `${course.path}/transitions/take-back`, [], (typed) => ({ reason: typed.get('reason'), seen }));
  }

  /**
   * @param {Course} course
   * @param {string} title
   * @param {string} path
   * @param {HTMLElement[]} fields
   * @param {(typed: FormData) => object | string} body what is sent, or what is missing
   */
  #sending(course, title, path, fields, body) {
    const name = `clearance-${path}`;
    const { form, refused } = moveForm(title, fields, () => {
      this.forms.forget(name);
      this.#entering = 0;
      this.show(course);
      /** @type {HTMLElement | null} */ (this.root.querySelector('.moves button:enabled'))?.focus();
    });
    /** @type {Map<string, string>} what was sent once is sent again under the same key */
    const keys = new Map();
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (isComing(form)) return;
      const wanted = body(new FormData(form));
      if (typeof wanted === 'string') {
        refused.textContent = wanted;
        return;
      }
      const sent = JSON.stringify(wanted);
      const key = keys.get(sent) ?? newKey();
      keys.set(sent, key);
      void comingTo(form, this.#send(path, wanted, { form, refused, key, name }));
    });
    this.forms.keep(form, name);
    return form;
  }

  /**
   * @param {string} path
   * @param {unknown} body
   * @param {{ form: HTMLFormElement, refused: HTMLElement, key: string, name: string }} from
   */
  async #send(path, body, { form, refused, key, name }) {
    refused.textContent = '';
    try {
      const { body: told } = await this.session.ask('POST', path, body, { 'Idempotency-Key': key });
      this.forms.forget(name);
      this.#entering = 0;
      this.moved(told.change);
    } catch (error) {
      if (error instanceof Refused) refused.textContent = error.message;
      else if (error instanceof Unreachable) sendLater(form, refused);
      else throw error;
    }
  }
}
