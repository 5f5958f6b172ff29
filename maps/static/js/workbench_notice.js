/** What the workbench says under its map: that something is done, or why not. */

import { byId } from './element.js';
import { Unreachable } from './service.js';
import { Refused } from './session.js';
import { t } from './words.js';

/** @param {...(string | Node)} message */
export function notice(...message) {
  byId('notice').replaceChildren(...message);
}

/**
 * Say in a sentence why something could not be done.
 * @param {unknown} error
 */
export function failed(error) {
  if (error instanceof Refused) notice(error.message);
  else if (error instanceof Unreachable) notice(error.message || t('The service does not answer. Check the connection, then load the page again.'));
  else throw error;
}
