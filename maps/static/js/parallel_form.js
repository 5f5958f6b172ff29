/** A form that splits a parcel along one of its sides, by a distance or an area that is typed. */

import { html } from './element.js';
import { number } from './format.js';
import { areaWithin, cutAt, distanceFor, sidesOf } from './parallel_cut.js';
import { figure, markOf } from './typed_number.js';
import { shown } from './versions.js';
import { shapeInZone, toDegrees } from './vn2000.js';
import { t } from './words.js';

/**
 * @param {{ page: Town, one: import('./chosen.js').Chosen, add: (operation: import('./edit_session.js').Operation) => void, leave: () => void }} what
 * @returns {{ form: HTMLFormElement, drawn: import('leaflet').LayerGroup }} the form, and what it draws
 */
export function parallelForm({ page, one, add, leave }) {
  const shape = shapeInZone(one.feature.geometry, page.zone);
  const sides = sidesOf(shape);
  const drawn = L.layerGroup().addTo(page.map);
  const write = (/** @type {number} */ value, /** @type {string} */ unit) => number(value, { language: page.language, digits: 2, unit });
  const side = html('select', { name: 'side' }, sides.map(([[ax, ay], [bx, by]], index) =>
    html('option', { value: String(index) }, [t('{from} to {to}, {length}', { from: index + 1, to: ((index + 1) % sides.length) + 1, length: write(Math.hypot(bx - ax, by - ay), 'm') })])));
  const field = (/** @type {string} */ name) => html('input', { type: 'text', inputmode: 'decimal', name, autocomplete: 'off' });
  const read = (/** @type {HTMLInputElement} */ { value }) => figure(value, markOf(page.language));
  const [distance, area] = [field('distance'), field('area')];
  const told = html('p', { role: 'status' });
  const refused = html('p', { class: 'refused', role: 'alert' });
  const cancel = html('button', { type: 'button', class: 'second-button' }, [t('Cancel')]);
  cancel.addEventListener('click', leave);
  const form = html('form', { 'aria-label': t('Split along a side') }, [
    html('h2', {}, [t('Split along a side')]),
    html('label', {}, [t('Side, between the points'), side]),
    html('label', {}, [t('At a distance of (m)'), distance]),
    html('label', {}, [t('or so that the part has (m²)'), area]),
    told,
    refused,
    html('div', { class: 'buttons' }, [html('button', { type: 'submit', class: 'main-button' }, [t('Split')]), cancel]),
  ]);
  /** @returns {[number, number][] | undefined} the line, metres */
  const look = () => {
    drawn.clearLayers();
    told.textContent = '';
    const along = sides[Number(side.value)];
    if (!along) return undefined;
    drawn.addLayer(shown({ type: 'LineString', coordinates: along.map((place) => toDegrees(place, page.zone)) }, 'side'));
    const far = area.value.trim() ? distanceFor(shape, along, read(area)) : read(distance);
    if (Number.isNaN(far)) return undefined;
    const line = cutAt(shape, along, far);
    drawn.addLayer(shown({ type: 'LineString', coordinates: line.map((place) => toDegrees(place, page.zone)) }, 'drawn-line'));
    told.textContent = t('{area} at {distance}', { area: write(areaWithin(shape, along, far), 'm²'), distance: write(far, 'm') });
    return line;
  };
  // One of both says it: the other is emptied.
  distance.addEventListener('input', () => { area.value = ''; });
  area.addEventListener('input', () => { distance.value = ''; });
  form.addEventListener('input', look);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const line = look();
    if (!line) {
      refused.textContent = t('Type a distance in metres, or an area that is less than the parcel has.');
      return;
    }
    add({ op: 'split', layer: 'parcels', id: one.id, version: one.version, line: { type: 'LineString', coordinates: line.map((place) => toDegrees(place, page.zone)) } });
    leave();
  });
  look();
  return { form, drawn };
}
