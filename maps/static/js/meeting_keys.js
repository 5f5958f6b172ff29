/** What the keys of a keyboard and of a presenter's clicker do in a meeting. */

/** @typedef {import('./meeting_slides.js').Move} Move */
/** @typedef {'later' | 'earlier' | 'play' | 'step' | 'compare' | 'dark' | 'full' | 'keys' | 'bottlenecks' | 'changes' | 'date' | 'close'} Act */

/** @type {Record<string, Move | Act>} */
const BY_KEY = {
  PageDown: 'next',
  PageUp: 'previous',
  ArrowDown: 'next',
  ArrowUp: 'previous',
  Enter: 'next',
  Backspace: 'previous',
  Home: 'first',
  End: 'last',
  ArrowRight: 'later',
  ArrowLeft: 'earlier',
  ' ': 'play',
  '?': 'keys',
  Escape: 'close',
};

/** Letters by their place on the keyboard: an input method for Vietnamese may hold the letter itself back.
 * @type {Record<string, Move | Act>}
 */
const BY_CODE = {
  KeyN: 'road',
  KeyP: 'chapter',
  KeyB: 'compare',
  KeyD: 'dark',
  KeyF: 'full',
  KeyK: 'bottlenecks',
  KeyC: 'changes',
  KeyM: 'step',
  KeyT: 'date',
};

/** @type {Record<string, Move>} */
const BACK = { road: 'road-back', chapter: 'chapter-back' };

/**
 * @param {{ key: string, code: string, shiftKey: boolean, ctrlKey: boolean, altKey: boolean, metaKey: boolean }} event
 * @returns {Move | Act | undefined} undefined for keys that are not the meeting's
 */
export function meant({ key, code, shiftKey, ctrlKey, altKey, metaKey }) {
  if (ctrlKey || altKey || metaKey) return undefined;
  const found = BY_KEY[key] ?? BY_CODE[code];
  return found && shiftKey ? (BACK[found] ?? found) : found;
}
