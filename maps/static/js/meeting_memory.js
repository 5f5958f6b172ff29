/** All that a meeting shows, held in memory: it goes on when the network drops, on plain http as well, where no service worker is. */

import { dayNumber } from './dates.js';
import { bounds } from './measure.js';
import { answer, items } from './service.js';

/** @typedef {import('./meeting_slides.js').Frame} Frame */
/** @typedef {import('./meeting_numbers.js').RoadOfDay} RoadOfDay */
/** @typedef {import('../../../build/answers').CampaignPhase} PhaseOfDay */
/** @typedef {Omit<import('../../../build/answers').MeetingDay, 'roads'> & { roads: RoadOfDay[] }} Day */

/** Layers of the map, and what is drawn of their features: nothing else of them is kept. */
const LAYERS = {
  parcels: ['land_use'],
  present_roads: ['seg_code', 'kind'],
  donations: ['state'],
  clearance_zones: ['zone_no', 'state'],
  subdistricts: ['name'],
};
const ROADS = ['code', 'name'];
const EVERY_DAY = '../..';
/** Degrees around the roads that are shown as well: about 300 m. */
const AROUND = 0.003;
const AT_ONCE = 2;
/** A look of the style table that is drawn as a ribbon, as all do that are measured. */
const MEASURED = 'share_0';

/**
 * A feature with what is drawn of it, and its period as days since 1970 (the last is out).
 * @param {GeoJSON.Feature} feature
 * @param {string[]} names
 * @returns {GeoJSON.Feature}
 */
export function lean({ id, geometry, properties }, names) {
  const own = Object.fromEntries(names.map((name) => [name, properties?.[name] ?? null]));
  const { from_date: from, to_date: to } = properties ?? {};
  return {
    type: 'Feature',
    geometry,
    properties: { id: String(id), ...own, ...(from ? { first: dayNumber(from) } : {}), ...(to ? { last: dayNumber(to) } : {}) },
  };
}

/** What was brought. */
export class Memory {
  /** @type {Map<string, Day>} */
  #days = new Map();
  /** @type {Map<string, Map<string, RoadOfDay>>} by day and code */
  #roads = new Map();
  /** @type {Map<string, GeoJSON.Feature[]>} by layer */
  layers = new Map();

  /** @param {Frame} frame */
  constructor(frame) {
    this.frame = frame;
  }

  /** @returns {string[]} in order */
  get days() {
    return [...this.#days.keys()].sort();
  }

  /** @param {string} day */
  day(day) {
    return this.#days.get(day);
  }

  /**
   * @param {string} day
   * @param {string} code
   */
  road(day, code) {
    return this.#roads.get(day)?.get(code);
  }

  /**
   * The line of a road on a day: the one of another day where it is not there then.
   * @param {string} day
   * @param {string} code
   * @returns {GeoJSON.Position[]}
   */
  line(day, code) {
    const own = (this.layers.get('road_segments') ?? []).filter(({ properties }) => properties?.code === code);
    const number = dayNumber(day);
    const held = own.find(({ properties }) => (properties?.first ?? -Infinity) <= number && number < (properties?.last ?? Infinity));
    const geometry = (held ?? own.at(-1))?.geometry;
    return geometry?.type === 'LineString' ? geometry.coordinates : [];
  }

  /**
   * Bring all of it.
   * @param {(done: number, all: number) => void} told
   * @throws {import('./service.js').Unreachable}
   */
  async bring(told) {
    const { days, recorded } = this.frame;
    const all = days.length + Object.keys(LAYERS).length + 1;
    let done = 0;
    const one = () => told((done += 1), all);
    told(0, all);
    const asked = recorded ? { recorded } : {};
    const roads = await items('road_segments', { datetime: EVERY_DAY, ...asked });
    this.layers.set('road_segments', roads.map((road) => lean(road, ROADS)));
    one();
    const bbox = this.#around();
    const jobs = [
      ...days.map((day) => () => this.bringDay(day).then(one)),
      ...Object.entries(LAYERS).map(([layer, names]) => async () => {
        const found = await items(layer, { datetime: EVERY_DAY, bbox, ...asked });
        this.layers.set(layer, found.map((feature) => lean(feature, names)));
        one();
      }),
    ];
    const work = async () => {
      for (let job = jobs.shift(); job; job = jobs.shift()) await job();
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    this.#lookAtRoads();
  }

  /** A road is drawn as a ribbon where it is measured on any day, and hollow where it never is. */
  #lookAtRoads() {
    const measured = new Set([...this.#roads.values()].flatMap((roads) => [...roads.values()].filter((road) => !road.refused && road.measurable_length_m).map(({ code }) => code)));
    for (const { properties } of this.layers.get('road_segments') ?? []) {
      if (properties && measured.has(properties.code)) properties.look = MEASURED;
    }
  }

  /**
   * Bring a day more.
   * @param {string} day ISO
   * @returns {Promise<boolean>} whether there is something to show of it
   * @throws {import('./service.js').Unreachable}
   */
  async bringDay(day) {
    if (this.#days.has(day)) return true;
    const found = await answer(`/api/meeting/days/${day}`, { agenda: this.frame.id ?? '' });
    if (!found) return false;
    this.#days.set(day, found);
    this.#roads.set(day, new Map(found.roads.map((/** @type {RoadOfDay} */ road) => [road.code, road])));
    return true;
  }

  /** The part of the world in which the meeting's roads lie, as the service reads it; undefined for nowhere. */
  #around() {
    const codes = new Set(this.frame.chapters.flatMap(({ roads }) => roads.map(({ code }) => code)));
    const boxes = (this.layers.get('road_segments') ?? []).filter(({ properties }) => codes.has(properties?.code)).map(({ geometry }) => bounds(geometry));
    if (!boxes.length) return undefined;
    const [west, south] = [0, 1].map((axis) => Math.min(...boxes.map((box) => box[axis] ?? 0)) - AROUND);
    const [east, north] = [2, 3].map((axis) => Math.max(...boxes.map((box) => box[axis] ?? 0)) + AROUND);
    return [west, south, east, north].join();
  }
}
