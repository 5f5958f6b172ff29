/** Trying again what failed: soon at first, as a connection that has just come back often fails once, then later and later. */
export class Again {
  #pause;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {number} first pause before the first attempt, ms
   * @param {number} most the longest pause
   */
  constructor(first, most) {
    this.first = first;
    this.most = most;
    this.#pause = first;
  }

  /** Attempt it after a pause, twice as long as the last one; only the latest is attempted. @param {() => void} attempt */
  later(attempt) {
    this.stop();
    this.#timer = setTimeout(attempt, this.#pause);
    this.#pause = Math.min(2 * this.#pause, this.most);
  }

  /** Attempt nothing; the next pause is as long as it would have been. */
  stop() {
    clearTimeout(this.#timer);
  }

  /** Attempt nothing, and begin with the shortest pause. */
  fresh() {
    this.stop();
    this.#pause = this.first;
  }
}
