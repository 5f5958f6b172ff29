/** A donation's page in the panel: its steps with day and paper, its areas, and the form that moves it on. */

import { Attachments } from './attachments.js';
import { comingTo, isComing } from './coming.js';
import { dateField } from './date_field.js';
import { lacking, stepsOf } from './donation_course.js';
import { html, pairs } from './element.js';
import { byHowMuch, date, number } from './format.js';
import { sendLater } from './kept_form.js';
import { Latest } from './latest.js';
import { moveForm } from './move_form.js';
import { newKey } from './once.js';
import { PaperFields, paperName } from './paper_fields.js';
import { Refused } from './session.js';
import { Unreachable } from './service.js';
import { swatch } from './state_swatch.js';
import { failed } from './workbench_notice.js';
import { t } from './words.js';

/** @typedef {import('./donation_course.js').Donation} Donation */
/** @typedef {import('./donation_course.js').Needed} Needed */
/** @typedef {import('./donation_course.js').Next} Next */

/** Shows one donation, and moves it. */
export class DonationPage {
  /** @type {Next | undefined} the move that is being entered */
  #entering;
  /** @type {PaperFields | undefined} those of the move */
  #papers;
  #shown = '';
  #asking = new Latest();

  /**
   * @param {HTMLElement} root
   * @param {Town} page
   * @param {import('./session.js').Session} session
   * @param {import('./kept_form.js').KeptForms} forms
   * @param {(change: number) => void} moved told after each move, with the number of its change
   */
  constructor(root, page, session, forms, moved) {
    this.root = root;
    this.page = page;
    this.session = session;
    this.forms = forms;
    this.moved = moved;
    this.scans = new Attachments(page, session, 'record_visit');
    this.scans.changed = () => this.#papers?.offer(this.scans.documents);
  }

  /**
   * Ask for a donation and show it.
   * @param {string} name its id or number
   * @throws {Refused | Unreachable}
   */
  async show(name) {
    const isLatest = this.#asking.ask();
    const { body } = await this.session.ask('GET', `/api/donations/${encodeURIComponent(name)}`);
    if (!isLatest()) return;
    const shown = `${body.id} ${body.version} ${body.state}`;
    if (this.#entering && shown === this.#shown) return; // a form is open, and nothing is new
    this.#shown = shown;
    // What was begun and is typed goes on where it stood.
    this.#entering = body.next.find((/** @type {Next} */ move) => this.forms.read(formOf(body, move.to)));
    this.#draw(body);
    void this.scans.show('donations', body.don_no).catch(failed);
  }

  /** Show none. */
  clear() {
    this.#asking.ask();
    this.#shown = '';
    this.root.replaceChildren();
  }

  /** @param {Donation} donation */
  #draw(donation) {
    this.root.replaceChildren(...this.#returned(donation), this.#areas(donation), this.#steps(donation), this.#moves(donation), this.#minutes(donation), this.scans.root);
  }

  /** @param {Donation} donation */
  #areas({ measured_m2, areas }) {
    const { language, facts } = this.page;
    const how = { language, digits: 1, unit: 'm²' };
    const m2 = (/** @type {number} */ value) => number(value, how);
    const label = (/** @type {string} */ name) => facts.donations?.columns.find((column) => column.name === name)?.label ?? name;
    return pairs([
      [t('Area measured on the map'), m2(measured_m2)],
      ...areas.map(({ column, paper_m2, difference_m2, tolerated }) => {
        const told = tolerated ? m2(paper_m2) : `${m2(paper_m2)} (${byHowMuch(difference_m2, how)})`;
        return /** @type {[string, Node]} */ ([label(column), html('span', { class: tolerated ? '' : 'differs' }, [told])]);
      }),
    ]);
  }

  /** @param {Donation} donation */
  #steps(donation) {
    const { course } = this.page;
    const items = stepsOf(donation, course.states).map(({ state, mark, event }) => {
      const papers = (event?.papers ?? []).flatMap((paper, index) => [...(index ? [', '] : []), this.#paper(paper)]);
      const about = event?.source === 'import' ? [t('imported, without papers')] : papers;
      if (event && event.day > this.page.day) about.push(...(about.length ? [' · '] : []), t('after the day shown'));
      const item = html('li', { class: `step is-${mark}`, 'aria-current': mark === 'current' ? 'step' : undefined }, [
        html('span', { class: 'step-mark', 'aria-hidden': 'true' }),
        html('span', { class: 'step-name' }, [course.labels[state] ?? state]),
        html('span', { class: 'step-day' }, [event ? date(event.day) : '']),
        html('span', { class: 'step-about' }, about),
      ]);
      if (mark === 'next') {
        const missing = donation.next.find(({ to }) => to === state)?.papers ?? [];
        if (missing.length) item.append(html('span', { class: 'step-missing' }, [t('Needs: {papers}', { papers: this.#named(missing) })]));
      }
      return item;
    });
    const side = donation.state && !course.states.includes(donation.state) ? donation.events.at(-1) : undefined;
    if (side) {
      items.push(html('li', { class: 'step is-current' }, [
        html('span', { class: 'step-mark', 'aria-hidden': 'true' }),
        html('span', { class: 'step-name' }, [swatch(side.state, this.page), course.labels[side.state] ?? side.state]),
        html('span', { class: 'step-day' }, [date(side.day)]),
        html('span', { class: 'step-about' }, side.day > this.page.day ? [t('after the day shown')] : []),
      ]));
    }
    return html('section', {}, [html('h3', {}, [t('Course of the donation')]), html('ol', { class: 'steps' }, items)]);
  }

  /** A paper, leading to its scan where there is one. @param {import('./donation_course.js').Paper} paper */
  #paper({ kind, number: no, sha256 }) {
    const named = [this.page.course.papers[kind] ?? kind, no].filter(Boolean).join(' ');
    return sha256 ? html('a', { href: `${this.page.base}/api/documents/${sha256}`, target: '_blank', rel: 'noopener' }, [named]) : named;
  }

  /** @param {Needed[]} needed */
  #named(needed) {
    return needed.map((one) => paperName(one, this.page.course.papers)).join('; ');
  }

  /** @param {Donation} donation */
  #moves(donation) {
    const { labels, states, rights } = this.page.course;
    const room = html('div', { class: 'moves' });
    if (this.#entering) {
      room.append(this.#form(donation, this.#entering));
      return room;
    }
    for (const move of donation.next) {
      const may = this.session.may(move.right);
      const button = html('button', { type: 'button', class: states.includes(move.to) ? 'main-button' : 'second-button', 'data-to': move.to, disabled: !may }, [
        t('To “{state}”', { state: labels[move.to] ?? move.to }),
      ]);
      button.addEventListener('click', () => {
        this.#entering = move;
        this.#draw(donation);
        /** @type {HTMLElement | null} */ (this.root.querySelector('.move-form input'))?.focus();
      });
      room.append(button);
      if (!may) room.append(html('p', { class: 'about' }, [t('That takes the right to {right}; your role has it not.', { right: rights[move.right] ?? move.right })]));
    }
    if (donation.events.length && this.session.may('take_back') && (donation.state !== 'approved' || this.session.may('approve'))) {
      const back = html('button', { type: 'button', class: 'second-button', 'data-to': 'take-back' }, [t('Take the last step back')]);
      back.addEventListener('click', () => {
        room.replaceChildren(this.#backForm(donation));
        room.querySelector('input')?.focus();
      });
      room.append(back);
    }
    return room;
  }

  /** @param {Donation} donation @param {Next} move */
  #form(donation, move) {
    const { labels, papers: kinds } = this.page.course;
    const papers = new PaperFields(move.papers, kinds, this.scans.documents);
    this.#papers = papers;
    const happened = html('label', {}, [t('Happened on'), ...dateField({ name: 'on', required: true })]);
    const title = t('To “{state}”', { state: labels[move.to] ?? move.to });
    const { form, refused } = moveForm(title, [happened, ...papers.sets], () => this.#leave(donation));
    const key = newKey();
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const given = papers.read();
      const missing = lacking(move.papers, given);
      papers.mark(missing);
      if (missing.length) {
        refused.textContent = t('Missing: {papers}', { papers: this.#named(missing) });
        return;
      }
      const typed = new FormData(form);
      const body = { to: move.to, on: typed.get('on'), papers: given, reason: typed.get('reason') };
      void this.#send(`/api/donations/${donation.id}/transitions`, body, { form, refused, key, name });
    });
    const name = formOf(donation, move.to);
    this.forms.keep(form, name);
    return form;
  }

  /** Why the chair has returned it, as long as nothing was changed since. @param {Donation} donation */
  #returned({ returned }) {
    if (!returned) return [];
    return [html('p', { class: 'returned' }, [t('Returned by {who} on {day}: {reason}', { who: returned.who, day: date(returned.at), reason: returned.reason })])];
  }

  /** The minutes to be signed, filled in. @param {Donation} donation */
  #minutes({ id }) {
    const forms = [['docx', t('Minutes as a Word file')], ['pdf', t('Minutes as a PDF')]].map(([form, label]) =>
      html('a', { class: 'second-button', href: `${this.page.base}/api/donations/${id}/minutes.${form}`, download: true }, [label ?? '']));
    return html('section', { class: 'minutes' }, [
      html('h3', {}, [t('Minutes to be signed')]),
      html('p', { class: 'about' }, [t('Filled in with what is known; the rest is dotted lines.')]),
      html('div', { class: 'buttons' }, forms),
    ]);
  }

  /** @param {Donation} donation */
  #backForm(donation) {
    const { form, refused } = moveForm(t('Take the last step back'), [], () => this.#leave(donation));
    const key = newKey();
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const body = { reason: new FormData(form).get('reason'), seen: donation.state };
      void this.#send(`/api/donations/${donation.id}/transitions/take-back`, body, { form, refused, key, name: formOf(donation, '') });
    });
    return form;
  }

  /** Leave the form that is open. @param {Donation} donation */
  #leave(donation) {
    if (this.#entering) this.forms.forget(formOf(donation, this.#entering.to));
    this.#entering = undefined;
    this.#draw(donation);
    /** @type {HTMLElement | null} */ (this.root.querySelector('.moves button:enabled'))?.focus();
  }

  /**
   * @param {string} path
   * @param {unknown} body
   * @param {{ form: HTMLFormElement, refused: HTMLElement, key: string, name: string }} from
   */
  async #send(path, body, { form, refused, key, name }) {
    if (isComing(form)) return;
    refused.textContent = '';
    try {
      const { body: donation } = await comingTo(form, this.session.ask('POST', path, body, { 'Idempotency-Key': key }));
      this.forms.forget(name);
      if (form.isConnected) {
        this.#entering = undefined;
        this.#draw(donation);
      }
      this.moved(donation.change);
    } catch (error) {
      if (error instanceof Refused) refused.textContent = error.message;
      else if (error instanceof Unreachable) sendLater(form, refused);
      else throw error;
    }
  }
}

/** @param {Donation} donation @param {string} to @returns {string} under which a form of it is kept */
function formOf({ id }, to) {
  return `donations-${id}-${to}`;
}
