/** The field for why something is changed, which its history tells. */

import { html } from './element.js';
import { t } from './words.js';

/** @param {string} [name] of the field */
export function reasonField(name = 'reason') {
  const field = html('input', { type: 'text', name, required: true, maxlength: '1000', autocomplete: 'off' });
  return html('label', {}, [t('Reason, for the history'), field]);
}
