/** Page refresh: a frame has its whole document fetched again and again; or only what is new is put into it. */

import { Backoff } from '/web/kit/backoff.js';
import { quoted } from '/web/kit/commands.js';
import { el, setText } from '/web/kit/dom.js';
import { bytes, count, currentLanguage, duration, share, t } from '/web/kit/i18n.js';
import { openLab } from '/web/kit/lab.js';
import { eventOf, isBinary, preview } from '/web/kit/payload.js';
import { settle } from '/web/kit/polls.js';
import { currentTheme, parameter } from '/web/kit/preferences.js';
import { Problem, diagnose, request } from '/web/kit/problem.js';

/** In s; 0 is F5: somebody has to press it. */
const INTERVALS = [0, 1, 2, 3, 5, 10, 30];
/** How many new events one answer may bring; if there are more, the next one is fetched at once. */
const LIMIT = 500;
/** How much later than it should a document may come before the page asks for it again, in ms. */
const GRACE_MILLIS = 15_000;
/** How many rows the partly updated document keeps. */
const ROWS = 60;
const TEXT = 'text/plain; charset=utf-8';

const slider = document.getElementById('every');
const shown = document.getElementById('every-shown');
const whole = document.getElementById('whole');
const partial = document.getElementById('partial');
const exhibit = document.getElementById('exhibit');
const root = document.documentElement;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

const every = () => INTERVALS[Number(slider.value)];

/** The document in its frame. */
class Framed {
  #lab;
  #frame;
  #timer = null;
  #closed = false;
  /** Ends the question for the news alone. */
  #abort = new AbortController();
  #backoff = new Backoff();
  /** What was in the document before it went: what its reader typed, and how far it was scrolled. */
  #left = { typed: '', scrolled: 0 };

  constructor(lab) {
    this.#lab = lab;
    this.#frame = el('iframe', { id: 'frame', title: t('page-refresh.frame'), load: () => this.#loaded() });
    this.fetchWhole();
    exhibit.append(this.#frame);
  }

  close() {
    this.#closed = true;
    this.#abort.abort();
    this.#backoff.cancel();
    clearTimeout(this.#timer);
    this.#frame.remove();
  }

  // snippet:begin loop
  /** The browser throws the document away and makes a new one. After that it says itself when it wants to be replaced. */
  fetchWhole() {
    const refresh = whole.checked ? every() : 0;
    const { after } = this.#lab;
    this.#abort.abort();
    this.#frame.src = this.#lab.url({ after, refresh, limit: LIMIT, lang: currentLanguage(), theme: currentTheme() });
    this.#expect(0);
  }

  /** A whole document has come, because this page asked for it or because the one before said so. */
  #loaded() {
    if (this.#closed) {
      return;
    }
    const page = documentOf(this.#frame);
    if (page === null) {
      this.#lost();
      return;
    }
    const { last, gap, more } = page.body.dataset;
    const rows = [...page.querySelectorAll('tbody.new tr')].reverse();
    meter.whole.add(Number(page.getElementById('size').textContent));
    meter.opened(this.#frame.contentWindow.performance.getEntriesByType?.('navigation')[0]);
    meter.destroyed(this.#left);
    this.#left = { typed: '', scrolled: 0 };
    this.#frame.contentWindow.addEventListener('pagehide', () => this.#remember());
    dress(page);
    this.#answered(rows.map(eventOfRow), last, gap === 'true', more === 'true');
  }

  /** The same news without the rest: the document stays, and rows are put into it. */
  async update() {
    clearTimeout(this.#timer);
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    try {
      const { after } = this.#lab;
      const url = this.#lab.url({ after, limit: LIMIT, envelope: 'json' });
      const response = await request(url, { signal });
      const text = await response.text();
      if (signal.aborted) {
        return;
      }
      const { events, last, gap } = JSON.parse(text);
      meter.partial.add(new TextEncoder().encode(text).byteLength);
      meter.opened(performance.getEntriesByName(url)[0]);
      performance.clearResourceTimings();
      const arrived = events.map(eventOf);
      putInto(documentOf(this.#frame), arrived);
      this.#answered(arrived, last, gap, events.length === LIMIT);
    } catch (error) {
      this.#failed(error);
    }
  }

  #answered(events, last, gap, more) {
    const { after } = this.#lab;
    clearTimeout(this.#timer);
    this.#backoff.succeeded();
    this.#lab.works();
    this.#lab.state('live');
    meter.answered(events, this.#lab.serverTime);
    this.#lab.deliver(events);
    settle(this.#lab, after, { events, last, gap });
    showFigures(this.#lab);
    if (partial.checked && (more || every() > 0)) {
      this.#timer = setTimeout(() => this.update(), more ? 0 : 1000 * every());
    } else if (whole.checked && more) {
      this.fetchWhole();
    } else if (whole.checked && every() > 0) {
      this.#expect(every());
    }
  }
  // snippet:end

  /** A document comes in so many seconds; if none does, something is wrong that no event tells. */
  #expect(seconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lost(), 1000 * seconds + GRACE_MILLIS);
  }

  /** Just before the document goes. */
  #remember() {
    const page = documentOf(this.#frame);
    if (page !== null) {
      this.#left = { typed: page.getElementById('note').value, scrolled: this.#frame.contentWindow.scrollY };
    }
  }

  /** Another document stands in the frame, or none: a frame does not tell why. */
  async #lost() {
    try {
      const problem = await diagnose(this.#lab.url({ after: this.#lab.after, limit: 1 }));
      this.#failed(problem);
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error) {
    if (error?.name === 'AbortError' || this.#closed) {
      return;
    }
    clearTimeout(this.#timer);
    if (error !== null) {
      if (!(error instanceof Problem)) {
        throw error;
      }
      this.#lab.fail(error);
    }
    if (error?.retry ?? true) {
      this.#lab.state('waiting', this.#backoff.schedule(() => this.fetchWhole()));
    }
  }

  /** In the language and the colours of the page around it. */
  dressed() {
    const page = documentOf(this.#frame);
    if (page !== null) {
      dress(page);
    }
  }
}

/** The server's document in a frame; null if what is there is something else, as when the server was not reached. */
function documentOf(frame) {
  const page = frame.contentDocument;
  return page?.body?.dataset.last === undefined ? null : page;
}

function dress(page) {
  page.documentElement.dataset.theme = root.dataset.theme;
  page.documentElement.style.fontSize = root.style.fontSize;
}

/** An event as the server wrote it into a row. */
function eventOfRow({ cells: [id, type, data, waited] }) {
  const { base64, type: contentType = TEXT } = data.dataset;
  const event = eventOf({
    id: id.textContent,
    type: type.textContent,
    time: waited.firstElementChild.getAttribute('datetime'),
    contentType,
    data: base64 ?? data.textContent,
    encoding: base64 === undefined ? undefined : 'base64',
  });
  return base64 === undefined || data.classList.contains('binary') ? event : { ...event, data: decoder.decode(event.data) };
}

/** What is new goes on top of what is there; nothing else is touched. */
function putInto(page, events) {
  if (page === null) {
    return;
  }
  const [fresh, earlier] = page.querySelectorAll('tbody');
  setText(page.querySelector('header p'), t('page-refresh.updated', count(events.length)));
  if (events.length === 0) {
    return;
  }
  earlier.prepend(...fresh.children);
  fresh.replaceChildren(...events.slice(-ROWS).reverse().map((event) => {
    const row = page.createElement('tr');
    for (const text of [event.id, event.type, preview(event.data), '']) {
      row.append(page.createElement('td'));
      row.lastElementChild.textContent = text;
    }
    row.cells[2].className = isBinary(event.data) ? 'data binary' : 'data';
    return row;
  }));
  while (earlier.childElementCount > ROWS) {
    earlier.lastElementChild.remove();
  }
}

/** Answers of one kind, and how large they are. */
class Sizes {
  #answers = 0;
  #sum = 0;

  add(size) {
    this.#answers++;
    this.#sum += size;
  }

  get answers() {
    return this.#answers;
  }

  words() {
    return this.#answers === 0 ? '–' : bytes(Math.round(this.#sum / this.#answers));
  }
}

/** What the loads brought, what they cost, and what they destroyed. */
class Meter {
  constructor() {
    this.clear();
  }

  clear() {
    this.whole = new Sizes();
    this.partial = new Sizes();
    this.empty = 0;
    this.waited = 0;
    this.known = 0;
    this.typed = 0;
    this.scrolled = 0;
    this.connections = null;
  }

  answered(events, serverTime) {
    this.empty += events.length === 0 ? 1 : 0;
    for (const { time } of events) {
      if (time !== null && serverTime !== null) {
        this.waited += Math.max(0, serverTime - time);
        this.known++;
      }
    }
  }

  destroyed({ typed, scrolled }) {
    this.typed += typed === '' ? 0 : 1;
    this.scrolled += scrolled === 0 ? 0 : 1;
  }

  /** @param {PerformanceResourceTiming|undefined} entry of an answer, where the browser tells */
  opened(entry) {
    if (entry !== undefined && entry.requestStart > 0) {
      this.connections = (this.connections ?? 0) + (entry.connectEnd > entry.connectStart ? 1 : 0);
    }
  }

  show(lab) {
    const loads = this.whole.answers + this.partial.answers;
    const half = every() === 0 ? '–' : duration(500 * every());
    lab.footnote(
      [
        t('page-refresh.wasted', share(this.empty, loads)),
        t('page-refresh.stale', duration(this.known === 0 ? null : this.waited / this.known), half),
        t('page-refresh.bytes', this.whole.words(), this.partial.words()),
        t('page-refresh.destroyed', count(this.typed), count(this.scrolled)),
      ].join(' · '),
    );
  }
}

const meter = new Meter();
let framed = null;

function showFigures(lab) {
  lab.figures.answers = meter.whole.answers + meter.partial.answers;
  lab.figures.requests = lab.figures.answers;
  lab.figures.empty = meter.empty;
  lab.figures.connections = meter.connections;
  meter.show(lab);
}

function showInterval() {
  shown.textContent = every() === 0 ? t('page-refresh.never') : duration(1000 * every());
  slider.setAttribute('aria-valuetext', shown.textContent);
}

if (INTERVALS.includes(Number(parameter('every') ?? NaN))) {
  slider.value = String(INTERVALS.indexOf(Number(parameter('every'))));
}
slider.addEventListener('input', showInterval);
for (const knob of [slider, whole, partial]) {
  knob.addEventListener('change', () => framed?.fetchWhole());
}
document.getElementById('load').addEventListener('click', () => (partial.checked ? framed?.update() : framed?.fetchWhole()));
new MutationObserver(() => framed?.dressed()).observe(root, { attributeFilter: ['data-theme', 'style'] });

openLab({
  id: 'page-refresh',
  live: 'page-refresh.live',
  open(lab) {
    framed = new Framed(lab);
    return {
      close() {
        framed.close();
        framed = null;
      },
    };
  },
  commands({ origin, topic }) {
    const address = `${origin}/topics/${topic}/page-refresh?after=earliest`;
    return [`w3m -o meta_refresh=1 ${quoted(`${address}&refresh=5`)}`, `curl ${quoted(`${address}&limit=3`)}`];
  },
  relabel(lab) {
    showInterval();
    meter.show(lab);
    framed?.fetchWhole();
  },
  cleared(lab) {
    meter.clear();
    meter.show(lab);
  },
});
