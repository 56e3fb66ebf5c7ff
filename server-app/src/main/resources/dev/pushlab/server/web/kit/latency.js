/** The latencies of the most recent events: a bounded window, with its median and 99th percentile. */

const WINDOW = 2048;

export class LatencyWindow {
  #values = new Float64Array(WINDOW);
  #count = 0;

  reset() {
    this.#count = 0;
  }

  /** @param {number} millis */
  add(millis) {
    this.#values[this.#count++ % WINDOW] = millis;
  }

  /** @return {{median: number, p99: number}|null} null before the first */
  summary() {
    const filled = Math.min(this.#count, WINDOW);
    if (filled === 0) {
      return null;
    }
    const sorted = this.#values.slice(0, filled).sort();
    const at = (quantile) => sorted[Math.ceil(quantile * filled) - 1];
    return { median: at(0.5), p99: at(0.99) };
  }
}
