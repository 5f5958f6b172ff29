/** A donation's course as its page shows it: what is done, where it stands, what comes next and what that needs. */

/** @typedef {import('../../../build/answers').Paper} Paper */
/** @typedef {import('../../../build/answers').Event} Event */
/** @typedef {import('../../../build/answers').Needed} Needed */
/** @typedef {import('../../../build/answers').Move} Next */
/** @typedef {import('../../../build/answers').Donation} Donation */

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
