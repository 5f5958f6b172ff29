/** The attributes of one feature of a layer without drawing tools of its own, by its schema: changed, or entered anew. */

import { comingTo, isComing } from './coming.js';
import { html } from './element.js';
import { sendLater } from './kept_form.js';
import { newKey } from './once.js';
import { reasonField } from './reason_field.js';
import { changed, controls, typed } from './schema_form.js';
import { Unreachable } from './service.js';
import { Refused } from './session.js';
import { whenFields, whenOf } from './when_fields.js';
import { t } from './words.js';

/** Makes forms. */
export class LayerForms {
  /** @type {Map<string, Promise<import('./schema_form.js').Schema>>} */
  #schemas = new Map();

  /**
   * @param {Town} page
   * @param {import('./session.js').Session} session
   * @param {import('./kept_form.js').KeptForms} forms
   * @param {(change: number) => void} saved told after each save, with the number of its change
   */
  constructor(page, session, forms, saved) {
    this.page = page;
    this.session = session;
    this.forms = forms;
    this.saved = saved;
  }

  /** @param {string} layer */
  #schema(layer) {
    let schema = this.#schemas.get(layer);
    if (!schema) {
      schema = this.session.ask('GET', `/ogc/collections/${layer}/schema?lang=${this.page.language}`).then(({ body }) => body);
      this.#schemas.set(layer, schema);
      schema.catch(() => this.#schemas.delete(layer));
    }
    return schema;
  }

  /**
   * The form of a feature that is there.
   * @param {string} layer
   * @param {string} id
   * @returns {Promise<HTMLFormElement>}
   * @throws {Refused | Unreachable}
   */
  async of(layer, id) {
    const schema = await this.#schema(layer);
    const { body, headers } = await this.session.ask('GET', `/ogc/collections/${layer}/items/${id}?datetime=${this.page.day}`);
    const before = body.properties ?? {};
    return this.#form(layer, `${layer}-${id}`, schema, before, headers.get('etag') ?? '', async (form, query, key, stands) => {
      const properties = changed(schema, before, said(form, schema), this.page.language);
      if (!Object.keys(properties).length) return t('Nothing is changed yet.');
      const { headers: told } = await this.session.ask(
        'PATCH', `/ogc/collections/${layer}/items/${id}?${query}`, { type: 'Feature', properties },
        { 'If-Match': stands, 'Idempotency-Key': key, 'content-type': 'application/merge-patch+json' },
      );
      this.saved(Number(told.get('moduong-change')));
      return '';
    });
  }

  /**
   * The form of a feature that is to be.
   * @param {string} layer
   * @param {Record<string, unknown>} begun what is known of it
   * @returns {Promise<HTMLFormElement>}
   * @throws {Refused | Unreachable}
   */
  async anew(layer, begun) {
    const schema = await this.#schema(layer);
    // What is typed about one project is none of another's.
    const name = [layer, 'new', ...Object.values(begun)].join('-');
    return this.#form(layer, name, schema, begun, '', async (form, query, key) => {
      const properties = changed(schema, {}, said(form, schema), this.page.language);
      const { headers } = await this.session.ask(
        'POST', `/ogc/collections/${layer}/items?${query}`, { type: 'Feature', geometry: null, properties },
        { 'Idempotency-Key': key, 'content-type': 'application/geo+json' },
      );
      this.saved(Number(headers.get('moduong-change')));
      return '';
    });
  }

  /**
   * @param {string} layer
   * @param {string} name under which what is typed is kept
   * @param {import('./schema_form.js').Schema} schema
   * @param {Record<string, unknown>} before
   * @param {string} version
   * @param {(form: HTMLFormElement, query: URLSearchParams, key: string, stands: string) => Promise<string>} send what is wrong with what is typed, empty for nothing
   */
  #form(layer, name, schema, before, version, send) {
    const may = this.session.may('edit_layers');
    const form = html('form', { class: 'attributes', 'aria-label': t('Attributes'), 'data-layer': layer }, controls(schema, before, !may, this.page.language));
    if (!may) return form;
    const refused = html('p', { class: 'refused', role: 'alert' });
    form.append(
      ...whenFields(),
      reasonField('_reason'),
      refused,
      html('div', { class: 'buttons' }, [html('button', { type: 'submit', class: 'main-button' }, [t('Save')])]),
    );
    const stands = this.forms.keep(form, name, version);
    /** @type {Map<string, string>} what was sent once is sent again under the same key */
    const keys = new Map();
    const submit = async () => {
      const data = new FormData(form);
      const query = new URLSearchParams({ ...whenOf(data, this.page.day), reason: String(data.get('_reason')) });
      const sent = `${query} ${JSON.stringify(said(form, schema))}`;
      const key = keys.get(sent) ?? newKey();
      keys.set(sent, key);
      refused.textContent = '';
      try {
        refused.textContent = await send(form, query, key, stands);
        if (!refused.textContent) this.forms.forget(name);
      } catch (error) {
        if (error instanceof Unreachable) sendLater(form, refused);
        else if (error instanceof Refused) refused.textContent = error.message;
        else throw error;
      }
    };
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (!isComing(form)) void comingTo(form, submit());
    });
    return form;
  }
}

/**
 * What the controls of a schema's properties say.
 * @param {HTMLFormElement} form
 * @param {import('./schema_form.js').Schema} schema
 * @returns {Record<string, string | boolean>}
 */
function said(form, schema) {
  return Object.fromEntries(typed(schema).map(([name]) => {
    const field = /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
    return [name, field.type === 'checkbox' ? field.checked : field.value];
  }));
}
