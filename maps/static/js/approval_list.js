/** What waits for the chair: which kind each is, which are shown, and what may be said of those that are chosen. */

/** @typedef {import('../../../build/answers').WaitingDonation} Waiting a donation of which something waits */
/** @typedef {import('./donation_course.js').Paper} Paper */
/** @typedef {'first' | 'changed' | 'returned'} Kind */

/**
 * What somebody has to do about it: the chair for the first time or again, or the officer.
 * @param {Pick<Waiting, 'state' | 'returned_by'>} one
 * @returns {Kind}
 */
export function kindOf({ state, returned_by: by }) {
  if (by) return 'returned';
  return state === 'signed' ? 'first' : 'changed';
}

/**
 * Those of a kind; without one, all that wait for the chair.
 * @template {Pick<Waiting, 'state' | 'returned_by'>} One
 * @param {One[]} donations
 * @param {string} which a kind, or empty
 * @returns {One[]}
 */
export function shownOf(donations, which) {
  return donations.filter((one) => (which ? kindOf(one) === which : kindOf(one) !== 'returned'));
}

/**
 * What is sent of those that are chosen.
 * @param {Waiting[]} donations
 * @param {ReadonlySet<string>} chosen ids
 * @param {ReadonlyMap<string, { read: () => Paper[] }>} papers what was typed of them, by id
 * @returns {{ id: string, newest: number, papers: Paper[] }[]}
 */
export function seen(donations, chosen, papers) {
  return donations.filter(({ id }) => chosen.has(id)).map(({ id, newest }) => ({ id, newest, papers: papers.get(id)?.read() ?? [] }));
}
