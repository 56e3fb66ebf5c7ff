/** Short polling: the page asks again and again whether there is something new. */

import { quoted } from '/web/kit/commands.js';
import { Backoff } from '/web/kit/backoff.js';
import { ConnectionCount } from '/web/kit/connection-count.js';
import { setText } from '/web/kit/dom.js';
import { count, duration, share, t } from '/web/kit/i18n.js';
import { openLab } from '/web/kit/lab.js';
import { LatencyWindow } from '/web/kit/latency.js';
import { parseId } from '/web/kit/ledger.js';
import { eventOf } from '/web/kit/payload.js';
import { settle } from '/web/kit/polls.js';
import { Problem, request } from '/web/kit/problem.js';
import { Tradeoff } from '/web/kit/tradeoff.js';

const INTERVALS = [100, 150, 200, 300, 500, 700, 1000, 1500, 2000, 3000, 5000, 7000, 10_000];
/** How many events one answer may bring; a full answer is followed by the next question at once. */
const LIMIT = 500;
/** A server that never answers must not collect questions without end. */
const MOST_IN_FLIGHT = 8;
/** The slowest answer of a server that is slow at random, in ms. */
const SLOWEST_MILLIS = 1_000;
const FROZEN_MILLIS = 2_000;
/** How soon after a freeze a beat is one of those that had to wait for its end, in ms. */
const THAW_MILLIS = 50;
/** How long each interval is measured when all are: so many beats, but not shorter than so many ms. */
const SWEEP_BEATS = 3;
const SWEEP_MILLIS = 2_500;

const slider = document.getElementById('interval');
const shown = document.getElementById('interval-shown');
const byInterval = document.getElementById('timer-interval');
const byTimeout = document.getElementById('timer-timeout');
const slowness = document.getElementById('delay');
const sweeping = document.getElementById('sweep');

const interval = () => INTERVALS[Number(slider.value)];

/** How long the server is to take for the next answer, in ms. */
const delay = () => (slowness.value === 'random' ? Math.floor(Math.random() * SLOWEST_MILLIS) : Number(slowness.value));

/** Asks on a timer, and counts what that costs. */
class Poller {
  #lab;
  #timer = null;
  #abort = new AbortController();
  #backoff = new Backoff();
  #inFlight = 0;
  #lastAsked = null;
  #serial = 0;

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
      meter.skipped++;
      return;
    }
    this.#asking();
    try {
      const serial = ++this.#serial;
      const { signal } = this.#abort;
      const { after } = this.#lab;
      const response = await request(this.#lab.url({ after, limit: LIMIT, delay: delay() || '' }), { signal });
      const answer = await response.json();
      this.#answered(serial, after, answer);
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#inFlight--;
    }
  }

  #answered(serial, after, { events, last, gap }) {
    if (this.#abort.signal.aborted) {
      return;
    }
    this.#backoff.succeeded();
    this.#lab.works();
    this.#lab.state('live');
    const arrived = events.map(eventOf);
    meter.answered(serial, arrived.filter(isAfter(this.#lab.position)), this.#lab.serverTime);
    this.#lab.deliver(arrived);
    this.#lab.figures.answers++;
    this.#lab.figures.empty = (this.#lab.figures.empty ?? 0) + (events.length === 0 ? 1 : 0);
    meter.show(this.#lab);
    settle(this.#lab, after, { events, last, gap });
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

/** Whether an event is new where another one was the last. */
function isAfter(position) {
  const last = parseId(position);
  return ({ id }) => {
    const { epoch, offset } = parseId(id);
    return last === null || epoch !== last.epoch || offset > last.offset;
  };
}

/** How evenly the page asked, whether questions overlapped, and what each interval brought and cost. */
class Meter {
  constructor() {
    this.clear();
  }

  clear() {
    this.curves = new Map();
    this.restart();
  }

  /** Of the beat nothing before this counts. */
  restart() {
    this.overlapped = 0;
    this.most = 0;
    this.skipped = 0;
    this.inverted = 0;
    this.newest = 0;
    this.sum = 0;
    this.beats = 0;
    this.frozen = null;
    this.began = null;
  }

  asked(inFlight) {
    this.overlapped += inFlight > 1 ? 1 : 0;
    this.most = Math.max(this.most, inFlight);
    if (this.frozen !== null && performance.now() < this.frozen.until) {
      this.frozen.fired++;
    }
    this.#point.requests += this.began === null ? 0 : 1;
  }

  spacing(millis) {
    this.sum += millis;
    this.beats++;
  }

  /**
   * @param {number} serial of the question, counted from 1 in the order in which they were asked
   * @param {object[]} events those that no other answer has brought
   * @param {number|null} now the time at the server
   */
  answered(serial, events, now) {
    this.inverted += serial < this.newest ? 1 : 0;
    this.newest = Math.max(this.newest, serial);
    const point = this.#point;
    for (const { time } of events) {
      // What was there before has waited for another interval.
      if (now !== null && time !== null && this.began !== null && time >= this.began) {
        point.latencies.add(Math.max(0, now - time));
        point.events++;
      }
    }
    this.began ??= now;
  }

  froze(due) {
    this.frozen = { due, fired: 0, until: performance.now() + THAW_MILLIS };
  }

  /** What was measured at the present interval, with the timer and the server as they are now. */
  get #point() {
    const points = this.#curve;
    if (!points.has(interval())) {
      points.set(interval(), { latencies: new LatencyWindow(), requests: 0, events: 0 });
    }
    return points.get(interval());
  }

  get #curve() {
    const kind = `${byInterval.checked} ${slowness.value}`;
    if (!this.curves.has(kind)) {
      this.curves.set(kind, new Map());
    }
    return this.curves.get(kind);
  }

  show(lab) {
    const { answers, empty } = lab.figures;
    const mean = this.beats === 0 ? null : this.sum / this.beats;
    const behind = this.beats === 0 ? null : Math.max(0, this.sum - this.beats * interval());
    const each = behind === null ? null : behind / this.beats;
    const texts = [
      t('short-polling.wasted', share(empty ?? 0, answers)),
      t('short-polling.spacing', duration(mean), duration(each), duration(behind)),
      t('short-polling.overlap', count(this.overlapped), count(this.most)),
      t('short-polling.inverted', count(this.inverted)),
    ];
    if (this.skipped > 0) {
      texts.push(t('short-polling.skipped', count(this.skipped)));
    }
    if (this.frozen !== null) {
      texts.push(t('short-polling.frozen', duration(FROZEN_MILLIS), count(this.frozen.due), count(this.frozen.fired)));
    }
    lab.footnote(texts.join(' · '));
    const measured = [...this.#curve]
      .filter(([, { events }]) => events > 0)
      .sort(([one], [other]) => one - other)
      .map(([millis, { latencies, requests, events }]) =>
        ({ name: duration(millis), x: requests / events, y: Math.max(1, latencies.summary().median) }));
    chart.show(measured, duration(interval()));
  }
}

/** Moves the interval through all its positions, staying at each long enough to measure it. */
class Sweep {
  #timer = null;

  get running() {
    return this.#timer !== null;
  }

  toggle() {
    if (this.running) {
      this.stop();
    } else {
      this.#measure(0);
    }
    this.show();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.show();
  }

  show() {
    sweeping.setAttribute('aria-pressed', String(this.running));
    setText(sweeping, t(this.running ? 'short-polling.sweep.stop' : 'short-polling.sweep'));
  }

  #measure(step) {
    if (step === INTERVALS.length) {
      this.stop();
      return;
    }
    slider.value = String(step);
    showInterval();
    changed();
    this.#timer = setTimeout(() => this.#measure(step + 1), Math.max(SWEEP_MILLIS, SWEEP_BEATS * interval()));
  }
}

const chart = new Tradeoff(
  'short-polling.interval',
  { word: 'short-polling.load', format: (requests) => String(Number(requests.toPrecision(2))) },
  { word: 'short-polling.latency', format: duration },
  'short-polling.nothing',
);
const meter = new Meter();
const sweep = new Sweep();
const connections = new ConnectionCount('/short-polling');
let poller = null;

function showInterval() {
  setText(shown, duration(interval()));
  slider.setAttribute('aria-valuetext', shown.textContent);
}

function changed() {
  meter.restart();
  poller?.rescheduled();
}

/** Nothing in this page can run until it is over, timers and answers included. */
function freeze() {
  const due = byInterval.checked ? Math.floor(FROZEN_MILLIS / interval()) : 1;
  const end = performance.now() + FROZEN_MILLIS;
  while (performance.now() < end) {
    // busy
  }
  meter.froze(due);
}

slider.addEventListener('input', showInterval);
for (const knob of [slider, byInterval, byTimeout, slowness]) {
  knob.addEventListener('change', () => {
    sweep.stop();
    changed();
  });
}
document.getElementById('freeze').addEventListener('click', freeze);
sweeping.addEventListener('click', () => sweep.toggle());
document.getElementById('exhibit').append(chart.element);

openLab({
  id: 'short-polling',
  live: 'short-polling.live',
  open(lab) {
    meter.restart();
    poller = new Poller(lab);
    return {
      close() {
        poller.close();
        poller = null;
        sweep.stop();
      },
    };
  },
  commands: ({ origin, topic }) => [`curl ${quoted(`${origin}/topics/${topic}/short-polling?after=earliest&limit=10`)}`],
  relabel(lab) {
    showInterval();
    sweep.show();
    meter.show(lab);
  },
  cleared(lab) {
    meter.clear();
    connections.clear();
    meter.show(lab);
  },
});
