/** Waiting longer after each failure, with jitter, so that a crowd of pages does not come back all at once. */

const FIRST_MILLIS = 500;
const LONGEST_MILLIS = 15_000;
const JITTER = 0.25;

export class Backoff {
  #failures = 0;
  #timer = null;

  /** Forgets the failures: the connection works. */
  succeeded() {
    this.#failures = 0;
  }

  /**
   * Runs {@code action} after the next wait; an earlier one still waiting is replaced.
   *
   * @return {number} the wait in ms
   */
  schedule(action) {
    this.cancel();
    const base = Math.min(LONGEST_MILLIS, FIRST_MILLIS * 2 ** Math.min(this.#failures++, 10));
    const wait = base * (1 - JITTER + 2 * JITTER * Math.random());
    this.#timer = setTimeout(() => {
      this.#timer = null;
      action();
    }, wait);
    return wait;
  }

  cancel() {
    clearTimeout(this.#timer);
    this.#timer = null;
  }
}
