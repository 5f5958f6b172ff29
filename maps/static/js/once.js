/** Keys by which the service knows a request that is sent twice. */

/**
 * A new key. (`crypto.randomUUID` is not there on plain http in an office's network.)
 * @returns {string}
 */
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
