/** The strip of figures: the same eight for every technique, so that pages can be held side by side. */

import { el, setText } from './dom.js';
import { bytes, count, duration, share, t } from './i18n.js';
import { LatencyWindow } from './latency.js';

const REFRESH_MILLIS = 250;
const RATE_MILLIS = 3_000;

const TILES = {
  events: 'kit.figure.events',
  latency: 'kit.figure.latency',
  requests: 'kit.figure.requests',
  connections: 'kit.figure.connections',
  received: 'kit.figure.received',
  sent: 'kit.figure.sent',
  duplicates: 'kit.figure.duplicates',
  lost: 'kit.figure.lost',
};

/** How versions of HTTP are called, by what ALPN calls them (RFC 7301). */
const PROTOCOLS = { 'http/1.1': 'HTTP/1.1', h2: 'HTTP/2' };

/** Over which version of HTTP this page came; empty where the browser does not tell. */
function pageProtocol() {
  const [navigation] = performance.getEntriesByType?.('navigation') ?? [];
  return PROTOCOLS[navigation?.nextHopProtocol] ?? '';
}

export class Figures {
  #protocol = pageProtocol();
  #latencies = new LatencyWindow();
  #history = [];
  #tiles = {};
  #ledger;
  #clock;
  #traffic;

  /**
   * @param {Ledger} ledger counts duplicates and losses
   * @param {ServerClock} clock says how far its estimate may be off
   * @param {Traffic} traffic counts bytes
   */
  constructor(ledger, clock, traffic) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#traffic = traffic;
    this.element = el('dl', { class: 'figures', id: 'figures' });
    for (const [name, word] of Object.entries(TILES)) {
      const tile = {
        value: el('dd', { class: 'value', id: `figure-${name}` }),
        note: el('dd', { class: 'note' }),
        box: el('div', {}, el('dt', { 'data-text': word })),
      };
      tile.box.append(tile.value, tile.note);
      this.element.append(tile.box);
      this.#tiles[name] = tile;
    }
    this.reset();
    setInterval(() => this.refresh(), REFRESH_MILLIS);
  }

  /** Counts of what the page did: null where there is no such thing, or the browser does not tell. */
  reset() {
    this.events = 0;
    this.requests = 0;
    this.answers = 0;
    this.empty = null;
    this.connections = null;
    this.#latencies.reset();
    this.#traffic.clear();
    this.#history = [];
  }

  /** @param {number|null} latency in ms; null when it cannot be known */
  received(latency) {
    this.events++;
    if (latency !== null) {
      this.#latencies.add(latency);
    }
  }

  refresh() {
    const latency = this.#latencies.summary();
    const { duplicates, lost, uncertain } = this.#ledger;
    const offBy = this.#clock.uncertainty;
    this.#show('events', count(this.events), t('kit.figure.rate', count(this.#rate())));
    const slowest = latency === null ? '' : `p99 ${duration(latency.p99)}`;
    this.#show('latency', duration(latency?.median ?? null), slowest);
    this.#tiles.latency.box.title =
      offBy === null ? t('kit.figure.latency.unknown') : t('kit.figure.latency.hint', duration(offBy));
    const wasted = this.empty === null ? '' : t('kit.figure.empty', count(this.empty), share(this.empty, this.answers));
    this.#show('requests', count(this.requests), wasted);
    const over = this.#protocol === '' ? '' : t('kit.figure.protocol', this.#protocol);
    this.#show('connections', this.connections === null ? '–' : count(this.connections), over);
    this.#tiles.connections.box.title = t('kit.figure.connections.hint');
    const { received, sent } = this.#traffic;
    const each = received === null || this.events === 0 ? '' : t('kit.figure.each', bytes(Math.round(received / this.events)));
    this.#showBytes('received', received, each);
    this.#showBytes('sent', sent, '');
    this.#show('duplicates', count(duplicates), '', duplicates === 0 ? 'ok' : 'bad');
    const least = uncertain ? t('kit.figure.atleast', count(lost)) : count(lost);
    this.#show('lost', least, '', lost === 0 && !uncertain ? 'ok' : 'bad');
  }

  #showBytes(name, size, note) {
    this.#show(name, size === null ? '–' : bytes(size), note);
    this.#tiles[name].box.title = t('kit.figure.bytes.hint', size === null ? '–' : count(size));
  }

  #show(name, value, note, tone = '') {
    const tile = this.#tiles[name];
    setText(tile.value, value);
    setText(tile.note, note);
    tile.value.dataset.tone = tone;
  }

  /** Events per second over the last seconds, rounded. */
  #rate() {
    const now = performance.now();
    this.#history.push({ now, events: this.events });
    while (this.#history.length > 2 && now - this.#history[0].now > RATE_MILLIS) {
      this.#history.shift();
    }
    const first = this.#history[0];
    const seconds = (now - first.now) / 1000;
    return seconds < 0.2 ? 0 : Math.round((this.events - first.events) / seconds);
  }
}
