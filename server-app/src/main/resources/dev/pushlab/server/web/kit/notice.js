/** A place for what went wrong, where it went wrong: a title, the detail, and what to do next. */

import { el, setText } from './dom.js';

export class Notice {
  constructor() {
    this.title = el('strong');
    this.detail = el('span');
    this.element = el(
      'div',
      { class: 'notice', role: 'alert', hidden: true },
      el('div', {}, this.title, ' ', this.detail),
      el('button', { type: 'button', class: 'small', 'data-text': 'kit.dismiss', click: () => this.hide() }),
    );
  }

  /** @param {{title: string, detail: string}} problem */
  show({ title, detail }) {
    setText(this.title, title);
    setText(this.detail, detail);
    this.element.hidden = false;
  }

  hide() {
    this.element.hidden = true;
  }
}
