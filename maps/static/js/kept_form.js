/**
 * What is typed into a form and not sent yet stays in the browser: a closed tab, a lost connection, a session that ran
 * out or another row that is looked at meanwhile loses none of it.
 */

import { html } from './element.js';
import { t } from './words.js';

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */
/** @typedef {{ about: string, typed: Record<string, string | boolean> }} Kept `about` is what it was typed about: a version */

/**
 * What a form's controls say that they did not say when it was made.
 * @param {Iterable<Element>} elements
 * @returns {Record<string, string | boolean>}
 */
function typedIn(elements) {
  /** @type {Record<string, string | boolean>} */
  const found = {};
  for (const [name, control] of controlsOf(elements)) {
    if (control instanceof HTMLInputElement && (control.type === 'checkbox' || control.type === 'radio')) {
      if (control.checked !== control.defaultChecked) found[name] = control.checked;
    } else if (control instanceof HTMLSelectElement) {
      const first = [...control.options].find(({ defaultSelected }) => defaultSelected) ?? control.options[0];
      if (control.value !== first?.value) found[name] = control.value;
    } else if (control.value !== control.defaultValue) found[name] = control.value;
  }
  return found;
}

/**
 * @param {Iterable<Element>} elements
 * @returns {[string, Control][]} with names by which they are found again in the same form
 */
function controlsOf(elements) {
  const controls = [...elements].filter((one) => one instanceof HTMLInputElement || one instanceof HTMLSelectElement || one instanceof HTMLTextAreaElement);
  return controls.map((one, index) => [`${index} ${one.name || one.dataset.part || one.id}`, one]);
}

/** The forms of one person in one browser. */
export class KeptForms {
  /** @type {() => void} told when a form gets its first typed letter, or its last is gone */
  changed = () => {};

  /**
   * @param {Storage} storage
   * @param {string} who
   */
  constructor(storage, who) {
    this.storage = storage;
    this.prefix = `moduong-form-${who}-`;
  }

  /**
   * What was typed into a form before.
   * @param {string} name
   * @returns {Kept | undefined}
   */
  read(name) {
    try {
      const found = JSON.parse(this.storage.getItem(this.prefix + name) ?? 'null');
      return found?.typed ? found : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * Whether something is typed about a thing.
   * @param {string} thing with which the names of its forms begin
   */
  typing(thing) {
    return Array.from({ length: this.storage.length }, (_, index) => this.storage.key(index) ?? '').some((name) => name.startsWith(this.prefix + thing));
  }

  /** @param {string} name */
  forget(name) {
    if (!this.storage.getItem(this.prefix + name)) return;
    this.storage.removeItem(this.prefix + name);
    this.changed();
  }

  /**
   * Keep what is typed into a form from now on, and put back what was typed before.
   * @param {HTMLFormElement} form complete
   * @param {string} name of what it is about, the same in each tab
   * @param {string} [about] version of what it shows
   * @param {{ quietly?: boolean }} [how] whether nothing is said of it, as where a form is only drawn again
   * @returns {string} the version that what stands in it was typed about
   */
  keep(form, name, about = '', { quietly = false } = {}) {
    const before = this.read(name);
    if (before) putBack(form, before);
    if (before && !quietly) this.#tell(form, name);
    const stands = before?.about ?? about;
    form.addEventListener('input', () => {
      const typed = typedIn(form.elements);
      if (!Object.keys(typed).length) {
        this.forget(name);
        return;
      }
      const first = !this.storage.getItem(this.prefix + name);
      this.storage.setItem(this.prefix + name, JSON.stringify({ about: stands, typed }));
      if (first) this.changed();
    });
    return stands;
  }

  /** @param {HTMLFormElement} form @param {string} name */
  #tell(form, name) {
    const away = html('button', { type: 'button', class: 'second-button' }, [t('Throw it away')]);
    const told = html('p', { class: 'put-back', role: 'status' }, [t('What you had typed is back.'), ' ', away]);
    away.addEventListener('click', () => {
      form.reset();
      look(form);
      this.forget(name);
      told.remove();
    });
    form.prepend(told);
  }
}

/** @param {HTMLFormElement} form @param {Kept} kept */
function putBack(form, { typed }) {
  for (const [key, control] of controlsOf(form.elements)) {
    const value = typed[key];
    if (typeof value === 'boolean') /** @type {HTMLInputElement} */ (control).checked = value;
    else if (value !== undefined) {
      // What can be chosen may still be on its way, as scans are.
      if (control instanceof HTMLSelectElement && ![...control.options].some((one) => one.value === value)) control.append(html('option', { value, hidden: true }));
      control.value = value;
    }
  }
  look(form);
}

/** Let the controls look at what stands in them now. @param {HTMLFormElement} form */
function look(form) {
  for (const [, control] of controlsOf(form.elements)) control.dispatchEvent(new Event('change'));
}

/** @type {Set<HTMLFormElement>} what is sent when the connection is back */
const later = new Set();

/**
 * Say that a form could not be sent, and send it when the connection is back, as it stands then.
 * @param {HTMLFormElement} form
 * @param {HTMLElement} refused where it is said
 */
export function sendLater(form, refused) {
  refused.textContent = t('Offline; will send later');
  window.addEventListener('online', sendNow, { once: true });
  for (const one of later) if (!one.isConnected) later.delete(one);
  later.add(form);
}

function sendNow() {
  const forms = [...later].filter(({ isConnected }) => isConnected);
  later.clear();
  for (const form of forms) form.requestSubmit();
}
