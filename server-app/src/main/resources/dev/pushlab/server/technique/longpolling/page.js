/** Long polling: the page asks, the answer comes when there is something to say, and the page asks again. */

import { Backoff } from '/web/kit/backoff.js';
import { quoted } from '/web/kit/commands.js';
import { ConnectionCount } from '/web/kit/connection-count.js';
import { count, duration, t } from '/web/kit/i18n.js';
import { openLab } from '/web/kit/lab.js';
import { eventOf } from '/web/kit/payload.js';
import { Problem, request } from '/web/kit/problem.js';

/** How long the server may hold a question, in s. A page that is left may be noticed only after that. */
const WAITS = [1, 2, 5, 10, 25, 55];
/** How long the page has no question at the server after each answer, in ms. */
const PAUSES = [0, 100, 500, 1000, 2000, 5000];
/** How many answers the line below the list shows. */
const SHOWN = 8;

const wait = knob('wait', WAITS.map((seconds) => seconds * 1000));
const pause = knob('pause-length', PAUSES);

/** Asks, takes the answer, asks again. */
class Receiver {
  #lab;
  #abort = new AbortController();
  #backoff = new Backoff();
  #timer = null;

  constructor(lab) {
    this.#lab = lab;
    // The first question is not held: its answer says where the topic stands, so that nothing is missed from then on.
    this.#ask(0);
  }

  close() {
    this.#abort.abort();
    this.#backoff.cancel();
    clearTimeout(this.#timer);
  }

  // snippet:begin loop
  async #ask(millis) {
    this.#lab.figures.requests++;
    const asked = { at: performance.now(), serverTime: this.#lab.serverTime };
    try {
      const { signal } = this.#abort;
      const { after } = this.#lab;
      const response = await request(this.#lab.url({ after, wait: String(millis / 1000) }), { signal });
      // 204: nothing came in time. Where to go on is in the ETag of every answer.
      const answer =
        response.status === 204
          ? { events: [], last: JSON.parse(response.headers.get('ETag')), gap: false }
          : await response.json();
      if (!signal.aborted) {
        this.#answered(asked, after, answer);
        this.#timer = setTimeout(() => this.#ask(wait.value), pause.value);
      }
    } catch (error) {
      this.#failed(error);
    }
  }

  #answered(asked, after, { events, last, gap }) {
    this.#backoff.succeeded();
    this.#lab.works();
    this.#lab.state('live');
    const arrived = events.map(eventOf);
    meter.answered(performance.now() - asked.at, arrived.length, arrived.filter(publishedBefore(asked)).length);
    this.#lab.deliver(arrived);
    if (this.#lab.position === '') {
      this.#lab.startAt(last);
    } else if (gap && events.length === 0 && this.#lab.position === after) {
      this.#lab.gap(after, last);
    }
    showFigures(this.#lab);
  }
  // snippet:end

  #failed(error) {
    if (error.name === 'AbortError' || this.#abort.signal.aborted) {
      return;
    }
    if (!(error instanceof Problem)) {
      throw error;
    }
    this.#lab.fail(error);
    if (error.retry) {
      this.#lab.state('waiting', this.#backoff.schedule(() => this.#ask(0)));
    }
  }
}

/** Events from before the question had to wait for it, in the history of the topic. */
function publishedBefore({ serverTime }) {
  return ({ time }) => serverTime !== null && time !== null && time < serverTime;
}

/** How long questions were held, and what the answers brought. */
class Meter {
  constructor() {
    this.clear();
  }

  clear() {
    this.answers = 0;
    this.empty = 0;
    this.events = 0;
    this.waited = 0;
    this.held = 0;
    this.longest = 0;
    this.last = [];
  }

  /** @param {number} waited how many of the events were there before the question */
  answered(held, events, waited) {
    this.answers++;
    this.empty += events === 0 ? 1 : 0;
    this.events += events;
    this.waited += waited;
    this.held += held;
    this.longest = Math.max(this.longest, held);
    this.last = [...this.last, { events, waited }].slice(-SHOWN);
  }

  show(lab) {
    const full = this.answers - this.empty;
    const perAnswer = full === 0 ? '–' : count(Math.round((10 * this.events) / full) / 10);
    lab.footnote(
      [
        t('long-polling.held', duration(this.answers === 0 ? null : this.held / this.answers), duration(this.longest)),
        t('long-polling.answers', perAnswer),
        t('long-polling.queued', count(this.waited)),
        t('long-polling.last', this.last.map(words).join(' ') || '–'),
      ].join(' · '),
    );
  }
}

/** An answer in one word: how many events it brought, with a plus if any of them had waited for the question. */
function words({ events, waited }) {
  return events === 0 ? '204' : count(events) + (waited > 0 ? '⁺' : '');
}

function showFigures(lab) {
  lab.figures.answers = meter.answers;
  lab.figures.empty = meter.empty;
  lab.figures.connections = connections.value;
  meter.show(lab);
}

/** A slider over some durations in ms, and the words beside it. */
function knob(id, steps) {
  const slider = document.getElementById(id);
  const shown = document.querySelector(`output[for="${id}"]`);
  const made = {
    get value() {
      return steps[Number(slider.value)];
    },
    show() {
      shown.textContent = made.value === 0 ? t('long-polling.pause.none') : duration(made.value);
      slider.setAttribute('aria-valuetext', shown.textContent);
    },
  };
  slider.addEventListener('input', made.show);
  return made;
}

const meter = new Meter();
const connections = new ConnectionCount('/long-polling');

openLab({
  id: 'long-polling',
  live: 'long-polling.live',
  open: (lab) => new Receiver(lab),
  commands({ origin, topic }) {
    const address = `${origin}/topics/${topic}/long-polling`;
    return [
      `curl -i ${quoted(`${address}?after=earliest`)}`,
      `while curl -sf --etag-save last --etag-compare last ${quoted(`${address}?envelope=none`)}; do :; done`,
    ];
  },
  relabel(lab) {
    wait.show();
    pause.show();
    meter.show(lab);
  },
  cleared(lab) {
    meter.clear();
    connections.clear();
    meter.show(lab);
  },
});
