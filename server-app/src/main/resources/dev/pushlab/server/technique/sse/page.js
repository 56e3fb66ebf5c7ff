/** Server-Sent Events: one request, and an answer that does not end. */

import { Backoff } from '/web/kit/backoff.js';
import { quoted } from '/web/kit/commands.js';
import { bytes, count, duration, t } from '/web/kit/i18n.js';
import { openLab } from '/web/kit/lab.js';
import { parseId } from '/web/kit/ledger.js';
import { eventOf } from '/web/kit/payload.js';
import { Problem, request } from '/web/kit/problem.js';
import { acrossOrigins, relabelAcross } from './across.js';
import { isNative, parameters, relabel, retryAsked, typeWanted } from './wishes.js';

const NO_CONTENT = 204;
/** What is asked of a stream whose reconnection is to be answered by 204. With envelopes it has an id from the start. */
const LAST = { envelope: 'json', resumed: String(NO_CONTENT), obstacle: 'cut', seconds: '1' };
/** After so long without events, in ms, what the server still counts is nothing that a listener is told of. */
const QUIET_MILLIS = 2_500;
const LOOK_MILLIS = 1_000;

/** Receives by EventSource, which reconnects by itself; after an answer that forbids that, this decides what to do. */
class Receiver {
  #lab;
  #source = null;
  #backoff = new Backoff();
  #closed = false;
  #brokenAt = null;
  #heardAt = performance.now();
  #quietFrom = null;
  #looking;

  constructor(lab) {
    this.#lab = lab;
    this.#looking = setInterval(() => this.#look(), LOOK_MILLIS);
    this.#open();
  }

  close() {
    this.#closed = true;
    this.#backoff.cancel();
    clearInterval(this.#looking);
    this.#source.close();
  }

  // snippet:begin loop
  #open() {
    const native = isNative() && !lastStream;
    const source = new EventSource(this.#lab.url({ after: this.#lab.after, ...parameters(), ...(lastStream ? LAST : {}) }));
    this.#source = source;
    this.#lab.figures.requests++;
    seen.redirected = null;

    source.onopen = () => {
      this.#backoff.succeeded();
      this.#lab.figures.connections++;
      this.#lab.works();
      if (this.#brokenAt !== null) {
        seen.pause = performance.now() - this.#brokenAt;
        this.#brokenAt = null;
      }
      if (native) {
        this.#lab.state('live');
      }
      show(this.#lab);
    };
    if (native) {
      // An event with a type of its own goes to the listeners of exactly that type, one without to those of "message".
      // What nobody listens to came over the wire all the same.
      source.addEventListener(typeWanted() || 'message', (event) => this.#heard(event));
    } else {
      // A page that wants all types asks for envelopes: the event as one JSON object, and no "event:" line.
      source.onmessage = ({ data, lastEventId }) => {
        this.#took(lastEventId);
        this.#lab.deliver([eventOf(JSON.parse(data))]);
      };
      // One of the two comes first on every stream: where it begins, or what was lost before it begins.
      source.addEventListener('subscribed', ({ data }) => this.#subscribed(JSON.parse(data)));
    }
    source.addEventListener('gap', (event) => this.#gap(event));
    source.onerror = () => {
      if (source.readyState === EventSource.CONNECTING) {
        // The connection broke. The browser asks again by itself, with the last id in the header Last-Event-ID.
        this.#brokenAt = performance.now();
        seen.reconnects++;
        this.#lab.figures.requests++;
        this.#lab.state('waiting', retryAsked());
      } else {
        this.#refused();
      }
    };
  }
  // snippet:end

  #subscribed({ start, redirected }) {
    this.#took(start);
    seen.redirected = redirected ?? null;
    this.#lab.startAt(start);
    this.#lab.state('live');
    show(this.#lab);
  }

  /** An event as it is: it has no time, and what came since the one before found no listener. */
  #heard({ data, lastEventId, type }) {
    const before = parseId(this.#lab.position);
    const now = parseId(lastEventId);
    if (before !== null && now !== null && before.epoch === now.epoch && now.offset > before.offset + 1) {
      seen.unheard += now.offset - before.offset - 1;
      this.#lab.passOver(`${now.epoch}:${now.offset - 1}`);
    }
    this.#took(lastEventId);
    this.#lab.deliver([{ id: lastEventId, type: type === 'message' ? '' : type, time: null, contentType: '', data }]);
  }

  /** History is lost. Without envelopes a published event may call itself a gap: one of the server's names its own id. */
  #gap({ data, lastEventId }) {
    let gap = null;
    try {
      gap = JSON.parse(data);
    } catch (error) {
      if (!(error instanceof SyntaxError)) {
        throw error;
      }
    }
    if (gap?.topic === this.#lab.topic && gap.resumed === lastEventId) {
      this.#took(lastEventId);
      this.#lab.gap(gap.requested, gap.resumed, gap.reason);
      this.#lab.state('live');
    }
  }

  #took(id) {
    this.#heardAt = performance.now();
    this.#quietFrom = null;
    seen.last = id;
    show(this.#lab);
  }

  /** Bytes that come while nothing happens are comments: EventSource tells no listener of them. */
  #look() {
    const { received } = this.#lab;
    if (received === null || performance.now() - this.#heardAt < QUIET_MILLIS) {
      return;
    }
    if (this.#quietFrom !== null && received > this.#quietFrom) {
      seen.comments += received - this.#quietFrom;
      show(this.#lab);
    }
    this.#quietFrom = received;
  }

  /** The server answered with something that EventSource gives up on; it does not say with what, so the page asks too. */
  async #refused() {
    let problem = null;
    let status = 0;
    const abort = new AbortController();
    try {
      const headers = lastStream ? { 'Last-Event-ID': this.#lab.position } : {};
      const url = this.#lab.url({ after: this.#lab.after, resumed: lastStream ? LAST.resumed : '' });
      ({ status } = await request(url, { headers, signal: abort.signal }));
    } catch (error) {
      if (!(error instanceof Problem)) {
        throw error;
      }
      problem = error;
    } finally {
      abort.abort();
    }
    if (this.#closed) {
      return;
    }
    if (status === NO_CONTENT) {
      seen.stopped = true;
      this.#lab.stop();
      show(this.#lab);
      return;
    }
    if (problem !== null) {
      this.#lab.fail(problem);
    }
    if (problem === null || problem.retry) {
      this.#lab.state('waiting', this.#backoff.schedule(() => this.#open()));
    }
  }
}

/** What the page noticed, for the line below the list. */
const seen = {};

function clear() {
  Object.assign(seen, {
    last: '', reconnects: 0, pause: null, redirected: null, unheard: 0, comments: 0, stopped: false,
  });
}

function show(lab) {
  lab.footnote(
    [
      t('sse.last', seen.last || '–', count(seen.reconnects)),
      seen.pause === null ? '' : t('sse.paused', duration(seen.pause), duration(retryAsked())),
      seen.redirected === null ? '' : t('sse.redirected', String(seen.redirected)),
      isNative() ? t('sse.unheard', count(seen.unheard)) : '',
      seen.comments === 0 ? '' : t('sse.comments', bytes(seen.comments)),
      seen.stopped ? t('sse.stopped') : '',
    ]
      .filter((part) => part !== '')
      .join(' · '),
  );
}

/** Whether the browser is to be told not to come back. */
let lastStream = false;

let address = () => '';

clear();
openLab({
  id: 'sse',
  panel: acrossOrigins(() => address()),
  open(lab) {
    address = () => lab.url();
    seen.stopped = false;
    const receiver = new Receiver(lab);
    return {
      close() {
        receiver.close();
        lastStream = false;
      },
    };
  },
  commands: ({ origin, topic }) => {
    const address = `${origin}/topics/${topic}/sse`;
    return [
      `curl -N ${quoted(`${address}?after=earliest`)}`,
      `curl -i ${quoted(`${address}?redirect=307`)}`,
      `curl -i -H 'Last-Event-ID: 1:1' ${quoted(`${address}?resumed=204`)}`,
    ];
  },
  relabel(lab) {
    relabel(() => lab.reconnect());
    relabelAcross();
    document.getElementById('last-stream').onclick = () => {
      lab.stop();
      lastStream = true;
      lab.start();
    };
    show(lab);
  },
  cleared(lab) {
    clear();
    show(lab);
  },
});
