/**
 * The list of what arrived, newest first. Whatever arrives between two frames is drawn in one go, rows are recycled and
 * never more than {@link ROWS}, so a thousand events a second cost no more than the frames they fall into. Scrolling
 * down, choosing a row or the pause button holds the list still; what is new meanwhile is counted, and shown on resuming.
 */

import { coalesced, el, setText } from './dom.js';
import { bytes, count, duration, t, timestamp } from './i18n.js';
import { inFull, isBinary, preview, sizeOf } from './payload.js';

const ROWS = 200;
/** Scrolled less than this, in px, still counts as being at the top. */
const TOP = 4;

let serial = 0;

export class EventList {
  /** Newest first, one for each row of the table. */
  #entries = [];
  /** Arrived but not drawn, oldest first, at most ROWS. */
  #pending = [];
  #unseen = 0;
  #held = false;
  #heldByScrolling = false;
  #selected = null;
  #draw = coalesced(() => this.#render());

  constructor() {
    this.pauseButton = el('button', { type: 'button', id: 'pause', class: 'small', click: () => this.togglePause() });
    this.clearButton = el('button', { type: 'button', id: 'clear', class: 'small', 'data-text': 'kit.clear' });
    this.rows = el('tbody');
    this.empty = el('p', { class: 'empty', 'data-text': 'kit.events.empty' });
    this.detail = el('section', { class: 'detail', id: 'detail', 'data-label': 'kit.events.detail', hidden: true });
    this.table = el(
      'table',
      { role: 'grid', tabindex: '0', 'data-label': 'kit.events', keydown: (event) => this.#key(event) },
      el('thead', {}, el('tr', {}, ...['id', 'type', 'data', 'latency'].map(heading))),
      this.rows,
    );
    this.scroller = el('div', { class: 'scroller', scroll: () => this.#scrolled() }, this.table, this.empty);
    this.footnote = el('footer', { hidden: true });
    this.element = el(
      'section',
      { class: 'card events', 'data-label': 'kit.events' },
      el('header', {}, el('h2', { 'data-text': 'kit.events' }), el('span', { class: 'spacer' }), this.pauseButton, this.clearButton),
      this.scroller,
      this.detail,
      this.footnote,
    );
    this.rows.addEventListener('click', (event) => this.#choose(event.target.closest('tr')));
  }

  /**
   * Adds what arrived.
   *
   * @param {{event?: object, latency?: number|null, gap?: function(): string}} entry an event with its latency in ms, or
   *     a gap as a function that words it in the language of the moment
   */
  add(entry) {
    this.#pending.push(entry);
    if (this.#pending.length > ROWS) {
      this.#pending.shift();
    }
    this.#unseen += this.#held ? 1 : 0;
    this.#draw();
  }

  clear() {
    this.#entries = [];
    this.#pending = [];
    this.rows.replaceChildren();
    this.#resume();
  }

  get paused() {
    return this.#held;
  }

  togglePause() {
    if (this.#held) {
      this.#resume();
    } else {
      this.#hold(false);
    }
  }

  /** Words everything again, after the language has changed. */
  relabel() {
    [...this.rows.children].forEach((row, index) => fill(row, this.#entries[index]));
    this.#showDetail();
    this.#label();
  }

  #hold(byScrolling) {
    if (!this.#held) {
      this.#held = true;
      this.#heldByScrolling = byScrolling;
      this.#label();
    }
  }

  #resume() {
    this.#held = false;
    this.#unseen = 0;
    this.#select(null);
    this.scroller.scrollTop = 0;
    this.#label();
    this.#draw();
  }

  #scrolled() {
    if (this.scroller.scrollTop > TOP) {
      this.#hold(true);
    } else if (this.#heldByScrolling) {
      this.#resume();
    }
  }

  #label() {
    const text = this.#held
      ? this.#unseen > 0
        ? t('kit.resume.new', count(this.#unseen))
        : t('kit.resume')
      : t('kit.pause');
    setText(this.pauseButton, text);
    this.pauseButton.title = this.#held ? t('kit.resume.hint') : t('kit.pause.hint');
    this.pauseButton.classList.toggle('primary', this.#held);
  }

  #render() {
    if (this.#held) {
      this.#label();
      return;
    }
    const fresh = this.#pending;
    this.#pending = [];
    const top = document.createDocumentFragment();
    for (const entry of fresh.reverse()) {
      top.append(fill(this.#spareRow(fresh.length), entry));
    }
    this.rows.prepend(top);
    this.#entries = [...fresh, ...this.#entries].slice(0, ROWS);
    this.empty.hidden = this.#entries.length > 0;
  }

  /** The oldest row if the table is full, or a new one. */
  #spareRow(arriving) {
    const oldest = this.rows.lastElementChild;
    if (oldest !== null && this.rows.childElementCount + arriving > ROWS) {
      oldest.remove();
      return oldest;
    }
    return el('tr', { role: 'row' });
  }

  #choose(row) {
    if (row !== null && row.parentElement === this.rows) {
      this.#hold(false);
      this.#heldByScrolling = false;
      this.#select(row);
    }
  }

  #key(event) {
    const rows = [...this.rows.children];
    const at = rows.indexOf(this.#selected);
    const target = { ArrowDown: at + 1, ArrowUp: Math.max(0, at - 1), Home: 0, End: rows.length - 1 }[event.key];
    if (event.key === 'Escape' && this.#held) {
      this.#resume();
    } else if (target !== undefined && rows.length > 0) {
      this.#choose(rows[Math.min(target, rows.length - 1)]);
      this.#selected.scrollIntoView({ block: 'nearest' });
    } else {
      return;
    }
    event.preventDefault();
  }

  #select(row) {
    this.#selected?.removeAttribute('aria-selected');
    this.#selected = row;
    if (row === null) {
      this.table.removeAttribute('aria-activedescendant');
    } else {
      row.setAttribute('aria-selected', 'true');
      this.table.setAttribute('aria-activedescendant', row.id);
    }
    this.#showDetail();
  }

  #showDetail() {
    const entry = this.#selected === null ? null : this.#entries[[...this.rows.children].indexOf(this.#selected)];
    this.detail.hidden = !entry?.event;
    if (entry?.event) {
      this.detail.replaceChildren(...describe(entry));
    }
  }
}

function heading(column) {
  const words = { id: 'kit.column.id', type: 'kit.column.type', data: 'kit.column.data', latency: 'kit.column.latency' };
  return el('th', { scope: 'col', class: column, 'data-text': words[column] });
}

/** Writes an entry into a row, which may have shown another one before. */
function fill(row, entry) {
  const cells = entry.gap === undefined ? 4 : 1;
  if (row.childElementCount !== cells) {
    const classes = cells === 4 ? ['id', 'type', 'data', 'latency'] : ['gap'];
    row.replaceChildren(...classes.map((name) => el('td', { class: name, role: 'gridcell' })));
  }
  row.id = `row-${++serial}`;
  row.className = cells === 1 ? 'gap' : '';
  row.removeAttribute('aria-selected');
  if (cells === 1) {
    row.firstElementChild.colSpan = 4;
    setText(row.firstElementChild, entry.gap());
    return row;
  }
  const { event, latency } = entry;
  const [id, type, data, delay] = row.children;
  setText(id, event.id ?? '–');
  setText(type, event.type);
  setText(data, preview(event.data));
  data.className = isBinary(event.data) ? 'data binary' : 'data';
  setText(delay, duration(latency));
  return row;
}

function describe({ event, latency }) {
  const facts = [
    event.id ?? '',
    event.type,
    event.contentType,
    bytes(sizeOf(event.data)),
    event.time === null ? '' : t('kit.detail.published', timestamp(event.time)),
    latency === null ? '' : t('kit.detail.latency', duration(latency)),
  ];
  return [
    el('p', { class: 'muted' }, facts.filter((fact) => fact !== '').join(' · ')),
    el('pre', {}, inFull(event.data)),
  ];
}
