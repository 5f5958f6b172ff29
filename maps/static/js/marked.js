/** Features that the pointer is over or that are selected: a state of theirs in the tiles, and layers that draw them alone. */

/** @typedef {import('maplibre-gl').Map} GlMap */
/** @typedef {import('./tiles.js').StyleLayer} StyleLayer */
/** @typedef {{ layer: string, fid?: number, id?: string }} Picked a feature, by its number in tiles or its id */
/** @typedef {'hover' | 'selected'} Mark */
/** @typedef {{ state: Mark, paint: string, value: number }} Marks how a layer draws marked features alone */

/** At most one feature of each state. */
export class Marked {
  /** @type {Partial<Record<Mark, Picked>>} */
  #picked = {};
  /** @type {StyleLayer[]} layers that draw marked features alone */
  #layers = [];

  /** @param {() => GlMap | undefined} map once it is there */
  constructor(map) {
    this.map = map;
  }

  /**
   * Mark in a style that is there anew what is selected.
   * @param {StyleLayer[]} layers of the style
   */
  begin(layers) {
    this.#layers = layers.filter(({ metadata }) => metadata?.marks);
    const { selected } = this.#picked;
    this.#picked = {};
    this.mark('selected', selected);
  }

  /**
   * Mark a feature, and unmark the one before.
   * @param {Mark} state
   * @param {Picked} [picked]
   */
  mark(state, picked) {
    const before = this.#picked[state];
    if (before?.layer === picked?.layer && before?.fid === picked?.fid) return;
    this.#setState(before, state, false);
    this.#setState(picked, state, true);
    this.#picked[state] = picked;
    if (before?.layer !== picked?.layer) this.#draw(state, picked?.layer);
  }

  /** Select again, of a source whose features have lost their states, what was selected. @param {string} source */
  selectAgain(source) {
    const { selected } = this.#picked;
    if (selected?.layer === source) this.#setState(selected, 'selected', true);
  }

  /**
   * Draw the layers of a state over one source, and those over others no more.
   * @param {Mark} state
   * @param {string | undefined} source
   */
  #draw(state, source) {
    const gl = this.map();
    for (const { id, source: own, metadata } of this.#layers) {
      const marks = metadata?.marks;
      if (marks?.state !== state || !gl?.getLayer(id)) continue;
      const value = own === source ? marks.value : 0;
      if (gl.getPaintProperty(id, marks.paint) !== value) gl.setPaintProperty(id, marks.paint, value);
    }
  }

  /**
   * @param {Picked | undefined} picked
   * @param {Mark} state
   * @param {boolean} value
   */
  #setState(picked, state, value) {
    const gl = this.map();
    if (picked?.fid === undefined || !gl?.getSource(picked.layer)) return;
    gl.setFeatureState({ source: picked.layer, sourceLayer: picked.layer, id: picked.fid }, { [state]: value });
  }
}
