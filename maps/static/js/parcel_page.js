/** A parcel's page in the panel: its areas on paper and measured, a form for all its attributes, and its scans. */

import { Attachments } from './attachments.js';
import { comingTo, isComing } from './coming.js';
import { html, pairs } from './element.js';
import { byHowMuch, number } from './format.js';
import { planarArea } from './measure.js';
import { newKey } from './once.js';
import { conflictView } from './conflict.js';
import { sendLater } from './kept_form.js';
import { Latest } from './latest.js';
import { reasonField } from './reason_field.js';
import { changed, controls, typed } from './schema_form.js';
import { Refused } from './session.js';
import { Unreachable } from './service.js';
import { drawnDifference, shown, stateOn } from './versions.js';
import { whenFields, whenOf } from './when_fields.js';
import { failed } from './workbench_notice.js';
import { t } from './words.js';

/** @typedef {{ saved: (change: number) => void, dropped: () => void }} After what happens after a save, with the number of its change, and when the own changes are given up */

/**
 * A paper's area beside the measured one.
 * @param {number} paper m²
 * @param {number} measured m²
 * @param {{ share: number, least: number }} tolerance
 * @returns {{ difference: number, tolerated: boolean }}
 */
export function compareAreas(paper, measured, { share, least }) {
  const difference = paper - measured;
  return { difference, tolerated: Math.abs(difference) <= Math.max(least, share * measured) };
}

/** Shows one parcel, and saves what is typed. */
export class ParcelPage {
  /** @type {import('./schema_form.js').Schema | undefined} */
  #schema;
  /** @type {import('leaflet').LayerGroup | undefined} what another has drawn meanwhile */
  #drawn;
  #shows = '';
  #asking = new Latest();

  /**
   * @param {HTMLElement} root
   * @param {Town} page
   * @param {import('./session.js').Session} session
   * @param {import('./kept_form.js').KeptForms} forms
   * @param {After} after
   */
  constructor(root, page, session, forms, after) {
    this.root = root;
    this.page = page;
    this.session = session;
    this.forms = forms;
    this.after = after;
    this.scans = new Attachments(page, session, 'record_visit');
  }

  /** Take what is drawn off the map. */
  clear() {
    this.#drawn?.remove();
    this.#drawn = undefined;
  }

  /**
   * @param {import('./chosen.js').Chosen} parcel
   * @throws {Refused | Unreachable}
   */
  async show({ feature, flat, etag }) {
    const isLatest = this.#asking.ask();
    this.#schema ??= (await this.session.ask('GET', `/ogc/collections/parcels/schema?lang=${this.page.language}`)).body;
    if (!isLatest()) return;
    const shows = `${feature.id} ${etag} ${this.page.day}`;
    if (shows === this.#shows && this.root.childElementCount) return; // what is typed stands, and so does the cursor
    this.#shows = shows;
    this.clear();
    this.root.replaceChildren(this.#areas(feature, flat), this.#form(feature, etag), this.scans.root);
    const { commune, sheet, parcel } = feature.properties ?? {};
    void this.scans.show('parcels', [commune, sheet, parcel].join('/')).catch(failed);
  }

  /** @param {GeoJSON.Feature} feature @param {GeoJSON.Feature | undefined} flat */
  #areas({ properties }, flat) {
    const how = { language: this.page.language, digits: 1, unit: 'm²' };
    const m2 = (/** @type {number} */ value) => number(value, how);
    const measured = flat?.geometry ? planarArea(flat.geometry) : 0;
    /** @type {[string, string | Node][]} */
    const rows = [[t('Area measured on the map'), m2(measured)]];
    for (const name of ['cert_area', 'surv_area']) {
      const paper = properties?.[name];
      if (typeof paper !== 'number') continue;
      const { difference, tolerated } = compareAreas(paper, measured, this.page.tolerance);
      const told = `${m2(paper)} (${byHowMuch(difference, how)})`;
      rows.push([this.#schema?.properties[name]?.title ?? name, html('span', { class: tolerated ? '' : 'differs' }, [told])]);
    }
    return pairs(rows);
  }

  /** @param {GeoJSON.Feature} feature @param {string} version its ETag */
  #form(feature, version) {
    const schema = this.#schema ?? { properties: {} };
    const before = feature.properties ?? {};
    const may = this.session.may('edit_parcels');
    const refused = html('p', { class: 'refused', role: 'alert' });
    const form = html('form', { class: 'attributes', 'aria-label': t('Attributes of the parcel') }, controls(schema, before, !may, this.page.language));
    if (!may) return form;
    const differs = html('div');
    const seen = html('div');
    form.append(
      ...whenFields(),
      reasonField('_reason'),
      refused,
      seen,
      html('div', { class: 'buttons' }, [html('button', { type: 'submit', class: 'main-button' }, [t('Save')])]),
      differs,
    );
    const name = `parcels-${feature.id}`;
    const read = this.forms.keep(form, name, version);
    /** @type {Map<string, string>} what was sent once is sent again under the same key */
    const keys = new Map();
    /** @param {Record<string, unknown>} properties @param {string} stands the version that they are written upon */
    const send = async (properties, stands) => {
      const query = new URLSearchParams({ ...whenOf(new FormData(form), this.page.day), reason: String(new FormData(form).get('_reason')) });
      const acknowledged = new FormData(form).get('_seen');
      if (acknowledged) query.set('acknowledged', String(acknowledged));
      refused.textContent = '';
      const sent = `${query} ${stands} ${JSON.stringify(properties)}`;
      const key = keys.get(sent) ?? newKey();
      keys.set(sent, key);
      try {
        const { headers } = await comingTo(form, this.session.ask(
          'PATCH', `/ogc/collections/parcels/items/${feature.id}?${query}`, { type: 'Feature', properties },
          { 'If-Match': stands, 'Idempotency-Key': key, 'content-type': 'application/merge-patch+json' },
        ));
        this.forms.forget(name);
        this.after.saved(Number(headers.get('moduong-change')));
      } catch (error) {
        if (error instanceof Unreachable) sendLater(form, refused);
        else if (error instanceof Refused) {
          refused.textContent = error.message;
          if (error.problem.type?.endsWith('/unacknowledged')) seen.replaceChildren(tickFor(error));
          if (error.status === 412) await this.#compare(error, feature, properties, differs, send, () => this.forms.forget(name));
        } else throw error;
      }
    };
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (isComing(form)) return;
      const properties = changed(schema, before, Object.fromEntries(typed(schema).map(([one]) => {
        const field = /** @type {HTMLInputElement} */ (form.elements.namedItem(one));
        return [one, field.type === 'checkbox' ? field.checked : field.value];
      })), this.page.language);
      if (Object.keys(properties).length) void send(properties, read);
      else refused.textContent = t('Nothing is changed yet.');
    });
    return form;
  }

  /**
   * Show what another has written since, beside what is typed here, and draw it.
   * @param {Refused} error
   * @param {GeoJSON.Feature} feature
   * @param {Record<string, unknown>} mine
   * @param {HTMLElement} room
   * @param {(properties: Record<string, unknown>, stands: string) => Promise<void>} send
   * @param {() => void} forget
   */
  async #compare({ problem }, feature, mine, room, send, forget) {
    const stale = /** @type {import('./conflict.js').Stale} */ (problem);
    const again = await this.session.ask('GET', `/ogc/collections/parcels/items/${feature.id}?datetime=${this.page.day}`);
    const stands = again.headers.get('etag') ?? '';
    const drop = () => {
      forget();
      this.#shows = '';
      this.after.dropped();
    };
    const write = (/** @type {Record<string, unknown>} */ values) => (Object.keys(values).length ? void send(values, stands) : drop());
    room.replaceChildren(conflictView(this.page, stale, mine, { write, drop }));
    const [was, theirs] = [stateOn(stale.shown ?? undefined, this.page.day), stateOn(stale.current, this.page.day)];
    this.clear();
    this.#drawn = drawnDifference(was?.geometry, theirs?.geometry);
    if (theirs?.geometry) this.#drawn.addLayer(shown(theirs.geometry, 'conflict'));
    this.#drawn.addTo(this.page.map);
  }
}

/**
 * A tick that the problems are known, which are saved with it.
 * @param {Refused} error that names them
 */
function tickFor({ problem }) {
  const kinds = new Set(/** @type {{ kind: string }[]} */ (problem.problems ?? []).map(({ kind }) => kind));
  return html('label', { class: 'tick' }, [html('input', { type: 'checkbox', name: '_seen', value: [...kinds].join(',') }), t('I have looked at what is told above')]);
}
