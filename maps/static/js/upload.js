/** Sending a file as the body of a request, with how far it is: `fetch` does not tell that. */

import { proof, Unreachable } from './service.js';
import { Refused } from './session.js';

/**
 * @param {Town} page
 * @param {string} path
 * @param {Blob} file
 * @param {(share: number) => void} progress told from 0 to 1
 * @returns {Promise<any>} the answer's body
 * @throws {Refused | Unreachable}
 */
export function upload(page, path, file, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', page.base + path);
    request.responseType = 'json';
    for (const [name, value] of Object.entries(proof(page))) request.setRequestHeader(name, value);
    // Its kind is told by its content: a name would only be believed.
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.addEventListener('progress', ({ loaded, total }) => progress(total ? loaded / total : 0));
    request.addEventListener('load', () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response);
      else reject(new Refused(request.status, request.response ?? {}));
    });
    for (const event of ['error', 'abort', 'timeout']) request.addEventListener(event, () => reject(new Unreachable()));
    request.send(file);
  });
}
