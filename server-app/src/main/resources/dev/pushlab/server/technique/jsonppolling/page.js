/** JSONP polling: the page asks again and again by script elements, which may come from anywhere. */

import { Backoff } from '/web/kit/backoff.js';
import { quoted } from '/web/kit/commands.js';
import { setText } from '/web/kit/dom.js';
import { count, duration, share, t } from '/web/kit/i18n.js';
import { openLab } from '/web/kit/lab.js';
import { at, include, otherOrigin, whyNot } from '/web/kit/other-origin.js';
import { eventOf } from '/web/kit/payload.js';
import { settle } from '/web/kit/polls.js';
import { Problem, unreachable } from '/web/kit/problem.js';

const INTERVALS = [100, 150, 200, 300, 500, 700, 1000, 1500, 2000, 3000, 5000, 7000, 10_000];
/** How long the page waits for an answer before it asks again, in ms. */
const PATIENCES = [200, 500, 1000, 2000, 5000, 10_000];
/** How many events one answer may bring; a full answer is followed by the next question at once. */
const LIMIT = 500;

/** The functions that wait to be called, by name: scripts of another origin find global names only. */
const waiting = {};
window.jsonp = waiting;

const interval = knob('interval', INTERVALS);
const patience = knob('patience', PATIENCES);

let serial = 0;

/** Asks on a timer; never two at a time, but for those it has given up. */
class Poller {
  #lab;
  #origin = null;
  #timer = null;
  #giveUp = null;
  #backoff = new Backoff();
  #closed = false;

  constructor(lab) {
    this.#lab = lab;
    this.#begin();
  }

  close() {
    this.#closed = true;
    this.#backoff.cancel();
    clearTimeout(this.#timer);
    clearTimeout(this.#giveUp);
  }

  /** Goes by the interval that is chosen now. */
  rescheduled() {
    if (this.#timer !== null) {
      this.#schedule(interval.value);
    }
  }

  async #begin() {
    try {
      this.#origin = await otherOrigin();
      this.#schedule(0);
    } catch (error) {
      this.#failed(error);
    }
  }

  // snippet:begin loop
  #schedule(delay) {
    clearTimeout(this.#timer);
    this.#timer = this.#closed ? null : setTimeout(() => this.#ask(), delay);
  }

  #ask() {
    this.#timer = null;
    const { after } = this.#lab;
    const name = `a${++serial}`;
    const url = this.#lab.url({ after, limit: LIMIT, callback: `jsonp.${name}` });
    const question = { open: true };

    // The answer is a call of this function. It comes or it does not: no status, no progress, no abort.
    waiting[name] = (answer) => {
      clean();
      if (question.open) {
        this.#answered(after, answer);
      } else {
        meter.late++;
        meter.show(this.#lab);
      }
      question.open = false;
    };
    const script = include(at(this.#origin, url), async () => {
      clean();
      if (question.open) {
        question.open = false;
        clearTimeout(this.#giveUp);
        this.#failed(await whyNot(url));
      }
    });
    const clean = () => {
      delete waiting[name];
      script.remove();
    };
    this.#giveUp = setTimeout(() => {
      // It cannot be taken back. If it is answered after all, nobody listens.
      question.open = false;
      meter.timeouts++;
      meter.show(this.#lab);
      this.#schedule(interval.value);
    }, patience.value);
    this.#lab.figures.requests++;
    meter.show(this.#lab);
  }

  #answered(after, { events, last, gap }) {
    clearTimeout(this.#giveUp);
    if (this.#closed) {
      return;
    }
    this.#backoff.succeeded();
    this.#lab.works();
    this.#lab.state('live');
    this.#lab.deliver(events.map(eventOf));
    this.#lab.figures.answers++;
    this.#lab.figures.empty = (this.#lab.figures.empty ?? 0) + (events.length === 0 ? 1 : 0);
    meter.show(this.#lab);
    settle(this.#lab, after, { events, last, gap });
    this.#schedule(events.length < LIMIT ? interval.value : 0);
  }
  // snippet:end

  #failed(error) {
    if (this.#closed) {
      return;
    }
    if (!(error instanceof Problem)) {
      throw error;
    }
    this.#lab.fail(error);
    if (error.retry) {
      this.#lab.state('waiting', this.#backoff.schedule(() => this.#begin()));
    }
  }
}

/** What the page cannot take back, and whether it cleans up behind itself. */
class Meter {
  constructor() {
    this.clear();
  }

  clear() {
    this.timeouts = 0;
    this.late = 0;
  }

  show(lab) {
    const { answers, empty } = lab.figures;
    lab.footnote(
      [
        t('jsonp-polling.wasted', share(empty ?? 0, answers)),
        t('jsonp-polling.timeouts', count(this.timeouts), count(this.late)),
        t('jsonp-polling.left', count(Object.keys(waiting).length), count(document.head.querySelectorAll('script[src*="callback="]').length)),
      ].join(' · '),
    );
  }
}

/** What the last experiment showed, again in another language if that changes. */
let outcome = () => '';

function showOutcome(text) {
  outcome = text;
  setText(document.getElementById('outcome'), outcome());
}

/** The same question by fetch: the server answers, and the browser keeps the answer from the page. */
async function tryFetch(lab) {
  const origin = await otherOrigin();
  const url = at(origin, lab.url({ limit: '1', callback: 'jsonp.fetched' }));
  try {
    const response = await fetch(url, { referrerPolicy: 'origin', cache: 'no-store' });
    const { status } = response;
    showOutcome(() => t('jsonp-polling.fetch.allowed', origin, status));
  } catch (error) {
    const { name, message } = error;
    // Without a wish to read it, the answer comes: then it was not the server that failed.
    const answered = await fetch(url, { mode: 'no-cors', referrerPolicy: 'origin', cache: 'no-store' }).catch(() => null);
    showOutcome(() =>
      answered === null ? unreachable().message : t('jsonp-polling.fetch.refused', origin, `${name}: ${message}`),
    );
  }
}

/** A question that is refused: the script's page learns that it failed, and nothing else. */
async function tryRefused(lab) {
  const origin = await otherOrigin();
  const url = lab.url({ callback: '1+1' });
  const script = include(at(origin, url), async (event) => {
    script.remove();
    const { status, title, detail } = await whyNot(url);
    showOutcome(() => t('jsonp-polling.refused', event.type, status, title, detail));
  });
}

/** A slider over some durations in ms, and the words beside it. */
function knob(id, steps) {
  const slider = document.getElementById(id);
  const shown = document.querySelector(`output[for="${id}"]`);
  const made = {
    slider,
    get value() {
      return steps[Number(slider.value)];
    },
    show() {
      shown.textContent = duration(made.value);
      slider.setAttribute('aria-valuetext', shown.textContent);
    },
  };
  slider.addEventListener('input', made.show);
  return made;
}

const meter = new Meter();
let poller = null;
let lab = null;

interval.slider.addEventListener('change', () => poller?.rescheduled());
document.getElementById('try-fetch').addEventListener('click', () => tryFetch(lab));
document.getElementById('try-refused').addEventListener('click', () => tryRefused(lab));

openLab({
  id: 'jsonp-polling',
  live: 'jsonp-polling.live',
  open(opened) {
    lab = opened;
    poller = new Poller(opened);
    return {
      close() {
        poller.close();
        poller = null;
      },
    };
  },
  commands: ({ origin, topic }) => [
    `curl ${quoted(`${origin}/topics/${topic}/jsonp-polling?callback=take&after=earliest&limit=3`)}`,
  ],
  relabel(opened) {
    lab = opened;
    interval.show();
    patience.show();
    meter.show(opened);
    showOutcome(outcome);
  },
  cleared(opened) {
    meter.clear();
    meter.show(opened);
  },
});
