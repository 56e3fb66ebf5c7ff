/** Shows, with made-up data, what a foreign page gets from a server that does not look at Origin. */

import { el, isOff, setOff } from '/web/kit/dom.js';
import { currentLanguage, t } from '/web/kit/i18n.js';
import { Notice } from '/web/kit/notice.js';
import { Problem, request } from '/web/kit/problem.js';

const ROOT = '/broken/websocket';
const ANSWERS = { 101: 'websocket.hijack.101', 401: 'websocket.hijack.401', 403: 'websocket.hijack.403' };

export class HijackPanel {
  #state = null;
  #diary = null;
  #notice = new Notice();

  constructor() {
    this.status = el('p', { id: 'hijack-state', role: 'status' });
    this.diary = el('p', { id: 'hijack-diary', role: 'status' });
    this.sameSite = el('select', { id: 'hijack-samesite', 'data-title': 'websocket.hijack.samesite.hint' },
      el('option', { value: 'lax' }, 'Lax'), el('option', { value: 'none' }, 'None'));
    this.visit = el('button', {
      type: 'button', id: 'hijack-visit', 'data-text': 'websocket.hijack.visit', 'data-title': 'websocket.hijack.visit.hint',
      click: () => this.#try(() => this.#visit()),
    });
    this.links = el('span', { class: 'actions' });
    this.token = el('input', {
      id: 'hijack-token', type: 'password', size: '24', autocomplete: 'off', 'data-label': 'websocket.hijack.token',
      'data-placeholder': 'websocket.hijack.token',
    });
    this.toggle = el('button', {
      type: 'button', id: 'hijack-toggle', click: () => isOff(this.toggle) || this.#try(() => this.#switch()),
    });
    this.table = el('div');
    this.element = el('section', { id: 'hijack' },
      el('h3', { 'data-text': 'websocket.hijack' }),
      el('p', { 'data-text': 'websocket.hijack.what' }),
      el('p', { class: 'actions' }, el('label', {}, el('span', {}, 'SameSite'), this.sameSite), this.visit, this.links),
      this.diary,
      el('p', { class: 'actions' }, this.token, this.toggle,
        el('button', {
          type: 'button', id: 'hijack-refresh', 'data-text': 'websocket.hijack.refresh',
          'data-title': 'websocket.hijack.refresh.hint', click: () => this.#try(() => this.refresh()),
        })),
      this.status, this.#notice.element, this.table);
    addEventListener('focus', () => this.#state !== null && this.#try(() => this.refresh()));
  }

  /** How the address is set, and who has tried. */
  async refresh() {
    this.#state = await (await request(`${ROOT}/state`)).json();
    this.relabel();
  }

  /** As a person logs in somewhere: from now on the browser shows the cookie. Then this page reads what is its own. */
  async #visit() {
    await request(`${ROOT}/visit?samesite=${this.sameSite.value}`, { method: 'POST' });
    this.#diary = await read();
    await this.refresh();
  }

  async #switch() {
    const body = JSON.stringify({ on: this.#state.offFor > 0 });
    const headers = this.token.value === '' ? {} : { Authorization: `Bearer ${this.token.value}` };
    await request(`${ROOT}/check`, { method: 'PUT', headers, body });
    await this.refresh();
  }

  async #try(action) {
    try {
      await action();
      this.#notice.hide();
    } catch (problem) {
      if (!(problem instanceof Problem)) {
        throw problem;
      }
      this.#notice.show(problem);
    }
  }

  relabel() {
    const off = this.#state !== null && this.#state.offFor > 0;
    setOff(this.toggle, this.#state === null);
    this.toggle.textContent = t(off ? 'websocket.hijack.on' : 'websocket.hijack.off');
    this.diary.textContent = this.#diary === null ? '' : t('websocket.hijack.own', this.#diary);
    if (this.#state === null) {
      this.status.textContent = '';
      return;
    }
    this.status.textContent = off
      ? t('websocket.hijack.is.off', String(Math.ceil(this.#state.offFor / 60))) : t('websocket.hijack.is.on');
    this.status.dataset.tone = off ? 'bad' : 'ok';
    this.links.replaceChildren(...this.#state.foreign.map((origin) => {
      const url = `${origin}${ROOT}/foreign?of=${location.host}&lang=${currentLanguage()}`;
      return el('a', { class: 'button', href: url, target: '_blank', rel: 'noopener' }, t('websocket.hijack.open', origin));
    }));
    const rows = this.#state.attempts.map(({ origin, cookie, status }) => el('tr', {},
      el('td', {}, origin || '–'),
      el('td', {}, t(cookie ? 'websocket.hijack.cookie.yes' : 'websocket.hijack.cookie.no')),
      el('td', {}, t(ANSWERS[status] ?? 'websocket.hijack.403'))));
    this.table.replaceChildren(rows.length === 0 ? '' : el('table', { id: 'hijack-attempts' },
      el('thead', {}, el('tr', {},
        ...['websocket.hijack.from', 'websocket.hijack.cookie', 'websocket.hijack.answer']
          .map((key) => el('th', { scope: 'col' }, t(key))))),
      el('tbody', {}, ...rows)));
  }
}

/** What the teaching address pushes to this page; how it ended if nothing came. */
function read() {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${location.origin.replace('http', 'ws')}${ROOT}/diary`);
    let came = '';
    socket.onmessage = ({ data }) => {
      came = data;
    };
    socket.onclose = ({ code }) => resolve(came || `– (${code})`);
  });
}
