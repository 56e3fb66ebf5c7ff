/** Long polling by script elements: the script comes when there is something to run, and the page puts in the next one. */

import { Backoff } from '/web/kit/backoff.js';
import { quoted } from '/web/kit/commands.js';
import { setText } from '/web/kit/dom.js';
import { count, duration, t } from '/web/kit/i18n.js';
import { openLab } from '/web/kit/lab.js';
import { at, include, otherOrigin, whyNot } from '/web/kit/other-origin.js';
import { eventOf } from '/web/kit/payload.js';
import { settle } from '/web/kit/polls.js';
import { Problem, request } from '/web/kit/problem.js';

/** How long the server may hold a question, in s. */
const WAITS = [1, 2, 5, 10, 25, 55];
/** How much later than asked for the answer may come before the page asks again, in s. */
const GRACE = 20;

const slider = document.getElementById('wait');
const shown = document.getElementById('wait-shown');
const wait = () => WAITS[Number(slider.value)];

/** The elements whose scripts have not come, and who waits for them. */
const questions = new Map();

/** Puts in an element, waits until its script has run, puts in the next. */
class Receiver {
  #lab;
  #origin = null;
  #giveUp = null;
  #backoff = new Backoff();
  #closed = false;

  constructor(lab) {
    this.#lab = lab;
    this.#begin();
  }

  /** What is held at the server stays there: nobody can take back a script element. */
  close() {
    this.#closed = true;
    this.#backoff.cancel();
    clearTimeout(this.#giveUp);
    for (const question of questions.values()) {
      question.wanted = false;
    }
    meter.show(this.#lab);
  }

  async #begin() {
    try {
      this.#origin = await otherOrigin();
      // The first question is not held: its answer says where the topic stands, so that nothing is missed from then on.
      this.#ask(0);
    } catch (error) {
      this.#failed(error);
    }
  }

  // snippet:begin loop
  #ask(seconds) {
    if (this.#closed) {
      return;
    }
    const { after } = this.#lab;
    const url = this.#lab.url({ after, wait: String(seconds), callback: 'take' });
    const question = {
      wanted: true,
      at: performance.now(),
      take: (answer) => this.#answered(after, performance.now() - question.at, answer),
    };
    const script = include(at(this.#origin, url), async () => {
      done(script);
      if (question.wanted) {
        clearTimeout(this.#giveUp);
        this.#failed(await whyNot(this.#lab.url({ after, wait: '0', callback: 'take' })));
      }
    });
    questions.set(script, question);
    this.#giveUp = setTimeout(() => {
      question.wanted = false;
      this.#ask(wait());
    }, 1000 * (seconds + GRACE));
    this.#lab.figures.requests++;
    meter.show(this.#lab);
  }

  #answered(after, held, { events, last, gap }) {
    clearTimeout(this.#giveUp);
    this.#backoff.succeeded();
    this.#lab.works();
    this.#lab.state('live');
    meter.answered(held, events.length);
    this.#lab.deliver(events.map(eventOf));
    settle(this.#lab, after, { events, last, gap });
    this.#ask(wait());
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

/**
 * What every answer calls. All pages that wait at one position use this name, so the server writes one answer for all of
 * them; whose it is, the element tells that is running.
 */
window.take = (answer) => {
  const script = document.currentScript;
  const question = questions.get(script);
  done(script);
  if (question.wanted) {
    question.take(answer);
  } else {
    meter.late++;
  }
  meter.show(lab);
};

function done(script) {
  questions.delete(script);
  script.remove();
}

/** How long questions were held, and which of them nobody waited for in the end. */
class Meter {
  constructor() {
    this.clear();
  }

  clear() {
    this.answers = 0;
    this.empty = 0;
    this.held = 0;
    this.longest = 0;
    this.late = 0;
  }

  answered(held, events) {
    this.answers++;
    this.empty += events === 0 ? 1 : 0;
    this.held += held;
    this.longest = Math.max(this.longest, held);
  }

  show(lab) {
    lab.figures.answers = this.answers;
    lab.figures.empty = this.empty;
    lab.footnote(
      [
        t('script-long-polling.held', duration(this.answers === 0 ? null : this.held / this.answers), duration(this.longest)),
        t('script-long-polling.open', count(questions.size), count(unwanted())),
        t('script-long-polling.late', count(this.late)),
      ].join(' · '),
    );
  }
}

function unwanted() {
  return [...questions.values()].filter(({ wanted }) => !wanted).length;
}

/** What the server said last of who waits, again in another language if that changes. */
let outcome = () => '';

function showOutcome(text) {
  outcome = text;
  setText(document.getElementById('outcome'), outcome());
}

/** The server's own count of those for whom it holds something about this topic. */
async function askWhoWaits() {
  try {
    const topics = await (await request('/topics')).json();
    const held = topics.find(({ topic }) => topic === lab.topic)?.subscribers ?? 0;
    const [open, left] = [questions.size, unwanted()];
    showOutcome(() => t('script-long-polling.waiting', count(held), count(open), count(left)));
  } catch (problem) {
    if (!(problem instanceof Problem)) {
      throw problem;
    }
    showOutcome(() => problem.message);
  }
}

function showWait() {
  shown.textContent = duration(1000 * wait());
  slider.setAttribute('aria-valuetext', shown.textContent);
}

const meter = new Meter();
let lab = null;

slider.addEventListener('input', showWait);
document.getElementById('who-waits').addEventListener('click', askWhoWaits);

openLab({
  id: 'script-long-polling',
  live: 'script-long-polling.live',
  open(opened) {
    lab = opened;
    return new Receiver(opened);
  },
  commands: ({ origin, topic }) => [
    `curl -i ${quoted(`${origin}/topics/${topic}/script-long-polling?callback=take&wait=25`)}`,
  ],
  relabel(opened) {
    lab = opened;
    showWait();
    meter.show(opened);
    showOutcome(outcome);
  },
  cleared(opened) {
    meter.clear();
    meter.show(opened);
  },
});
