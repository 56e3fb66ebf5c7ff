/**
 * The server's clock, estimated. A request for the server's time is answered with the microseconds since 1970; the
 * answer was stamped somewhere between sending and receiving, so the clock is known to half a round trip. The fastest of
 * a few tries counts. Latencies computed with it are estimates, and are labelled so.
 */

const TRIES = 5;
const RENEW_MILLIS = 30_000;

export class ServerClock {
  #offset = null;
  #uncertainty = null;
  #timer = null;
  #serial = 0;

  /** Half the round trip of the best try, in ms; null while nothing is known. */
  get uncertainty() {
    return this.#uncertainty;
  }

  /** Now by the server's clock, in ms since 1970 with fractions; null while nothing is known. */
  now() {
    return this.#offset === null ? null : pageNow() + this.#offset;
  }

  start() {
    if (this.#timer === null) {
      this.#timer = setInterval(() => this.#estimate(), RENEW_MILLIS);
      this.#estimate();
    }
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = null;
  }

  async #estimate() {
    let best = null;
    for (let i = 0; i < TRIES && this.#timer !== null; i++) {
      const sample = await this.#sample();
      if (sample !== null && (best === null || sample.uncertainty < best.uncertainty)) {
        best = sample;
      }
    }
    if (best !== null) {
      this.#offset = best.offset;
      this.#uncertainty = best.uncertainty;
    }
  }

  /** One question; null when the server does not answer: the figures stay empty then, and the page says why elsewhere. */
  async #sample() {
    try {
      const sent = pageNow();
      const response = await fetch(`/time?n=${++this.#serial}`, { cache: 'no-store' });
      const received = pageNow();
      if (!response.ok) {
        return null;
      }
      const { micros } = await response.json();
      return { offset: micros / 1000 - (sent + received) / 2, uncertainty: (received - sent) / 2 };
    } catch (error) {
      if (error instanceof TypeError || error instanceof SyntaxError) {
        return null;
      }
      throw error;
    }
  }
}

/** The page's clock: finer than Date.now(), and steady while the page is open. */
function pageNow() {
  return performance.timeOrigin + performance.now();
}
