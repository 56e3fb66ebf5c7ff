/** Many clients that the server asks to come again, each at its own time; and the same clients, cut off all at once. */

import { axisFor, Histogram } from '/web/kit/chart.js';
import { openDemonstration, slider, Watch } from '/web/kit/demonstration.js';
import { el, isOff, setOff, setText } from '/web/kit/dom.js';
import { count, duration, sentences, t } from '/web/kit/i18n.js';
import { request } from '/web/kit/problem.js';

const CLIENTS = [10, 50, 100, 200];
/** Over how many seconds those who are asked are spread. */
const WITHIN = [0, 1, 2, 5, 10, 20, 30];
const TECHNIQUES = {
  'sse': 'server-requested-reconnect.sse',
  'websocket': 'server-requested-reconnect.websocket',
  'long-polling': 'server-requested-reconnect.polling',
};
const BINS = 30;

let shell = null;
/** What the server said last. */
let state = { running: false };
const watch = new Watch((now) => {
  state = now;
  draw();
});
/** How many were asked of everybody; null before. */
let everybody = null;

const button = (id, key, hint, action) =>
  el('button', { type: 'button', id, 'data-text': key, 'data-title': hint,
    click: ({ currentTarget }) => isOff(currentTarget) || attempt(action) });
const technique = el('select', { id: 'technique', 'data-label': 'server-requested-reconnect.technique' },
  ...Object.entries(TECHNIQUES).map(([value, key]) => el('option', { value, 'data-text': key })));
const clients = slider('clients', 'server-requested-reconnect.clients', 'server-requested-reconnect.clients.hint', CLIENTS, 2, count);
const within = slider('within', 'server-requested-reconnect.within', 'server-requested-reconnect.within.hint', WITHIN, 3,
  (seconds) => duration(1000 * seconds));
const toggle = el('button', { type: 'button', id: 'toggle', class: 'primary',
  click: () => attempt(() => (state.running ? watch.post(shell, 'stop') : start())) });
const ask = button('ask', 'server-requested-reconnect.ask', 'server-requested-reconnect.ask.hint',
  () => watch.post(shell, 'ask', { within: within.value }));
const cut = button('cut', 'server-requested-reconnect.cut', 'server-requested-reconnect.cut.hint', () => watch.post(shell, 'cut'));
const finding = el('p', { class: 'finding', id: 'finding', role: 'status' });
const charts = { asked: new Histogram('asked', BINS), cut: new Histogram('cut-off', BINS) };
const notes = { asked: el('span', { class: 'note', id: 'asked-note' }), cut: el('span', { class: 'note', id: 'cut-note' }) };
const tally = {
  live: el('dd', { id: 'live' }),
  received: el('dd', { id: 'received' }),
  lost: el('dd', { id: 'lost' }),
  duplicates: el('dd', { id: 'duplicates' }),
};
const token = el('input', { id: 'token', type: 'password', size: '24', autocomplete: 'off',
  'data-label': 'server-requested-reconnect.token', 'data-placeholder': 'server-requested-reconnect.token' });
const all = button('everybody', 'server-requested-reconnect.all', 'server-requested-reconnect.all.hint', askEverybody);
const asked = el('p', { id: 'everybody-asked', role: 'status' });

// snippet:begin loop
function start() {
  return watch.post(shell, 'start', { clients: clients.value, technique: technique.value });
}

/** All clients of this server, pages of others among them: that takes the token of an administrator. */
async function askEverybody() {
  const headers = { Authorization: `Bearer ${token.value.trim()}` };
  const response = await request(shell.url('everybody', { within: within.value }), { method: 'POST', headers });
  everybody = (await response.json()).asked;
  token.value = '';
  draw();
}
// snippet:end

async function attempt(action) {
  try {
    await action();
    shell.works();
  } catch (problem) {
    shell.fail(problem);
  }
}

function draw() {
  const { running, waves = {} } = state;
  setText(toggle, t(running ? 'server-requested-reconnect.stop' : 'server-requested-reconnect.start'));
  toggle.dataset.action = running ? 'stop' : 'start';
  for (const each of [ask, cut]) {
    setOff(each, !running);
  }
  for (const each of [technique, ...document.querySelectorAll('#clients')]) {
    each.disabled = running;
  }
  setText(tally.live, running ? t('server-requested-reconnect.of', count(state.live), count(state.clients)) : '–');
  setText(tally.received, running ? count(state.received) : '–');
  for (const name of ['lost', 'duplicates']) {
    setText(tally[name], running ? count(state[name]) : '–');
    tally[name].dataset.tone = running ? (state[name] === 0 ? 'ok' : 'bad') : '';
  }
  drawWaves(waves);
  setText(finding, running ? verdict(waves) : t('server-requested-reconnect.first.start'));
  setText(asked, everybody === null ? '' : t('server-requested-reconnect.all.asked', count(everybody)));
  shell.state(running ? 'live' : 'stopped',
    running ? 'server-requested-reconnect.state.running' : 'server-requested-reconnect.state.stopped');
}

/** Both on the same axes, so that they can be held side by side. */
function drawWaves(waves) {
  const times = (kind) => waves[kind]?.came ?? [];
  const latest = Math.max(1_000, waves.asked?.within ?? 0, ...times('asked'), ...times('cut'));
  const axis = axisFor(latest);
  const top = Math.max(...['asked', 'cut'].map((kind) => charts[kind].show(times(kind), axis)));
  for (const kind of ['asked', 'cut']) {
    charts[kind].show(times(kind), axis, top);
    const wave = waves[kind];
    setText(notes[kind], wave === undefined ? t('server-requested-reconnect.not.yet') : back(wave));
  }
}

function back({ came, concerned, absent }) {
  const some = [count(came.length), count(concerned)];
  return came.length === 0
    ? t('server-requested-reconnect.back.none', ...some)
    : t('server-requested-reconnect.back', ...some, duration(median(absent)));
}

function verdict({ asked: first, cut: second }) {
  const parts = [];
  if (first !== undefined && first.came.length > 0) {
    parts.push(t('server-requested-reconnect.found.asked', fullest(first.came), duration(1000), duration(first.within)));
  }
  if (second !== undefined && second.came.length > 0) {
    parts.push(t('server-requested-reconnect.found.cut', fullest(second.came), duration(1000)));
  }
  return parts.length === 0
    ? t('server-requested-reconnect.first.ask')
    : sentences(...parts, t('server-requested-reconnect.found.lost', count(state.lost), count(state.duplicates)));
}

/** How many came within the second in which most came. */
function fullest(times) {
  const sorted = [...times].sort((a, b) => a - b);
  return count(Math.max(...sorted.map((from, i) => sorted.filter((time, j) => j >= i && time < from + 1_000).length)));
}

function median(times) {
  return times.length === 0 ? null : [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)];
}

const item = (word, value) => el('div', {}, el('dt', { 'data-text': word }), value);

openDemonstration({
  id: 'server-requested-reconnect',
  controls: [technique, clients.element, toggle, el('span', { class: 'together' }, within.element, ask, cut)],
  content: [
    finding,
    el('div', { class: 'panels' },
      el('section', { class: 'panel' },
        el('header', {}, el('h2', { 'data-text': 'server-requested-reconnect.asked' }), notes.asked),
        charts.asked.element),
      el('section', { class: 'panel' },
        el('header', {}, el('h2', { 'data-text': 'server-requested-reconnect.cut.off' }), notes.cut),
        charts.cut.element)),
    el('section', { class: 'panel' },
      el('dl', { class: 'tally' },
        item('server-requested-reconnect.tally.live', tally.live),
        item('server-requested-reconnect.tally.received', tally.received),
        item('server-requested-reconnect.tally.lost', tally.lost),
        item('server-requested-reconnect.tally.duplicates', tally.duplicates))),
    el('section', { class: 'panel' },
      el('header', {}, el('h2', { 'data-text': 'server-requested-reconnect.everybody' }),
        el('span', { class: 'note', 'data-text': 'server-requested-reconnect.everybody.note' })),
      el('div', { class: 'controls' }, token, all),
      asked),
  ],
  relabel(page) {
    shell = page;
    clients.show();
    within.show();
    draw();
  },
  shown: (page) => watch.look(page),
  left: () => watch.leave(shell),
});
