/** HTTP framing: the same events in answers that end in three different ways, and what is on the wire. */

import { Backoff } from '/web/kit/backoff.js';
import { quoted } from '/web/kit/commands.js';
import { ConnectionCount } from '/web/kit/connection-count.js';
import { el, setText } from '/web/kit/dom.js';
import { bytes as sizeText, count, currentLanguage, t, translate } from '/web/kit/i18n.js';
import { openLab } from '/web/kit/lab.js';
import { eventOf } from '/web/kit/payload.js';
import { Problem, problemOf, request, unreachable } from '/web/kit/problem.js';
import { rowsOf, shown } from '/web/kit/wire.js';

/** How many events an answer brings at most. */
const EVENTS = [1, 2, 5, 10, 20, 50, 100];
/** How long an answer may take, in s. */
const WAIT = 25;
/** How much later than that it may end before the page takes the connection for dead, in s. */
const GRACE = 20;
/** How often the record of an answer is asked for at most, in ms. */
const TRANSCRIPT_MILLIS = 1_000;

const framing = document.getElementById('framing');
const cut = document.getElementById('cut');
const events = document.getElementById('events');

/** Asks, takes lines as they come, and asks again when the answer has ended, however it did. */
class Receiver {
  #lab;
  #question = null;
  #backoff = new Backoff();
  #closed = false;

  constructor(lab) {
    this.#lab = lab;
    this.#ask();
  }

  close() {
    this.#closed = true;
    this.#question.abort();
    this.#backoff.cancel();
  }

  // snippet:begin loop
  #ask() {
    // Nobody else can guess it: the server keeps the bytes of this answer under it.
    const trace = Array.from(crypto.getRandomValues(new Uint8Array(16)), hex).join('');
    // An answer of known length has nothing to say before something happens: the first one is not to wait for it.
    const wait = framing.value === 'length' && this.#lab.position === '' ? 0 : WAIT;
    const answer = { trace, framing: framing.value, taken: 0, events: 0 };
    const question = new XMLHttpRequest();
    question.open('GET', this.#lab.url({
      after: this.#lab.after, framing: framing.value, events: String(EVENTS[events.value]), cut: cut.value, wait, trace,
    }));
    question.setRequestHeader('Accept-Language', currentLanguage());
    question.timeout = 1000 * (wait + GRACE);
    question.onreadystatechange = () => this.#take(answer, question);
    question.onload = () => this.#ended(answer, question, 'complete');
    question.onerror = question.ontimeout = () => this.#ended(answer, question, 'broken');
    question.send();
    this.#question = question;
    this.#lab.figures.requests++;
  }

  /** Takes the lines that are whole. What is left of one when the answer breaks off is not taken. */
  #take(answer, { readyState, status, responseText }) {
    if (readyState < XMLHttpRequest.LOADING || status !== 200) {
      return;
    }
    answer.begun = true;
    // The browser has told of the answers before this one by now.
    this.#lab.figures.connections = connections.value;
    const whole = responseText.lastIndexOf('\n') + 1;
    for (const line of responseText.slice(answer.taken, whole).split('\n').filter((text) => text !== '')) {
      this.#takeLine(answer, JSON.parse(line));
    }
    answer.taken = whole;
    answer.rest = responseText.length - whole;
  }
  // snippet:end

  #takeLine(answer, line) {
    this.#backoff.succeeded();
    this.#lab.works();
    this.#lab.state('live');
    if (line.start !== undefined) {
      this.#lab.startAt(line.start);
    } else if (line.gap !== undefined) {
      this.#lab.gap(line.gap.requested, line.gap.resumed, line.gap.reason);
    } else {
      answer.events++;
      this.#lab.deliver([eventOf(line)]);
    }
  }

  async #ended(answer, question, outcome) {
    if (this.#closed) {
      return;
    }
    if (answer.begun) {
      wire.show(this.#lab, { ...answer, outcome });
      this.#askAgain(answer, outcome);
      return;
    }
    const problem = question.status === 0 ? unreachable() : await problemOf(asResponse(question));
    if (!this.#closed) {
      this.#lab.fail(problem);
      if (problem.retry) {
        this.#lab.state('waiting', this.#backoff.schedule(() => this.#ask()));
      }
    }
  }

  /** At once, unless it broke off before it brought anything: it may do so again. */
  #askAgain({ events: brought }, outcome) {
    if (brought > 0 || outcome === 'complete') {
      this.#ask();
    } else {
      this.#lab.state('waiting', this.#backoff.schedule(() => this.#ask()));
    }
  }
}

/** An answer as the kit reads problems. */
function asResponse(xhr) {
  const headers = { 'Content-Type': xhr.getResponseHeader('Content-Type') ?? '' };
  return new Response(xhr.responseText, { status: xhr.status, headers });
}

function hex(byte) {
  return byte.toString(16).padStart(2, '0');
}

/** The last answer: what the browser made of it, and what was on the wire. */
class Wire {
  #last = null;
  #record = null;
  #asked = -Infinity;

  constructor() {
    this.verdict = el('p', { class: 'verdict-line', id: 'verdict', role: 'status' });
    this.rows = el('tbody');
    const headings = ['at', 'size', 'bytes', 'meaning'].map((name) => el('th', { scope: 'col', class: name, 'data-text': HEADINGS[name] }));
    this.scroller = el('div', { class: 'scroller', tabindex: '0', role: 'region', 'data-label': 'http-framing.wire' },
      el('table', {}, el('thead', {}, el('tr', {}, ...headings)), this.rows));
    this.element = el('section', { class: 'card wire', 'data-label': 'http-framing.wire' },
      el('header', {}, el('h2', { 'data-text': 'http-framing.wire' })),
      this.verdict,
      this.scroller);
  }

  /** Asks the server for its record, now and then: the browser itself shows no page what frames an answer. */
  async show(lab, answer) {
    const now = performance.now();
    if (now - this.#asked < TRANSCRIPT_MILLIS) {
      return;
    }
    this.#asked = now;
    let record;
    try {
      record = await (await request(lab.url({ transcript: answer.trace }))).json();
    } catch (problem) {
      if (!(problem instanceof Problem)) {
        throw problem;
      }
      return; // another answer will do
    }
    this.#last = answer;
    this.#record = record;
    this.relabel();
    if (record.end === 'cut' && this.scroller.scrollTop === 0) {
      // Where it broke off is what there is to see.
      this.scroller.scrollTop = this.scroller.scrollHeight;
    }
  }

  clear() {
    this.#last = null;
    this.#record = null;
    this.#asked = -Infinity;
    this.relabel();
  }

  relabel() {
    if (!this.element.isConnected) {
      document.querySelector('.events').after(this.element);
    }
    translate(this.element);
    this.scroller.hidden = this.#record === null;
    if (this.#record === null) {
      this.rows.replaceChildren();
      setText(this.verdict, t('http-framing.none'));
      this.verdict.dataset.tone = '';
      return;
    }
    this.rows.replaceChildren(...tableRows(this.#record));
    this.#judge();
  }

  #judge() {
    const { outcome, rest, events: brought, framing: asked } = this.#last;
    const wasCut = this.#record.end === 'cut';
    const words = [t('http-framing.brought', count(brought))];
    if (wasCut) {
      words.push(outcome === 'broken' ? t('http-framing.noticed') : t('http-framing.unnoticed'));
    } else {
      words.push(asked === 'close' ? t('http-framing.believed') : t('http-framing.known'));
    }
    if (rest > 0) {
      words.push(t('http-framing.rest', count(rest)));
    }
    setText(this.verdict, words.join(currentLanguage() === 'en' ? ' ' : ''));
    this.verdict.dataset.tone = wasCut && outcome === 'complete' ? 'bad' : '';
  }
}

const HEADINGS = {
  at: 'http-framing.column.at',
  size: 'http-framing.column.size',
  bytes: 'http-framing.column.bytes',
  meaning: 'http-framing.column.meaning',
};

const MEANINGS = {
  status: () => t('http-framing.is.status'),
  header: () => '',
  framing: () => t('http-framing.is.framing'),
  blank: () => t('http-framing.is.blank'),
  size: ({ size }) => t('http-framing.is.size', count(size)),
  data: () => '',
  chunkend: () => t('http-framing.is.chunkend'),
  last: () => t('http-framing.is.last'),
  unfinished: () => t('http-framing.is.unfinished'),
};

const ENDS = {
  open: 'http-framing.end.open',
  kept: 'http-framing.end.kept',
  closed: 'http-framing.end.closed',
  cut: 'http-framing.end.cut',
};

function tableRows({ framing: kind, writes, omitted, end }) {
  const pieces = writes.map(({ data }) => Uint8Array.from(atob(data), (character) => character.charCodeAt(0)));
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  const starts = [];
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    starts.push(at);
    at += piece.length;
  }
  const rows = rowsOf(whole, kind).map((row) => {
    const write = starts.findLastIndex((start) => start <= row.from);
    const first = starts[write] === row.from;
    return tableRow(row.kind, first ? `${Math.round(writes[write].at)} ms` : '', sizeText(row.bytes.length),
      shown(row.bytes), MEANINGS[row.kind](row));
  });
  if (omitted > 0) {
    rows.push(tableRow('omitted', '', sizeText(omitted), '…', t('http-framing.omitted')));
  }
  rows.push(tableRow(end, '', '', end === 'kept' ? '' : 'FIN', t(ENDS[end])));
  return rows;
}

function tableRow(kind, ...texts) {
  const names = ['at', 'size', 'bytes', 'meaning'];
  return el('tr', { 'data-kind': kind }, ...texts.map((text, index) => el('td', { class: names[index] }, text)));
}

function showEvents() {
  const output = document.getElementById('events-shown');
  setText(output, count(EVENTS[events.value]));
  events.setAttribute('aria-valuetext', output.textContent);
}

const wire = new Wire();
const connections = new ConnectionCount('/http-framing');
events.addEventListener('input', showEvents);

openLab({
  id: 'http-framing',
  open(lab) {
    const receiver = new Receiver(lab);
    // What is chosen is for the next answer: this one ends, and the next goes on after the last event.
    framing.onchange = cut.onchange = events.onchange = () => lab.reconnect();
    return {
      close() {
        framing.onchange = cut.onchange = events.onchange = null;
        receiver.close();
      },
    };
  },
  commands({ origin, topic }) {
    const address = `${origin}/topics/${topic}/http-framing?events=3&wait=5`;
    return [
      `curl -i -N --raw ${quoted(`${address}&framing=chunked`)}`,
      `curl -i -N --http1.0 ${quoted(`${address}&framing=chunked`)}`,
      `curl -N ${quoted(`${address}&framing=chunked&cut=within`)}; echo $?`,
      `curl -N ${quoted(`${address}&framing=close&cut=between`)}; echo $?`,
    ];
  },
  relabel() {
    showEvents();
    wire.relabel();
  },
  cleared() {
    connections.clear();
    wire.clear();
  },
});
