/**
 * Asks for a token where the server lets nobody read without one. The server gives a cookie for it, which the browser
 * sends along with everything that this page asks for; scripts cannot see it. The token itself is kept in this page only,
 * for connections that bring no cookies.
 */

import { el } from './dom.js';
import { Notice } from './notice.js';
import { Problem, request } from './problem.js';

export class SignIn {
  #done;
  #token = '';

  /** @param {function()} done called when the server knows this page */
  constructor(done) {
    this.#done = done;
    this.notice = new Notice();
    this.field = el('input', {
      id: 'sign-in-token', type: 'password', class: 'grow', size: '24', required: true, autocomplete: 'off',
      'data-label': 'kit.signin.token', 'data-placeholder': 'kit.signin.token',
    });
    this.element = el(
      'section',
      { hidden: true, id: 'sign-in', 'data-label': 'kit.signin' },
      el(
        'form',
        { class: 'sign-in', submit: (event) => this.#submit(event) },
        this.field,
        el('button', { id: 'sign-in-go', class: 'primary', 'data-text': 'kit.signin', 'data-title': 'kit.signin.hint' }),
      ),
      this.notice.element,
    );
  }

  /** What was entered last and was right; '' if nothing was. */
  get token() {
    return this.#token;
  }

  show() {
    this.element.hidden = false;
    this.field.focus();
  }

  hide() {
    this.element.hidden = true;
    this.notice.hide();
  }

  async #submit(event) {
    event.preventDefault();
    const token = this.field.value.trim();
    try {
      await request('/session', { method: 'POST', headers: { Authorization: `Bearer ${token}` } });
      this.#token = token;
      this.field.value = '';
      this.hide();
      this.#done();
    } catch (problem) {
      if (!(problem instanceof Problem)) {
        throw problem;
      }
      this.notice.show(problem);
      this.field.focus();
    }
  }
}
