/** Days as ISO text and as numbers, and the phases of the campaign among them. */

/** @typedef {{ no: string, from: string, to: string }} Phase */

const DAY = 86_400_000;

/**
 * Days since 1970, as tiles have them.
 * @param {string} day ISO
 * @returns {number}
 */
export function dayNumber(day) {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / DAY);
}

/**
 * @param {number} days since 1970
 * @returns {string} ISO
 */
export function isoDay(days) {
  return new Date(days * DAY).toISOString().slice(0, 10);
}

/**
 * Whether a text is a day of the calendar.
 * @param {string} day
 * @returns {boolean}
 */
export function isDay(day) {
  return /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(`${day}T00:00:00Z`)) && isoDay(dayNumber(day)) === day;
}

/**
 * The last day of a day's month.
 * @param {string} day ISO
 * @returns {string}
 */
export function monthEnd(day) {
  const [year = 0, month = 0] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

/**
 * The day whose figures the public is shown: the end of a day's month; of a day to come the running month's.
 * @param {string} asked ISO
 * @param {string} today ISO
 * @returns {string}
 */
export function publicDay(asked, today) {
  return monthEnd(today && today < asked ? today : asked);
}

/**
 * The day that is said of such figures: no page says one that has not come.
 * @param {string} shown ISO
 * @param {string} today ISO
 * @returns {string}
 */
export function saidDay(shown, today) {
  return today && today < shown ? today : shown;
}

/**
 * The next day that is told of, or the one before.
 * @param {string} day ISO
 * @param {1 | -1} way
 * @param {boolean} monthly whether days are told by the ends of months
 * @returns {string}
 */
export function neighbour(day, way, monthly) {
  if (!monthly) return isoDay(dayNumber(day) + way);
  return way > 0 ? monthEnd(isoDay(dayNumber(day) + 1)) : isoDay(dayNumber(`${day.slice(0, 8)}01`) - 1);
}

/**
 * The phases of the service's features that have both days, in their order.
 * @param {GeoJSON.Feature[]} features
 * @returns {Phase[]}
 */
export function phasesOf(features) {
  return features
    .map(({ properties }) => ({ no: String(properties?.phase_no ?? ''), from: String(properties?.from_date ?? ''), to: String(properties?.to_date ?? '') }))
    .filter(({ from, to }) => isDay(from) && isDay(to))
    .sort((a, b) => a.from.localeCompare(b.from));
}

/**
 * First and last day of a slider: all phases and the day that is shown, but no further from them than they last together,
 * or they could not be told apart; a year up to that day where there is no phase.
 * @param {Phase[]} phases
 * @param {string} day
 * @returns {{ first: number, last: number }} days since 1970
 */
export function span(phases, day) {
  const shown = dayNumber(day);
  if (!phases.length) return { first: shown - 365, last: shown };
  const days = phases.flatMap(({ from, to }) => [dayNumber(from), dayNumber(to)]);
  const [first, last] = [Math.min(...days), Math.max(...days)];
  const reach = last - first;
  return { first: Math.min(first, Math.max(shown, first - reach)), last: Math.max(last, Math.min(shown, last + reach)) };
}

/**
 * The last day of the phase after a day's; the first phase's after the last.
 * @param {Phase[]} phases
 * @param {string} day
 * @returns {string | undefined}
 */
export function nextPhaseEnd(phases, day) {
  return (phases.find(({ to }) => to > day) ?? phases[0])?.to;
}

/**
 * Whether a period holds on a day.
 * @param {{ from_date?: string | null, to_date?: string | null } | null} period its first day (in) and the first one after it (out)
 * @param {string} day ISO
 * @returns {boolean}
 */
export function holdsOn(period, day) {
  const { from_date: from, to_date: to } = period ?? {};
  return (!from || from <= day) && (!to || day < to);
}

/**
 * Features of all days that hold on one of them.
 * @template {{ properties: GeoJSON.GeoJsonProperties }} Feature
 * @param {Feature[]} features with from_date (in) and to_date (out)
 * @param {string} day ISO
 * @returns {Feature[]}
 */
export function holding(features, day) {
  return features.filter(({ properties }) => holdsOn(properties, day));
}
