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
