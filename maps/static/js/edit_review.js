/** The edit that is not saved yet: what the service says that it comes to, its problems with their mends, and saving it. */

import { html } from './element.js';
import { number } from './format.js';
import { planarArea } from './measure.js';
import { newKey } from './once.js';
import { Refused } from './session.js';
import { Unreachable } from './service.js';
import { shapeInZone } from './vn2000.js';
import { whenFields, whenOf } from './when_fields.js';
import { t } from './words.js';

/** @typedef {import('./edit_session.js').Operation} Operation */
/** @typedef {{ layer: string, id: string, version: number, before: GeoJSON.Feature | null, after: GeoJSON.Feature | null }} Change */
/** @typedef {{ kind: string, hard: boolean, geometry: GeoJSON.Geometry | null, detail: string, mend: { title: string, operation: Operation } | null }} Problem */
/** @typedef {{ changes: Change[], problems: Problem[] }} Outcome */

const AGAIN_MS = 15_000;
/** A neighbour that takes up a point changes by less than this. */
const LEAST_M2 = 0.2;

/**
 * @typedef {object} Around
 * @property {Town} page
 * @property {import('./session.js').Session} session
 * @property {import('./edit_session.js').EditSession} edit
 * @property {import('./drafts.js').Drafts} drafts
 * @property {(saved: { change: number, edit: number }) => void} saved
 * @property {() => void} changed told whenever there are other operations
 */

/** Shows an edit in the panel and on the map, and saves it. */
export class EditReview {
  /** @type {Outcome} */
  #outcome = { changes: [], problems: [] };
  #asked = 0;
  #key = newKey();
  /** @type {import('leaflet').LayerGroup} */
  #drawn;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #waiting;
  #refusal = html('div', { class: 'refused', role: 'alert' });

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

  /** Take up what an earlier page has left; what it could not send is sent. */
  async takeUp() {
    const draft = this.around.drafts.read();
    if (!draft) return;
    this.around.edit.restore(draft.operations);
    this.around.changed();
    if (!draft.sending) {
      await this.refresh();
      return;
    }
    this.#draw();
    await this.#sendWaiting();
  }

  /** @param {Operation} operation */
  async add(operation) {
    this.around.edit.add(operation);
    await this.refresh();
    const made = this.#outcome.changes.flatMap(({ after }) => (after?.geometry ? [L.geoJSON(after).getBounds()] : []));
    const { map } = this.around.page;
    if (made.length && !made.some((box) => map.getBounds().intersects(box))) map.fitBounds(made.reduce((all, box) => all.extend(box)), { maxZoom: 20 });
  }

  /** Ask what the edit comes to, and show it. */
  async refresh() {
    const { edit, drafts, session, changed } = this.around;
    this.#asked += 1;
    const asked = this.#asked;
    this.#key = newKey();
    drafts.keep({ operations: edit.operations, key: this.#key });
    changed();
    this.#outcome = { changes: [], problems: [] };
    this.#refusal.replaceChildren();
    if (edit.operations.length) {
      try {
        const { body } = await session.ask('POST', '/api/edits/preview', { from: this.around.page.day, operations: edit.operations });
        if (asked !== this.#asked) return;
        this.#outcome = body;
      } catch (error) {
        if (asked !== this.#asked) return;
        this.#tell(error);
      }
    }
    this.#draw();
  }

  #draw() {
    const { edit } = this.around;
    const { changes, problems } = this.#outcome;
    this.#drawn.clearLayers();
    for (const { after } of changes) if (after?.geometry) this.#drawn.addLayer(L.geoJSON(after, { style: { className: 'edited' }, interactive: false }));
    for (const { geometry } of problems) if (geometry) this.#drawn.addLayer(shown(geometry, 'problem'));
    this.root.hidden = !edit.operations.length;
    if (this.root.hidden) {
      this.root.replaceChildren();
      return;
    }
    this.root.replaceChildren(
      html('h2', {}, [t('{count} changes not saved yet', { count: edit.operations.length })]),
      html('ul', { class: 'changes' }, this.#told(changes).map((text) => html('li', {}, [text]))),
      ...(problems.length ? [html('ul', { class: 'problems' }, problems.map((one) => this.#problem(one)))] : []),
      this.#form(problems),
    );
  }

  /** What happens to each thing; neighbours that only take up a point are told together. @param {Change[]} changes */
  #told(changes) {
    const follow = changes.filter((one) => this.#follows(one));
    const texts = changes.filter((one) => !follow.includes(one)).map((one) => this.#named(one));
    return follow.length ? [...texts, t('Boundaries that follow: {count}', { count: follow.length })] : texts;
  }

  /** @param {Change} change */
  #follows({ before, after }) {
    if (!before?.geometry || !after?.geometry) return false;
    return Math.abs(this.#area(before) - this.#area(after)) < LEAST_M2 && JSON.stringify(before.properties) === JSON.stringify(after.properties);
  }

  /** @param {GeoJSON.Feature} feature @returns {number} m² */
  #area({ geometry }) {
    return geometry ? planarArea(shapeInZone(/** @type {GeoJSON.MultiPolygon} */ (geometry), this.around.page.zone)) : 0;
  }

  /** @param {Change} change */
  #named({ before, after }) {
    const m2 = (/** @type {GeoJSON.Feature} */ feature) => number(this.#area(feature), { language: this.around.page.language, digits: 1, unit: 'm²' });
    const name = nameOf(after ?? before);
    if (!before && after) return t('{name}: new, {area}', { name, area: m2(after) });
    if (!after || !before) return t('{name}: ends', { name });
    return t('{name}: {before} becomes {after}', { name, before: m2(before), after: m2(after) });
  }

  /** @param {Problem} problem */
  #problem({ kind, hard, detail, mend }) {
    const item = html('li', { class: hard ? 'hard' : '', 'data-kind': kind }, [html('p', {}, [detail])]);
    if (mend) {
      const button = html('button', { type: 'button', class: 'second-button' }, [mend.title]);
      button.addEventListener('click', () => void this.add(mend.operation));
      item.append(button);
    }
    return item;
  }

  /** @param {Problem[]} problems */
  #form(problems) {
    const soft = [...new Set(problems.filter(({ hard }) => !hard).map(({ kind }) => kind))];
    const form = html('form', { 'aria-label': t('Save the changes') }, [
      ...(soft.length ? [html('label', { class: 'tick' }, [html('input', { type: 'checkbox', name: '_seen', required: true }), t('I have looked at what is told above')])] : []),
      ...whenFields(),
      html('label', {}, [t('Reason, for the history'), html('input', { type: 'text', name: '_reason', required: true, maxlength: '1000', autocomplete: 'off' })]),
      this.#refusal,
      html('div', { class: 'buttons' }, [html('button', { type: 'submit', class: 'main-button' }, [t('Save the changes')])]),
    ]);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const data = new FormData(form);
      const { correction, from, on } = whenOf(data, this.around.page.day);
      const when = correction ? { correction: true, on } : { from };
      void this.#send({ ...when, reason: data.get('_reason'), acknowledged: soft, operations: this.around.edit.operations });
    });
    return form;
  }

  /** @param {Record<string, unknown>} body */
  async #send(body) {
    const { session, edit, drafts, saved } = this.around;
    this.#refusal.replaceChildren();
    try {
      const { body: answer } = await session.ask('POST', '/api/edits', body, { 'Idempotency-Key': this.#key });
      edit.clear();
      await this.refresh();
      saved({ change: answer.change, edit: answer.edit ?? answer.change });
    } catch (error) {
      if (error instanceof Unreachable) {
        // The same key goes with it later: were it saved already and only the answer lost, it is not saved twice.
        drafts.keep({ operations: edit.operations, key: this.#key, sending: body });
        this.#refusal.textContent = t('Offline; will send later');
        clearTimeout(this.#waiting);
        this.#waiting = setTimeout(() => void this.#sendWaiting(), AGAIN_MS);
        return;
      }
      this.#tell(error);
    }
  }

  async #sendWaiting() {
    const draft = this.around.drafts.read();
    if (!draft?.sending) return;
    this.#key = draft.key;
    await this.#send(draft.sending);
  }

  /** Say what is wrong; of what somebody else has written since, both ways out. @param {unknown} error */
  #tell(error) {
    if (error instanceof Unreachable) {
      this.#refusal.textContent = t('Offline; will send later');
      return;
    }
    if (!(error instanceof Refused)) throw error;
    this.#refusal.replaceChildren(html('p', {}, [error.message]));
    const { problems, id, current } = error.problem;
    for (const problem of /** @type {Problem[]} */ (problems ?? [])) {
      this.#refusal.append(html('p', {}, [problem.detail]));
      if (problem.geometry) this.#drawn.addLayer(shown(problem.geometry, 'problem'));
    }
    if (error.status === 412 && current) this.#conflict(String(id), current);
  }

  /** @param {string} id @param {{ version: number, who: string, changed: string[], features: GeoJSON.Feature[] }} current */
  #conflict(id, current) {
    const { edit } = this.around;
    const theirs = current.features.at(-1)?.geometry;
    if (theirs) this.#drawn.addLayer(shown(theirs, 'conflict'));
    const keep = html('button', { type: 'button', class: 'second-button' }, [t('Keep theirs, drop mine')]);
    const over = html('button', { type: 'button', class: 'second-button' }, [t('Save mine over it')]);
    keep.addEventListener('click', () => this.#restart(edit.operations.filter((one) => one.id !== id && !one.ids?.includes(id))));
    over.addEventListener('click', () => this.#restart(edit.operations.map((one) => withVersion(one, id, current.version))));
    this.#refusal.append(
      html('p', {}, [t('{who} has changed: {what}', { who: current.who, what: current.changed.join(', ') || '–' })]),
      html('div', { class: 'buttons' }, [keep, over]),
    );
  }

  /** @param {Operation[]} operations */
  #restart(operations) {
    this.around.edit.restore(operations);
    void this.refresh();
  }
}

/**
 * What people call a parcel or a donation.
 * @param {GeoJSON.Feature | null} feature
 * @returns {string}
 */
function nameOf(feature) {
  const { don_no, sheet, parcel } = feature?.properties ?? {};
  return don_no ? String(don_no) : `${sheet ?? ''}/${parcel ?? ''}`;
}

/**
 * An operation that has read another version of a thing.
 * @param {Operation} operation
 * @param {string} id
 * @param {number} version
 * @returns {Operation}
 */
export function withVersion(operation, id, version) {
  if (operation.id === id) return { ...operation, version };
  const at = operation.ids?.indexOf(id) ?? -1;
  return at < 0 ? operation : { ...operation, versions: operation.versions.with(at, version) };
}

/** @param {GeoJSON.Geometry} geometry @param {string} className */
function shown(geometry, className) {
  return L.geoJSON(geometry, { style: { className }, interactive: false, pointToLayer: (_, at) => L.circleMarker(at, { radius: 8, className, interactive: false }) });
}
