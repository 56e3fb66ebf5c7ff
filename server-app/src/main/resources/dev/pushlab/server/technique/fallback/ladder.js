/**
 * Goes down from one transport to the next when one fails, and up again when a better one works. Where each begins is
 * the last event of the page, so the ids tell whether anything was lost or came twice on the way.
 */

import { Backoff } from '/web/kit/backoff.js';
import { parseId } from '/web/kit/ledger.js';
import { Problem, request } from '/web/kit/problem.js';
import { Attempt } from './attempt.js';
import { openLongPolling, openShortPolling } from './transport-polling.js';
import { openSse } from './transport-sse.js';
import { openWebSocket } from './transport-websocket.js';
import { openXhrStreaming } from './transport-xhr-streaming.js';

/** What this page can do, from the best to the last resort. */
export const TRANSPORTS = {
  websocket: openWebSocket,
  sse: openSse,
  'xhr-streaming': openXhrStreaming,
  'long-polling': openLongPolling,
  'short-polling': openShortPolling,
};

export class Ladder {
  #lab;
  #story;
  #obstacles;
  #wishes;
  #rungs = [];
  #timing = null;
  #current = null;
  #candidate = null;
  #timer = null;
  #watch = null;
  #backoff = new Backoff();
  #closed = false;
  #lastEventAt = performance.now();

  /**
   * @param {object} lab
   * @param {Story} story is told what happens
   * @param {Map<string, Object<string, string>>} obstacles by transport, the parameters of what is in its way
   * @param {Object<string, string>} timing the times to negotiate
   */
  constructor(lab, story, { obstacles, timing }) {
    this.#lab = lab;
    this.#story = story;
    this.#obstacles = obstacles;
    this.#wishes = { ...timing, transports: Object.keys(TRANSPORTS).join(',') };
    this.#negotiate();
  }

  close() {
    this.#closed = true;
    this.#backoff.cancel();
    this.#rest();
    this.#current?.close();
    this.#current = null;
    this.#story.closed();
  }

  // ---- negotiating ----

  // snippet:begin loop
  async #negotiate() {
    let offer;
    try {
      const response = await request(this.#lab.url({ after: this.#lab.after, ...this.#wishes }));
      offer = await response.json();
    } catch (problem) {
      this.#unreachable(problem);
      return;
    }
    if (this.#closed) {
      return;
    }
    this.#backoff.succeeded();
    this.#lab.works();
    this.#timing = offer.timing;
    if (offer.recovered) {
      this.#lab.startAt(offer.start);
    }
    this.#rungs = offer.transports.map((each) => ({
      ...(this.#rungs.find(({ id }) => id === each.id) ?? { id: each.id, failures: 0, notBefore: 0 }),
      offer: each,
      open: TRANSPORTS[each.id],
    }));
    clearInterval(this.#watch);
    this.#watch = setInterval(() => this.#check(), this.#timing.quiet / 2);
    this.#descend();
  }

  /** Tries the best that has not failed just now, and after it the next one. */
  #descend() {
    const now = performance.now();
    const next = this.#rungs.find(({ notBefore }) => notBefore <= now);
    if (next !== undefined) {
      this.#lab.state('connecting');
      this.#try(next);
      return;
    }
    // None is left: begin anew when the first may be tried again.
    this.#rest();
    const wait = Math.max(0, Math.min(...this.#rungs.map(({ notBefore }) => notBefore)) - now);
    this.#lab.state('waiting', wait);
    this.#timer = setTimeout(() => this.#negotiate(), wait);
  }

  /** Tries a better one beside the one that works. */
  #climb() {
    this.#timer = null;
    const now = performance.now();
    const place = this.#rungs.indexOf(this.#current?.rung);
    const better = this.#rungs.slice(0, Math.max(0, place)).find(({ notBefore }) => notBefore <= now);
    if (this.#candidate === null && better !== undefined) {
      this.#try(better);
    } else {
      this.#climbLater();
    }
  }

  #try(rung) {
    this.#story.trying(rung.id);
    this.#candidate = new Attempt(this, rung, this.#timing.proof);
  }

  /** Something came through a candidate: it is the one from now on. The other goes only now, so nothing is missed. */
  proven(attempt, start) {
    const before = this.#current;
    this.#current = attempt;
    this.#candidate = null;
    before?.close();
    this.#lab.startAt(start);
    this.#lab.works();
    this.#lab.state('live');
    this.#story.using(attempt.rung.id, attempt.tookMillis);
    this.#climbLater();
  }

  failed(attempt, reason) {
    const { rung } = attempt;
    // What worked for long has met with a mishap, and may be tried again at once; what did not is left alone for a while.
    const stable = attempt.livedMillis >= this.#timing.stable;
    rung.failures = stable ? 0 : rung.failures + 1;
    const pause = Math.min(this.#timing.longest, this.#timing.upgrade * 2 ** (rung.failures - 1));
    rung.notBefore = stable ? 0 : performance.now() + pause;
    this.#story.failed(rung.id, reason);
    if (attempt === this.#current) {
      this.#current = null;
      this.#dropCandidate();
    } else {
      this.#candidate = null;
    }
    if (this.#current === null) {
      this.#descend();
    } else {
      this.#climbLater();
    }
  }
  // snippet:end

  #climbLater() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#climb(), this.#timing.upgrade);
  }

  #dropCandidate() {
    this.#candidate?.close();
    this.#candidate = null;
  }

  /** The server itself is not there, or does not want to: that is no transport's fault. */
  #unreachable(problem) {
    if (!(problem instanceof Problem)) {
      throw problem;
    }
    if (this.#closed) {
      return;
    }
    this.#rungs.forEach((rung) => Object.assign(rung, { failures: 0, notBefore: 0 }));
    this.#lab.fail(problem);
    if (problem.retry) {
      this.#lab.state('waiting', this.#backoff.schedule(() => this.#negotiate()));
    }
  }

  #rest() {
    clearTimeout(this.#timer);
    clearInterval(this.#watch);
    this.#dropCandidate();
  }

  // ---- the way is another one now ----

  /** Something was put in the way of a transport, or taken out of it. */
  obstacleChanged(id) {
    const rung = this.#rungs.find((each) => each.id === id);
    if (rung === undefined) {
      return;
    }
    Object.assign(rung, { failures: 0, notBefore: 0 });
    if (this.#current?.rung === rung) {
      // What stands in the way now would have broken the connection, too.
      this.#current.close();
      this.#current = null;
      this.#dropCandidate();
      this.#descend();
    } else if (this.#current !== null && !this.#obstacles.has(id)) {
      this.#dropCandidate();
      clearTimeout(this.#timer);
      this.#climb();
    } else if (this.#current === null && this.#candidate === null) {
      this.#rest();
      this.#negotiate();
    }
  }

  // ---- for attempts ----

  get after() {
    return this.#lab.after;
  }

  address({ id, offer }, parameters) {
    const numbered = new URL(this.#lab.url({ ...parameters, ...this.#obstacles.get(id) }));
    const url = new URL(offer.url, location.href);
    numbered.searchParams.forEach((value, name) => url.searchParams.set(name, value));
    return url.href;
  }

  asked() {
    this.#lab.figures.requests++;
  }

  connected() {
    this.#lab.figures.connections++;
  }

  // snippet:begin overlap
  /** While two transports run, both bring the same events: those that are behind the last one have been here. */
  events(events) {
    for (const event of events) {
      if (this.#isBehind(event.id)) {
        this.#story.overlapped();
      } else {
        this.#lab.deliver([event]);
      }
    }
    this.#lastEventAt = performance.now();
  }

  gap(attempt, { requested, resumed, reason }) {
    if (this.#isBehind(resumed)) {
      return; // the other transport has brought what is missing here
    }
    if (attempt !== this.#current && this.#current !== null) {
      attempt.fail('gap'); // better to stay with the one that misses nothing
      return;
    }
    this.#lab.gap(requested, resumed, reason);
  }

  #isBehind(id) {
    const last = parseId(this.#lab.position);
    const given = parseId(id);
    return last !== null && given !== null && given.epoch === last.epoch && given.offset <= last.offset;
  }
  // snippet:end

  // snippet:begin watch
  /**
   * A stream may be swallowed at any time, and the signs of life of WebSocket and Server-Sent Events are hidden from
   * pages. So after a while without events the page asks, by an answer that ends, whether it should have had some.
   */
  async #check() {
    const watched = this.#current;
    const quiet = performance.now() - this.#lastEventAt >= this.#timing.quiet;
    const poll = this.#rungs.find(({ id }) => id === 'short-polling');
    if (!watched?.rung.offer.stream || !quiet || this.#lab.position === '' || poll === undefined) {
      return;
    }
    const asked = this.#lab.position;
    try {
      this.asked();
      const response = await request(this.address(poll, { after: asked, limit: '1' }));
      const { events } = await response.json();
      if (events.length === 0) {
        return;
      }
    } catch (error) {
      if (!(error instanceof Problem)) {
        throw error;
      }
      return; // polling does not get through: then it says nothing about others
    }
    setTimeout(() => {
      if (watched === this.#current && this.#lab.position === asked) {
        watched.fail('silent');
      }
    }, this.#timing.proof);
  }
  // snippet:end
}
