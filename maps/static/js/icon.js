/** The program's icons in what scripts draw. */

import { svg } from './svg.js';

/**
 * @param {string} name as the sprite has it
 * @param {Pick<Town, 'icons'>} page
 * @returns {SVGElement}
 */
export function icon(name, { icons }) {
  return svg('svg', { class: 'icon', 'aria-hidden': 'true' }, [svg('use', { href: `${icons}#${name}` })]);
}
