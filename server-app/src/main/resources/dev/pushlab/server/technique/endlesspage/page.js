/** The endless page: in a frame here, and watched from outside. What it does itself is in document.js. */

import { Backoff } from '/web/kit/backoff.js';
import { quoted } from '/web/kit/commands.js';
import { coalesced, el } from '/web/kit/dom.js';
import { bytes, count, currentLanguage, duration, t } from '/web/kit/i18n.js';
import { openLab } from '/web/kit/lab.js';
import { eventOf } from '/web/kit/payload.js';
import { currentTheme } from '/web/kit/preferences.js';
import { diagnose, Problem } from '/web/kit/problem.js';

/** After how many events, bytes and seconds the server ends a page. */
const EVENTS = [10, 100, 1000, 10_000];
const KILOBYTES = [10, 100, 1000, 10_000];
const SECONDS = [15, 60, 300, 3600];
/** After so many heartbeats that did not come, and this much grace, the connection is taken for dead. */
const MISSED = 2;
const GRACE_MILLIS = 5_000;

const root = document.documentElement;
const exhibit = document.getElementById('exhibit');

/** Has a frame load the page, and hears from it what it receives. */
class Receiver {
  #lab;
  #frame = null;
  #url = '';
  /** The document that has spoken last; null before the first has. */
  #page = null;
  /** Whether that document has been ended, and loads the next one by itself. */
  #over = false;
  #events = 0;
  #heartbeat = 0;
  #backoff = new Backoff();
  #show = coalesced(() => showFigures(this.#lab));
  #watch = null;

  constructor(lab) {
    this.#lab = lab;
    this.load();
  }

  close() {
    this.#backoff.cancel();
    clearTimeout(this.#watch);
    this.#frame.remove();
    this.#frame = null;
    pages.receiver = null;
  }

  // snippet:begin loop
  /** A frame of its own for each beginning: one that was used before would fill the history of this tab. */
  load() {
    this.#frame?.remove();
    this.#page = null;
    this.#over = false;
    this.#url = this.#lab.url({
      after: this.#lab.after,
      events: String(chosen('events', EVENTS)),
      kilobytes: String(chosen('size', KILOBYTES)),
      seconds: String(chosen('age', SECONDS)),
      lang: currentLanguage(),
      theme: currentTheme(),
    });
    this.#frame = el('iframe', { title: t('endless-page.frame'), src: this.#url, load: () => this.#ended() });
    pages.receiver = this;
    exhibit.append(this.#frame);
    this.#lab.figures.requests++;
  }

  /** The page in the frame tells what its scripts bring. */
  told(source, message) {
    if (source !== this.#frame.contentWindow) {
      return;
    }
    if ('id' in message) {
      this.#events++;
      this.#lab.deliver([eventOf(message)]);
    } else if ('subscribed' in message) {
      this.#begun(source.document, message.subscribed);
    } else if ('gap' in message) {
      this.#lab.gap(message.gap.requested, message.gap.resumed, message.gap.reason);
    } else if ('ended' in message) {
      // It loads itself again, after the last event. Nothing is to be done here.
      this.#over = true;
    }
    this.#expectLife();
    this.#show();
  }

  #begun(page, { start, heartbeat }) {
    if (this.#over) {
      pages.byThemselves++;
      this.#lab.figures.requests++;
    }
    pages.loaded++;
    this.#page = page;
    this.dress();
    this.#over = false;
    this.#events = 0;
    this.#heartbeat = heartbeat;
    this.#backoff.succeeded();
    this.#lab.figures.connections++;
    this.#lab.works();
    this.#lab.startAt(start);
    this.#lab.state('live');
  }

  /** The frame has loaded something to its end: a page that is over, or one that broke off, or none. */
  async #ended() {
    const frame = this.#frame;
    const page = documentOf(frame);
    if (page !== null && page === this.#page) {
      if (!this.#over) {
        this.#again(null);
      }
      return;
    }
    const problem = (await diagnose(this.#url)) ?? nothing();
    if (frame === this.#frame && this.#page !== documentOf(frame)) {
      this.#again(problem);
    }
  }
  // snippet:end

  #again(problem) {
    clearTimeout(this.#watch);
    if (problem !== null) {
      this.#lab.fail(problem);
    }
    if (problem === null || problem.retry) {
      this.#lab.state('waiting', this.#backoff.schedule(() => this.load()));
    }
  }

  /** A connection may die without a word: then there is no heartbeat either. */
  #expectLife() {
    clearTimeout(this.#watch);
    const patience = MISSED * this.#heartbeat + GRACE_MILLIS;
    this.#watch = setTimeout(() => this.#again(silence(patience)), patience);
  }

  /** How much is in the frame. */
  present() {
    const page = documentOf(this.#frame);
    return { events: this.#events, elements: page === null ? 0 : page.getElementsByTagName('*').length };
  }

  /** As the page around is; one that has not begun yet is dressed when it does. */
  dress() {
    const element = documentOf(this.#frame)?.documentElement ?? null;
    if (element !== null) {
      element.dataset.theme = root.dataset.theme;
      element.style.fontSize = root.style.fontSize;
    }
  }
}

/** What a frame shows; null if it is something of the browser's own, such as that nothing could be loaded. */
function documentOf(frame) {
  return frame?.contentDocument ?? null;
}

function nothing() {
  return new Problem(t('endless-page.nothing'), t('endless-page.nothing.detail'));
}

function silence(millis) {
  return new Problem(t('endless-page.silent'), t('endless-page.silent.detail', duration(millis)));
}

/** All pages that were loaded since the figures were set back. */
const pages = { loaded: 0, byThemselves: 0, receiver: null, language: '' };

window.endlessPage = (source, message) => pages.receiver?.told(source, message);
new MutationObserver(() => pages.receiver?.dress()).observe(root, { attributeFilter: ['data-theme', 'style'] });

function showFigures(lab) {
  const present = pages.receiver?.present() ?? { events: 0, elements: 0 };
  lab.footnote(
    [
      t('endless-page.pages', count(pages.loaded), count(pages.byThemselves)),
      t('endless-page.present', count(present.events), count(present.elements)),
    ].join(' · '),
  );
}

function chosen(knob, steps) {
  return steps[Number(document.getElementById(knob).value)];
}

function showKnobs() {
  const words = {
    events: t('endless-page.events.shown', count(chosen('events', EVENTS))),
    size: bytes(1000 * chosen('size', KILOBYTES)),
    age: duration(1000 * chosen('age', SECONDS)),
  };
  for (const [knob, text] of Object.entries(words)) {
    document.getElementById(`${knob}-shown`).textContent = text;
    document.getElementById(knob).setAttribute('aria-valuetext', text);
  }
}

/** The address of the page by itself, in a tab or from a terminal. */
function alone({ topic }) {
  const url = new URL(`/topics/${encodeURIComponent(topic)}/endless-page`, location.href);
  url.searchParams.set('after', 'earliest');
  url.searchParams.set('events', String(chosen('events', EVENTS)));
  url.searchParams.set('lang', currentLanguage());
  return url.href;
}

const link = el('a', { target: '_blank', rel: 'noopener', 'data-text': 'endless-page.alone', 'data-title': 'endless-page.alone.hint' });
exhibit.append(el('header', {}, el('h2', { 'data-text': 'endless-page.frame' }), link));

for (const knob of ['events', 'size', 'age']) {
  const slider = document.getElementById(knob);
  slider.addEventListener('input', showKnobs);
  slider.addEventListener('change', () => pages.receiver?.load());
}

openLab({
  id: 'endless-page',
  open: (lab) => new Receiver(lab),
  commands({ origin, topic }) {
    link.href = alone({ topic });
    return [`curl -N ${quoted(`${origin}/topics/${topic}/endless-page?after=earliest&events=20`)}`];
  },
  relabel(lab) {
    showKnobs();
    showFigures(lab);
    link.href = alone(lab);
    // The words of the page come from the server, with the page.
    if (pages.language !== currentLanguage()) {
      pages.language = currentLanguage();
      pages.receiver?.load();
    }
  },
  cleared(lab) {
    pages.loaded = 0;
    pages.byThemselves = 0;
    showFigures(lab);
  },
});
