/** The same long polls at a server with four threads and at one that does not block: who is held, and who waits outside. */

import { Timeline } from '/web/kit/chart.js';
import { Commands, quoted } from '/web/kit/commands.js';
import { publishByPost } from '/web/kit/composer.js';
import { openDemonstration, slider, Watch } from '/web/kit/demonstration.js';
import { el, isOff, setOff, setText } from '/web/kit/dom.js';
import { bytes, count, currentLanguage, duration, t } from '/web/kit/i18n.js';
import { request } from '/web/kit/problem.js';

const TOPIC = 'blocking-server';
const CLIENTS = [1, 2, 3, 4, 5, 6, 8, 12, 20, 35, 50];
/** How long a question from this page may wait, in s. */
const WAIT = 20;

let shell = null;
/** What the server said last. */
let state = { running: false };
let reloading = false;
let serial = 0;
/** The questions of this page itself: to the blocking server, and to the real one. */
const own = { blocking: null, real: null };

const button = (id, key, hint, action, type = '') =>
  el('button', { type: 'button', id, class: type, 'data-text': key, 'data-title': hint,
    click: ({ currentTarget }) => isOff(currentTarget) || action() });
const clients = slider('clients', 'blocking-server.clients', 'blocking-server.clients.hint', CLIENTS, 4, count);
const toggle = el('button', { type: 'button', id: 'toggle', class: 'primary', click: () => (state.running ? stop() : start()) });
const go = button('ask', 'blocking-server.ask', 'blocking-server.ask.hint', ask);
const publish = button('publish', 'blocking-server.publish', 'blocking-server.publish.hint', say);
const finding = el('p', { class: 'finding', id: 'finding', role: 'status' });
const charts = {
  blocking: new Timeline('blocking', 'blocking-server.blocking'),
  real: new Timeline('real', 'blocking-server.real'),
  own: new Timeline('own', 'blocking-server.own'),
};
const tally = {
  threads: el('dd', { id: 'threads' }),
  loops: el('dd', { id: 'loops' }),
  heap: el('dd', { id: 'heap' }),
  left: el('dd', { id: 'left' }),
};
const ownBlocking = button('own-blocking', 'blocking-server.own.blocking', 'blocking-server.own.hint', () => askMyself('blocking'));
const ownReal = button('own-real', 'blocking-server.own.real', 'blocking-server.own.hint', () => askMyself('real'));
const commands = new Commands();

const watch = new Watch((now) => {
  state = now;
  draw();
});

/** The blocking server listens on its own machine only. */
const here = ['localhost', '127.0.0.1'].includes(location.hostname);

async function start() {
  await attempt(async () => {
    await watch.post(shell, 'start');
    // To which origins a page may talk is told with the page: its policy has to learn the new port.
    reloading = true;
    location.reload();
  });
}

async function stop() {
  await attempt(() => watch.post(shell, 'stop'));
}

async function ask() {
  await attempt(() => watch.post(shell, 'crowd', { clients: clients.value }));
}

async function say() {
  const draft = { type: 'note', contentType: 'text/plain; charset=utf-8', data: t('blocking-server.hello'), token: '' };
  await attempt(() => publishByPost(TOPIC, draft));
}

async function attempt(action) {
  try {
    await action();
    shell.works();
  } catch (problem) {
    shell.fail(problem);
  }
}

// snippet:begin loop
/** A long poll from this page, to one of both: the same question, and the same answer when there is one. */
async function askMyself(where) {
  const address = where === 'blocking' ? `${state.origin}/poll/${state.key}` : `${location.origin}/topics/${TOPIC}/long-polling`;
  const question = { sent: performance.now(), took: null, failed: false };
  own[where] = question;
  draw();
  try {
    const response = await request(`${address}?after=${state.last}&wait=${WAIT}&n=${++serial}`);
    await response.text();
  } catch (problem) {
    question.failed = true;
    shell.fail(problem);
  }
  question.took = performance.now() - question.sent;
  draw();
}
// snippet:end

function draw() {
  const { running } = state;
  setText(toggle, t(running ? 'blocking-server.stop' : 'blocking-server.start'));
  toggle.title = t(running ? 'blocking-server.stop.hint' : 'blocking-server.start.hint');
  toggle.dataset.action = running ? 'stop' : 'start';
  for (const each of [go, publish]) {
    setOff(each, !running);
  }
  setOff(ownBlocking, !running || !here || waiting(own.blocking));
  setOff(ownReal, !running || waiting(own.real));
  setText(tally.threads, running ? t('blocking-server.of', count(state.busy), count(state.threads)) : '–');
  tally.threads.dataset.tone = running && state.busy === state.threads ? 'bad' : '';
  setText(tally.loops, running ? count(state.loops) : '–');
  setText(tally.heap, running ? bytes(state.heap) : '–');
  setText(tally.left, running ? duration(1000 * state.left) : '–');
  charts.blocking.show((state.blocking ?? []).map(row));
  charts.real.show((state.real ?? []).map(row));
  charts.own.show([ownRow('blocking-server.row.blocking', own.blocking), ownRow('blocking-server.row.real', own.real)]);
  setText(finding, state.blocking === undefined ? t(running ? 'blocking-server.first.ask' : 'blocking-server.first.start') : verdict());
  showCommand(running ? `curl -i ${quoted(`${state.origin}/poll/${state.key}?after=${state.last}&wait=${WAIT}`)}` : '');
  shell.state(running ? 'live' : 'stopped', running ? 'blocking-server.state.running' : 'blocking-server.state.stopped');
}

/** Only when it is another one: the button that copies it keeps the focus. */
function showCommand(command) {
  if (commands.element.dataset.shown !== command + currentLanguage()) {
    commands.element.dataset.shown = command + currentLanguage();
    commands.show(command === '' ? [] : [command]);
  }
}

const waiting = (question) => question !== null && question.took === null;

function verdict() {
  const outside = state.blocking.filter((each) => each.accepted === null && !each.ended).length;
  const heldThere = state.blocking.filter((each) => each.accepted !== null && each.answered === null && !each.ended).length;
  const heldHere = state.real.filter((each) => each.accepted !== null && each.answered === null && !each.ended).length;
  if (heldThere + heldHere + outside > 0) {
    return t('blocking-server.found', count(heldThere), count(outside), count(heldHere), count(state.loops));
  }
  const last = (all) => Math.max(...all.map(({ answered }) => answered ?? 0));
  const longest = Math.max(...state.blocking.map(({ connected, accepted }) => (accepted ?? connected) - connected));
  return t('blocking-server.found.done', duration(longest), duration(last(state.blocking)), duration(last(state.real)));
}

function row({ connected, accepted, answered, ended, status }, index) {
  const now = answered ?? state.elapsed;
  const name = t('blocking-server.row', count(index + 1));
  if (connected === null) {
    return { name, parts: [], value: t('blocking-server.unconnected'), tone: 'bad' };
  }
  const parts = [{ kind: 'queued', from: connected, to: accepted ?? now }];
  if (accepted !== null) {
    parts.push({ kind: answered === null ? 'held' : 'answered', from: accepted, to: now });
  }
  const tone = accepted === null ? 'bad' : answered === null ? '' : 'ok';
  return { name, parts, tone, value: words(accepted, answered, ended, status, now - connected) };
}

function words(accepted, answered, ended, status, time) {
  if (answered !== null) {
    return t(status === 204 ? 'blocking-server.empty' : 'blocking-server.answered', duration(answered));
  }
  if (ended) {
    return t('blocking-server.ended');
  }
  return accepted === null ? t('blocking-server.outside', duration(time)) : t('blocking-server.held');
}

function ownRow(key, question) {
  const name = t(key);
  if (question === null) {
    return { name, parts: [], value: '–' };
  }
  const to = question.took ?? performance.now() - question.sent;
  const kind = question.failed ? 'gone' : question.took === null ? 'pending' : 'answered';
  const value = question.failed ? t('blocking-server.ended')
    : question.took === null ? t('blocking-server.waits', duration(to)) : t('blocking-server.took', duration(to));
  return { name, parts: [{ kind, from: 0, to }], value };
}

const item = (word, value) => el('div', {}, el('dt', { 'data-text': word }), value);
const mark = (kind, word) => el('span', {}, el('i', { class: kind }), el('span', { 'data-text': word }));

openDemonstration({
  id: 'blocking-server',
  controls: [toggle, clients.element, go, publish],
  content: [
    finding,
    el('div', { class: 'panels' },
      el('section', { class: 'panel' },
        el('header', {}, el('h2', { 'data-text': 'blocking-server.blocking' }),
          el('span', { class: 'note', 'data-text': 'blocking-server.blocking.note' })),
        charts.blocking.element),
      el('section', { class: 'panel' },
        el('header', {}, el('h2', { 'data-text': 'blocking-server.real' }),
          el('span', { class: 'note', 'data-text': 'blocking-server.real.note' })),
        charts.real.element)),
    el('p', { class: 'key' },
      mark('queued', 'blocking-server.key.outside'),
      mark('held', 'blocking-server.key.held'),
      mark('answered', 'blocking-server.key.answered')),
    el('section', { class: 'panel' },
      el('dl', { class: 'tally' },
        item('blocking-server.tally.threads', tally.threads),
        item('blocking-server.tally.loops', tally.loops),
        item('blocking-server.tally.heap', tally.heap),
        item('blocking-server.tally.left', tally.left))),
    el('section', { class: 'panel' },
      el('header', {}, el('h2', { 'data-text': 'blocking-server.own' }),
        el('span', { class: 'note', 'data-text': here ? 'blocking-server.own.note' : 'blocking-server.own.elsewhere' })),
      el('div', { class: 'controls' }, ownBlocking, ownReal),
      charts.own.element),
    commands.element,
  ],
  relabel(page) {
    shell = page;
    clients.show();
    draw();
  },
  shown: (page) => watch.look(page),
  left: () => (reloading ? watch.stop() : watch.leave(shell)),
});
