/**
 * htmlfile: what pages did in Internet Explorer 6, so that nothing span and nothing clicked. That browser's object is
 * emulated here; what flows is what the server would have sent it.
 */

import { Backoff } from '/web/kit/backoff.js';
import { quoted } from '/web/kit/commands.js';
import { coalesced, el } from '/web/kit/dom.js';
import { bytes as size, count, duration, t } from '/web/kit/i18n.js';
import { openLab } from '/web/kit/lab.js';
import { eventOf } from '/web/kit/payload.js';
import { diagnose, Problem } from '/web/kit/problem.js';

/** How many spaces come before the first script. */
const PADDINGS = [0, 64, 256, 2048];
/** How many bytes Internet Explorer looked at before it did anything with an answer. */
const SNIFFED = 256;
/** What the server writes around the padding, and around what a script calls; the nonce is not told to pages. */
const BEGINNING_BYTES = '<!doctype html><html><body>\n'.length;
const SCRIPT_BYTES = `<script nonce="${'x'.repeat(22)}"></script>\n`.length;
/** How many calls the trace shows. */
const SHOWN = 8;
/** Within so many pixels of its end the trace follows what comes. */
const ALMOST_AT_THE_END = 32;
/** After so many heartbeats that did not come, and this much grace, the connection is taken for dead. */
const MISSED = 2;
const GRACE_MILLIS = 5_000;

const padding = document.getElementById('padding');
const encoder = new TextEncoder();

// snippet:begin emulation
/**
 * Stands for {@code new ActiveXObject('htmlfile')}, which there was in Internet Explorer and nowhere else: a document
 * that no window shows. A frame of this page that is not shown comes near it. Only what the trick needs is there.
 */
class EmulatedHtmlfile {
  #window = el('iframe', { hidden: true, 'aria-hidden': 'true' });

  /** There it was made of nothing by {@code open}, {@code write} and {@code close}. */
  constructor() {
    document.body.append(this.#window);
  }

  get parentWindow() {
    return this.#window.contentWindow;
  }

  /** There: {@code createElement} and {@code appendChild} of the object itself. */
  load(url) {
    const frame = this.#window.contentDocument.createElement('iframe');
    frame.src = url;
    this.#window.contentDocument.body.append(frame);
    return frame;
  }

  /** There: no reference any more, and {@code CollectGarbage()}. */
  release() {
    this.#window.remove();
  }
}
// snippet:end

/** Has the object load a document that does not end, and again when it ends. */
class Receiver {
  #lab;
  #stream = null;
  #backoff = new Backoff();
  #watch = null;

  constructor(lab) {
    this.#lab = lab;
    this.#load();
  }

  close() {
    this.#backoff.cancel();
    if (this.#stream !== null) {
      this.#drop();
    }
  }

  // snippet:begin loop
  #load() {
    const began = performance.now();
    const url = this.#lab.url({ after: this.#lab.after, padding: String(PADDINGS[Number(padding.value)]) });
    const htmlfile = new EmulatedHtmlfile();
    trace.begin(performance.now() - began, url);
    const stream = { htmlfile, url, frame: null, heartbeat: 0, subscribed: false, ended: '', began };
    // The document in the frame knows its parent only: that is the object, not this page.
    htmlfile.parentWindow.callback = (message) => this.#called(stream, message);
    stream.frame = htmlfile.load(url);
    stream.frame.addEventListener('load', () => this.#loaded(stream));
    this.#stream = stream;
    this.#lab.figures.requests++;
  }

  #called(stream, message) {
    if (stream !== this.#stream) {
      return;
    }
    trace.called(message, stream);
    if ('id' in message) {
      this.#lab.deliver([eventOf(message)]);
    } else if ('subscribed' in message) {
      this.#subscribed(stream, message.subscribed);
    } else if ('gap' in message) {
      this.#lab.gap(message.gap.requested, message.gap.resumed, message.gap.reason);
    } else if ('ended' in message) {
      stream.ended = message.ended.reason;
    }
    this.#expectLife(stream);
  }
  // snippet:end

  #subscribed(stream, { start, heartbeat }) {
    stream.subscribed = true;
    stream.heartbeat = heartbeat;
    this.#backoff.succeeded();
    this.#lab.figures.connections++;
    this.#lab.works();
    this.#lab.startAt(start);
    this.#lab.state('live');
  }

  async #loaded(stream) {
    if (stream !== this.#stream) {
      return;
    }
    if (stream.ended === 'bound') {
      this.#drop();
      this.#load();
    } else if (stream.subscribed) {
      this.#again(null);
    } else {
      // A frame does not tell what the server answered, so the same address is asked once more.
      const problem = (await diagnose(stream.url)) ?? new Problem(t('htmlfile.nothing'), t('htmlfile.nothing.detail'));
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
    this.#watch = setTimeout(
      () => this.#again(new Problem(t('htmlfile.silent'), t('htmlfile.silent.detail', duration(patience)))),
      patience,
    );
  }

  #drop() {
    clearTimeout(this.#watch);
    const { htmlfile } = this.#stream;
    this.#stream = null;
    htmlfile.release();
    trace.released();
  }
}

/** Step by step: what Internet Explorer 6 would have done, and what was measured here. */
class Trace {
  #rows = document.getElementById('trace-rows');
  #scroll = document.getElementById('trace-scroll');
  #steps = [];
  #calls = [];
  /** Bytes of the answer that have come, and scripts among them that Internet Explorer would not have run yet. */
  #received = 0;
  #held = 0;
  #ran = false;
  render = coalesced(() => this.#render());

  begin(millis, url) {
    const { pathname, search } = new URL(url);
    this.#received = 0;
    this.#held = 0;
    this.#ran = false;
    this.#calls = [];
    this.#steps = [
      {
        code: 'transferDoc = new ActiveXObject("htmlfile");',
        ie: () => t('htmlfile.create.ie'),
        here: () => t('htmlfile.create.here', duration(millis)),
      },
      {
        code: 'transferDoc.open();\ntransferDoc.write("<html></html>");\ntransferDoc.close();',
        ie: () => t('htmlfile.open.ie'),
        here: () => t('htmlfile.open.here'),
      },
      {
        code: 'transferDoc.parentWindow.callback = take;',
        ie: () => t('htmlfile.callback.ie'),
        here: () => t('htmlfile.callback.here'),
      },
      {
        code: `frame = transferDoc.createElement("iframe");\nframe.src = "${pathname}…";\ntransferDoc.body.appendChild(frame);`,
        ie: () => t('htmlfile.frame.ie'),
        here: () => `GET ${pathname}${search}`,
      },
    ];
    this.render();
  }

  /** A script of the document runs. */
  called(message, stream) {
    const { currentScript, body } = stream.frame.contentDocument;
    const written = SCRIPT_BYTES + encoder.encode(currentScript.textContent).length;
    if ('subscribed' in message) {
      const spaces = body.firstChild.data.length - 1;
      const millis = performance.now() - stream.began;
      this.#received = BEGINNING_BYTES + spaces + written;
      const all = this.#received;
      this.#add(() => t('htmlfile.first.here', duration(millis), size(all), size(spaces)));
    } else {
      this.#received += written;
      const name = message.id ?? Object.keys(message)[0];
      this.#add(() => t('htmlfile.call.here', name, size(written)));
    }
  }

  #add(here) {
    const [received, scripts] = [this.#received, this.#held + 1];
    const waits = received < SNIFFED;
    let ie = () => t('htmlfile.hold.ie', count(received), count(scripts), count(SNIFFED));
    if (this.#ran) {
      ie = () => t('htmlfile.more.ie', count(received));
    } else if (!waits) {
      this.#ran = true;
      ie = () => t('htmlfile.run.ie', count(received), count(scripts));
    }
    this.#held = waits ? scripts : 0;
    this.#show({ ie, here, waits });
  }

  released() {
    this.#show({
      code: 'transferDoc = null;\nCollectGarbage();',
      ie: () => t('htmlfile.release.ie'),
      here: () => t('htmlfile.release.here'),
    });
  }

  #show(step) {
    this.#calls = [...this.#calls, step].slice(-SHOWN);
    this.render();
  }

  /** Begins with the first step, and follows what comes once somebody has gone to the end. */
  #render() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroll;
    const follows = scrollTop > 0 && scrollHeight - scrollTop - clientHeight < ALMOST_AT_THE_END;
    this.#rows.replaceChildren(...[...this.#steps, ...this.#calls].map(row));
    if (follows) {
      this.#scroll.scrollTop = this.#scroll.scrollHeight;
    }
  }
}

/** A row, made anew each time, so that it is in the language of the moment. */
function row({ code = '', ie, here, waits = false }) {
  return el('tr', { 'data-waits': waits },
    el('td', {}, code === '' ? null : el('code', {}, code), el('span', {}, ie())),
    el('td', {}, here()));
}

function showPadding() {
  const shown = document.getElementById('padding-shown');
  shown.textContent = size(PADDINGS[Number(padding.value)]);
  padding.setAttribute('aria-valuetext', shown.textContent);
}

const trace = new Trace();
padding.addEventListener('input', showPadding);

openLab({
  id: 'htmlfile',
  open: (lab) => new Receiver(lab),
  commands: ({ origin, topic }) => [`curl -N ${quoted(`${origin}/topics/${topic}/htmlfile?after=earliest`)}`],
  relabel() {
    showPadding();
    trace.render();
  },
});
