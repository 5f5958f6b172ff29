/** A parcel's page in the panel: its areas on paper and measured, and a form for all its attributes. */

import { html, pairs } from './element.js';
import { number } from './format.js';
import { planarArea } from './measure.js';
import { newKey } from './once.js';
import { changed, controls, typed } from './schema_form.js';
import { Refused } from './session.js';
import { Unreachable } from './service.js';
import { whenFields, whenOf } from './when_fields.js';
import { t } from './words.js';

/** @typedef {{ feature: GeoJSON.Feature, flat: GeoJSON.Feature | undefined }} Shown a parcel in degrees and in the project's zone */

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

  /**
   * @param {HTMLElement} root
   * @param {Town} page
   * @param {import('./session.js').Session} session
   * @param {(change: number) => void} saved told after each save, with the number of its change
   */
  constructor(root, page, session, saved) {
    this.root = root;
    this.page = page;
    this.session = session;
    this.saved = saved;
  }

  /**
   * @param {Shown} parcel
   * @throws {Refused | Unreachable}
   */
  async show({ feature, flat }) {
    this.#schema ??= (await this.session.ask('GET', `/ogc/collections/parcels/schema?lang=${this.page.language}`)).body;
    const one = await this.session.ask('GET', `/ogc/collections/parcels/items/${feature.id}?datetime=${this.page.day}`);
    this.root.replaceChildren(this.#areas(one.body, flat), this.#form(one.body, one.headers.get('etag') ?? ''));
  }

  /** @param {GeoJSON.Feature} feature @param {GeoJSON.Feature | undefined} flat */
  #areas({ properties }, flat) {
    const m2 = (/** @type {number} */ value) => number(value, { language: this.page.language, digits: 1, unit: 'm²' });
    const measured = flat?.geometry ? planarArea(flat.geometry) : 0;
    /** @type {[string, string | Node][]} */
    const rows = [[t('Area measured on the map'), m2(measured)]];
    for (const name of ['cert_area', 'surv_area']) {
      const paper = properties?.[name];
      if (typeof paper !== 'number') continue;
      const { difference, tolerated } = compareAreas(paper, measured, this.page.tolerance);
      const told = `${m2(paper)} (${difference > 0 ? '+' : '−'}${m2(Math.abs(difference))})`;
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
    const form = html('form', { class: 'attributes', 'aria-label': t('Attributes of the parcel') }, controls(schema, before, !may));
    if (!may) return form;
    const key = newKey();
    const overwrite = html('button', { type: 'button', class: 'second-button', hidden: true }, [t('Save mine over it')]);
    form.append(
      ...whenFields(),
      html('label', {}, [t('Reason, for the history'), html('input', { type: 'text', name: '_reason', required: true, maxlength: '1000', autocomplete: 'off' })]),
      refused,
      html('div', { class: 'buttons' }, [html('button', { type: 'submit', class: 'main-button' }, [t('Save')]), overwrite]),
    );
    const send = async (/** @type {string} */ shown) => {
      const now = Object.fromEntries(typed(schema).map(([name]) => {
        const field = /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
        return [name, field.type === 'checkbox' ? field.checked : field.value];
      }));
      const properties = changed(schema, before, now);
      refused.textContent = Object.keys(properties).length ? '' : t('Nothing is changed yet.');
      if (refused.textContent) return;
      const data = new FormData(form);
      const query = new URLSearchParams({ ...whenOf(data, this.page.day), reason: String(data.get('_reason')) });
      try {
        const { headers } = await this.session.ask(
          'PATCH', `/ogc/collections/parcels/items/${feature.id}?${query}`, { type: 'Feature', properties },
          { 'If-Match': shown, 'Idempotency-Key': `${key}${shown === '*' ? '-over' : ''}`, 'content-type': 'application/merge-patch+json' },
        );
        this.saved(Number(headers.get('moduong-change')));
      } catch (error) {
        if (error instanceof Unreachable) refused.textContent = t('The service does not answer: what you typed is still here. Try again.');
        else if (error instanceof Refused) this.#tell(error, refused, overwrite);
        else throw error;
      }
    };
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void send(version);
    });
    overwrite.addEventListener('click', () => void send('*'));
    return form;
  }

  /**
   * Say what is wrong; where somebody else has written since, what that was.
   * @param {Refused} error
   * @param {HTMLElement} refused
   * @param {HTMLElement} overwrite
   */
  #tell(error, refused, overwrite) {
    refused.textContent = error.message;
    if (error.status !== 412) return;
    const theirs = error.problem.current?.features?.at(-1)?.properties ?? {};
    const fields = /** @type {string[]} */ (error.problem.changed ?? []);
    const told = fields.map((name) => `${this.#schema?.properties[name]?.title ?? name}: ${theirs[name] ?? '–'}`);
    if (told.length) refused.append(' ', t('Theirs: {what}', { what: told.join('; ') }));
    overwrite.hidden = false;
  }
}
