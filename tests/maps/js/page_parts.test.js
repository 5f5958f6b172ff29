import assert from 'node:assert/strict';
import { test } from 'node:test';

import { rows, written } from '../../../maps/static/js/facts.js';
import { course, places } from '../../../maps/static/js/places.js';
import { roadsOf } from '../../../maps/static/js/road_list.js';
import { nearest } from '../../../maps/static/js/sheet.js';
import { t, useWords } from '../../../maps/static/js/words.js';

const column = (/** @type {object} */ rest) =>
  /** @type {FactColumn} */ ({ name: 'x', label: 'X', kind: 'text', unit: '', digits: 2, ...rest });
const page = /** @type {Town} */ (/** @type {unknown} */ ({
  language: 'vi',
  landUses: { ODT: 'Đất ở tại đô thị', CLN: 'Đất trồng cây lâu năm' },
  facts: { parcels: { title: 'Thửa đất', columns: [column({ name: 'land_use', label: 'Loại đất', codes: 'land_uses' })] } },
}));

test('values are written by their kind', () => {
  assert.equal(written(column({ codes: 'land_uses' }), 'ODT+CLN', page), 'Đất ở tại đô thị, Đất trồng cây lâu năm (ODT+CLN)');
  assert.equal(written(column({ codes: 'land_uses' }), 'XYZ', page), 'XYZ (XYZ)');
  assert.equal(written(column({ kind: 'date' }), '2023-04-30', page), '30/04/2023');
  assert.equal(written(column({ kind: 'decimal', unit: 'đ', digits: 0 }), '1200000', page), '1.200.000\u00a0đ');
  assert.equal(written(column({ choices: { left: 'Bên trái' } }), 'left', page), 'Bên trái');
  assert.equal(written(column({ refers: 'subdistricts' }), '4', page, { subdistricts: { 4: 'Tiểu khu 4' } }), 'Tiểu khu 4');
  assert.equal(written(column({}), null, page), '–');
});

test('a parcel shows its land use and its measured area', () => {
  const square = /** @type {GeoJSON.Polygon} */ ({ type: 'Polygon', coordinates: [[[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]] });
  const feature = /** @type {GeoJSON.Feature} */ ({ type: 'Feature', geometry: square, properties: { land_use: 'ODT', sheet: null } });
  assert.deepEqual(rows('parcels', feature, feature, page, {}).map(([, value]) => value), ['Đất ở tại đô thị (ODT)', '100,0\u00a0m²']);
});

test('how far a project is depends on the day', () => {
  assert.equal(course({}, '2023-04-30'), 'planned');
  assert.equal(course({ real_from: '2023-05-01' }, '2023-04-30'), 'planned');
  assert.equal(course({ real_from: '2023-04-30' }, '2023-04-30'), 'under_way');
  assert.equal(course({ real_from: '2022-01-01', real_to: '2023-04-30' }, '2023-04-30'), 'done');
});

test('a project of an unknown kind has an icon all the same', () => {
  const feature = /** @type {GeoJSON.Feature} */ ({ type: 'Feature', id: 'p', geometry: { type: 'Point', coordinates: [1, 2] }, properties: { kind: 'harbour' } });
  const [place] = places('projects', [feature], { day: '2023-04-30', projectKinds: ['road'] });
  assert.equal(place?.properties?.image, 'projects-planned-other');
});

test('roads are sorted as Vietnamese sort, the pilot\'s first, without those that have no line', () => {
  const line = { type: 'LineString', coordinates: [[105, 20], [105.001, 20]] };
  const features = /** @type {GeoJSON.Feature[]} */ (
    [['Đường B', line], ['Dốc A', line], ['Không hình', null]].map(([name, geometry]) => ({ type: 'Feature', id: name, geometry, properties: { name, subdist: name === 'Đường B' ? '4' : '5' } }))
  );
  assert.deepEqual(roadsOf(features).map(({ name }) => name), ['Dốc A', 'Đường B']);
  const namesakes = features.map((feature, index) => ({ ...feature, properties: { ...feature.properties, code: `R${index}`, name: 'Đường B' } }));
  const told = roadsOf(namesakes).map(({ name }) => name);
  assert.ok(told.length > 1 && told.every((name) => /^Đường B \(R\d\)$/.test(name)), 'namesakes are told apart');
  assert.deepEqual(roadsOf(features, '4').map(({ name }) => name), ['Đường B', 'Dốc A']);
});

test('a dragged sheet comes to rest at the nearest of its three heights', () => {
  assert.equal(nearest(120, 844), 'peek');
  assert.equal(nearest(400, 844), 'half');
  assert.equal(nearest(700, 844), 'full');
});

test('a message without translation is shown in English, its names filled in', () => {
  useWords({ '{count} roads': '{count} tuyến' });
  assert.equal(t('{count} roads', { count: 12 }), '12 tuyến');
  assert.equal(t('Close {what}', { what: 'it' }), 'Close it');
});
