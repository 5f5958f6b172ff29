/** What the search box finds: roads, subdistricts, and parcels where the office shows their numbers. */

import { length } from './format.js';
import { items } from './service.js';
import { t } from './words.js';

/** @typedef {import('./find_box.js').Entry} Entry */
/** @typedef {(layer: string, id: string) => void} Choose */

/**
 * Roads and subdistricts.
 * @param {import('./road_list.js').Road[]} roads
 * @param {GeoJSON.Feature[]} subdistricts
 * @param {{ names: Record<string, string>, language: string }} words names of subdistricts by number
 * @param {Choose} choose
 * @returns {Entry[]}
 */
export function entries(roads, subdistricts, { names, language }, choose) {
  return [
    ...roads.map((road) => ({
      text: road.name,
      about: [names[road.subdistrict], length(road.metres, language)].filter(Boolean).join(' · '),
      choose: () => choose('road_segments', road.id),
    })),
    ...subdistricts.map((feature) => ({
      text: String(feature.properties?.name ?? ''),
      about: t('Subdistrict'),
      choose: () => choose('subdistricts', String(feature.id)),
    })),
  ];
}

/**
 * The parcels of a sheet and number, 12/143.
 * @param {string} typed
 * @param {Choose} choose
 * @returns {Promise<Entry[]>}
 */
export async function parcelsNamed(typed, choose) {
  const [, sheet, parcel] = /^\s*([^/\s]+)\s*\/\s*([^/\s]+)\s*$/.exec(typed) ?? [];
  if (!sheet || !parcel) return [];
  const found = await items('parcels', { sheet, parcel, limit: '5' }).catch(() => []);
  return found.map((feature) => ({
    text: `${sheet}/${parcel}`,
    about: t('Parcel'),
    choose: () => choose('parcels', String(feature.id)),
  }));
}
