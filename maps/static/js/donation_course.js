/** A donation's course as its page shows it: what is done, where it stands, what comes next and what that needs. */

/** @typedef {{ kind: string, holder: string | null, number: string | null, dated: string | null, sha256?: string | null }} Paper */
/** @typedef {{ state: string, day: string, source: string, who: string, reason: string, papers: Paper[] }} Event */
/** @typedef {{ code: string, any_of: string[], holder: string | null }} Needed */
/** @typedef {{ to: string, right: string, papers: Needed[] }} Next */

/**
 * @typedef {object} Donation an answer of `/api/donations/{name}`
 * @property {string} id
 * @property {string} don_no
 * @property {number} version
 * @property {string | null} track
 * @property {string | null} state
 * @property {string | null} since
 * @property {Event[]} events
 * @property {number} measured_m2
 * @property {{ column: string, paper_m2: number, difference_m2: number, tolerated: boolean }[]} areas
 * @property {{ who: string, at: string, reason: string } | null} [returned] by the chair, while nothing was changed since
 * @property {Next[]} next
 */

/** @typedef {{ state: string, mark: 'done' | 'current' | 'next' | 'rest', event: Event | undefined }} Step */

/**
 * The steps of the course, in order. Of a donation that was declined or withdrawn no step is the next.
 * @param {Pick<Donation, 'state' | 'events' | 'next'>} donation
 * @param {string[]} states of the main course
 * @returns {Step[]}
 */
export function stepsOf({ state, events, next }, states) {
  const at = states.indexOf(state ?? '');
  const following = next.find(({ to }) => states.includes(to))?.to;
  return states.map((name, index) => {
    const event = events.filter((one) => one.state === name).at(-1);
    /** @type {Step['mark']} */
    let mark = event ? 'done' : 'rest';
    if (index === at) mark = 'current';
    else if (name === following) mark = 'next';
    return { state: name, mark, event };
  });
}

/**
 * The papers that a move still lacks.
 * @param {Needed[]} needed
 * @param {{ kind: string, holder?: string | null | undefined }[]} given
 * @returns {Needed[]}
 */
export function lacking(needed, given) {
  return needed.filter(
    ({ any_of, holder }) => !given.some((paper) => any_of.includes(paper.kind) && (holder === null || paper.holder === holder)),
  );
}
