/** Piggyback polling: somebody orders in a café, and what has happened meanwhile comes with what was ordered. */

import { Backoff } from '/web/kit/backoff.js';
import { quoted } from '/web/kit/commands.js';
import { publishByPost } from '/web/kit/composer.js';
import { ConnectionCount } from '/web/kit/connection-count.js';
import { isOff, setOff, setText } from '/web/kit/dom.js';
import { count, duration, t } from '/web/kit/i18n.js';
import { openLab } from '/web/kit/lab.js';
import { eventOf } from '/web/kit/payload.js';
import { settle } from '/web/kit/polls.js';
import { parameter } from '/web/kit/preferences.js';
import { Problem, request } from '/web/kit/problem.js';
import { Tradeoff } from '/web/kit/tradeoff.js';

/** Between two clicks of the user that is played, in ms; 0: nobody is played. The address may say it: {@code ?act=SECONDS}. */
const CLICKS = [0, 200, 500, 1000, 2000, 5000, 10_000, 30_000];
/** How many of one item the played user lets stand on the table. */
const ENOUGH = 9;
/** How many clicks may wait for the answer to the one before them. */
const MOST_WAITING = 8;

const slider = document.getElementById('user');
const shown = document.getElementById('user-shown');
const steady = document.getElementById('steady');
const random = document.getElementById('random');
const items = [...document.querySelectorAll('[data-item]')];

const user = () => CLICKS[Number(slider.value)];

/** Somebody at the table. */
class Guest {
  #lab;
  #timer = null;
  #abort = new AbortController();
  #backoff = new Backoff();
  #waiting = 0;
  #turn = 0;
  #last = Promise.resolve();
  #table = null;
  #token = '';

  constructor(lab) {
    this.#lab = lab;
    this.#look();
  }

  close() {
    this.#abort.abort();
    this.#backoff.cancel();
    clearTimeout(this.#timer);
    showTable(null);
  }

  relabel() {
    showTable(this.#table);
  }

  // snippet:begin loop
  /** The user does something, and it is done one after the other: each takes along where the one before it ended. */
  order(item, change) {
    if (this.#waiting < MOST_WAITING) {
      this.#waiting++;
      this.#last = this.#last.then(() => this.#send('POST', JSON.stringify({ item, change })));
    }
  }

  async #send(method, body) {
    try {
      meter.asked(method === 'POST');
      const { after } = this.#lab;
      const headers = this.#token === '' ? {} : { Authorization: `Bearer ${this.#token}` };
      const options = { method, body, headers, signal: this.#abort.signal };
      const response = await request(this.#lab.url({ after }), options);
      const { answer, news } = await response.json();
      this.#answered(answer);
      this.#besides(after, news);
    } catch (error) {
      this.#failed(error, method);
    } finally {
      this.#waiting -= method === 'POST' ? 1 : 0;
    }
  }

  /** What was asked for. */
  #answered(answer) {
    this.#table = answer;
    this.#backoff.succeeded();
    this.#lab.works();
    this.#lab.state('live');
    showTable(answer);
  }

  /** What came along, because the answer came this way anyway. */
  #besides(after, { events, last, gap }) {
    const arrived = events.map(eventOf);
    meter.rode(arrived, this.#lab.serverTime);
    this.#lab.deliver(arrived);
    settle(this.#lab, after, { events, last, gap });
    showFigures(this.#lab);
  }
  // snippet:end

  /** What the application shows when it is opened. */
  async #look() {
    await this.#send('GET');
    this.played();
  }

  /** Plays a user who clicks at the rate that is chosen; nobody, if none is. */
  played() {
    clearTimeout(this.#timer);
    if (user() === 0 || this.#abort.signal.aborted) {
      return;
    }
    const wait = steady.checked ? user() : -Math.log(1 - Math.random()) * user();
    this.#timer = setTimeout(() => {
      if (this.#table !== null) {
        const { item } = items[this.#turn++ % items.length].dataset;
        this.order(item, this.#table[item] < ENOUGH ? 1 : -1);
      }
      this.played();
    }, wait);
  }

  /** With which token orders are placed from now on. */
  show(token) {
    this.#token = token;
    this.played();
  }

  #failed(error, method) {
    if (error.name === 'AbortError' || this.#abort.signal.aborted) {
      return;
    }
    if (!(error instanceof Problem)) {
      throw error;
    }
    // What may not be done now may be done with a token later: the table stays open, and nobody plays on.
    const refused = method === 'POST' && !error.retry;
    const { title, detail, status } = error;
    this.#lab.fail(refused ? new Problem(title, detail, { status, retry: true }) : error);
    if (refused) {
      clearTimeout(this.#timer);
    } else if (this.#table === null && error.retry) {
      this.#lab.state('waiting', this.#backoff.schedule(() => this.#look()));
    } else if (error.retry) {
      // An order is not placed twice by itself: the next click will tell.
      this.#lab.state('waiting');
    }
  }
}

/** What was asked, what rode along, and how long it had waited for that. */
class Meter {
  constructor() {
    this.clear();
  }

  clear() {
    this.requests = 0;
    this.orders = 0;
    this.looks = 0;
    this.answers = 0;
    this.carrying = 0;
    this.all = new Waits();
    this.rates = new Map();
    this.began = null;
  }

  /** Clicks come at another rate now: what waits already has waited for one of before. */
  changed() {
    this.began = null;
  }

  asked(isOrder) {
    this.requests++;
    this.orders += isOrder ? 1 : 0;
    this.looks += isOrder ? 0 : 1;
  }

  rode(events, now) {
    this.answers++;
    this.carrying += events.length > 0 ? 1 : 0;
    this.all.add(events, now);
    if (user() > 0) {
      const began = this.began;
      const rate = this.rates.get(rateName()) ?? { every: user(), steady: steady.checked, waits: new Waits() };
      this.rates.set(rateName(), rate);
      rate.waits.add(events.filter(({ time }) => began !== null && time >= began), now);
      this.began ??= now;
    }
  }

  show(lab) {
    lab.footnote(
      [
        t('piggyback.requests', count(this.requests), count(this.orders), count(this.looks)),
        t('piggyback.alone', count(this.requests - this.orders - this.looks)),
        t('piggyback.carrying', count(this.carrying), count(this.answers)),
        t('piggyback.waited', duration(this.all.mean), duration(this.all.longest)),
      ].join(' · '),
    );
    const points = [...this.rates]
      .filter(([, { waits }]) => waits.mean !== null)
      .map(([name, { every, steady: curve, waits }]) => ({ name, x: 60_000 / every, y: Math.max(1, waits.mean), curve }))
      .sort((one, other) => one.x - other.x);
    chart.show(points, rateName());
  }
}

/** How long events waited for somebody to do something. */
class Waits {
  #sum = 0;
  #known = 0;
  longest = null;

  /** @param {number|null} now the time at the server; null if it is not known */
  add(events, now) {
    for (const { time } of now === null ? [] : events) {
      const waited = Math.max(0, now - (time ?? now));
      this.#sum += waited;
      this.#known++;
      this.longest = Math.max(this.longest ?? 0, waited);
    }
  }

  get mean() {
    return this.#known === 0 ? null : this.#sum / this.#known;
  }
}

/** How the played user clicks, in a word. */
function rateName() {
  return user() === 0 ? '' : (steady.checked ? '' : '~') + duration(user());
}

/** @param {{coffee: number, tea: number, cake: number, actions: number}|null} table null while nothing is known of it */
function showTable(table) {
  for (const row of items) {
    setText(row.querySelector('output'), table === null ? '–' : count(table[row.dataset.item]));
    row.querySelectorAll('button').forEach((button) => setOff(button, table === null));
  }
  setText(document.getElementById('actions'), table === null ? '' : t('piggyback.actions', count(table.actions)));
}

function showFigures(lab) {
  lab.figures.requests = meter.requests;
  lab.figures.answers = meter.answers;
  lab.figures.connections = connections.value;
  meter.show(lab);
}

function showUser() {
  shown.textContent = user() === 0 ? t('piggyback.never') : t('piggyback.each', duration(user()));
  slider.setAttribute('aria-valuetext', shown.textContent);
}

const meter = new Meter();
const connections = new ConnectionCount('/piggyback');
const chart = new Tradeoff(
  'piggyback.every',
  { word: 'piggyback.rate', format: (rate) => count(Math.round(10 * rate) / 10) },
  { word: 'piggyback.wait', format: duration },
  'piggyback.nothing',
);
let guest = null;

const asked = CLICKS.indexOf(1000 * Number(parameter('act') ?? NaN));
slider.value = String(Math.max(0, asked));
slider.addEventListener('input', showUser);
for (const knob of [slider, steady, random]) {
  knob.addEventListener('change', () => {
    meter.changed();
    guest?.played();
  });
}
for (const row of items) {
  row.addEventListener('click', ({ target }) => {
    const button = target.closest('button');
    if (button !== null && !isOff(button)) {
      guest?.order(row.dataset.item, Number(button.dataset.change));
    }
  });
}
document.getElementById('exhibit').append(chart.element);

openLab({
  id: 'piggyback',
  live: 'piggyback.live',
  none: 'piggyback.none',
  open(lab) {
    guest = new Guest(lab);
    return {
      close() {
        guest.close();
        guest = null;
      },
    };
  },
  async publish(topic, draft) {
    await publishByPost(topic, draft);
    if (draft.token !== '') {
      guest?.show(draft.token);
    }
  },
  commands({ origin, topic }) {
    const address = quoted(`${origin}/topics/${topic}/piggyback?after=earliest`);
    return [`curl -d '{"item":"coffee"}' ${address}`];
  },
  relabel(lab) {
    showUser();
    guest?.relabel();
    meter.show(lab);
  },
  cleared(lab) {
    meter.clear();
    connections.clear();
    meter.show(lab);
  },
});
