/**
 * One transport that is being tried or used. It has until an absolute deadline to prove that something comes through:
 * a proxy that swallows a stream lets it open all the same.
 *
 * @typedef {Object} Sink what a transport is given
 * @property {string} after where to begin
 * @property {number} proof how long a complete answer may take, in ms
 * @property {function()} asked a request was sent
 * @property {function()} connected a connection stands that stays
 * @property {function(string)} alive something came through; with the position from which delivery goes on
 * @property {function(object[])} events in order
 * @property {function({requested: string, resumed: string, reason: string})} gap history is lost
 * @property {function(string)} fail it does not work, or not any more: refused, silent, closed
 */

/** Gives what a transport brings to its owner, until it has failed or is closed. */
export class Attempt {
  #owner;
  #rung;
  #transport = null;
  #deadline;
  #openedAt = performance.now();
  #aliveAt = null;
  #over = false;
  #proof;

  /**
   * @param {object} owner the ladder
   * @param {object} rung what is tried
   * @param {number} proof in ms
   */
  constructor(owner, rung, proof) {
    this.#owner = owner;
    this.#rung = rung;
    this.#proof = proof;
    this.#deadline = setTimeout(() => this.fail('silent'), proof);
    this.#transport = rung.open((parameters) => owner.address(rung, parameters), this.#sink(), rung.offer);
    if (this.#over) {
      this.#transport.close();
    }
  }

  get rung() {
    return this.#rung;
  }

  /** From the beginning to the first thing that came through, in ms. */
  get tookMillis() {
    return (this.#aliveAt ?? performance.now()) - this.#openedAt;
  }

  /** How long it has worked, in ms. */
  get livedMillis() {
    return this.#aliveAt === null ? 0 : performance.now() - this.#aliveAt;
  }

  close() {
    this.#over = true;
    clearTimeout(this.#deadline);
    this.#transport?.close();
  }

  fail(reason) {
    if (!this.#over) {
      this.close();
      this.#owner.failed(this, reason);
    }
  }

  // snippet:begin proof
  #sink() {
    const owner = this.#owner;
    const unlessOver = (action) => (...what) => this.#over || action(...what);
    return {
      get after() {
        return owner.after;
      },
      proof: this.#proof,
      asked: unlessOver(() => owner.asked()),
      connected: unlessOver(() => owner.connected()),
      alive: unlessOver((start) => this.#alive(start)),
      events: unlessOver((events) => owner.events(events)),
      gap: unlessOver((gap) => owner.gap(this, gap)),
      fail: (reason) => this.fail(reason),
    };
  }

  /** The first time it is proof enough: from now on its events count. */
  #alive(start) {
    if (this.#aliveAt === null) {
      this.#aliveAt = performance.now();
      clearTimeout(this.#deadline);
      this.#owner.proven(this, start);
    }
  }
  // snippet:end
}
