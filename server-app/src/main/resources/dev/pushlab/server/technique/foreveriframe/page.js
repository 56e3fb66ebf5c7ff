/** The forever iframe: a hidden frame whose document does not end, and whose scripts call this page. */

import { Backoff } from '/web/kit/backoff.js';
import { quoted } from '/web/kit/commands.js';
import { coalesced, el } from '/web/kit/dom.js';
import { count, duration, t } from '/web/kit/i18n.js';
import { openLab } from '/web/kit/lab.js';
import { eventOf } from '/web/kit/payload.js';
import { embedded } from '/web/kit/preferences.js';
import { diagnose, Problem } from '/web/kit/problem.js';

/** How old a document may become, in s. */
const AGES = [15, 30, 60, 300, 3600];
/** After so many heartbeats that did not come, and this much grace, the connection is taken for dead. */
const MISSED = 2;
const GRACE_MILLIS = 5_000;
/** How long the page waits for the end that it has asked for. */
const FAREWELL_MILLIS = 3_000;

const age = document.getElementById('age');
const tidy = document.getElementById('tidy');
const control = document.getElementById('control');

let serial = 0;

/** Loads the document into a frame, and again when it ends. */
class Receiver {
  #lab;
  #stream = null;
  #backoff = new Backoff();
  #show = coalesced(() => showFigures(this.#lab));
  #watch = null;

  constructor(lab) {
    this.#lab = lab;
    this.#load();
  }

  close() {
    this.#backoff.cancel();
    clearTimeout(this.#watch);
    const stream = this.#stream;
    this.#stream = null;
    stream?.leave(this.#lab, control.checked);
  }

  // snippet:begin loop
  #load() {
    // 3. A function of this page, for the scripts in the frame to call.
    const name = `pushlabFrame${++serial}`;
    const url = this.#lab.url({ after: this.#lab.after, callback: name, seconds: String(AGES[Number(age.value)]) });
    // 1. The frame is not shown. 2. Its address is that of the data. It is made by script when this page is there: one
    // in the markup would keep the page itself loading for ever.
    const frame = el('iframe', { hidden: true, 'aria-hidden': 'true', src: url });
    const stream = new Stream(frame, name, url);
    window[name] = (message) => this.#called(stream, message);
    // 4. The frame has been loaded: the server has ended the document, or it never was one.
    frame.addEventListener('load', () => this.#loaded(stream));
    this.#stream = stream;
    document.body.append(frame);
    this.#lab.figures.requests++;
  }

  /** A script in the frame calls. It runs at this moment, and stays in the document unless it is taken out. */
  #called(stream, message) {
    memory.ran(stream.frame.contentDocument, tidy.checked);
    if ('ended' in message) {
      stream.ended = message.ended.reason;
      stream.gone?.();
    }
    if (stream !== this.#stream) {
      return;
    }
    if ('id' in message) {
      this.#lab.deliver([eventOf(message)]);
    } else {
      this.#told(stream, message);
    }
    this.#expectLife(stream);
    this.#show();
  }
  // snippet:end

  #told(stream, { subscribed, gap }) {
    if (subscribed) {
      stream.id = subscribed.stream;
      stream.heartbeat = subscribed.heartbeat;
      this.#backoff.succeeded();
      this.#lab.figures.connections++;
      this.#lab.works();
      this.#lab.startAt(subscribed.start);
      this.#lab.state('live');
    } else if (gap) {
      this.#lab.gap(gap.requested, gap.resumed, gap.reason);
    }
  }

  async #loaded(stream) {
    stream.gone?.();
    if (stream !== this.#stream) {
      return;
    }
    if (stream.ended === 'bound') {
      memory.reloaded++;
      this.#drop();
      this.#load();
    } else if (stream.id !== '') {
      this.#again(null);
    } else {
      // A frame does not tell what the server answered, so the same address is asked once more.
      const problem = (await diagnose(stream.url)) ?? nothing();
      if (stream === this.#stream) {
        this.#again(problem);
      }
    }
  }

  #again(problem) {
    this.#drop();
    if (problem !== null) {
      this.#lab.fail(problem);
    }
    if (problem === null || problem.retry) {
      this.#lab.state('waiting', this.#backoff.schedule(() => this.#load()));
    }
  }

  /** A connection may die without a word: then there is no heartbeat either. */
  #expectLife(stream) {
    clearTimeout(this.#watch);
    const patience = MISSED * stream.heartbeat + GRACE_MILLIS;
    this.#watch = setTimeout(() => this.#again(silence(patience)), patience);
  }

  #drop() {
    clearTimeout(this.#watch);
    this.#stream.remove();
    this.#stream = null;
  }
}

/** One document in its frame. */
class Stream {
  /** By which it can be ended over another connection; '' before it has said. */
  id = '';
  heartbeat = 0;
  /** Why the server has ended it; '' if it has not. */
  ended = '';
  /** Called when the end is seen. */
  gone = null;
  #name;

  constructor(frame, name, url) {
    this.frame = frame;
    this.#name = name;
    this.url = url;
  }

  // snippet:begin control
  /** Has the document end, and waits for its end. What still comes is not counted: it will come again, if wanted. */
  async leave(lab, byControl) {
    if (!byControl || this.id === '' || this.ended !== '' || (leaving && embedded)) {
      this.remove();
      return;
    }
    const asked = performance.now();
    const { pathname } = new URL(this.url);
    lab.figures.requests++;
    const seen = await new Promise((resolve) => {
      this.gone = () => resolve(true);
      // Even if this page is left meanwhile, by a browser. A WebView takes the answer for the page that it is to show next.
      fetch(`${pathname}/streams/${this.id}`, { method: 'DELETE', keepalive: true }).catch(() => resolve(false));
      setTimeout(() => resolve(false), FAREWELL_MILLIS);
    });
    if (seen) {
      memory.closed(performance.now() - asked);
      showFigures(lab);
    }
    this.remove();
  }
  // snippet:end

  /** Without its frame no script runs any more. */
  remove() {
    this.frame.remove();
    delete window[this.#name];
  }
}

/** Whether this page is being left. */
let leaving = false;
addEventListener('pagehide', () => { leaving = true; });
addEventListener('pageshow', () => { leaving = false; });

function nothing() {
  return new Problem(t('forever-iframe.nothing'), t('forever-iframe.nothing.detail'));
}

function silence(millis) {
  return new Problem(t('forever-iframe.silent'), t('forever-iframe.silent.detail', duration(millis)));
}

/** What is in the frame, how often it was loaded again, and how long its end took. */
class Memory {
  constructor() {
    this.clear();
  }

  clear() {
    this.scripts = 0;
    this.most = 0;
    this.reloaded = 0;
    this.ends = 0;
    this.last = null;
    this.longest = null;
  }

  /** @param {boolean} remove whether the script that runs is taken out of its document */
  ran(inFrame, remove) {
    if (remove) {
      inFrame.currentScript.remove();
    }
    this.scripts = inFrame.scripts.length;
    this.most = Math.max(this.most, this.scripts);
  }

  closed(millis) {
    this.ends++;
    this.last = millis;
    this.longest = Math.max(this.longest ?? 0, millis);
  }
}

function showFigures(lab) {
  const parts = [
    t('forever-iframe.scripts', count(memory.scripts), count(memory.most)),
    t('forever-iframe.reloaded', count(memory.reloaded)),
  ];
  if (memory.ends > 0) {
    parts.push(t('forever-iframe.ended', count(memory.ends), duration(memory.last), duration(memory.longest)));
  }
  lab.footnote(parts.join(' · '));
}

function showAge() {
  const shown = document.getElementById('age-shown');
  shown.textContent = duration(1000 * AGES[Number(age.value)]);
  age.setAttribute('aria-valuetext', shown.textContent);
}

const memory = new Memory();
age.addEventListener('input', showAge);

openLab({
  id: 'forever-iframe',
  open: (lab) => new Receiver(lab),
  commands({ origin, topic }) {
    const address = `${origin}/topics/${topic}/forever-iframe`;
    return [
      `curl -N ${quoted(`${address}?after=earliest`)}`,
      `curl -X DELETE ${quoted(`${address}/streams/ID`)}`,
    ];
  },
  relabel(lab) {
    showAge();
    showFigures(lab);
  },
  cleared(lab) {
    memory.clear();
    showFigures(lab);
  },
});
