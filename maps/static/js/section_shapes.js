/** What a long section shows, in metres: a road's profile as bands from the centreline out (maps/section_shapes.py draws the same). */

/** @typedef {'left' | 'right'} Side */
/** @typedef {{ left: number | null, right: number | null }} Sides */
/** @typedef {{ s: number, target: Sides, signed: Sides, handed_over: Sides, built: Sides }} Station */
/** @typedef {import('../../../build/answers').Cell} Cell */
/** @typedef {{ code: string, on: string, stations?: Station[], cells?: Cell[] }} Profile the office's has stations, the public's cells */
/** @typedef {'needed' | 'signed' | 'handed_over' | 'built'} BandLook */
/** @typedef {[number, number]} Point chainage and distance from the centreline, m */
/** @typedef {{ look: BandLook, side: Side, corners: Point[] }} Band */

/**
 * @typedef {object} Section
 * @property {number} length m
 * @property {number} half the largest target half-width, m; 1 where there is none
 * @property {boolean} toScale whether distances from the centreline are metres
 * @property {Band[]} bands in the order in which they are painted
 * @property {{ side: Side, points: Point[] }[]} targets one for each stretch with meaning
 * @property {{ side: Side, from: number, to: number, reach: number }[]} gaps stretches that tell nothing
 */

export const SIDES = /** @type {Side[]} */ (['left', 'right']);
const BANDS = /** @type {[BandLook, 'target' | 'signed' | 'handed_over' | 'built'][]} */ ([
  ['needed', 'target'],
  ['signed', 'signed'],
  ['handed_over', 'handed_over'],
  ['built', 'built'],
]);
const STATES = new Set(BANDS.map(([look]) => look));

/** How far the road reaches in a section that is not to scale: the public's cells have states and no widths. */
export const PRESENT_SHARE = 0.5;

/**
 * @param {Profile} profile
 * @returns {Section}
 */
export function section({ stations, cells }) {
  return stations ? ofStations(stations) : ofCells(cells ?? []);
}

/**
 * Whether anything of a section stands on ground that was surveyed as road: without that what is free may be road or given.
 * @param {Section} section
 */
export function isSurveyed({ bands }) {
  return bands.some(({ look }) => look === 'built');
}

/**
 * The stretches of points that have a value.
 * @param {[number, number | null][]} points
 * @returns {Point[][]}
 */
function runs(points) {
  /** @type {Point[][]} */
  const found = [[]];
  for (const [at, value] of points) {
    if (value !== null) found.at(-1)?.push([at, value]);
    else if (found.at(-1)?.length) found.push([]);
  }
  return found.filter(({ length }) => length > 1);
}

/**
 * @param {Station} station
 * @param {Side} side
 */
function told(station, side) {
  return (station.handed_over?.[side] ?? null) !== null;
}

/**
 * @param {Station[]} stations
 * @returns {Section}
 */
function ofStations(stations) {
  const half = Math.max(0, ...stations.flatMap(({ target }) => [target?.left ?? 0, target?.right ?? 0])) || 1;
  /** @type {Section} */
  const drawn = { length: stations.at(-1)?.s ?? 0, half, toScale: true, bands: [], targets: [], gaps: [] };
  for (const [look, name] of BANDS) {
    for (const side of SIDES) {
      const values = runs(stations.map((one) => [one.s, told(one, side) ? (one[name]?.[side] ?? null) : null]));
      for (const run of values) {
        if (name === 'target') drawn.targets.push({ side, points: run });
        drawn.bands.push({ look, side, corners: [[run[0]?.[0] ?? 0, 0], ...run, [run.at(-1)?.[0] ?? 0, 0]] });
      }
    }
  }
  for (const side of SIDES) {
    for (const run of runs(stations.map((one) => [one.s, told(one, side) ? null : (one.target?.[side] ?? half)]))) {
      drawn.gaps.push({ side, from: run[0]?.[0] ?? 0, to: run.at(-1)?.[0] ?? 0, reach: Math.max(...run.map(([, y]) => y)) });
    }
  }
  return drawn;
}

/**
 * @param {Cell[]} cells
 * @param {Side} side
 * @returns {{ state: BandLook | undefined, from: number, to: number }[]} neighbours of one state joined
 */
function joined(cells, side) {
  /** @type {{ state: BandLook | undefined, from: number, to: number }[]} */
  const found = [];
  for (const cell of [...cells].sort((a, b) => a.from_m - b.from_m)) {
    const state = /** @type {BandLook} */ (cell.state?.[side] ?? '');
    const shown = STATES.has(state) ? state : undefined;
    const last = found.at(-1);
    if (last && last.state === shown && last.to === cell.from_m) last.to = cell.to_m;
    else found.push({ state: shown, from: cell.from_m, to: cell.to_m });
  }
  return found;
}

/**
 * @param {Cell[]} cells
 * @returns {Section}
 */
function ofCells(cells) {
  const length = Math.max(0, ...cells.map(({ to_m }) => to_m));
  /** @type {Section} */
  const drawn = { length, half: 1, toScale: false, bands: [], targets: [], gaps: [] };
  for (const side of SIDES) {
    for (const { state, from, to } of joined(cells, side)) {
      if (!state) {
        drawn.gaps.push({ side, from, to, reach: 1 });
        continue;
      }
      drawn.bands.push({ look: state, side, corners: [[from, 0], [from, 1], [to, 1], [to, 0]] });
      drawn.targets.push({ side, points: [[from, 1], [to, 1]] });
    }
  }
  for (const side of SIDES) {
    drawn.bands.push({ look: 'built', side, corners: [[0, 0], [0, PRESENT_SHARE], [length, PRESENT_SHARE], [length, 0]] });
  }
  return drawn;
}
