/** What the panel tells of a zone, a household in it, an obstacle or a project, and where each is worked at. */

import { Attachments } from './attachments.js';
import { WARNED } from './clearance_steps.js';
import { html, pairs } from './element.js';
import { date, number } from './format.js';
import { LayerForms } from './layer_form.js';
import { StepsView } from './steps_view.js';
import { failed } from './workbench_notice.js';
import { icon, lookBadge, projectBadge } from './works_badge.js';
import { t } from './words.js';

/** @typedef {import('../../../build/answers').Household} Household */
/** @typedef {import('../../../build/answers').Obstacle} Obstacle */
/** @typedef {import('../../../build/answers').Reading} Reading */
/** @typedef {import('../../../build/answers').Zone} Zone */

/** Draws pages into the panel. */
export class WorksPanel {
  /**
   * @param {HTMLElement} root
   * @param {Town} page
   * @param {import('./session.js').Session} session
   * @param {import('./kept_form.js').KeptForms} forms
   * @param {{ written: (change: number) => void, close: () => void, zone: (key: string) => void, household: (zone: string, owner: string) => void }} doing
   */
  constructor(root, page, session, forms, doing) {
    this.root = root;
    this.page = page;
    this.session = session;
    this.doing = doing;
    this.steps = new StepsView(page, session, forms, doing.written);
    this.layerForms = new LayerForms(page, session, forms, doing.written);
    this.photos = new Attachments(page, session, 'edit_layers');
  }

  /** @param {Zone} zone @param {string} id of its feature @param {() => boolean} isLatest whether nothing else was opened since */
  async zone(zone, id, isLatest) {
    const attributes = await this.#attributes('clearance_zones', id);
    if (!isLatest()) return;
    const { language } = this.page;
    const share = (/** @type {import('../../../build/answers').AreaShare} */ one, /** @type {string} */ unit) =>
      one.total ? `${number(one.done, { language, unit })} / ${number(one.total, { language, unit })} · ${number(one.percent, { language, digits: 1 })}%` : '–';
    const households = zone.households.map((one) => {
      const button = html('button', { type: 'button', class: 'household', 'data-owner': one.owner }, [
        html('span', { class: 'household-name' }, [one.name ?? one.owner]),
        lookBadge(this.page, 'clearance_zones', one.state),
        ...this.#warning(one),
      ]);
      button.addEventListener('click', () => this.doing.household(zone.zone_no, one.owner));
      return html('li', {}, [button]);
    });
    this.#show(zone.name || zone.zone_no, [zone.zone_no, zone.project].filter(Boolean).join(' · '), [
      pairs([
        [t('State'), lookBadge(this.page, 'clearance_zones', zone.state)],
        [t('Households handed over'), share(zone.shares.households, '')],
        [t('Area handed over'), share(zone.shares.area_m2, 'm²')],
      ]),
      ...(zone.obstacles.length ? [this.#obstacles(zone.obstacles)] : []),
      html('section', {}, [html('h3', {}, [t('Households')]), households.length ? html('ul', { class: 'households' }, households) : html('p', {}, [t('No household is entered in this zone.')])]),
      attributes,
    ]);
  }

  /** @param {Household} household @returns {HTMLElement[]} the most urgent term of a household */
  #warning({ deadlines }) {
    const urgent = deadlines.filter(({ standing }) => standing === 'passed' || standing === 'near').sort((a, b) => a.day.localeCompare(b.day))[0];
    if (!urgent) return [];
    const text = urgent.standing === 'passed' ? t('step {step} was due on {day}', { step: urgent.step, day: date(urgent.day) }) : t('step {step} is due on {day}', { step: urgent.step, day: date(urgent.day) });
    return [html('span', { class: `deadline is-${urgent.standing}` }, [text])];
  }

  /** @param {Obstacle[]} obstacles */
  #obstacles(obstacles) {
    const { obstacles: kinds } = this.page.clearance;
    return html('section', {}, [
      html('h3', {}, [t('Open obstacles')]),
      html('ul', { class: 'problems' }, obstacles.map(({ obst_no: key, owner, kind, note, resp, due, overdue }) =>
        html('li', { class: overdue ? 'hard' : '' }, [
          html('b', {}, [`${key} · ${kinds[kind] ?? kind}`]),
          html('p', {}, [[owner ?? t('the whole zone'), note, resp ?? t('nobody yet clears it away'), due && t('due on {day}', { day: date(due) })].filter(Boolean).join(' · ')]),
        ]))),
    ]);
  }

  /** @param {Zone} zone @param {Household} household */
  household(zone, household) {
    const { language } = this.page;
    const back = html('button', { type: 'button', class: 'second-button' }, [t('Back to zone {zone}', { zone: zone.zone_no })]);
    back.addEventListener('click', () => this.doing.zone(zone.zone_no));
    const before = household.project_steps.map(({ step, day }) => ({ number: step, day }));
    this.steps.show({
      path: `/api/clearance/${encodeURIComponent(zone.zone_no)}/households/${encodeURIComponent(household.owner)}`,
      ofProject: false,
      taken: [...before, ...household.steps],
      next: household.next,
      deadlines: household.deadlines,
    });
    const late = household.deadlines.filter(({ standing }) => WARNED.has(standing)).length;
    this.#show(household.name ?? household.owner, [household.owner, zone.name].filter(Boolean).join(' · '), [
      html('div', { class: 'buttons' }, [back]),
      pairs([
        [t('State'), lookBadge(this.page, 'clearance_zones', household.state)],
        [t('Area recovered'), number(household.area_m2, { language, digits: 1, unit: 'm²' })],
        [t('Compensation'), number(household.comp_vnd, { language, unit: 'đ' })],
        ...(late ? [/** @type {[string, Node]} */ ([t('Terms near or over'), html('span', { class: 'alarm' }, [number(late, { language })])])] : []),
      ]),
      this.steps.root,
    ]);
  }

  /** @param {import('./works_rows.js').Obstacle} row @param {() => boolean} isLatest whether nothing else was opened since */
  async obstacle(row, isLatest) {
    const attributes = await this.#attributes('obstacles', row.id);
    if (!isLatest()) return;
    const to = html('button', { type: 'button', class: 'second-button' }, [t('To zone {zone}', { zone: row.zone })]);
    to.addEventListener('click', () => this.doing.zone(row.zone));
    const { obstacles: kinds } = this.page.clearance;
    this.#show(t('Obstacle {number}', { number: row.key }), kinds[row.kind] ?? row.kind, [
      html('div', { class: 'buttons' }, [to]),
      attributes,
    ]);
  }

  /** @param {string} zone in which it is, empty where that is not known @param {() => boolean} isLatest whether nothing else was opened since */
  async newObstacle(zone, isLatest) {
    const form = await this.layerForms.anew('obstacles', { zone_no: zone });
    if (isLatest()) this.#show(t('New obstacle'), zone, [form]);
  }

  /**
   * @param {import('./works_rows.js').Project} row
   * @param {import('../../../build/answers').Project} project
   * @param {() => boolean} isLatest whether nothing else was opened since
   */
  async project(row, project, isLatest) {
    const { language } = this.page;
    const { delay } = project;
    const [readings, attributes] = [await this.#readings(row.key, project.readings), await this.#attributes('projects', row.id)];
    if (!isLatest()) return;
    const late = (/** @type {number | null} */ days) => {
      if (days === null) return '–';
      if (!days) return t('as planned');
      const told = number(Math.abs(days), { language });
      return days > 0 ? html('span', { class: 'alarm' }, [t('{days} days after the plan', { days: told })]) : t('{days} days before the plan', { days: told });
    };
    this.steps.show({
      path: `/api/projects/${encodeURIComponent(row.key)}`,
      ofProject: true,
      taken: project.steps.map(({ step, day }) => ({ number: step, day })),
      next: this.#nextOfProject(project.steps),
      deadlines: [],
    });
    const zones = project.zones.map((zone) => {
      const button = html('button', { type: 'button', class: 'household' }, [html('span', { class: 'household-name' }, [zone.name || zone.zone_no]), lookBadge(this.page, 'clearance_zones', zone.state)]);
      button.addEventListener('click', () => this.doing.zone(zone.zone_no));
      return html('li', {}, [button]);
    });
    const done = project.percent === null ? '–' : `${number(project.percent, { language, digits: 1 })}%`;
    const planned = delay.expected_percent === null ? '' : t(' (planned: {percent}%)', { percent: number(delay.expected_percent, { language, digits: 1 }) });
    this.#show(row.name || row.key, row.key, [
      pairs([
        [t('State'), projectBadge(this.page, row)],
        [t('Done'), done + planned],
        [t('Planned'), `${date(project.plan_from)} – ${date(project.plan_to)}`],
        [t('Real'), project.real_to ? `${date(project.real_from)} – ${date(project.real_to)}` : date(project.real_from)],
        [t('Start'), late(delay.start_days)],
        [t('End'), late(delay.end_days)],
      ]),
      readings,
      ...(zones.length ? [html('section', {}, [html('h3', {}, [t('Site clearance')]), html('ul', { class: 'households' }, zones)])] : []),
      this.steps.root,
      attributes,
    ]);
  }

  /**
   * How far a project was on its last days of reading, with the photos of the one that is chosen, and a form for another.
   * @param {string} project
   * @param {Reading[]} readings
   */
  async #readings(project, readings) {
    const last = readings.slice(-6).reverse();
    const choose = async (/** @type {Reading} */ one) => {
      for (const [place, { button }] of items.entries()) button.setAttribute('aria-pressed', String(last[place] === one));
      await this.photos.show('progress_readings', `${project}/${one.read_on}`);
    };
    const items = last.map((one) => this.#reading(one, () => void choose(one).catch(failed)));
    if (last[0]) await choose(last[0]);
    return html('section', {}, [
      html('h3', {}, [t('Readings of progress')]),
      ...(last.length ? [html('ul', { class: 'readings' }, items.map(({ item }) => item)), this.photos.root] : []),
      ...(this.session.may('edit_layers')
        ? [html('details', { class: 'more' }, [html('summary', {}, [t('New reading')]), await this.layerForms.anew('progress_readings', { project })])]
        : []),
    ]);
  }

  /** @param {Reading} reading @param {() => void} choose */
  #reading({ read_on: day, percent, note }, choose) {
    const button = html('button', { type: 'button', class: 'link-button', 'aria-label': t('Photos of {day}', { day: date(day) }) }, [date(day)]);
    button.addEventListener('click', choose);
    const item = html('li', { 'data-day': day }, [
      button,
      html('meter', { min: '0', max: '100', value: String(percent) }),
      html('b', {}, [`${number(percent, { language: this.page.language, digits: 1 })}%`]),
      html('span', { class: 'about' }, [note ?? '']),
    ]);
    return { button, item };
  }

  /** @param {{ step: number }[]} taken */
  #nextOfProject(taken) {
    const done = new Set(taken.map(({ step }) => step));
    return this.page.clearance.steps
      .filter(({ number: step, ofProject, after }) => ofProject && !done.has(step) && after.every((one) => done.has(one)))
      .map(({ number: step, papers }) => ({ step, papers }));
  }

  /** @param {string} layer @param {string} id */
  async #attributes(layer, id) {
    return html('details', { class: 'more' }, [html('summary', {}, [t('Attributes')]), await this.layerForms.of(layer, id)]);
  }

  /** @param {string} title @param {string} about @param {HTMLElement[]} parts */
  #show(title, about, parts) {
    const close = html('button', { type: 'button', class: 'close', 'aria-label': t('Close') }, [icon(this.page, 'x')]);
    close.addEventListener('click', this.doing.close);
    const head = html('h2', { tabindex: '-1' }, [title]);
    this.root.replaceChildren(html('div', { class: 'facts-head' }, [head, html('p', {}, [about]), close]), html('div', { class: 'panel-part' }, parts));
    this.root.hidden = false;
    this.root.dataset.shows = title;
  }
}
