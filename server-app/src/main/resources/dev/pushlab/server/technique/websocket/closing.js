/** Ends the connection in every way there is, and shows what arrives of it. */

import { el } from '/web/kit/dom.js';
import { t } from '/web/kit/i18n.js';

const SERVER_CODES = [1000, 1001, 1008, 1011, 1012, 1013, 4000];
/** What a page may say (WebSockets Standard, close()): normal, or something of its own. */
const PAGE_CODE = /^(1000|[34][0-9]{3})$/;
const MAX_REASON = 123;

export class ClosingPanel {
  #actions;
  #last = null;

  /** @param {{close: function(number, string), inspect: function(object)}} actions upon the connection */
  constructor(actions) {
    this.#actions = actions;
    this.code = el('input', {
      id: 'close-code', inputmode: 'numeric', size: '5', maxlength: '4', value: '1000', autocomplete: 'off',
      'data-label': 'websocket.closing.code', 'data-title': 'websocket.closing.code.hint',
    });
    this.reason = el('input', {
      id: 'close-reason', size: '16', autocomplete: 'off', 'data-label': 'websocket.closing.reason',
      'data-placeholder': 'websocket.closing.reason',
    });
    this.serverCode = el('select', { id: 'close-server-code', 'data-label': 'websocket.closing.code' },
      ...SERVER_CODES.map((code) => el('option', { value: String(code) }, String(code))));
    this.result = el('p', { id: 'close-result', role: 'status' });
    this.element = el('section', {},
      el('h3', { 'data-text': 'websocket.closing' }),
      el('p', { class: 'actions' }, this.code, this.reason,
        el('button', {
          type: 'button', id: 'close-page', 'data-text': 'websocket.closing.page', 'data-title': 'websocket.closing.page.hint',
          click: () => this.#closeHere(),
        })),
      el('p', { class: 'actions' }, this.serverCode,
        el('button', {
          type: 'button', id: 'close-server', 'data-text': 'websocket.closing.server',
          'data-title': 'websocket.closing.server.hint',
          click: () => this.#actions.inspect({ inspect: 'close', code: Number(this.serverCode.value), reason: this.reason.value }),
        }),
        el('button', {
          type: 'button', id: 'cut', 'data-text': 'websocket.closing.cut', 'data-title': 'websocket.closing.cut.hint',
          click: () => this.#actions.inspect({ inspect: 'cut' }),
        })),
      this.result);
  }

  #closeHere() {
    const valid = PAGE_CODE.test(this.code.value);
    const short = new TextEncoder().encode(this.reason.value).length <= MAX_REASON;
    this.code.setAttribute('aria-invalid', String(!valid));
    this.reason.setAttribute('aria-invalid', String(!short));
    if (valid && short) {
      this.#actions.close(Number(this.code.value), this.reason.value);
    } else {
      this.#last = null;
      this.result.textContent = t(valid ? 'websocket.closing.reason.long' : 'websocket.closing.code.hint');
    }
  }

  /** @param {CloseEvent} event what arrived of a close */
  closed({ code, reason, wasClean }) {
    this.#last = { code, reason, wasClean };
    this.relabel();
  }

  relabel() {
    if (this.#last === null) {
      this.result.textContent = t('websocket.closing.none');
      return;
    }
    const { code, reason, wasClean } = this.#last;
    this.result.textContent = t(
      wasClean ? 'websocket.closing.clean' : 'websocket.closing.unclean', String(code), reason || '–');
  }
}
