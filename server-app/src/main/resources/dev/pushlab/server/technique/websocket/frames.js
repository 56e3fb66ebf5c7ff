/** The last frames of this connection, as they were on the wire, and the pings of both kinds. */

import { el } from '/web/kit/dom.js';
import { bytes, count, duration, t } from '/web/kit/i18n.js';

import { bytesOf, closeOf, headerOf, spaced, textOf, unmasked } from './bytes.js';

const SHOWN = 24;
/** No text: neither of the first two is UTF-8. */
const BINARY = [0xff, 0xfe, 0x00, 0x80];
const KINDS = ['text', 'binary', 'continuation', 'ping', 'pong', 'close'];

export class FramesPanel {
  #inspect;
  #seen = null;
  #trips = [];
  #echo = null;

  /** @param {{inspect: function(object): Promise<object>, send: function(Uint8Array)}} actions upon the connection */
  constructor({ inspect, send }) {
    this.#inspect = inspect;
    this.counts = el('p', { id: 'frame-counts' });
    this.trip = el('p', { id: 'round-trip', role: 'status' });
    this.table = el('div', { class: 'scrolls', tabindex: '0', 'data-label': 'websocket.frames' });
    this.element = el('section', {},
      el('h3', { 'data-text': 'websocket.frames' }),
      el('p', { class: 'actions' },
        el('button', {
          type: 'button', id: 'frames-show', 'data-text': 'websocket.frames.show', 'data-title': 'websocket.frames.show.hint',
          click: () => this.refresh(),
        }),
        el('button', {
          type: 'button', id: 'ping-page', 'data-text': 'websocket.ping.page', 'data-title': 'websocket.ping.page.hint',
          click: () => this.#measure('page'),
        }),
        el('button', {
          type: 'button', id: 'ping-server', 'data-text': 'websocket.ping.server', 'data-title': 'websocket.ping.server.hint',
          click: () => this.#measure('server'),
        }),
        el('button', {
          type: 'button', id: 'send-binary', 'data-text': 'websocket.binary', 'data-title': 'websocket.binary.hint',
          click: () => send(new Uint8Array(BINARY)),
        })),
      this.trip, this.counts, this.table);
  }

  /** Asks for the frames and shows them; nothing happens if there is no connection. */
  async refresh() {
    const answer = await this.#inspect({ inspect: 'frames' });
    if (answer !== null) {
      this.#seen = answer.frames;
      this.relabel();
    }
  }

  clear() {
    this.#seen = null;
    this.#trips = [];
    this.#echo = null;
    this.relabel();
  }

  /** A binary message has come back. */
  echoed(bytes) {
    this.#echo = bytes;
    this.relabel();
  }

  relabel() {
    const words = this.#trips.map(({ kind, millis }) =>
      kind === 'page' ? t('websocket.ping.page.took', duration(millis)) : t('websocket.ping.server.took', duration(millis)));
    if (this.#echo !== null) {
      words.push(t('websocket.binary.back', spaced(this.#echo)));
    }
    this.trip.textContent = words.join(' · ');
    if (this.#seen === null) {
      this.counts.textContent = t('websocket.frames.none');
      this.table.replaceChildren();
      return;
    }
    const { out } = this.#seen;
    this.counts.textContent = `${t('websocket.frames.sent', counted(out.counts), bytes(out.dataBytes))} · ${t(
      'websocket.frames.received', counted(this.#seen.in.counts), bytes(this.#seen.in.dataBytes))}`;
    const rows = [...this.#seen.in.frames.map((frame) => ({ ...frame, from: 'page' })),
      ...out.frames.map((frame) => ({ ...frame, from: 'server' }))]
      .sort((a, b) => b.micros - a.micros)
      .slice(0, SHOWN)
      .map(row);
    this.table.replaceChildren(el('table', { id: 'frames' }, el('thead', {}, el('tr', {},
      ...['websocket.frame.from', 'websocket.frame.opcode', 'websocket.frame.bits', 'websocket.frame.length',
        'websocket.frame.header', 'websocket.frame.payload'].map((key) => el('th', { scope: 'col' }, t(key))))),
    el('tbody', {}, ...rows)));
  }

  async #measure(kind) {
    const begin = performance.now();
    const answer = await this.#inspect(kind === 'page' ? { ping: String(begin) } : { inspect: 'ping' });
    if (answer !== null) {
      const millis = kind === 'page' ? performance.now() - begin : answer.pong.micros / 1000;
      this.#trips = [...this.#trips.filter((trip) => trip.kind !== kind), { kind, millis }];
      this.relabel();
    }
  }
}

function counted(counts) {
  return KINDS.filter((kind) => counts[kind] > 0).map((kind) => `${count(counts[kind])} ${kind}`).join(', ') || '–';
}

function row(frame) {
  const { fin, rsv1, opcode, key, form } = headerOf(bytesOf(frame.header));
  const payload = unmasked(bytesOf(frame.payload), key);
  const bits = [fin ? 'FIN' : '', rsv1 ? 'RSV1' : '', key ? 'MASK' : ''].filter((bit) => bit !== '').join(' ');
  return el('tr', { 'data-from': frame.from },
    el('td', {}, frame.from === 'page' ? `${t('websocket.frame.page')} →` : `← ${t('websocket.frame.server')}`),
    el('td', {}, opcode),
    el('td', { class: 'mono' }, bits || '–'),
    el('td', { title: t('websocket.frame.form', String(form)) }, `${count(frame.length)} · ${form} bit`),
    el('td', { class: 'mono' }, spaced(bytesOf(frame.header))),
    el('td', { class: 'mono' }, words(opcode, rsv1, payload, frame.length)));
}

/** What can be read of a payload: a compressed or a binary one only as bytes. */
function words(opcode, rsv1, payload, length) {
  const more = length > payload.length ? ' …' : '';
  if (opcode === 'close') {
    const close = closeOf(payload);
    return close === null ? '–' : `${close.code} ${close.reason}${more}`;
  }
  return (opcode === 'text' && !rsv1 ? textOf(payload) : spaced(payload)) + more;
}
