/** The edit that is not saved yet: what the service says that it comes to, its problems with their mends, and saving it. */

import { comingTo } from './coming.js';
import { conflictView } from './conflict.js';
import { drawnShapes, meant, names, toldChanges, upon } from './edit_told.js';
import { byId, html } from './element.js';
import { keepingFocus } from './focus.js';
import { Latest } from './latest.js';
import { bounds } from './measure.js';
import { newKey } from './once.js';
import { Refused } from './session.js';
import { Unreachable } from './service.js';
import { shown, stateOn } from './versions.js';
import { lookAt } from './view.js';
import { whenFields, whenOf } from './when_fields.js';
import { t } from './words.js';

/** @typedef {import('./edit_session.js').Operation} Operation */
/** @typedef {import('./edit_told.js').Change} Change */
/** @typedef {import('../../../build/answers').EditProblem} Problem */
/** @typedef {import('../../../build/answers').Edit} Outcome */

/** @type {Outcome} */
const NOTHING = { edit: null, change: null, changes: [], problems: [] };
const AGAIN_MS = 15_000;
const FORM = 'edit';

/**
 * @typedef {object} Around
 * @property {Town} page
 * @property {import('./session.js').Session} session
 * @property {import('./edit_session.js').EditSession} edit
 * @property {import('./drafts.js').Drafts} drafts
 * @property {import('./kept_form.js').KeptForms} forms
 * @property {(saved: { change: number, edit: number }) => void} saved
 * @property {() => void} changed told whenever there are other operations
 */

/** Shows an edit in the panel and on the map, and saves it. */
export class EditReview {
  /** @type {Outcome} */
  #outcome = NOTHING;
  #asking = new Latest();
  #sending = false;
  #key = newKey();
  /** @type {import('leaflet').LayerGroup} */
  #drawn;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #waiting;
  #refusal = html('div', { class: 'refused', role: 'alert' });
  /** @type {Set<string>} names of the tabs whose drafts are theirs */
  #others = new Set();
  /** What is proposed as reason. */
  #reason = '';

  /**
   * @param {HTMLElement} root
   * @param {Around} around
   */
  constructor(root, around) {
    this.root = root;
    this.around = around;
    this.#drawn = L.layerGroup().addTo(around.page.map);
    window.addEventListener('online', () => void this.#sendWaiting());
  }

  /**
   * Take up what an earlier page has left; what it could not send is sent.
   * @param {Set<string>} [others] names of the other tabs
   */
  async takeUp(others = this.#others) {
    this.#others = others;
    const draft = this.around.drafts.takeUp(others);
    if (!draft) return;
    this.around.edit.restore(draft.operations);
    this.around.changed();
    if (draft.sending) {
      this.#key = draft.key;
      this.#draw();
      await this.#sendWaiting();
    } else await this.refresh();
    if (!this.#lookAtDrawn()) await this.#lookAtThing();
  }

  /** Have what is drawn of the edit on the map, unless some of it is. @returns {boolean} whether anything is drawn */
  #lookAtDrawn() {
    const { map } = this.around.page;
    const boxes = this.#drawn.getLayers().map((shape) => /** @type {import('leaflet').GeoJSON} */ (shape).getBounds());
    if (boxes.length && !boxes.some((box) => map.getBounds().intersects(box))) map.fitBounds(boxes.reduce((all, box) => all.extend(box)), { maxZoom: 20 });
    return boxes.length > 0;
  }

  /** Show the first thing of an edit of which the service does not say what it comes to. */
  async #lookAtThing() {
    const { edit, page, session } = this.around;
    const [first] = edit.operations;
    const id = first?.id ?? first?.ids?.[0];
    if (!first || !id) return;
    // What is not there on this day can't be shown; why is told beside the edit.
    const found = await session.ask('GET', `/ogc/collections/${first.layer}/items/${id}?datetime=${page.day}`).catch(() => undefined);
    if (found?.body.geometry) lookAt(bounds(found.body.geometry), { maxZoom: 20 });
  }

  /**
   * @param {Operation} operation
   * @param {string} [reason] that is proposed
   */
  async add(operation, reason = '') {
    this.#reason = reason;
    this.around.edit.add(operation);
    await this.refresh();
    this.#lookAtDrawn();
  }

  /** Ask what the edit comes to, and show it. */
  async refresh() {
    const { edit, drafts, session, changed } = this.around;
    const isLatest = this.#asking.ask();
    this.#key = newKey();
    drafts.keep({ operations: edit.operations, key: this.#key });
    changed();
    this.#outcome = NOTHING;
    keepingFocus(() => this.#refusal.replaceChildren(), () => this.#heading);
    /** @type {unknown} */
    let refused;
    if (edit.operations.length) {
      try {
        const { body } = await session.ask('POST', '/api/edits/preview', { from: this.around.page.day, operations: edit.operations });
        if (!isLatest()) return;
        this.#outcome = body;
      } catch (error) {
        if (!isLatest()) return;
        refused = error;
      }
    }
    this.#draw();
    if (refused) this.#tell(refused);
  }

  /** What takes the focus of a part that is drawn anew: the edit, or the panel where there is none any more. */
  get #heading() {
    return this.root.querySelector('h2') ?? this.root.closest('aside');
  }

  #draw() {
    const { changes, problems } = this.#outcome;
    this.#drawn.clearLayers();
    for (const { after } of changes) if (after?.geometry) this.#drawn.addLayer(shown(after.geometry, 'edited'));
    // Of an edit that comes to nothing, as one that is refused, it is seen what was drawn.
    if (!changes.length) for (const shape of drawnShapes(this.around.edit.operations)) this.#drawn.addLayer(shown(shape, 'edited'));
    for (const { geometry } of problems) if (geometry) this.#drawn.addLayer(shown(geometry, 'problem'));
    keepingFocus(() => this.#write(), () => this.#heading);
  }

  #write() {
    const { edit, page } = this.around;
    const { changes, problems } = this.#outcome;
    this.root.hidden = !edit.operations.length;
    const heading = this.root.hidden ? '' : t('{count} changes not saved yet', { count: edit.operations.length });
    const told = toldChanges(changes, page);
    byId('edit-said').replaceChildren(...[heading, ...told, ...problems.map(inWords)].map((text) => html('span', {}, [text, ' '])));
    if (this.root.hidden) {
      this.root.replaceChildren();
      return;
    }
    this.root.replaceChildren(
      html('h2', { tabindex: '-1' }, [heading]),
      html('ul', { class: 'changes' }, told.map((text) => html('li', {}, [text]))),
      ...(problems.length ? [html('ul', { class: 'problems' }, problems.map((one) => this.#problem(one)))] : []),
      this.#form(problems),
      this.#refusal,
    );
  }

  /** @param {Problem} problem */
  #problem(problem) {
    const { kind, hard, mend } = problem;
    const item = html('li', { class: hard ? 'hard' : '', 'data-kind': kind }, [html('p', {}, [inWords(problem)])]);
    if (mend) {
      const button = html('button', { type: 'button', class: 'second-button' }, [mend.title]);
      button.addEventListener('click', () => void this.add(mend.operation, this.#reason));
      item.append(button);
    }
    return item;
  }

  /** @param {Problem[]} problems */
  #form(problems) {
    const soft = [...new Set(problems.filter(({ hard }) => !hard).map(({ kind }) => kind))];
    const reason = html('input', { type: 'text', name: '_reason', required: true, maxlength: '1000', autocomplete: 'off', value: this.#reason });
    // What there may be more or less of comes last: what is typed is put back by its place.
    const form = html('form', { 'aria-label': t('Save the changes') }, [
      ...whenFields(),
      html('label', {}, [t('Reason, for the history'), reason]),
      ...(soft.length ? [html('label', { class: 'tick' }, [html('input', { type: 'checkbox', name: '_seen', required: true }), t('I have looked at what is told above')])] : []),
      html('div', { class: 'buttons' }, [html('button', { type: 'submit', class: 'main-button' }, [t('Save the changes')])]),
    ]);
    this.around.forms.keep(form, FORM, '', { quietly: true });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const data = new FormData(form);
      const { correction, from, on } = whenOf(data, this.around.page.day);
      const when = correction ? { correction: true, on } : { from };
      void this.#send({ ...when, reason: data.get('_reason'), acknowledged: soft, operations: this.around.edit.operations }, this.#key);
    });
    return form;
  }

  /**
   * One at a time; what is done meanwhile is another edit, under a key of its own.
   * @param {Record<string, unknown>} body
   * @param {string} key
   */
  async #send(body, key) {
    if (this.#sending) return;
    const { session, edit, drafts, forms, saved } = this.around;
    this.#sending = true;
    this.#refusal.replaceChildren();
    try {
      const { body: answer } = await comingTo(this.root, session.ask('POST', '/api/edits', body, { 'Idempotency-Key': key })).finally(() => (this.#sending = false));
      edit.saved(/** @type {Operation[]} */ (body.operations));
      forms.forget(FORM);
      this.#reason = '';
      await this.refresh();
      saved({ change: answer.change, edit: answer.edit ?? answer.change });
      if (!edit.operations.length) await this.takeUp();
    } catch (error) {
      if (error instanceof Unreachable || (error instanceof Refused && error.over)) {
        // The same key goes with it later: were it saved already and only the answer lost, it is not saved twice.
        drafts.keep({ operations: edit.operations, key, sending: body });
        clearTimeout(this.#waiting);
        this.#waiting = setTimeout(() => void this.#sendWaiting(), AGAIN_MS);
      } else drafts.keep({ operations: edit.operations, key: this.#key });
      this.#tell(error);
    }
  }

  async #sendWaiting() {
    const draft = this.around.drafts.read();
    if (draft?.sending) await this.#send(draft.sending, draft.key);
  }

  /** Say what is wrong; of what somebody else has written since, the ways on. @param {unknown} error */
  #tell(error) {
    if (error instanceof Unreachable) {
      this.#refusal.textContent = t('Offline; will send later');
      return;
    }
    if (!(error instanceof Refused)) throw error;
    this.#refusal.replaceChildren(html('p', {}, [error.message]));
    const problems = /** @type {Problem[]} */ (error.problem.problems ?? []);
    for (const problem of problems) {
      this.#refusal.append(html('p', {}, [problem.detail]));
      if (problem.geometry) this.#drawn.addLayer(shown(problem.geometry, 'problem'));
    }
    if (error.status === 412 && error.problem.current) this.#conflict(/** @type {import('./conflict.js').Stale} */ (/** @type {unknown} */ (error.problem)));
  }

  /** @param {import('./conflict.js').Stale} stale */
  #conflict(stale) {
    const { edit, page } = this.around;
    const { id, shown: read, current } = stale;
    const own = edit.operations.filter((one) => names(one, id));
    const [was, theirs] = [stateOn(read ?? undefined, page.day)?.geometry, stateOn(current, page.day)?.geometry];
    if (was) this.#drawn.addLayer(shown(was, 'was'));
    if (theirs) this.#drawn.addLayer(shown(theirs, 'conflict'));
    const drop = () => this.#restart(edit.operations.filter((one) => !names(one, id)));
    const version = current.version;
    const write = (/** @type {Record<string, unknown>} */ values) => (version === null ? drop() : this.#restart(upon(edit.operations, id, version, values)));
    this.#refusal.append(conflictView(page, stale, meant(own, id), { write, drop }));
  }

  /** @param {Operation[]} operations */
  #restart(operations) {
    this.around.edit.restore(operations);
    void this.refresh();
  }
}

/** A problem as it is told: of one that no tick lets pass it is said before a reason is written. @param {Problem} problem */
function inWords({ hard, detail }) {
  return hard ? [detail, t('It has to be mended before it can be saved.')].join(' ') : detail;
}
