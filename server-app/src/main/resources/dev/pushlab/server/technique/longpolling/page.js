/** Long polling: the page asks, the answer comes when there is something to say, and the page asks again. */

import { Backoff } from '/web/kit/backoff.js';
import { quoted } from '/web/kit/commands.js';
import { ConnectionCount } from '/web/kit/connection-count.js';
import { count, currentLanguage, duration, t } from '/web/kit/i18n.js';
import { openLab } from '/web/kit/lab.js';
import { eventOf } from '/web/kit/payload.js';
import { settle } from '/web/kit/polls.js';
import { problemOf, unreachable } from '/web/kit/problem.js';

/** How long the server may hold a question, in s. */
const WAITS = [1, 2, 5, 10, 25, 55];
/** How long the page has no question at the server after each answer, in ms. */
const PAUSES = [0, 100, 500, 1000, 2000, 5000];
/** How much later than asked for the answer may come before the page takes the connection for dead, in s. */
const GRACE = 20;
/** How many answers the line below the list shows. */
const SHOWN = 8;

const wait = knob('wait', WAITS.map((seconds) => 1000 * seconds));
const pause = knob('pause-length', PAUSES);

/** Asks, takes the answer, asks again. */
class Receiver {
  #lab;
  #question = null;
  #backoff = new Backoff();
  #timer = null;
  #closed = false;

  constructor(lab) {
    this.#lab = lab;
    // The first question is not held: its answer says where the topic stands, so that nothing is missed from then on.
    this.#ask(0);
  }

  close() {
    this.#closed = true;
    this.#question?.abort();
    this.#backoff.cancel();
    clearTimeout(this.#timer);
  }

  // snippet:begin loop
  #ask(seconds) {
    const asked = { at: performance.now(), serverTime: this.#lab.serverTime, after: this.#lab.after };
    const question = new XMLHttpRequest();
    question.open('GET', this.#lab.url({ after: asked.after, wait: String(seconds) }));
    question.setRequestHeader('Accept-Language', currentLanguage());
    question.timeout = 1000 * (seconds + GRACE);
    question.onload = () => this.#loaded(asked, question);
    question.onerror = question.ontimeout = () => this.#failed(unreachable());
    question.send();
    this.#question = question;
    this.#lab.figures.requests++;
  }

  async #loaded(asked, question) {
    if (question.status === 200) {
      this.#answered(asked, JSON.parse(question.responseText));
    } else if (question.status === 204) {
      // Nothing came in time. Where to go on is in the ETag of every answer.
      this.#answered(asked, { events: [], last: JSON.parse(question.getResponseHeader('ETag')), gap: false });
    } else {
      this.#failed(await problemOf(asResponse(question)));
    }
  }

  #answered(asked, { events, last, gap }) {
    this.#backoff.succeeded();
    this.#lab.works();
    this.#lab.state('live');
    const arrived = events.map(eventOf);
    meter.answered(performance.now() - asked.at, arrived.length, arrived.filter(publishedBefore(asked)).length);
    this.#lab.deliver(arrived);
    settle(this.#lab, asked.after, { events, last, gap });
    showFigures(this.#lab);
    this.#askAgain();
  }

  #askAgain() {
    if (pause.value === 0) {
      this.#ask(wait.value / 1000);
    } else {
      // Nobody asks meanwhile. What happens now waits in the topic's history, and comes with the next answer.
      this.#timer = setTimeout(() => this.#ask(wait.value / 1000), pause.value);
    }
  }
  // snippet:end

  #failed(problem) {
    if (this.#closed) {
      return;
    }
    this.#lab.fail(problem);
    if (problem.retry) {
      this.#lab.state('waiting', this.#backoff.schedule(() => this.#ask(0)));
    }
  }
}

/** An answer as the kit reads problems. */
function asResponse(xhr) {
  const headers = { 'Content-Type': xhr.getResponseHeader('Content-Type') ?? '' };
  return new Response(xhr.responseText, { status: xhr.status, headers });
}

/** Events that were there before the question had to wait for it, in the history of the topic. */
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
