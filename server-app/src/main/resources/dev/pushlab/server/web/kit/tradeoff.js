/**
 * What a knob buys and what it costs, as it was measured here: a point for each of its positions, on logarithmic scales,
 * and the same as a table beside it.
 */

import { el, setText } from './dom.js';
import { t } from './i18n.js';

const WIDTH = 320;
const HEIGHT = 196;
const LEFT = 54;
const RIGHT = 16;
const TOP = 22;
const BOTTOM = 36;
/** How near to another label, in units of the drawing, a label is left out. */
const CROWDED = 26;

/**
 * @typedef {Object} Scale
 * @property {string} word the message that names it
 * @property {function(number): string} format writes a value
 */
export class Tradeoff {
  #x;
  #y;
  #knob;
  #drawn = '';

  /**
   * @param {string} knob the message that names the positions
   * @param {Scale} x
   * @param {Scale} y
   * @param {string} nothing the message that stands there until something has been measured
   */
  constructor(knob, x, y, nothing) {
    this.#knob = knob;
    this.#x = x;
    this.#y = y;
    this.drawing = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img' });
    this.rows = el('tbody');
    this.table = el(
      'table',
      {},
      el('thead', {}, el('tr', {}, ...[knob, y.word, x.word].map((word) => el('th', { scope: 'col', 'data-text': word })))),
      this.rows,
    );
    this.nothing = el('p', { class: 'nothing', 'data-text': nothing });
    this.element = el('div', { class: 'tradeoff' }, this.nothing, this.drawing, this.table);
  }

  /**
   * @param {{name: string, x: number, y: number, curve?: string}[]} points in the order of the knob's positions, those of
   *     one curve joined; what is not positive has no place on these scales
   * @param {string} current the name of the position that the knob has now
   */
  show(points, current) {
    const shown = points.filter(({ x, y }) => x > 0 && y > 0);
    const rows = shown.map(({ name, x, y }) => [name, this.#y.format(y), this.#x.format(x)]);
    const drawn = JSON.stringify([rows, current, t(this.#x.word), t(this.#knob)]);
    if (drawn !== this.#drawn) {
      this.#drawn = drawn;
      this.nothing.hidden = shown.length > 0;
      this.table.hidden = shown.length === 0;
      this.drawing.toggleAttribute('hidden', shown.length === 0);
      this.#tabulate(rows, current);
      this.#draw(shown, current);
    }
  }

  #tabulate(rows, current) {
    while (this.rows.childElementCount > rows.length) {
      this.rows.lastElementChild.remove();
    }
    rows.forEach((texts, index) => {
      const row = this.rows.children[index] ?? el('tr', {}, el('th', { scope: 'row' }), el('td'), el('td'));
      texts.forEach((text, column) => setText(row.children[column], text));
      row.classList.toggle('current', texts[0] === current);
      if (!row.isConnected) {
        this.rows.append(row);
      }
    });
  }

  #draw(points, current) {
    const across = scale(points.map(({ x }) => x), LEFT, WIDTH - RIGHT);
    const up = scale(points.map(({ y }) => y), HEIGHT - BOTTOM, TOP);
    const parts = [];
    for (const value of across.decades) {
      parts.push(line('grid', across.at(value), TOP, across.at(value), HEIGHT - BOTTOM));
      parts.push(label('tick', across.at(value), HEIGHT - BOTTOM + 12, 'middle', this.#x.format(value)));
    }
    for (const value of up.decades) {
      parts.push(line('grid', LEFT, up.at(value), WIDTH - RIGHT, up.at(value)));
      parts.push(label('tick', LEFT - 5, up.at(value) + 3, 'end', this.#y.format(value)));
    }
    parts.push(label('axis', WIDTH - RIGHT, HEIGHT - 6, 'end', `${t(this.#x.word)} →`));
    parts.push(label('axis', 2, 9, 'start', `↑ ${t(this.#y.word)}`));
    const places = points.map(({ name, x, y, curve }) =>
      ({ name, x: across.at(x), y: up.at(y), curve, now: name === current }));
    for (const curve of new Set(places.map((place) => place.curve))) {
      const along = places.filter((place) => place.curve === curve);
      parts.push(svg('polyline', { class: 'curve', points: along.map(({ x, y }) => `${x},${y}`).join(' ') }));
    }
    parts.push(...places.map(({ x, y, now }) => svg('circle', { class: now ? 'point current' : 'point', cx: x, cy: y, r: now ? 5 : 3 })));
    parts.push(...labelled(places).map(({ x, y, name, now }) =>
      label(now ? 'name current' : 'name', x > WIDTH - 60 ? x - 7 : x + 7, y - 5, x > WIDTH - 60 ? 'end' : 'start', name)));
    this.drawing.replaceChildren(...parts);
    this.drawing.setAttribute('aria-label', `${t(this.#y.word)} / ${t(this.#x.word)}`);
  }
}

/** A logarithmic scale over whole decades, at least one. */
function scale(values, from, to) {
  const least = Math.floor(Math.log10(values.length === 0 ? 1 : Math.min(...values)));
  const most = Math.max(least + 1, Math.ceil(Math.log10(values.length === 0 ? 10 : Math.max(...values))));
  const decades = Array.from({ length: most - least + 1 }, (_, index) => 10 ** (least + index));
  const at = (value) => Math.round(10 * (from + ((to - from) * (Math.log10(value) - least)) / (most - least))) / 10;
  return { decades, at };
}

/** Those whose labels do not lie upon one another; the present one comes first. */
function labelled(places) {
  const kept = [];
  for (const place of [...places].sort((one, other) => Number(other.now) - Number(one.now))) {
    if (kept.every(({ x, y }) => Math.hypot(x - place.x, y - place.y) > CROWDED)) {
      kept.push(place);
    }
  }
  return kept;
}

function line(name, x1, y1, x2, y2) {
  return svg('line', { class: name, x1, y1, x2, y2 });
}

function label(name, x, y, anchor, text) {
  const element = svg('text', { class: name, x, y, 'text-anchor': anchor });
  element.textContent = text;
  return element;
}

function svg(tag, attributes) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) {
    element.setAttribute(name, String(value));
  }
  return element;
}
