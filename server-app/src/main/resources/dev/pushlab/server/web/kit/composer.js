/** A small form that publishes to the topic the page listens to: text, or bytes written in hexadecimal. */

import { el } from './dom.js';
import { t } from './i18n.js';
import { Notice } from './notice.js';
import { parseHex } from './payload.js';
import { Problem, request } from './problem.js';

const TEXT = 'text/plain; charset=utf-8';
const BINARY = 'application/octet-stream';
const UNAUTHORIZED = 401;

export class Composer {
  #publish;

  /**
   * @param {function(Draft): Promise<void>} publish sends {type, contentType, data: string|Uint8Array, token}; fails
   *     with a Problem
   */
  constructor(publish) {
    this.#publish = publish;
    this.notice = new Notice();
    this.type = el('input', {
      id: 'publish-type', size: '8', maxlength: '64', value: 'note', pattern: '[!-~]{0,64}', autocomplete: 'off',
      spellcheck: 'false', 'data-label': 'kit.publish.type', 'data-title': 'kit.publish.type.hint',
    });
    this.data = el('input', {
      id: 'publish-data', class: 'grow', autocomplete: 'off', 'data-label': 'kit.publish.data',
      'data-placeholder': 'kit.publish.placeholder', input: () => this.data.removeAttribute('aria-invalid'),
    });
    this.token = el('input', {
      id: 'publish-token', type: 'password', size: '12', autocomplete: 'off', hidden: true,
      'data-label': 'kit.publish.token', 'data-placeholder': 'kit.publish.token',
    });
    this.text = el('input', { type: 'radio', name: 'publish-form', id: 'publish-text', checked: true });
    this.binary = el('input', { type: 'radio', name: 'publish-form', id: 'publish-binary' });
    const form = el(
      'form',
      { class: 'composer', id: 'composer', 'data-label': 'kit.publish', submit: (event) => this.#submit(event) },
      this.type,
      this.data,
      el(
        'span',
        { class: 'choice', role: 'radiogroup', 'data-label': 'kit.publish.form' },
        el('label', { 'data-title': 'kit.publish.text.hint' }, this.text, el('span', { 'data-text': 'kit.publish.text' })),
        el('label', { 'data-title': 'kit.publish.binary.hint' }, this.binary, el('span', { 'data-text': 'kit.publish.binary' })),
      ),
      this.token,
      el('button', { id: 'publish', 'data-text': 'kit.publish', 'data-title': 'kit.publish.hint' }),
    );
    this.element = el('section', {}, form, this.notice.element);
  }

  async #submit(event) {
    event.preventDefault();
    const data = this.binary.checked ? parseHex(this.data.value) : this.data.value;
    if (data === null) {
      this.data.setAttribute('aria-invalid', 'true');
      this.data.focus();
      this.notice.show({ title: t('kit.publish.nothex'), detail: t('kit.publish.nothex.detail') });
      return;
    }
    try {
      await this.#publish({
        type: this.type.value,
        contentType: this.binary.checked ? BINARY : TEXT,
        data,
        token: this.token.value,
      });
      this.data.value = '';
      this.notice.hide();
    } catch (problem) {
      if (!(problem instanceof Problem)) {
        throw problem;
      }
      if (problem.status === UNAUTHORIZED) {
        this.token.hidden = false;
        this.token.focus();
      }
      this.notice.show(problem);
    }
  }
}

/** Publishes over plain HTTP, as any program could. */
export async function publishByPost(topic, { type, contentType, data, token }) {
  const headers = { 'Content-Type': contentType };
  if (type !== '') {
    headers['Event-Type'] = type;
  }
  if (token !== '') {
    headers.Authorization = `Bearer ${token}`;
  }
  await request(`/topics/${encodeURIComponent(topic)}/events`, { method: 'POST', headers, body: data });
}
