/** Short polling: the page asks again and again whether there is something new. */

import { quoted } from '/web/kit/commands.js';
import { Backoff } from '/web/kit/backoff.js';
import { ConnectionCount } from '/web/kit/connection-count.js';
import { count, duration, share, t } from '/web/kit/i18n.js';
import { openLab } from '/web/kit/lab.js';
import { eventOf } from '/web/kit/payload.js';
import { Problem, request } from '/web/kit/problem.js';

const INTERVALS = [100, 150, 200, 300, 500, 700, 1000, 1500, 2000, 3000, 5000, 7000, 10_000];
/** How many events one answer may bring; a full answer is followed by the next question at once. */
const LIMIT = 500;
/** A server that never answers must not collect questions without end. */
const MOST_IN_FLIGHT = 8;

const slider = document.getElementById('interval');
const shown = document.getElementById('interval-shown');
const byInterval = document.getElementById('timer-interval');
const byTimeout = document.getElementById('timer-timeout');

const interval = () => INTERVALS[Number(slider.value)];

/** Asks on a timer, and counts what that costs. */
class Poller {
  #lab;
  #timer = null;
  #abort = new AbortController();
  #backoff = new Backoff();
  #inFlight = 0;
  #lastAsked = null;

  constructor(lab) {
    this.#lab = lab;
    this.#schedule(0);
  }

  close() {
    this.#abort.abort();
    this.#backoff.cancel();
    this.#stopTimer();
  }

  /** Goes by the timer and the interval that are chosen now. */
  rescheduled() {
    this.#lastAsked = null;
    this.#schedule(interval());
  }

  // snippet:begin loop
  #schedule(delay) {
    this.#stopTimer();
    if (byInterval.checked) {
      // Asks on the beat, whether the last question has been answered or not: questions may overlap.
      this.#timer = setInterval(() => this.#ask(), interval());
    } else {
      // Asks, and sets the timer again after the answer: never two at a time, but the beat drifts by each answer.
      this.#timer = setTimeout(() => this.#ask(), delay);
    }
  }

  async #ask() {
    if (this.#inFlight >= MOST_IN_FLIGHT) {
      return;
    }
    this.#asking();
    try {
      const { signal } = this.#abort;
      const { after } = this.#lab;
      const response = await request(this.#lab.url({ after, limit: LIMIT }), { signal });
      this.#answered(after, await response.json());
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#inFlight--;
    }
  }

  #answered(after, { events, last, gap }) {
    if (this.#abort.signal.aborted) {
      return;
    }
    this.#backoff.succeeded();
    this.#lab.works();
    this.#lab.state('live');
    this.#lab.deliver(events.map(eventOf));
    this.#lab.figures.answers++;
    this.#lab.figures.empty = (this.#lab.figures.empty ?? 0) + (events.length === 0 ? 1 : 0);
    meter.show(this.#lab);
    if (this.#lab.position === '') {
      this.#lab.startAt(last);
    } else if (gap && events.length === 0 && this.#lab.position === after) {
      this.#lab.gap(after, last);
    }
    if (byTimeout.checked) {
      this.#schedule(events.length < LIMIT ? interval() : 0);
    }
  }
  // snippet:end

  #asking() {
    const now = performance.now();
    if (this.#lastAsked !== null) {
      meter.spacing(now - this.#lastAsked);
    }
    this.#lastAsked = now;
    this.#inFlight++;
    meter.asked(this.#inFlight);
    this.#lab.figures.requests++;
    this.#lab.figures.connections = connections.value;
    meter.show(this.#lab);
  }

  #failed(error) {
    if (error.name === 'AbortError' || this.#abort.signal.aborted) {
      return;
    }
    if (!(error instanceof Problem)) {
      throw error;
    }
    this.#stopTimer();
    this.#lab.fail(error);
    if (error.retry) {
      this.#lab.state('waiting', this.#backoff.schedule(() => this.#schedule(0)));
    }
  }

  #stopTimer() {
    clearTimeout(this.#timer);
    this.#timer = null;
  }
}

/** How evenly the page asked, and whether questions overlapped. */
class Meter {
  constructor() {
    this.clear();
  }

  clear() {
    this.overlapped = 0;
    this.most = 0;
    this.sum = 0;
    this.beats = 0;
  }

  asked(inFlight) {
    this.overlapped += inFlight > 1 ? 1 : 0;
    this.most = Math.max(this.most, inFlight);
  }

  spacing(millis) {
    this.sum += millis;
    this.beats++;
  }

  show(lab) {
    const { answers, empty } = lab.figures;
    const mean = this.beats === 0 ? null : this.sum / this.beats;
    const drift = mean === null ? '–' : duration(Math.max(0, mean - interval()));
    lab.footnote(
      [
        t('short-polling.wasted', share(empty ?? 0, answers)),
        t('short-polling.spacing', duration(mean), drift),
        t('short-polling.overlap', count(this.overlapped), count(this.most)),
      ].join(' · '),
    );
  }
}

const meter = new Meter();
const connections = new ConnectionCount('/short-polling');
let poller = null;

function showInterval() {
  shown.textContent = duration(interval());
  slider.setAttribute('aria-valuetext', shown.textContent);
}

slider.addEventListener('input', showInterval);
for (const knob of [slider, byInterval, byTimeout]) {
  knob.addEventListener('change', () => {
    meter.clear();
    poller?.rescheduled();
  });
}

openLab({
  id: 'short-polling',
  live: 'short-polling.live',
  open(lab) {
    poller = new Poller(lab);
    return {
      close() {
        poller.close();
        poller = null;
      },
    };
  },
  commands: ({ origin, topic }) => [`curl ${quoted(`${origin}/topics/${topic}/short-polling?after=earliest&limit=10`)}`],
  relabel(lab) {
    showInterval();
    meter.show(lab);
  },
  cleared(lab) {
    meter.clear();
    connections.clear();
    meter.show(lab);
  },
});
