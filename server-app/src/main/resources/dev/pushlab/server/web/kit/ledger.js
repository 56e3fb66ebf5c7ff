/**
 * Checks from the ids what a receiver can check: that each event of a topic arrives once and in order. Ids are
 * {@code epoch:offset}; within an epoch, offsets rise by one.
 */

/** What an id turned out to be: new, new but with a hole before it, or one that was seen before. */
export const Verdict = Object.freeze({ NEW: 'new', HOLE: 'hole', DUPLICATE: 'duplicate' });

export class Ledger {
  #epoch = null;
  #offset = 0;

  constructor() {
    this.reset();
  }

  reset() {
    this.#epoch = null;
    this.#offset = 0;
    this.duplicates = 0;
    this.lost = 0;
    /** True when history ended in a way that does not tell how many events are missing. */
    this.uncertain = false;
  }

  /** The id to resume after: '' before the first. */
  get position() {
    return this.#epoch === null ? '' : `${this.#epoch}:${this.#offset}`;
  }

  /** Takes over a position that the server named, such as the end of history when a subscription begins "now". */
  moveTo(id) {
    const parsed = parseId(id);
    if (parsed !== null) {
      this.#epoch = parsed.epoch;
      this.#offset = parsed.offset;
    }
  }

  /**
   * Judges the id of an event that arrived.
   *
   * @return {{verdict: string, missing: number}} missing is the number of offsets skipped, 0 unless a hole
   */
  judge(id) {
    const { epoch, offset } = parseId(id) ?? {};
    if (epoch === undefined) {
      return { verdict: Verdict.NEW, missing: 0 };
    }
    if (epoch === this.#epoch && offset <= this.#offset) {
      this.duplicates++;
      return { verdict: Verdict.DUPLICATE, missing: 0 };
    }
    const known = this.#epoch !== null;
    const missing = known && epoch === this.#epoch ? offset - this.#offset - 1 : 0;
    const broken = known && epoch !== this.#epoch;
    this.#epoch = epoch;
    this.#offset = offset;
    this.lost += missing;
    this.uncertain ||= broken;
    return { verdict: missing > 0 || broken ? Verdict.HOLE : Verdict.NEW, missing };
  }

  /**
   * Records a gap that the server announced.
   *
   * @param {string|null} requested what was asked for
   * @param {string} resumed delivery goes on after this position
   * @param {boolean} replaced whether a newer event takes the place of each: they do not count as lost
   * @return {number|null} how many events are missing; null if that cannot be known
   */
  announceGap(requested, resumed, replaced = false) {
    const from = parseId(requested) ?? { epoch: this.#epoch, offset: this.#offset };
    const to = parseId(resumed);
    this.moveTo(resumed);
    if (to === null || from.epoch !== to.epoch) {
      this.uncertain = true;
      return null;
    }
    const missing = Math.max(0, to.offset - from.offset);
    this.lost += replaced ? 0 : missing;
    return missing;
  }
}

/** @return {{epoch: number, offset: number}|null} null for anything that is not an id */
export function parseId(id) {
  const match = /^(\d{1,16}):(\d{1,16})$/.exec(id ?? '');
  return match === null ? null : { epoch: Number(match[1]), offset: Number(match[2]) };
}
