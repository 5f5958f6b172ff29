/** The panel of facts about one feature. */

import { date, length, number } from './format.js';
import { lineLength, planarArea } from './measure.js';
import { items } from './service.js';
import { svg } from './svg.js';
import { t } from './words.js';

/**
 * A value as people read it.
 * @param {FactColumn} column
 * @param {unknown} value
 * @param {Town} page
 * @param {Record<string, Record<string, string>>} names names of what is referred to, by layer and key
 * @returns {string}
 */
export function written(column, value, page, names = {}) {
  if (value === null || value === undefined || value === '') return '–';
  const text = String(value);
  if (column.choices?.[text]) return column.choices[text];
  if (column.refers && names[column.refers]?.[text]) return names[column.refers]?.[text] ?? text;
  if (column.codes === 'land_uses') {
    const words = text.split('+').map((code) => page.landUses[code] ?? code);
    return `${words.join(', ')} (${text})`;
  }
  if (column.kind === 'date') return date(text);
  if (column.kind === 'integer' || column.kind === 'decimal') {
    const digits = column.kind === 'integer' ? 0 : column.digits;
    return number(text, { language: page.language, digits, unit: column.unit });
  }
  if (column.kind === 'boolean') return value ? t('Yes') : t('No');
  return text;
}

/**
 * The rows of a feature's panel: its columns, then what its geometry measures.
 * @param {string} layer
 * @param {GeoJSON.Feature} feature in degrees
 * @param {GeoJSON.Feature | undefined} flat the same in the project's zone
 * @param {Town} page
 * @param {Record<string, Record<string, string>>} names
 * @returns {[string, string][]} label and value
 */
export function rows(layer, feature, flat, page, names) {
  const described = page.facts[layer];
  /** @type {[string, string][]} */
  const found = (described?.columns ?? [])
    .filter(({ name }) => !['name', 'widths'].includes(name))
    .map((column) => [column, feature.properties?.[column.name]])
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([column, value]) => [column.label, written(column, value, page, names)]);
  if (feature.geometry?.type === 'LineString' && layer === 'road_segments') {
    found.push([t('Length'), length(lineLength(feature.geometry.coordinates), page.language)]);
  }
  if (flat?.geometry && layer !== 'donations') {
    const area = planarArea(flat.geometry);
    if (area > 0) found.push([t('Area measured on the map'), number(area, { language: page.language, digits: 1, unit: 'm²' })]);
  }
  return found;
}

/**
 * Fetch what the panel tells about a feature.
 * @param {import('./marked.js').Picked} picked with its number in tiles
 * @param {Town} page
 * @returns {Promise<{ feature: GeoJSON.Feature, flat: GeoJSON.Feature | undefined } | undefined>} undefined where it is gone
 * @throws {import('./service.js').Unreachable}
 */
export async function fetchFacts(picked, page) {
  const which = { fid: String(picked.fid), datetime: page.day, limit: '1' };
  const [features, flat] = await Promise.all([
    items(picked.layer, which),
    items(picked.layer, { ...which, crs: `http://www.opengis.net/def/crs/EPSG/0/${page.srid}` }),
  ]);
  return features[0] ? { feature: features[0], flat: flat[0] } : undefined;
}

/**
 * Show the facts.
 * @param {HTMLElement} panel
 * @param {{ title: string, kind: string, rows: [string, string][], close: () => void, icons: string, more?: { href: string, words: string } }} what
 */
export function showFacts(panel, { title, kind, rows: listed, close, icons, more }) {
  const head = document.createElement('div');
  head.className = 'facts-head';
  const heading = document.createElement('h2');
  heading.tabIndex = -1;
  heading.textContent = title;
  const about = document.createElement('p');
  about.textContent = kind;
  about.hidden = !kind;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'close';
  button.setAttribute('aria-label', t('Close'));
  button.append(svg('svg', { class: 'icon', 'aria-hidden': 'true' }, [svg('use', { href: `${icons}#x` })]));
  button.addEventListener('click', close);
  head.append(heading, about, button);
  const list = document.createElement('dl');
  for (const [label, value] of listed) {
    const row = document.createElement('div');
    const term = document.createElement('dt');
    term.textContent = label;
    const fact = document.createElement('dd');
    fact.textContent = value;
    row.append(term, fact);
    list.append(row);
  }
  panel.replaceChildren(head, list);
  if (more) {
    const link = Object.assign(document.createElement('a'), { className: 'facts-more', href: more.href, textContent: more.words });
    list.before(link);
  }
  panel.hidden = false;
}
