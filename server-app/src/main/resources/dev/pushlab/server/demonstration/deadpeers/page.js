/** Peers that die in several ways: how long the server keeps what it has for them. */

import { Timeline } from '/web/kit/chart.js';
import { openDemonstration, Watch } from '/web/kit/demonstration.js';
import { el, isOff, setOff, setText } from '/web/kit/dom.js';
import { bytes, count, duration, sentences, t } from '/web/kit/i18n.js';

const TECHNIQUES = {
  'sse': 'dead-peers.sse',
  'websocket': 'dead-peers.websocket',
  'long-polling': 'dead-peers.polling',
};
const WAYS = { close: 'dead-peers.close', reset: 'dead-peers.reset', freeze: 'dead-peers.freeze' };
const STATES = {
  opening: 'dead-peers.state.opening',
  idle: 'dead-peers.state.idle',
  active: 'dead-peers.state.active',
  streaming: 'dead-peers.state.streaming',
  closing: 'dead-peers.state.closing',
  closed: 'dead-peers.state.closed',
};

let shell = null;
/** What the server said last. */
let state = { running: false };
/** The stream of this page; null if it has none. */
let own = null;
const rows = [];

const watch = new Watch((now) => {
  state = now;
  if (!now.running) {
    closeOwn(); // another page may have ended it
  }
  draw();
});
const button = (id, key, hint, action, type = '') =>
  el('button', { type: 'button', id, class: type, 'data-text': key, 'data-title': hint,
    click: ({ currentTarget }) => isOff(currentTarget) || attempt(action) });
const toggle = el('button', { type: 'button', id: 'toggle', class: 'primary', click: () => attempt(startOrStop) });
const kill = button('kill', 'dead-peers.kill', 'dead-peers.kill.hint', () => watch.post(shell, 'kill'));
const flood = button('flood', 'dead-peers.flood', 'dead-peers.flood.hint', () => watch.post(shell, 'flood'));
const finding = el('p', { class: 'finding', id: 'finding', role: 'status' });
const chart = new Timeline('bars', 'dead-peers.bars', true);
const body = el('tbody');
const ownToggle = el('button', { type: 'button', id: 'own', click: () => isOff(ownToggle) || attempt(openOrClose) });
const ownChart = new Timeline('own-bar', 'dead-peers.own', true);
const bounds = {
  heartbeat: el('dd', { id: 'heartbeat' }),
  websocket: el('dd', { id: 'websocket' }),
  stall: el('dd', { id: 'stall' }),
  polling: el('dd', { id: 'polling' }),
};
const subscribers = el('span', { class: 'note', id: 'subscribers' });

// snippet:begin loop
/** Opens a stream of this page, or closes it, which the server may or may not see. */
async function openOrClose() {
  if (own === null) {
    own = new EventSource(shell.url('own'));
    own.onerror = () => own?.close();
    await watch.look(shell);
  } else {
    own.close();
    own = null;
    // From here on the stream is dead. That this is said on another connection is for the measurement only.
    await watch.post(shell, 'left');
  }
}
// snippet:end

async function startOrStop() {
  closeOwn();
  await watch.post(shell, state.running ? 'stop' : 'start');
}

function closeOwn() {
  own?.close();
  own = null;
}

async function attempt(action) {
  try {
    await action();
    shell.works();
  } catch (problem) {
    shell.fail(problem);
  }
}

function draw() {
  const { running, peers = [] } = state;
  setText(toggle, t(running ? 'dead-peers.stop' : 'dead-peers.start'));
  toggle.dataset.action = running ? 'stop' : 'start';
  setOff(kill, !peers.some((peer) => peer.connection !== undefined && peer.died === null));
  setOff(flood, !running);
  setOff(ownToggle, !running);
  setText(ownToggle, t(own === null ? 'dead-peers.own.open' : 'dead-peers.own.close'));
  chart.show(peers.map((peer) => bar(name(peer), peer)));
  ownChart.show([bar(t('dead-peers.own.row'), state.own ?? null)]);
  drawTable(peers);
  list.hidden = peers.length === 0;
  setText(subscribers, running ? t('dead-peers.subscribers', count(state.subscribers)) : '');
  setText(bounds.heartbeat, running ? duration(state.heartbeat) : '–');
  setText(bounds.websocket, running ? duration(2 * state.heartbeat) : '–');
  setText(bounds.stall, running ? duration(state.stall) : '–');
  setText(bounds.polling, running ? duration(state.wait + state.idle) : '–');
  setText(finding, verdict(running, peers));
  shell.state(running ? 'live' : 'stopped', running ? 'dead-peers.state.running' : 'dead-peers.state.none');
}

function verdict(running, peers) {
  const dead = peers.filter((peer) => peer.died !== null);
  if (dead.length === 0) {
    return t(running ? 'dead-peers.first.kill' : 'dead-peers.first.start');
  }
  const known = dead.filter((peer) => peer.noticed !== null);
  const oldest = Math.max(0, ...dead.filter((peer) => peer.noticed === null).map((peer) => peer.died));
  const first = t('dead-peers.found', count(dead.length), count(known.length));
  return oldest === 0 ? first : sentences(first, t('dead-peers.found.held', duration(oldest)));
}

const name = ({ technique, way }) => `${t(TECHNIQUES[technique])} · ${t(WAYS[way])}`;

function bar(words, peer) {
  if (peer === null) {
    return { name: words, parts: [], value: '–' };
  }
  const { died, noticed } = peer;
  if (died === null) {
    return { name: words, parts: [], value: t(noticed === null ? 'dead-peers.alive' : 'dead-peers.ended') };
  }
  return noticed === null
    ? { name: words, parts: [{ kind: 'queued', from: 0, to: died }], value: t('dead-peers.unnoticed', duration(died)), tone: 'bad' }
    : { name: words, parts: [{ kind: 'answered', from: 0, to: noticed }], value: t('dead-peers.noticed', duration(noticed)), tone: 'ok' };
}

/** The rows stay, so that a button in one of them keeps the focus. */
function drawTable(peers) {
  while (rows.length > peers.length) {
    rows.pop().element.remove();
  }
  while (rows.length < peers.length) {
    const row = new Row(rows.length);
    rows.push(row);
    body.append(row.element);
  }
  peers.forEach((peer, index) => rows[index].show(peer));
}

class Row {
  #cells = Array.from({ length: 5 }, (_, i) => el('td', { class: i > 1 ? 'number' : '' }));
  #kill;

  constructor(index) {
    this.#kill = el('button', { type: 'button', class: 'small',
      click: () => isOff(this.#kill) || attempt(() => watch.post(shell, 'kill', { peer: index })) });
    this.element = el('tr', {}, ...this.#cells, el('td', { class: 'number' }, this.#kill));
  }

  show(peer) {
    const { connection } = peer;
    const texts = connection === undefined
      ? [name(peer), t('dead-peers.freed'), '–', '–', '–']
      : [name(peer), t(STATES[connection.state]), `#${connection.id}`, bytes(connection.sent), duration(connection.heard)];
    texts.forEach((text, index) => setText(this.#cells[index], text));
    setText(this.#kill, t('dead-peers.kill.one'));
    this.#kill.setAttribute('aria-label', t('dead-peers.kill.named', name(peer)));
    setOff(this.#kill, connection === undefined || peer.died !== null);
  }
}

const bound = (word, value) => [el('dt', { 'data-text': word }), value];
const mark = (kind, word) => el('span', {}, el('i', { class: kind }), el('span', { 'data-text': word }));
const head = (word, kind = '') => el('th', { scope: 'col', class: kind, 'data-text': word });
const list = el('section', { class: 'panel', hidden: true },
  el('header', {}, el('h2', { 'data-text': 'dead-peers.list' }), subscribers),
  el('div', { class: 'scroll-x', tabindex: '0', 'data-label': 'dead-peers.list' },
    el('table', {},
      el('thead', {}, el('tr', {}, head('dead-peers.column.peer'), head('dead-peers.column.state'),
        head('dead-peers.column.id', 'number'), head('dead-peers.column.sent', 'number'),
        head('dead-peers.column.heard', 'number'), el('td'))),
      body)));

openDemonstration({
  id: 'dead-peers',
  controls: [toggle, kill, flood],
  content: [
    finding,
    el('section', { class: 'panel' },
      el('header', {}, el('h2', { 'data-text': 'dead-peers.bars' }),
        el('span', { class: 'note', 'data-text': 'dead-peers.bars.note' })),
      chart.element,
      el('p', { class: 'key' }, mark('queued', 'dead-peers.key.held'), mark('answered', 'dead-peers.key.noticed'))),
    list,
    el('section', { class: 'panel' },
      el('header', {}, el('h2', { 'data-text': 'dead-peers.own' }),
        el('span', { class: 'note', 'data-text': 'dead-peers.own.note' })),
      el('div', { class: 'controls' }, ownToggle),
      ownChart.element),
    el('section', { class: 'panel' },
      el('header', {}, el('h2', { 'data-text': 'dead-peers.bounds' }),
        el('span', { class: 'note', 'data-text': 'dead-peers.bounds.note' })),
      el('dl', { class: 'key-figures' },
        ...bound('dead-peers.bound.heartbeat', bounds.heartbeat),
        ...bound('dead-peers.bound.websocket', bounds.websocket),
        ...bound('dead-peers.bound.stall', bounds.stall),
        ...bound('dead-peers.bound.polling', bounds.polling)),
      el('p', { 'data-text': 'dead-peers.bounds.without' })),
  ],
  relabel(page) {
    shell = page;
    draw();
  },
  shown: (page) => watch.look(page),
  left() {
    watch.leave(shell);
    closeOwn();
  },
});
