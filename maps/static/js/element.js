/** Elements of a page: texts are texts, never markup. */

/**
 * An element with its attributes and children.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string | boolean | undefined>} [attributes] true for those without a value; false and undefined are left out
 * @param {(Node | string)[]} [children]
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function html(name, attributes = {}, children = []) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(key, value === true ? '' : value);
  }
  element.append(...children);
  return element;
}

/**
 * A list of labels and values.
 * @param {[string, string | Node][]} rows
 * @returns {HTMLDListElement}
 */
export function pairs(rows) {
  return html('dl', {}, rows.map(([label, value]) => html('div', {}, [html('dt', {}, [label]), html('dd', {}, [value])])));
}

/**
 * An element that the page's template has.
 * @param {string} id
 */
export const byId = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * A control or a button that the page's template has.
 * @param {string} id
 */
export const fieldById = (id) => /** @type {HTMLInputElement} */ (document.getElementById(id));
