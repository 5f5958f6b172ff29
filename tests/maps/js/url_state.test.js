import assert from 'node:assert/strict';
import { test } from 'node:test';

import { read, write } from '../../../maps/static/js/url_state.js';

test('what is written is read', () => {
  const state = { zoom: 17.25, lat: 19.9912, lng: 105.8476, hidden: ['projects'], day: '2023-09-02', picked: 'parcels/8f-1' };
  assert.deepEqual(read(write(state)), state);
});

test('an empty address is an empty state', () => {
  assert.deepEqual(read(''), { hidden: [] });
  assert.equal(write({ hidden: [] }), '#');
});

test('what makes no sense is left out', () => {
  assert.deepEqual(read('#map=x/1/2&hide=<b>,projects&on=30-04&pick=../etc'), { hidden: ['projects'] });
  assert.deepEqual(read('#map=12/95/105'), { hidden: [] });
});
