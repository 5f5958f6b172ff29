/** Answers come in any order: of what is asked anew before it is there, the latest alone counts. */

/** Knows which question is the latest of its kind. */
export class Latest {
  #asked = 0;

  /**
   * Begin a question; what was asked before counts no more.
   * @returns {() => boolean} whether nothing was asked since
   */
  ask() {
    this.#asked += 1;
    const asked = this.#asked;
    return () => asked === this.#asked;
  }
}
