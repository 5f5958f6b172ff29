/** The focus of who has a keyboard alone: it is not lost with what is taken away. */

/**
 * Change the page; a focus that goes with what is taken away stands elsewhere then.
 * @param {() => void} change
 * @param {() => Element | null} next what takes the focus
 */
export function keepingFocus(change, next) {
  const held = document.activeElement;
  change();
  if (held && !held.getClientRects().length) /** @type {HTMLElement | null} */ (next())?.focus();
}
