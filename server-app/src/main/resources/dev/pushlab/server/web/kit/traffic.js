/**
 * The bytes of a technique as the server counted them on its connections: a page cannot see its own, because browsers keep
 * what they send to themselves. Whoever else uses the technique meanwhile is counted too.
 */

const SAMPLE_MILLIS = 1_000;

export class Traffic {
  #technique;
  #down = 0;
  #up = 0;
  #last = null;
  #timer = null;
  #pending = null;
  #serial = 0;

  /** @param {string} technique its id */
  constructor(technique) {
    this.#technique = technique;
  }

  /** Bytes from the server since {@link clear}; null as long as it has not told. */
  get received() {
    return this.#last === null ? null : this.#down;
  }

  /** Bytes to the server since {@link clear}; null as long as it has not told. */
  get sent() {
    return this.#last === null ? null : this.#up;
  }

  /** Counts from here on. Whoever waits for it before the first request has that counted too. */
  clear() {
    this.#down = 0;
    this.#up = 0;
    this.#last = null;
    return this.#sample();
  }

  start() {
    this.#timer ??= setInterval(() => this.#sample(), SAMPLE_MILLIS);
  }

  /** What is on its way is still counted. */
  stop() {
    if (this.#timer !== null) {
      clearInterval(this.#timer);
      this.#timer = null;
      setTimeout(() => this.#sample(), SAMPLE_MILLIS);
    }
  }

  #sample() {
    this.#pending ??= this.#ask().finally(() => {
      this.#pending = null;
    });
    return this.#pending;
  }

  /** Without an answer the figures stay, and the page says why elsewhere. */
  async #ask() {
    try {
      const response = await fetch(`/techniques/${this.#technique}/traffic?n=${++this.#serial}`, { cache: 'no-store' });
      if (response.ok) {
        this.#add(await response.json());
      }
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof SyntaxError)) {
        throw error;
      }
    }
  }

  #add(now) {
    if (this.#last !== null) {
      // A server that was started again counts from zero.
      const before = now.out < this.#last.out ? { in: 0, out: 0 } : this.#last;
      this.#down += now.out - before.out;
      this.#up += now.in - before.in;
    }
    this.#last = now;
  }
}
