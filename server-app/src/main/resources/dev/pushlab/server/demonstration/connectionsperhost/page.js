/** Some requests that the server holds, and then a small one: who waits where, and for how long. */

import { Timeline } from '/web/kit/chart.js';
import { openDemonstration, slider } from '/web/kit/demonstration.js';
import { el, setOff, setText } from '/web/kit/dom.js';
import { count, duration, sentences, t } from '/web/kit/i18n.js';
import { Problem, request } from '/web/kit/problem.js';

/** How many requests are held, and for how long, in ms. The server knows bounds of its own. */
const HELD = [1, 2, 3, 4, 5, 6, 7, 8];
const TIMES = [1_000, 2_000, 3_000, 5_000];
/** So long after them comes the small request, in ms: they are all under way then. */
const BEHIND = 100;
/** How often the bars grow, in ms. */
const FRAME = 100;

const held = slider('held', 'connections-per-host.held', 'connections-per-host.held.hint', HELD, 7, count);
const time = slider('time', 'connections-per-host.time', 'connections-per-host.time.hint', TIMES, 1, duration);
const chart = new Timeline('bars', 'connections-per-host.bars');
const finding = el('p', { class: 'finding', id: 'finding', role: 'status' });
const go = el('button', { type: 'button', id: 'toggle', class: 'primary', click: () => (run === null ? start() : stop()) });
const otherName = el('input', { type: 'radio', name: 'host', id: 'other-host' });
const tally = {
  once: el('dd', { id: 'at-once' }),
  small: el('dd', { id: 'small-waited' }),
  connections: el('dd', { id: 'connections' }),
  protocol: el('dd', { id: 'protocol' }),
};

let shell = null;
/** What is going on; null if nothing is. */
let run = null;
let requests = [];
let ticking = null;

/** The address of this server under its other name on this machine; null if there is none. */
function otherHost() {
  const names = { 'localhost': '127.0.0.1', '127.0.0.1': 'localhost' };
  const other = names[location.hostname];
  return other === undefined ? null : location.origin.replace(location.hostname, other);
}

// snippet:begin loop
function start() {
  run = { id: Math.random().toString(36).slice(2, 12).padEnd(4, '0'), abort: new AbortController() };
  requests = [];
  performance.clearResourceTimings();
  shell.works();
  const mine = run;
  const parameters = { run: run.id, millis: time.value };
  const all = Array.from({ length: held.value }, (_, i) => ask(String(i + 1), shell.url('hold', parameters), time.value));
  all.push(later(mine, () => {
    const small = new URL(shell.url('ask'));
    return ask('', otherName.checked ? small.href.replace(small.origin, otherHost()) : small.href, 0);
  }));
  ticking = setInterval(draw, FRAME);
  Promise.allSettled(all).then(() => run === mine && finish());
  draw();
}

/** One request. The server says how long it had it; whatever it took longer, it spent in the browser's queue. */
async function ask(name, url, willBeHeld) {
  const one = { name, url, willBeHeld, sent: performance.now(), took: null, held: null, connection: null };
  requests.push(one);
  try {
    const response = await request(url, { signal: run.abort.signal });
    const answer = await response.json();
    one.took = performance.now() - one.sent;
    one.held = answer.held / 1000;
    one.connection = answer.connection;
  } catch (problem) {
    one.took = performance.now() - one.sent;
    one.failed = true;
    if (problem instanceof Problem) {
      shell.fail(problem);
    } else if (problem.name !== 'AbortError') {
      throw problem;
    }
  }
  draw();
}
// snippet:end

function later(mine, action) {
  return new Promise((resolve) => {
    setTimeout(() => resolve(run === mine ? action() : null), BEHIND);
  });
}

/**
 * Ends everything. A browser closes the connections of requests that are given up, and the server sees that; a WebView
 * does not, so the server is asked to let them go.
 */
function stop() {
  const { id, abort } = run;
  abort.abort();
  finish();
  request(shell.url('release', { run: id }), { method: 'POST', keepalive: true }).catch((problem) => shell.fail(problem));
}

function finish() {
  run = null;
  clearInterval(ticking);
  draw();
}

/**
 * How long a request waited in the browser, in ms; null while it is not known. By the page's clock and what the server
 * says: resource timing is not to be relied on, because a WebView says of a request that waits that it has begun.
 */
function queued(one) {
  return one.held === null ? null : Math.max(0, one.took - one.held);
}

/** A request that did not leave before another one that was sent together with it came back. */
function stalled(one) {
  return queued(one) > time.value / 2;
}

function draw() {
  chart.show(requests.map(row));
  const answered = requests.filter((one) => one.held !== null);
  const holds = answered.filter((one) => one.willBeHeld > 0);
  const small = answered.find((one) => one.willBeHeld === 0);
  const once = holds.filter((one) => !stalled(one)).length;
  const connections = new Set(answered.map((one) => one.connection)).size;
  const timing = performance.getEntriesByName?.(answered[0]?.url ?? '', 'resource').at(-1);
  const done = run === null && small !== undefined && !requests.some((one) => one.failed);
  setText(tally.once, done ? count(once) : '–');
  setText(tally.small, duration(small === undefined ? null : queued(small)));
  tally.small.dataset.tone = small === undefined ? '' : stalled(small) ? 'bad' : 'ok';
  setText(tally.connections, connections === 0 ? '–' : count(connections));
  setText(tally.protocol, timing?.nextHopProtocol || '–');
  setText(finding, done ? verdict(holds, once, small) : requests.length === 0 ? t('connections-per-host.first') : '');
  setText(go, run === null ? t('kit.start') : t('kit.stop'));
  go.dataset.action = run === null ? 'start' : 'stop';
  setOff(go, shell === null);
  if (run !== null) {
    shell.state('live', 'connections-per-host.state.asking');
  } else {
    shell.state('stopped', done ? 'connections-per-host.state.done' : 'connections-per-host.state.ready');
  }
}

function verdict(holds, once, small) {
  const { host } = new URL(holds[0].url);
  const first = once < holds.length
    ? t('connections-per-host.found', count(once), host)
    : t('connections-per-host.found.more', count(once), host);
  const asked = new URL(small.url).host;
  const second = asked !== host
    ? t('connections-per-host.small.other', asked, duration(queued(small)))
    : stalled(small)
      ? t('connections-per-host.small.waited', duration(queued(small)))
      : t('connections-per-host.small.passed', duration(queued(small)));
  return sentences(first, second);
}

function row(one) {
  const name = one.name === '' ? t('connections-per-host.row.small') : t('connections-per-host.row.held', one.name);
  const first = requests[0].sent;
  const from = one.sent - first;
  const wait = queued(one);
  if (wait === null) {
    const to = from + (one.took ?? performance.now() - one.sent);
    return { name, parts: [{ kind: 'pending', from, to }], value: one.failed ? t('connections-per-host.given.up') : '…' };
  }
  return {
    name,
    parts: [{ kind: 'queued', from, to: from + wait }, { kind: 'held', from: from + wait, to: from + one.took }],
    value: t('connections-per-host.queued', duration(wait)),
    tone: stalled(one) ? 'bad' : 'ok',
  };
}

const item = (word, value) => el('div', {}, el('dt', { 'data-text': word }), value);
const mark = (kind, word) => el('span', {}, el('i', { class: kind }), el('span', { 'data-text': word }));
const host = el('span', { id: 'this-host' });
const other = el('span', { id: 'that-host' });

openDemonstration({
  id: 'connections-per-host',
  controls: [
    held.element,
    time.element,
    el('span', { class: 'field', id: 'hosts' },
      el('span', { 'data-text': 'connections-per-host.ask' }),
      el('span', { class: 'choice', role: 'radiogroup', 'data-label': 'connections-per-host.ask' },
        el('label', {}, el('input', { type: 'radio', name: 'host', id: 'same-host', checked: true }), host),
        el('label', {}, otherName, other))),
    go,
  ],
  content: [
    finding,
    el('section', { class: 'panel' },
      el('header', {}, el('h2', { 'data-text': 'connections-per-host.bars' }),
        el('span', { class: 'note', 'data-text': 'connections-per-host.bars.note' })),
      chart.element,
      el('p', { class: 'key' },
        mark('queued', 'connections-per-host.key.queued'),
        mark('held', 'connections-per-host.key.held'))),
    el('section', { class: 'panel' },
      el('dl', { class: 'tally' },
        item('connections-per-host.tally.once', tally.once),
        item('connections-per-host.tally.small', tally.small),
        item('connections-per-host.tally.connections', tally.connections),
        item('connections-per-host.tally.protocol', tally.protocol))),
  ],
  relabel(page) {
    shell = page;
    held.show();
    time.show();
    setText(host, location.hostname);
    setText(other, otherHost() === null ? '' : new URL(otherHost()).hostname);
    document.getElementById('hosts').hidden = otherHost() === null;
    draw();
  },
  left: () => run !== null && stop(),
});
