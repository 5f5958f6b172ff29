/** Features of a layer, from the service's one feature API. */

/** The service answered with a problem, or not at all. */
export class Unreachable extends Error {}

/**
 * Fetch features.
 * @param {string} collection
 * @param {Record<string, string | undefined>} [parameters] undefined ones are left out
 * @returns {Promise<GeoJSON.Feature[]>}
 * @throws {Unreachable} with a sentence for people
 */
export async function items(collection, parameters = {}) {
  const given = Object.entries({ limit: '1000', ...parameters }).flatMap(([name, value]) => (value ? [[name, value]] : []));
  const query = new URLSearchParams(given);
  const answer = await fetch(`${town.base}/ogc/collections/${collection}/items?${query}`, {
    headers: { accept: 'application/geo+json', 'accept-language': town.language },
  }).catch(() => {
    throw new Unreachable();
  });
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw new Unreachable(problem.detail ?? problem.title ?? '');
  }
  return (await answer.json()).features;
}
