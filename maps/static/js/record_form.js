/** What came of a visit: photo, day and note, kept while they are typed, and saved with one tap. */

import { dateField } from './date_field.js';
import { html } from './element.js';
import { icon } from './icon.js';
import { shrunk } from './photo.js';
import { swatch } from './state_swatch.js';
import { t } from './words.js';

/**
 * @typedef {object} Draft a visit that is being written
 * @property {string} who
 * @property {string} donation id
 * @property {string} result
 * @property {string} on ISO
 * @property {string} note
 * @property {string} seen state in which the visitor saw the donation
 * @property {Blob | undefined} [photo]
 */

/** Today where the town is. @returns {string} ISO */
export function todayThere() {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh' }).format(new Date());
}

/**
 * Draw the form.
 * @param {HTMLElement} root
 * @param {Draft} draft
 * @param {{ page: Town, name: string, entered: string[], changed: (draft: Draft) => void, save: (draft: Draft) => Promise<void>, cancel: () => void }} how `name` of the household, `entered`: states that the donation comes to
 */
export function showForm(root, draft, { page, name, entered, changed, save, cancel }) {
  const { visiting } = page;
  let now = draft;
  const tell = (/** @type {Partial<Draft>} */ part) => {
    now = { ...now, ...part };
    changed(now);
  };
  const [day, words] = dateField({ name: 'on', required: true, max: todayThere(), value: draft.on });
  day.addEventListener('change', () => tell({ on: day.value }));
  const note = html('textarea', { name: 'note', maxlength: '1000', rows: '2' });
  note.value = draft.note;
  note.addEventListener('input', () => tell({ note: note.value }));
  /** A photo that is still being made small. */
  let photo = Promise.resolve();
  const camera = photoField(page, draft.photo, (taken) => {
    photo = taken.then((small) => tell({ photo: small }));
  });
  const last = entered.at(-1);
  const becomes = last
    ? [html('p', { class: 'becomes' }, [t('The household will be:'), html('span', { class: 'state-now' }, [swatch(last, page), visiting.labels[last] ?? ''])])]
    : [];
  const leave = html('button', { type: 'button', class: 'second-button', id: 'cancel' }, [t('Cancel')]);
  leave.addEventListener('click', cancel);
  const done = html('button', { type: 'submit', class: 'main-button', id: 'save' }, [t('Save')]);
  const form = html('form', { class: 'record', 'data-result': draft.result }, [
    html('p', { class: 'whose' }, [name]),
    ...becomes,
    camera,
    html('label', {}, [t('Day of the visit'), day, words]),
    html('label', {}, [t('Note, if there is one'), note]),
    html('div', { class: 'record-end' }, [leave, done]),
  ]);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    done.disabled = true;
    void photo
      .then(() => save(now))
      .finally(() => {
        done.disabled = false;
      });
  });
  root.replaceChildren(form);
}

/**
 * @param {Town} page
 * @param {Blob | undefined} before
 * @param {(photo: Promise<Blob>) => void} taken
 */
function photoField(page, before, taken) {
  const words = html('span', {}, []);
  const input = html('input', { type: 'file', accept: 'image/*', capture: 'environment', id: 'photo' });
  const field = html('label', { class: 'shoot', for: 'photo' }, [icon('camera', page), words, input]);
  let shown = '';
  const show = (/** @type {Blob | undefined} */ photo) => {
    if (shown) URL.revokeObjectURL(shown);
    field.querySelector('.shown')?.remove();
    field.classList.toggle('has-photo', Boolean(photo));
    words.textContent = photo ? t('Another photo') : t('Take a photo');
    if (!photo) return;
    shown = URL.createObjectURL(photo);
    const picture = html('img', { class: 'shown', src: shown, alt: t('Photo of this visit') });
    // One that the browser can't draw, as a HEIC, is sent all the same.
    picture.addEventListener('error', () => picture.replaceWith(html('span', { class: 'shown' }, [picture.alt])));
    field.prepend(picture);
  };
  input.addEventListener('change', () => {
    const [file] = input.files ?? [];
    if (!file) return;
    const small = shrunk(file);
    taken(small);
    void small.then(show);
  });
  show(before);
  return field;
}
