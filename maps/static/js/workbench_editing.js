/** Editing at the workbench: the tools, the edit that is not saved yet, undo and redo of it and of what was saved. */

import { EditReview } from './edit_review.js';
import { EditSession } from './edit_session.js';
import { EditTools } from './edit_tools.js';
import { byId, fieldById, html } from './element.js';
import { SavedChanges } from './saved_changes.js';
import { failed, notice } from './workbench_notice.js';
import { t } from './words.js';

/** @typedef {import('./edit_session.js').Operation} Operation */

/**
 * @typedef {object} Around
 * @property {Town} page
 * @property {import('./session.js').Session} session
 * @property {import('./drafts.js').Drafts} drafts
 * @property {import('./kept_form.js').KeptForms} forms
 * @property {() => import('./chosen.js').Chosen | undefined} chosen
 * @property {() => string} road
 * @property {(change: number) => Promise<void>} written told after each change, with its number
 * @property {() => void} changed told when something else is edited
 */

/** Edits. */
export class Editing {
  edit = new EditSession();

  /** @param {Around} around */
  constructor(around) {
    this.around = around;
    const { page, session, drafts, forms, chosen, road, changed } = around;
    this.saved = new SavedChanges(session);
    this.review = new EditReview(byId('edit-panel'), {
      page, session, drafts, forms,
      edit: this.edit,
      saved: ({ edit, change }) => void this.tellSaved(edit, change).catch(failed),
      changed: () => this.#show(),
    });
    this.tools = new EditTools({
      page, forms, chosen, road, changed,
      panel: byId('tool-panel'),
      add: (operation) => this.add(operation),
      hint: (text, how) => this.#hint(text, how),
    });
    this.#wire();
  }

  /** @param {Operation} operation @param {string} [reason] that is proposed */
  add(operation, reason) {
    void this.review.add(operation, reason).catch(failed);
  }

  /** What the edit names. @returns {import('./presence.js').Thing[]} */
  get things() {
    return this.edit.operations.flatMap(({ layer, id, ids }) => [id, ...(ids ?? [])].filter(Boolean).map((one) => ({ layer, id: one })));
  }

  /**
   * Show everything as it is after a save, and offer to undo it.
   * @param {number} edit the change's number, by which it is undone
   * @param {number} change
   */
  async tellSaved(edit, change) {
    this.saved.add(edit);
    const moment = new Date().toLocaleTimeString(this.around.page.language === 'en' ? 'en-GB' : 'vi-VN', { hour: '2-digit', minute: '2-digit' });
    const back = html('button', { type: 'button', class: 'second-button' }, [t('Undo')]);
    back.addEventListener('click', () => {
      byId('undo').focus(); // what is said goes
      void this.#step('undo').catch(failed);
    });
    this.#show();
    await this.around.written(change);
    notice(t('Saved at {time}', { time: moment }), ' ', back);
  }

  /** Undo or redo: of what is not saved yet first, then of what was saved. @param {'undo' | 'redo'} way */
  async #step(way) {
    const { edit, saved } = this;
    if (way === 'undo' ? edit.operations.length : edit.canRedo) {
      edit[way]();
      await this.review.refresh();
      return;
    }
    if (edit.operations.length || !(way === 'undo' ? saved.canUndo : saved.canRedo)) return;
    // What was taken back before it was saved stood on what is taken back now.
    edit.clear();
    const change = await saved[way](way === 'undo' ? t('Undone in the workbench') : t('Done again in the workbench'));
    this.#show();
    await this.around.written(change);
    notice(way === 'undo' ? t('It is as it was before.') : t('It is done again.'));
  }

  /** Show how many operations wait, and what can be taken back. */
  #show() {
    const { edit, saved } = this;
    const count = edit.operations.length;
    this.#enable({ undo: count > 0 || saved.canUndo, redo: edit.canRedo || (!count && saved.canRedo) });
    fieldById('review').disabled = !count;
    byId('review').textContent = count ? t('Save ({count})', { count }) : t('Save');
    this.around.changed();
  }

  /** Undo and redo: where the one that has the focus has nothing more to do, the other one has. @param {{ undo: boolean, redo: boolean }} can */
  #enable(can) {
    const [undo, redo] = [fieldById('undo'), fieldById('redo')];
    const ended = [undo, redo].find((button) => button === document.activeElement);
    undo.disabled = !can.undo;
    redo.disabled = !can.redo;
    if (ended?.disabled) (ended === undo ? redo : undo).focus();
  }

  /** @param {string} text @param {import('./edit_tools.js').How} [how] */
  #hint(text, { done = false, typed = false } = {}) {
    const box = byId('edit-hint');
    box.hidden = !text;
    /** @type {HTMLElement} */ (box.querySelector('p')).textContent = text;
    byId('edit-done').hidden = !done;
    byId('edit-typed').hidden = !typed;
    if (!typed) this.#typePoint();
    for (const button of document.querySelectorAll('[data-tool]')) {
      button.setAttribute('aria-pressed', String(button.getAttribute('data-tool') === this.tools?.tool));
    }
  }

  #wire() {
    for (const button of document.querySelectorAll('[data-tool]')) {
      const tool = /** @type {import('./edit_tools.js').Tool} */ (button.getAttribute('data-tool'));
      if (!['select', 'measure'].includes(tool) && !this.around.session.may('edit_parcels')) button.setAttribute('disabled', '');
      button.addEventListener('click', (event) => void this.#use(tool, { byKey: !(/** @type {MouseEvent} */ (event).detail) }).catch(failed));
    }
    byId('edit-done').addEventListener('click', () => this.tools.done());
    byId('edit-cancel').addEventListener('click', () => this.tools.stop());
    byId('edit-typed').addEventListener('submit', (event) => {
      event.preventDefault();
      const taken = this.tools.drawing.type(fieldById('edit-point').value);
      this.#typePoint(taken ? '' : t('This is no point: write X Y, or metres and degrees from the last point, or metres towards the mouse.'));
    });
    byId('edit-point').addEventListener('input', () => fieldById('edit-point').setCustomValidity(''));
    byId('undo').addEventListener('click', () => void this.#step('undo').catch(failed));
    byId('redo').addEventListener('click', () => void this.#step('redo').catch(failed));
    byId('review').addEventListener('click', () => {
      byId('edit-panel').scrollIntoView();
      /** @type {HTMLElement | null} */ (byId('edit-panel').querySelector('input'))?.focus();
    });
    document.addEventListener('keydown', (event) => this.#key(event));
  }

  /** Begin with a tool; who has a keyboard alone goes on where it is typed. @param {import('./edit_tools.js').Tool} tool @param {{ byKey: boolean }} how */
  async #use(tool, { byKey }) {
    const before = document.activeElement;
    await this.tools.use(tool);
    if (!byKey || document.activeElement !== before) return;
    const typed = [fieldById('edit-point'), ...byId('tool-panel').querySelectorAll('input')];
    typed.find((field) => field.getClientRects().length)?.focus();
  }

  /** Ask for the next point, or say what is wrong with the one that is typed. @param {string} [wrong] */
  #typePoint(wrong = '') {
    const field = fieldById('edit-point');
    if (!wrong) field.value = '';
    field.setAttribute('aria-invalid', String(Boolean(wrong)));
    field.setCustomValidity(wrong);
    field.reportValidity();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const typing = /** @type {Element} */ (event.target).matches('input:not([type="radio"], [type="checkbox"]), textarea, select');
    const control = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (event.key === 'Escape' && (this.tools.tool !== 'select' || !byId('edit-hint').hidden)) this.tools.stop();
    else if (control && key === 'k') {
      event.preventDefault();
      fieldById('search').select();
    } else if (control && key === 's') {
      event.preventDefault();
      byId('review').click();
    } else if (control && !typing && (key === 'z' || key === 'y')) {
      event.preventDefault();
      void this.#step(key === 'y' || event.shiftKey ? 'redo' : 'undo').catch(failed);
    }
  }
}
