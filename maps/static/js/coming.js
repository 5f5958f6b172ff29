/** Parts of a page that wait for the service: they say so after a moment, and are not taken for empty (css/page.css). */

/** @type {WeakMap<HTMLElement, number>} how much each still waits for */
const waiting = new WeakMap();

/**
 * Mark a part of the page until something is there, or can't be had.
 * @template What
 * @param {HTMLElement} part with `data-coming`, the words for it, where it may be empty
 * @param {Promise<What>} what
 * @returns {Promise<What>} the same
 */
export async function comingTo(part, what) {
  waiting.set(part, (waiting.get(part) ?? 0) + 1);
  part.setAttribute('aria-busy', 'true');
  try {
    return await what;
  } finally {
    const left = (waiting.get(part) ?? 1) - 1;
    waiting.set(part, left);
    if (!left) part.removeAttribute('aria-busy');
  }
}

/** @param {HTMLElement} part @returns {boolean} whether it waits */
export function isComing(part) {
  return part.getAttribute('aria-busy') === 'true';
}
