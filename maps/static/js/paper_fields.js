/** Fields for the papers that a move rests on: which of them there is, its number, its day, and its scan. */

import { dateField } from './date_field.js';
import { html } from './element.js';
import { t } from './words.js';

/** @typedef {import('./donation_course.js').Needed} Needed */
/** @typedef {import('./donation_course.js').Paper} Paper */
/** @typedef {import('./scans.js').Scan} Scan */

/**
 * What people call a paper that is needed.
 * @param {Needed} needed
 * @param {Record<string, string>} names of kinds
 * @returns {string}
 */
export function paperName({ any_of, holder }, names) {
  const kinds = any_of.map((kind) => names[kind] ?? kind).join(t(' or '));
  return holder ? `${kinds} (${holder})` : kinds;
}

/** Some papers' fields. */
export class PaperFields {
  /** @type {HTMLElement[]} one set of fields a paper */
  sets;

  /**
   * @param {Needed[]} needed
   * @param {Record<string, string>} names of kinds
   * @param {Scan[]} scans that a paper may be
   */
  constructor(needed, names, scans) {
    this.needed = needed;
    this.names = names;
    this.sets = needed.map((one, index) => this.#set(one, `paper-${index}`));
    this.offer(scans);
  }

  /** @param {Needed} needed @param {string} id */
  #set(needed, id) {
    const named = paperName(needed, this.names);
    const kinds = needed.any_of.map((kind) => html('option', { value: kind }, [this.names[kind] ?? kind]));
    const has = html('input', { type: 'checkbox', id, 'data-part': 'has', 'aria-describedby': `${id}-missing` });
    const set = html('fieldset', { class: 'paper' }, [
      html('legend', { class: 'hidden' }, [named]),
      html('label', { for: id, class: 'paper-has' }, [has, named]),
      html('p', { id: `${id}-missing`, class: 'paper-missing', hidden: true }, [t('Missing: tick it when it is there, or write its number.')]),
      ...(kinds.length > 1 ? [html('select', { 'data-part': 'kind', 'aria-label': t('Kind of paper') }, kinds)] : []),
      html('label', {}, [t('Number'), html('input', { type: 'text', 'data-part': 'number', maxlength: '200', autocomplete: 'off' })]),
      html('label', {}, [t('Of the day'), ...dateField({ 'data-part': 'dated' })]),
      html('label', {}, [t('Its scan'), html('select', { 'data-part': 'scan' })]),
    ]);
    // Who types a number has the paper: the tick follows.
    set.addEventListener('input', ({ target }) => {
      if (target !== has && /** @type {HTMLInputElement} */ (target).value) has.checked = true;
    });
    return set;
  }

  /**
   * Offer scans for the papers; what was chosen stays chosen.
   * @param {Scan[]} scans
   */
  offer(scans) {
    for (const set of this.sets) {
      const select = part(set, 'scan');
      const chosen = select?.value ?? '';
      const stored = scans.map(({ sha256, title }) => html('option', { value: sha256 }, [title || sha256.slice(0, 8)]));
      select?.replaceChildren(html('option', { value: '' }, [t('none attached')]), ...stored);
      if (select) select.value = scans.some(({ sha256 }) => sha256 === chosen) ? chosen : '';
    }
  }

  /**
   * Say at each paper that is missing that it is, and go to the first.
   * @param {Needed[]} missing
   */
  mark(missing) {
    const lacks = this.needed.map((one) => missing.includes(one));
    this.sets.forEach((set, index) => {
      part(set, 'has')?.setAttribute('aria-invalid', String(lacks[index]));
      /** @type {HTMLElement} */ (set.querySelector('.paper-missing')).hidden = !lacks[index];
    });
    const first = this.sets[lacks.indexOf(true)];
    if (first) part(first, 'has')?.focus();
  }

  /** The papers that are there. @returns {Paper[]} */
  read() {
    return this.sets.flatMap((set, index) => {
      const needed = this.needed[index];
      if (!needed || !part(set, 'has')?.checked) return [];
      return [{
        kind: part(set, 'kind')?.value || needed.any_of[0] || 'other',
        holder: needed.holder,
        number: part(set, 'number')?.value.trim() || null,
        dated: part(set, 'dated')?.value || null,
        sha256: part(set, 'scan')?.value || null,
      }];
    });
  }
}

/** @param {HTMLElement} set @param {string} name @returns {HTMLInputElement | null} */
function part(set, name) {
  return set.querySelector(`[data-part="${name}"]`);
}
