import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { decimalMark, figure, markOf, readsTwoWays } from '../../../maps/static/js/typed_number.js';

/** @type {{ text: string, vi: string | null, en: string | null }[]} */
const NUMBERS = JSON.parse(readFileSync(new URL('typed_numbers.json', import.meta.url), 'utf8'));

test('numbers that are typed are read by the rule of imports', () => {
  for (const one of NUMBERS) {
    for (const language of /** @type {const} */ (['vi', 'en'])) {
      const wanted = one[language];
      assert.equal(figure(one.text, markOf(language)), wanted === null ? NaN : Number(wanted), `${one.text} ${language}`);
    }
  }
});

test('what reads two ways is known, and which mark a list shows', () => {
  assert.deepEqual(['1.234', '0,125', '1.234,5', '1.234.567'].map(readsTwoWays), [true, false, false, false]);
  assert.deepEqual([['1.234', '12,5'], ['1.234', '12.75'], ['1.234'], ['1,5', '1.5']].map(decimalMark), [',', '.', undefined, undefined]);
  assert.equal(decimalMark(['2.212.500', '586.500']), ',');
});
