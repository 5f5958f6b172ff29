/**
 * An edit that is not saved yet: a list of operations, of which the last are taken back and done again. The service
 * says what they come to, so nothing is worked out here; and the list is the draft that survives a closed tab.
 */

/** @typedef {{ op: string, layer: string, [member: string]: any }} Operation as `/api/edits` takes it */

/** Operations, done and taken back. */
export class EditSession {
  /** @type {Operation[]} */
  operations = [];
  /** @type {Operation[]} */
  #undone = [];

  /** @param {Operation} operation */
  add(operation) {
    this.operations = [...this.operations, operation];
    this.#undone = [];
  }

  get canRedo() {
    return this.#undone.length > 0;
  }

  undo() {
    const last = this.operations.at(-1);
    if (!last) return;
    this.operations = this.operations.slice(0, -1);
    this.#undone.push(last);
  }

  redo() {
    const next = this.#undone.pop();
    if (next) this.operations = [...this.operations, next];
  }

  clear() {
    this.operations = [];
    this.#undone = [];
  }

  /**
   * Leave out what is saved; what was done while it was being saved stays.
   * @param {Operation[]} saved
   */
  saved(saved) {
    // A draft that was taken up has the same operations, not the same objects.
    const texts = new Set(saved.map((one) => JSON.stringify(one)));
    this.restore(this.operations.filter((one) => !texts.has(JSON.stringify(one))));
  }

  /**
   * Take up a draft.
   * @param {Operation[]} operations
   */
  restore(operations) {
    this.operations = operations;
    this.#undone = [];
  }
}

/**
 * The operation that a shape with moved points comes to: where the points are as many as before, those that moved, in
 * all neighbours that share them; else the new shape.
 * @param {{ id: string, version: number, before: GeoJSON.MultiPolygon | GeoJSON.Polygon, after: GeoJSON.MultiPolygon | GeoJSON.Polygon, shared: boolean }} what
 * @returns {Operation | undefined} undefined where nothing moved
 */
export function movedPoints({ id, version, before, after, shared }) {
  const [was, now] = [places(before), places(after)];
  const same = was.length === now.length;
  const moved = was.flatMap((place, index) => (String(place) === String(now[index]) ? [] : [index]));
  if (same && !moved.length) return undefined;
  if (!same || !shared) return { op: 'replace', layer: 'parcels', id, version, geometry: after };
  // A ring's first point comes again as its last.
  const unique = [...new Map(moved.map((index) => [String(was[index]), index])).values()];
  return {
    op: 'move_boundary',
    layer: 'parcels',
    ids: [id],
    versions: [version],
    from: unique.map((index) => was[index]),
    to: unique.map((index) => now[index]),
  };
}

/** @param {GeoJSON.MultiPolygon | GeoJSON.Polygon} shape */
function places(shape) {
  return shape.type === 'Polygon' ? shape.coordinates.flat() : shape.coordinates.flat(2);
}
