/** Streaming to XMLHttpRequest: one question, and an answer that does not end, read while it grows. */

import { Backoff } from '/web/kit/backoff.js';
import { quoted } from '/web/kit/commands.js';
import { bytes, count, currentLanguage, duration, t } from '/web/kit/i18n.js';
import { openLab } from '/web/kit/lab.js';
import { eventOf } from '/web/kit/payload.js';
import { Problem, problemOf, unreachable } from '/web/kit/problem.js';

/** How much text an answer may have before the page asks anew, in characters. */
const BOUNDS = [16_000, 64_000, 256_000, 1_000_000, 4_000_000];
/** After so many heartbeats that did not come, and this much grace, the connection is taken for dead. */
const MISSED = 2;
const GRACE_MILLIS = 5_000;

const bound = document.getElementById('bound');

/** Asks, and takes the lines of the answer as they come. */
class Receiver {
  #lab;
  #question = null;
  #backoff = new Backoff();
  #watch = null;
  #heartbeat = 0;
  /** How much of the text has been taken, up to the end of a line. */
  #taken = 0;
  #events = 0;

  constructor(lab) {
    this.#lab = lab;
    this.#ask();
  }

  close() {
    this.#backoff.cancel();
    this.#drop();
  }

  // snippet:begin loop
  #ask() {
    const question = new XMLHttpRequest();
    question.open('GET', this.#lab.url({ after: this.#lab.after }));
    question.setRequestHeader('Accept-Language', currentLanguage());
    // The state LOADING comes again and again while something arrives, as the event "progress" does: about every 50 ms at
    // most (XMLHttpRequest Standard, send(): processBodyChunk). WebKit holds only the latter back.
    question.onreadystatechange = () => {
      if (question === this.#question && question.readyState >= XMLHttpRequest.LOADING && question.status === 200) {
        this.#grown(question);
      }
    };
    question.onload = () => this.#ended(question);
    question.onerror = () => this.#broken(question, unreachable());
    this.#taken = 0;
    this.#events = 0;
    this.#question = question;
    question.send();
    this.#lab.figures.requests++;
  }

  /** There is more text than before. It ends anywhere: what comes after the last line feed is not whole yet. */
  #grown(question) {
    const text = question.responseText;
    const end = text.lastIndexOf('\n') + 1;
    const lines = text.slice(this.#taken, end).split('\n').filter((line) => line !== '');
    this.#taken = end;
    this.#expectLife();
    const events = [];
    for (const line of lines) {
      const message = JSON.parse(line);
      if ('id' in message) {
        events.push(eventOf(message));
      } else {
        this.#lab.deliver(events.splice(0));
        this.#told(message);
      }
    }
    this.#events += events.length;
    this.#lab.deliver(events);
    memory.grown(text.length);
    showMemory(this.#lab);
    // All that has come is kept as one text until the request is dropped: so it has to be dropped now and then. There
    // is nothing to lose, because the next answer begins after the last event; only what is not whole comes again.
    if (text.length >= limit() && this.#events > 0) {
      memory.renewed++;
      this.#drop();
      this.#ask();
    }
  }
  // snippet:end

  #told({ subscribed, gap }) {
    if (subscribed) {
      this.#heartbeat = subscribed.heartbeat;
      this.#expectLife();
      this.#backoff.succeeded();
      this.#lab.figures.connections++;
      this.#lab.works();
      this.#lab.startAt(subscribed.start);
      this.#lab.state('live');
    } else if (gap) {
      this.#lab.gap(gap.requested, gap.resumed, gap.reason);
      this.#events++;
    }
  }

  /** The server has ended the answer, or refused to give one. */
  async #ended(question) {
    if (question !== this.#question) {
      return;
    }
    if (question.status === 200) {
      this.#broken(question, null);
    } else {
      this.#broken(question, await problemOf(asResponse(question)));
    }
  }

  #broken(question, problem) {
    if (question !== this.#question) {
      return;
    }
    this.#drop();
    if (problem !== null) {
      this.#lab.fail(problem);
    }
    if (problem === null || problem.retry) {
      this.#lab.state('waiting', this.#backoff.schedule(() => this.#ask()));
    }
  }

  /** A connection may die without a word: then there is no heartbeat either. */
  #expectLife() {
    clearTimeout(this.#watch);
    if (this.#heartbeat > 0) {
      const patience = MISSED * this.#heartbeat + GRACE_MILLIS;
      const question = this.#question;
      this.#watch = setTimeout(() => this.#broken(question, silence(patience)), patience);
    }
  }

  /** The text goes with the request. */
  #drop() {
    clearTimeout(this.#watch);
    const question = this.#question;
    this.#question = null;
    question?.abort();
  }
}

function silence(millis) {
  return new Problem(t('xhr-streaming.silent'), t('xhr-streaming.silent.detail', duration(millis)));
}

/** An answer as the kit reads problems. */
function asResponse(xhr) {
  const headers = { 'Content-Type': xhr.getResponseHeader('Content-Type') ?? '' };
  return new Response(xhr.responseText, { status: xhr.status, headers });
}

function limit() {
  return BOUNDS[Number(bound.value)];
}

function showBound() {
  const shown = document.getElementById('bound-shown');
  shown.textContent = bytes(limit());
  bound.setAttribute('aria-valuetext', shown.textContent);
}

/** What the page keeps of its answers. */
class Memory {
  constructor() {
    this.clear();
  }

  clear() {
    this.held = 0;
    this.most = 0;
    this.renewed = 0;
  }

  /** @param {number} characters of the present answer; those of JSON are bytes as a rule */
  grown(characters) {
    this.held = characters;
    this.most = Math.max(this.most, characters);
  }
}

function showMemory(lab) {
  lab.footnote(
    [
      t('xhr-streaming.held', bytes(memory.held), bytes(memory.most)),
      t('xhr-streaming.renewed', count(memory.renewed)),
    ].join(' · '),
  );
}

const memory = new Memory();
bound.addEventListener('input', showBound);

openLab({
  id: 'xhr-streaming',
  open: (lab) => new Receiver(lab),
  commands({ origin, topic }) {
    const address = `${origin}/topics/${topic}/xhr-streaming`;
    return [
      `curl -N ${quoted(`${address}?after=earliest`)}`,
      `curl -N ${quoted(`${address}?envelope=none`)}`,
    ];
  },
  relabel(lab) {
    showBound();
    showMemory(lab);
  },
  cleared(lab) {
    memory.clear();
    showMemory(lab);
  },
});
