/** Letters that are there before anything is written with them: on a canvas, or when the network may drop. */

/** Faces of what is written on maps. */
export const ON_MAPS = ['16px "MD Map"', '600 16px "MD Map Semibold"'];
/** Of every part of the alphabet that the fonts' files are cut into. */
const SAMPLE = 'Tiểu khu Đường Ễ 0123';

/**
 * Have faces loaded.
 * @param {string[]} faces as CSS writes fonts
 */
export function bringLetters(faces) {
  return Promise.all(faces.map((face) => document.fonts.load(face, SAMPLE)));
}
