/** A photo of the phone's camera, made small enough for a weak line. */

/** Longest edge, px: a page of writing can still be read. */
const MOST = 2000;
const QUALITY = 0.82;

/**
 * A photo no larger than needed; as it is where the browser can't read it.
 * @param {Blob} photo
 * @returns {Promise<Blob>}
 */
export async function shrunk(photo) {
  try {
    const bitmap = await createImageBitmap(photo);
    const scale = Math.min(1, MOST / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const small = await new Promise((/** @type {(made: Blob | null) => void} */ resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
    return small && small.size < photo.size ? small : photo;
  } catch {
    return photo;
  }
}
