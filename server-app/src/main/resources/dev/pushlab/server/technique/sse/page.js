/** Server-Sent Events: one request, and an answer that does not end. */

import { Backoff } from '/web/kit/backoff.js';
import { quoted } from '/web/kit/commands.js';
import { count, t } from '/web/kit/i18n.js';
import { openLab } from '/web/kit/lab.js';
import { eventOf } from '/web/kit/payload.js';
import { diagnose, Problem } from '/web/kit/problem.js';

/** Receives by EventSource, which reconnects by itself; after an answer that forbids that, this decides what to do. */
class Receiver {
  #lab;
  #source = null;
  #backoff = new Backoff();
  #closed = false;

  constructor(lab) {
    this.#lab = lab;
    this.#open();
  }

  close() {
    this.#closed = true;
    this.#backoff.cancel();
    this.#source.close();
  }

  // snippet:begin loop
  #open() {
    // EventSource hands an event with a type of its own only to listeners for exactly that type. A page that wants all
    // of them asks for envelopes: id, type, time and data as one JSON object, and no "event:" line.
    const source = new EventSource(this.#lab.url({ after: this.#lab.after, envelope: 'json' }));
    this.#source = source;
    this.#lab.figures.requests++;

    source.onopen = () => {
      this.#backoff.succeeded();
      this.#lab.figures.connections++;
      this.#lab.works();
    };
    source.onmessage = ({ data, lastEventId }) => {
      this.#lab.deliver([eventOf(JSON.parse(data))]);
      showLast(this.#lab, lastEventId);
    };
    // One of the two comes first on every stream: where it begins, or what was lost before it begins.
    source.addEventListener('subscribed', ({ data }) => {
      this.#lab.startAt(JSON.parse(data).start);
      this.#lab.state('live');
    });
    source.addEventListener('gap', ({ data }) => {
      const { requested, resumed, reason } = JSON.parse(data);
      this.#lab.gap(requested, resumed, reason);
      this.#lab.state('live');
    });
    source.onerror = () => {
      if (source.readyState === EventSource.CONNECTING) {
        // The connection broke. The browser asks again by itself, with the last id in the header Last-Event-ID.
        reconnects++;
        this.#lab.figures.requests++;
        this.#lab.state('waiting');
      } else {
        this.#refused();
      }
    };
  }
  // snippet:end

  /** The server answered with something that EventSource gives up on; it does not say with what. */
  async #refused() {
    let problem;
    try {
      problem = await diagnose(this.#lab.url({ after: this.#lab.after }));
    } catch (error) {
      if (!(error instanceof Problem)) {
        throw error;
      }
      problem = error;
    }
    if (this.#closed) {
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

let reconnects = 0;
let lastId = '';

function showLast(lab, id = lastId) {
  lastId = id;
  lab.footnote(t('sse.last', id || '–', count(reconnects)));
}

openLab({
  id: 'sse',
  open: (lab) => new Receiver(lab),
  commands: ({ origin, topic }) => [`curl -N ${quoted(`${origin}/topics/${topic}/sse?after=earliest`)}`],
  relabel: (lab) => showLast(lab),
  cleared(lab) {
    reconnects = 0;
    showLast(lab);
  },
});
