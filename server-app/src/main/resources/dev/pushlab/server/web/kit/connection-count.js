/**
 * How many TCP connections the browser opened for requests to an address, from its own resource timing: a request that
 * found a connection open has no time of connecting. Null where the browser does not tell.
 */
export class ConnectionCount {
  #opened = 0;
  #known = false;

  /** @param {string} ending how the path of the requests that count ends */
  constructor(ending) {
    if (globalThis.PerformanceObserver?.supportedEntryTypes?.includes('resource')) {
      new PerformanceObserver((list) => this.#take(list.getEntries(), ending)).observe({ type: 'resource' });
    }
  }

  get value() {
    return this.#known ? this.#opened : null;
  }

  clear() {
    this.#opened = 0;
  }

  #take(entries, ending) {
    for (const entry of entries) {
      if (new URL(entry.name).pathname.endsWith(ending) && entry.requestStart > 0) {
        this.#known = true;
        this.#opened += entry.connectEnd > entry.connectStart ? 1 : 0;
      }
    }
    // The browser's own list is of no use here, and is bounded: empty it, so that it never fills.
    performance.clearResourceTimings();
  }
}
