/** What happened, as the page shows it: a lane for each transport over the last minute, and the switches in words. */

import { el, setText } from '/web/kit/dom.js';
import { count, duration, t } from '/web/kit/i18n.js';

const SVG = 'http://www.w3.org/2000/svg';
/** How far back the lanes reach, in ms, and how wide they are drawn. */
const WINDOW_MILLIS = 60_000;
const WIDTH = 600;
const HEIGHT = 12;
const DRAW_MILLIS = 500;
/** How many spans a lane keeps, and how many lines the log. */
const SPANS = 100;
const LINES = 50;

const NAMES = {
  websocket: 'fallback.websocket',
  sse: 'fallback.sse',
  'xhr-streaming': 'fallback.xhr',
  'long-polling': 'fallback.long',
  'short-polling': 'fallback.short',
};
const STATES = {
  stopped: 'fallback.state.idle',
  connecting: 'fallback.state.trying',
  live: 'fallback.state.used',
  failed: 'fallback.state.failed',
};
const REASONS = {
  refused: 'fallback.reason.refused',
  silent: 'fallback.reason.silent',
  closed: 'fallback.reason.closed',
  gap: 'fallback.reason.gap',
};
const FACTS = {
  transport: 'fallback.fact.transport',
  first: 'fallback.fact.first',
  switches: 'fallback.fact.switches',
  overlap: 'fallback.fact.overlap',
};

export class Story {
  #rows = {};
  #facts = {};
  #log = el('ol', { class: 'story', 'data-label': 'fallback.log', tabindex: '0' });
  #lines = [];
  #using = null;
  #loadedAt = performance.now();
  #beganAt = this.#loadedAt;

  /** @param {function(string): HTMLElement} obstacles makes the control for what is in the way of a transport */
  constructor(obstacles) {
    const rows = Object.keys(NAMES).map((id) => this.#row(id, obstacles(id)));
    const facts = el('dl', { class: 'figures' });
    for (const [name, word] of Object.entries(FACTS)) {
      this.#facts[name] = el('dd', { class: 'value', id: `fact-${name}` });
      facts.append(el('div', {}, el('dt', { 'data-text': word }), this.#facts[name]));
    }
    this.element = el(
      'section',
      { class: 'card ladder', 'data-label': 'fallback.panel' },
      el('header', {}, el('h2', { 'data-text': 'fallback.panel' }), el('span', { class: 'note', 'data-text': 'fallback.panel.note' })),
      el('table', {}, el('tbody', {}, ...rows)),
      facts,
      this.#log,
    );
    this.clear();
    setInterval(() => this.#draw(), DRAW_MILLIS);
  }

  clear() {
    this.switches = 0;
    this.overlap = 0;
    this.firstMillis = null;
    this.#lines = [];
    for (const row of Object.values(this.#rows)) {
      row.spans = row.spans.filter(({ to }) => to === null);
    }
    this.relabel();
  }

  // ---- what happens ----

  opened() {
    this.#beganAt = performance.now();
    this.#using = null;
    this.firstMillis = null;
    this.#showFacts();
  }

  closed() {
    Object.keys(this.#rows).forEach((id) => this.#enter(id, 'stopped'));
    this.#using = null;
    this.#showFacts();
  }

  trying(id) {
    this.#enter(id, 'connecting');
  }

  using(id, millis) {
    const before = this.#using;
    this.firstMillis ??= performance.now() - this.#beganAt;
    this.#using = id;
    if (before !== null && before !== id) {
      this.switches++;
      if (this.#rows[before].state === 'live') {
        this.#enter(before, 'stopped');
      }
    }
    this.#enter(id, 'live');
    this.#say(() => t('fallback.log.using', t(NAMES[id]), duration(millis)));
    this.#showFacts();
  }

  failed(id, reason) {
    this.#enter(id, 'failed', reason);
    this.#say(() => t('fallback.log.failed', t(NAMES[id]), t(REASONS[reason])));
    this.#showFacts();
  }

  /** An event came that another transport had brought before. */
  overlapped() {
    this.overlap++;
    this.#showFacts();
  }

  // ---- in words and lines ----

  relabel() {
    Object.keys(this.#rows).forEach((id) => this.#showState(id));
    this.#log.replaceChildren(...this.#lines.map(line));
    this.#showFacts();
  }

  #row(id, obstacle) {
    const lane = document.createElementNS(SVG, 'svg');
    lane.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
    lane.setAttribute('preserveAspectRatio', 'none');
    lane.setAttribute('aria-hidden', 'true');
    const badge = el('span', { class: 'badge', 'data-state': 'stopped' });
    this.#rows[id] = { state: 'stopped', reason: null, spans: [], badge, lane };
    return el(
      'tr',
      { 'data-transport': id },
      el('th', { scope: 'row', 'data-text': NAMES[id] }),
      el('td', {}, obstacle),
      el('td', {}, badge),
      el('td', { class: 'lane' }, lane),
    );
  }

  #enter(id, state, reason = null) {
    const row = this.#rows[id];
    const now = performance.now();
    const last = row.spans.at(-1);
    if (last !== undefined && last.to === null) {
      last.to = now;
    }
    if (state !== 'stopped') {
      // A failure is a moment; it is drawn as one.
      row.spans = [...row.spans, { state, from: now, to: state === 'failed' ? now : null }].slice(-SPANS);
    }
    Object.assign(row, { state, reason });
    this.#showState(id);
    this.#draw();
  }

  #showState(id) {
    const { badge, state, reason } = this.#rows[id];
    badge.dataset.state = state;
    setText(badge, reason === null ? t(STATES[state]) : t(REASONS[reason]));
  }

  #showFacts() {
    const works = this.#using !== null && this.#rows[this.#using].state === 'live';
    setText(this.#facts.transport, works ? t(NAMES[this.#using]) : '–');
    setText(this.#facts.first, duration(this.firstMillis));
    setText(this.#facts.switches, count(this.switches));
    setText(this.#facts.overlap, count(this.overlap));
  }

  #say(words) {
    const entry = { millis: performance.now() - this.#loadedAt, words };
    this.#lines = [entry, ...this.#lines].slice(0, LINES);
    this.#log.prepend(line(entry));
    if (this.#log.childElementCount > LINES) {
      this.#log.lastElementChild.remove();
    }
  }

  /** The lanes, from a minute ago at the left to now at the right. */
  #draw() {
    const now = performance.now();
    const at = (time) => Math.max(0, WIDTH - ((now - time) * WIDTH) / WINDOW_MILLIS);
    for (const row of Object.values(this.#rows)) {
      row.spans = row.spans.filter(({ to }) => to === null || now - to < WINDOW_MILLIS);
      row.lane.replaceChildren(
        ...row.spans.map(({ state, from, to }) => {
          const span = document.createElementNS(SVG, 'rect');
          const left = at(from);
          span.setAttribute('class', state);
          span.setAttribute('x', left.toFixed(1));
          span.setAttribute('width', Math.max(3, at(to ?? now) - left).toFixed(1));
          span.setAttribute('height', String(HEIGHT));
          return span;
        }),
      );
    }
  }
}

function line({ millis, words }) {
  return el('li', {}, el('span', { class: 'muted' }, duration(millis)), ` ${words()}`);
}
