/** The number by which a tile names a feature, from the id by which the service does. */

/**
 * 52 bits of a UUID: its first twelve hex digits and the fourteenth (the thirteenth is always 4).
 * @param {string} id
 * @returns {number}
 */
export function tileId(id) {
  const digits = id.replaceAll('-', '');
  return Number.parseInt(digits.slice(0, 12) + digits.slice(13, 14), 16);
}
