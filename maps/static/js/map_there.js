/** The map that folium made: its scripts run after the page's own, so that a list doesn't wait for them. */

/**
 * Resolves when `page.map` is there.
 * @param {Town} page
 * @returns {Promise<void>}
 */
export function mapThere(page) {
  if (page.map) return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener('DOMContentLoaded', () => resolve(), { once: true });
  });
}
