/** The bar at the top of a page in a browser: the other techniques, font scale, language, theme. */

import { el } from './dom.js';
import { currentLanguage, t } from './i18n.js';
import { embedded } from './preferences.js';
import { request } from './problem.js';

export class Bar {
  #technique;
  #root;
  #techniques = [];

  /**
   * @param {{scale: function(number), language: function(), theme: function()}} actions
   * @param {string} [root] where the list of those beside it is
   */
  constructor(technique, actions, root = '/techniques') {
    this.#technique = technique;
    this.#root = root;
    this.brand = el('a', { class: 'brand', href: '/' }, 'Pushlab');
    this.nav = el('nav', { 'data-label': 'kit.techniques' });
    const button = (id, label, text, action) =>
      el('button', { type: 'button', id, class: 'quiet', 'data-label': label, 'data-title': label, click: action }, text);
    this.element = el(
      'header',
      { class: 'bar', hidden: embedded },
      this.brand,
      this.nav,
      el('span', { class: 'spacer' }),
      button('smaller', 'kit.scale.smaller', 'A−', () => actions.scale(-1)),
      button('larger', 'kit.scale.larger', 'A+', () => actions.scale(1)),
      button('language', 'kit.language', '中 / EN', actions.language),
      button('theme', 'kit.theme', '☾', actions.theme),
    );
  }

  /** Fetches the catalog; without it the bar has no links, and everything else works. */
  async load() {
    if (!embedded) {
      const response = await request(this.#root);
      this.#techniques = (await response.json()).filter(({ lesson }) => lesson);
      this.relabel();
    }
  }

  relabel() {
    const links = this.#techniques.map(({ id, lesson, titles }) =>
      el('a', { href: lesson + location.search, 'aria-current': id === this.#technique ? 'page' : null },
        titles[currentLanguage()] ?? titles.en ?? id),
    );
    this.brand.href = `/?lang=${currentLanguage()}`;
    this.nav.replaceChildren(...links);
    this.nav.hidden = links.length === 0;
    document.title = t('kit.title', t(`${this.#technique}.title`));
  }
}
