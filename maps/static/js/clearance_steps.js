/** The 16 legal steps as their page shows them: what is done, what comes next and by when, and what somebody must be told. */

/** @typedef {{ number: number, day: string } & Partial<import('../../../build/answers').TakenStep>} Taken of a project its number and day alone */
/** @typedef {{ step: number, papers: string[] }} Next */
/** @typedef {import('../../../build/answers').Deadline['standing']} Standing */
/** @typedef {import('../../../build/answers').Deadline} Deadline */
/** @typedef {{ number: number, label: string, ofProject: boolean }} Step */
/** @typedef {{ step: Step, mark: 'done' | 'next' | 'rest', taken: Taken | undefined, next: Next | undefined, deadlines: Deadline[] }} Shown */

/** Standings that somebody must be told of. */
export const WARNED = new Set(['near', 'passed', 'broken']);

/**
 * The steps of a course in their order.
 * @param {Step[]} steps
 * @param {{ taken: Taken[], next: Next[], deadlines: Deadline[] }} course
 * @returns {Shown[]}
 */
export function shownSteps(steps, { taken, next, deadlines }) {
  return steps.map((step) => {
    const done = taken.find(({ number }) => number === step.number);
    const following = next.find((one) => one.step === step.number);
    return {
      step,
      mark: done ? 'done' : following ? 'next' : 'rest',
      taken: done,
      next: following,
      // A term that a step was in is told beside it; of one that only runs, where it is.
      deadlines: deadlines.filter((one) => one.step === step.number && (!done || one.standing === 'broken')),
    };
  });
}

/**
 * How many warnings there are of each zone.
 * @param {{ zone_no: string, standing: Standing }[]} warnings
 * @returns {Map<string, number>}
 */
export function warningsByZone(warnings) {
  /** @type {Map<string, number>} */
  const found = new Map();
  for (const { zone_no: zone, standing } of warnings) {
    // What was broken can't be mended any more: it is told beside its step.
    if (standing !== 'broken') found.set(zone, (found.get(zone) ?? 0) + 1);
  }
  return found;
}
