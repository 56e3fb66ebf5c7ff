/** What compression saves: the same messages as they were sent, and as they would have been. */

import { el } from '/web/kit/dom.js';
import { bytes, count, share, t } from '/web/kit/i18n.js';

import { frameLength, utf8Length } from './bytes.js';

export class CompressionPanel {
  #inspect;
  #messages = 0;
  #plain = 0;
  #fragments = 1;
  #agreed = '';
  #results = new Map();

  /** @param {function(object): Promise<object>} inspect asks the server about the connection */
  constructor(inspect) {
    this.#inspect = inspect;
    this.agreed = el('p', { id: 'deflate-agreed' });
    this.table = el('div');
    this.element = el('section', {},
      el('h3', { 'data-text': 'websocket.deflate.title' }),
      this.agreed,
      el('p', { class: 'actions' }, el('button', {
        type: 'button', id: 'deflate-measure', 'data-text': 'websocket.deflate.measure',
        'data-title': 'websocket.deflate.measure.hint', click: () => this.measure(),
      })),
      this.table);
  }

  /** A new connection: what was counted was the one before. */
  opened(extensions, fragments) {
    this.#messages = 0;
    this.#plain = 0;
    this.#fragments = fragments;
    this.#agreed = extensions;
    this.relabel();
  }

  /** A message has come. Events and gaps are cut into frames if that was asked for, answers are not. */
  received(message, text) {
    this.#messages++;
    const length = utf8Length(text);
    const frames = 'id' in message || 'gap' in message ? Math.max(1, Math.min(this.#fragments, length)) : 1;
    for (let i = 0, left = length; i < frames; i++) {
      const part = Math.floor(left / (frames - i));
      this.#plain += frameLength(part);
      left -= part;
    }
  }

  /** A binary message has come, which is never compressed. */
  echoed(bytes) {
    this.#messages++;
    this.#plain += frameLength(bytes.length);
  }

  /** What the server had sent when it answered had arrived before the answer, which counts in neither. */
  async measure() {
    const answer = await this.#inspect({ inspect: 'frames' });
    if (answer !== null) {
      const { messages, plain } = answer.before;
      this.#results.set(this.#agreed === '' ? 'off' : 'on', { messages, plain, sent: answer.frames.out.dataBytes });
      this.relabel();
    }
  }

  /** How much has come up to now. */
  get before() {
    return { messages: this.#messages, plain: this.#plain };
  }

  relabel() {
    this.agreed.textContent = this.#agreed === '' ? t('websocket.deflate.none') : t('websocket.deflate.agreed', this.#agreed);
    if (this.#results.size === 0) {
      this.table.replaceChildren();
      return;
    }
    const rows = [...this.#results].map(([mode, { messages, plain, sent }]) =>
      el('tr', { id: `deflate-${mode}` },
        el('th', { scope: 'row' }, t(mode === 'on' ? 'websocket.deflate.on' : 'websocket.deflate.off')),
        el('td', {}, count(messages)),
        el('td', { 'data-bytes': String(plain) }, bytes(plain)),
        el('td', { 'data-bytes': String(sent) }, bytes(sent)),
        el('td', {}, share(plain - sent, plain))));
    this.table.replaceChildren(el('table', {}, el('thead', {}, el('tr', {}, el('td', {}),
      ...['websocket.deflate.messages', 'websocket.deflate.plain', 'websocket.deflate.sent', 'websocket.deflate.saved']
        .map((key) => el('th', { scope: 'col' }, t(key))))), el('tbody', {}, ...rows)));
  }
}
