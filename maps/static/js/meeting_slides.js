/** The slides of a meeting, in order, and where a key leads among them. */

/** @typedef {import('../../../build/answers').RoadOfMeeting} NamedRoad */
/** @typedef {import('../../../build/answers').Chapter} Chapter */
/** @typedef {import('../../../build/answers').PhaseOfMeeting} Phase first and last day, ISO */
/** @typedef {import('../../../build/answers').Meeting} Frame */

/**
 * @typedef {object} Slide
 * @property {'title' | 'changes' | 'chapter' | 'road'} kind
 * @property {Chapter} [chapter] of a chapter or a road
 * @property {NamedRoad} [road]
 * @property {number} [number] of the road among all, from 1
 */

/** @typedef {'next' | 'previous' | 'first' | 'last' | 'road' | 'road-back' | 'chapter' | 'chapter-back'} Move */

/**
 * @param {Frame} frame
 * @returns {Slide[]}
 */
export function slidesOf({ since, chapters }) {
  /** @type {Slide[]} */
  const slides = [{ kind: 'title' }];
  if (since) slides.push({ kind: 'changes' });
  let number = 0;
  for (const chapter of chapters) {
    slides.push({ kind: 'chapter', chapter });
    for (const road of chapter.roads) {
      number += 1;
      slides.push({ kind: 'road', chapter, road, number });
    }
  }
  return slides;
}

/**
 * How many roads are shown.
 * @param {Slide[]} slides
 * @returns {number}
 */
export function roadCount(slides) {
  return slides.filter(({ kind }) => kind === 'road').length;
}

/**
 * The slide to which a move leads; the same where there is none.
 * @param {Slide[]} slides
 * @param {number} at
 * @param {Move} move
 * @returns {number}
 */
export function movedTo(slides, at, move) {
  const last = slides.length - 1;
  if (move === 'first') return 0;
  if (move === 'last') return last;
  if (move === 'next') return Math.min(at + 1, last);
  if (move === 'previous') return Math.max(at - 1, 0);
  const kind = move.startsWith('road') ? 'road' : 'chapter';
  const way = move.endsWith('-back') ? -1 : 1;
  for (let place = at + way; place >= 0 && place <= last; place += way) {
    if (slides[place]?.kind === kind) return place;
  }
  return at;
}
