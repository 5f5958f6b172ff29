/** Scripts and styles that a page asks for when it needs them. */

import { Unreachable } from './service.js';

/**
 * Run a script; resolves when it has run.
 * @param {string} source
 * @returns {Promise<void>}
 * @throws {Unreachable}
 */
export function script(source) {
  return new Promise((resolve, reject) => {
    const element = document.createElement('script');
    element.src = source;
    element.async = false;
    element.onload = () => resolve();
    element.onerror = () => reject(new Unreachable());
    document.head.append(element);
  });
}

/**
 * Take a style sheet.
 * @param {string} href
 */
export function style(href) {
  document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href }));
}
