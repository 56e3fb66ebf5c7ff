/** The two heads of this connection's handshake, line by line, and the accept value worked out again. */

import { el } from '/web/kit/dom.js';
import { t } from '/web/kit/i18n.js';

import { spaced, utf8Length } from './bytes.js';
import { sha1 } from './sha1.js';

/** RFC 6455, section 1.3: every server appends the same. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const LINES = {
  host: 'websocket.line.host',
  upgrade: 'websocket.line.upgrade',
  connection: 'websocket.line.connection',
  origin: 'websocket.line.origin',
  cookie: 'websocket.line.cookie',
  'sec-websocket-key': 'websocket.line.key',
  'sec-websocket-version': 'websocket.line.version',
  'sec-websocket-protocol': 'websocket.line.protocol',
  'sec-websocket-extensions': 'websocket.line.extensions',
  'sec-websocket-accept': 'websocket.line.accept',
};

/** What the server has to answer to a key (section 4.2.2): the base64 of the SHA-1 of key and GUID. */
// snippet:begin accept
export function acceptOf(key) {
  const hash = sha1(new TextEncoder().encode(key + GUID));
  return { hash, accept: btoa(String.fromCharCode(...hash)) };
}
// snippet:end

export class HandshakePanel {
  #seen = null;

  constructor() {
    this.body = el('div', { class: 'bytes', id: 'handshake' });
    this.element = el('section', {}, el('h3', { 'data-text': 'websocket.handshake' }), this.body);
  }

  /** @param {object|null} handshake as the server tells it; null while there is no connection */
  show(handshake) {
    this.#seen = handshake;
    this.relabel();
  }

  relabel() {
    if (this.#seen === null) {
      this.body.replaceChildren(el('p', { class: 'muted' }, t('websocket.handshake.none')));
      return;
    }
    const { request, response, exact, secure } = this.#seen;
    this.body.replaceChildren(
      el('p', {}, t(secure ? 'websocket.handshake.wss' : 'websocket.handshake.ws'), ' ',
        exact ? t('websocket.handshake.exact', String(request.length)) : t('websocket.handshake.parsed')),
      lines('request', t('websocket.handshake.request'), request, 'websocket.line.get'),
      lines('response', t('websocket.handshake.response', String(response.length)), response, 'websocket.line.switching'),
      accepting(request, response),
    );
  }
}

function lines(id, caption, head, first) {
  const rows = head.split('\r\n').slice(0, -1).map((line, i) => {
    const name = line.slice(0, line.indexOf(':')).toLowerCase();
    const meaning = i === 0 ? first : line === '' ? 'websocket.line.end' : LINES[name] ?? 'websocket.line.other';
    return el('tr', { class: meaning === 'websocket.line.other' ? 'muted' : null },
      el('td', { class: 'mono' }, line === '' ? 'CR LF' : line), el('td', {}, t(meaning)));
  });
  return el('table', { id: `handshake-${id}` }, el('caption', {}, caption), el('tbody', {}, ...rows));
}

/** Step by step, with what came beside it. */
function accepting(request, response) {
  const key = valueOf(request, 'sec-websocket-key');
  const came = valueOf(response, 'sec-websocket-accept');
  const { hash, accept } = acceptOf(key);
  const same = accept === came;
  const row = (label, value, id) => el('tr', {}, el('td', {}, label), el('td', { class: 'mono', id }, value));
  return el('table', {},
    el('caption', {}, t('websocket.accept')),
    el('tbody', {},
      row(t('websocket.accept.key', String(atob(key).length)), key, 'accept-key'),
      row(t('websocket.accept.joined', String(utf8Length(key + GUID))), key + GUID, 'accept-joined'),
      row(t('websocket.accept.sha'), spaced(hash), 'accept-sha'),
      row(t('websocket.accept.base'), accept, 'accept-computed'),
      row(t('websocket.accept.came'), came, 'accept-came'),
      el('tr', {}, el('td', {}), el('td', { id: 'accept-verdict', 'data-tone': same ? 'ok' : 'bad' },
        t(same ? 'websocket.accept.same' : 'websocket.accept.different')))));
}

function valueOf(head, name) {
  const line = head.split('\r\n').find((each) => each.toLowerCase().startsWith(`${name}:`)) ?? ':';
  return line.slice(line.indexOf(':') + 1).trim();
}
