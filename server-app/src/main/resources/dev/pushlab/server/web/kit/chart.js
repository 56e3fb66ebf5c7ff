/** Drawings of measured times: bars along a common axis, and how many came when. Widths are set by script only. */

import { el, setText } from './dom.js';
import { count, duration, t } from './i18n.js';

/** Ends of the axis, in ms. */
const AXES = [10, 20, 50, 100, 200, 500, 1_000, 2_000, 3_000, 5_000, 10_000, 15_000, 20_000, 30_000, 60_000, 120_000, 300_000];

/** The shortest axis on which a time has room, in ms. */
export function axisFor(millis) {
  return AXES.find((end) => end >= millis) ?? millis;
}

/**
 * One bar per row, made of parts one behind the other, from 0 to the end of the axis.
 *
 * @typedef {Object} Row
 * @property {string} name
 * @property {{kind: string, from: number, to: number}[]} parts in ms; the kind is a class of demonstration.css
 * @property {string} value what the row says in words
 * @property {string} [tone] {@code bad} or {@code ok}
 */
export class Timeline {
  #rows = [];
  #end = el('span', { class: 'end' });
  #axis = el('div', { class: 'axis', 'aria-hidden': 'true', hidden: true }, el('span', {}, '0'), this.#end);
  #list = el('ol');

  /**
   * @param {string} id
   * @param {string} label the message that says what is drawn
   * @param {boolean} [long] whether the names of the rows are long
   */
  constructor(id, label, long = false) {
    this.element = el(
      'div',
      { class: 'timeline', id, 'data-names': long ? 'long' : 'short' },
      this.#axis,
      this.#list,
    );
    this.#list.dataset.label = label;
  }

  /** @param {Row[]} rows */
  show(rows) {
    const ends = rows.flatMap(({ parts }) => parts.map(({ to }) => to));
    const longest = Math.max(1, ...ends);
    const axis = axisFor(longest);
    setText(this.#end, duration(axis));
    this.#axis.hidden = ends.length === 0;
    this.element.dataset.dense = String(rows.length > 12);
    while (this.#rows.length > rows.length) {
      this.#rows.pop().element.remove();
    }
    while (this.#rows.length < rows.length) {
      const row = new Bar();
      this.#rows.push(row);
      this.#list.append(row.element);
    }
    rows.forEach((row, index) => this.#rows[index].show(row, axis));
  }
}

class Bar {
  #name = el('span', { class: 'name' });
  #track = el('span', { class: 'track', 'aria-hidden': 'true' });
  #value = el('span', { class: 'value' });
  #parts = [];

  constructor() {
    this.element = el('li', {}, this.#name, this.#track, this.#value);
  }

  show({ name, parts, value, tone = '' }, axis) {
    setText(this.#name, name);
    setText(this.#value, value);
    this.#value.dataset.tone = tone;
    while (this.#parts.length > parts.length) {
      this.#parts.pop().remove();
    }
    while (this.#parts.length < parts.length) {
      const part = el('span');
      this.#parts.push(part);
      this.#track.append(part);
    }
    parts.forEach(({ kind, from, to }, index) => {
      const part = this.#parts[index];
      part.className = `part ${kind}`;
      part.style.left = `${(100 * from) / axis}%`;
      part.style.width = `${(100 * Math.max(0, to - from)) / axis}%`;
    });
  }
}

/** How many times fall into each part of an axis. */
export class Histogram {
  #bins;
  #end = el('span', { class: 'end' });
  #most = el('span', { class: 'most' });
  #bars;
  #figure;

  /** @param {string} id @param {number} bins */
  constructor(id, bins) {
    this.#bins = bins;
    this.#bars = Array.from({ length: bins }, () => el('span', { class: 'bin' }));
    this.#figure = el('div', { class: 'bins', role: 'img' }, ...this.#bars);
    this.element = el('div', { class: 'histogram', id }, this.#most, this.#figure,
      el('div', { class: 'axis', 'aria-hidden': 'true' }, el('span', {}, '0'), this.#end));
  }

  /**
   * @param {number[]} times in ms
   * @param {number} axis in ms
   * @param {number} [top] so many fill the height; the highest bin if it is higher
   * @return {number} how many are in the fullest bin
   */
  show(times, axis, top = 1) {
    const counts = new Array(this.#bins).fill(0);
    for (const time of times) {
      counts[Math.min(this.#bins - 1, Math.max(0, Math.floor((time / axis) * this.#bins)))]++;
    }
    const most = Math.max(...counts);
    const height = Math.max(top, most);
    counts.forEach((number, index) => {
      this.#bars[index].style.height = `${(100 * number) / height}%`;
    });
    const words = t('kit.histogram', count(most), duration(axis / this.#bins));
    setText(this.#most, most === 0 ? '\u00a0' : words);
    this.#figure.setAttribute('aria-label', words);
    setText(this.#end, duration(axis));
    return most;
  }
}
