/** The bar at the top of a page in a browser: the way to the other pages, font scale, language, theme. */

import { el, setText } from './dom.js';
import { currentLanguage, t } from './i18n.js';
import { embedded } from './preferences.js';
import { request } from './problem.js';

/** The chapters, in the order of the curriculum, and their names. */
const FAMILIES = {
  'pull': 'kit.family.pull',
  'comet': 'kit.family.comet',
  'html5': 'kit.family.html5',
  'fallback': 'kit.family.fallback',
  'client-server': 'kit.family.clientserver',
  'demonstration': 'kit.family.demonstration',
};

export class Bar {
  #id;
  #pages = [];

  /**
   * @param {string} id of the technique or demonstration
   * @param {{scale: function(number), language: function(), theme: function()}} actions
   */
  constructor(id, actions) {
    this.#id = id;
    this.brand = el('a', { class: 'brand', href: '/' }, 'Pushlab');
    this.before = el('a', { class: 'step', id: 'page-before' }, '‹');
    this.after = el('a', { class: 'step', id: 'page-after' }, '›');
    this.here = el('summary', { 'data-title': 'kit.techniques' });
    this.pages = el('div', { class: 'pages' });
    this.menu = el('details', { class: 'menu', id: 'pages' }, this.here, this.pages);
    this.nav = el('nav', { 'data-label': 'kit.techniques', hidden: true }, this.before, this.menu, this.after);
    const button = (name, label, text, action) =>
      el('button', { type: 'button', id: name, class: 'quiet', 'data-label': label, 'data-title': label, click: action }, text);
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
    this.menu.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.menu.open) {
        this.menu.open = false;
        this.here.focus();
      }
    });
    // Wherever else something is done, the menu is in the way.
    for (const done of ['click', 'focusin']) {
      addEventListener(done, ({ target }) => {
        if (this.menu.open && !this.menu.contains(target)) {
          this.menu.open = false;
        }
      });
    }
  }

  /** Fetches the catalogs; without them the bar has no links, and everything else works. */
  async load() {
    if (!embedded) {
      const lists = await Promise.all(['/techniques', '/demonstrations'].map(async (list) => (await request(list)).json()));
      this.#pages = lists.flat().filter(({ lesson }) => lesson);
      this.relabel();
    }
  }

  relabel() {
    this.brand.href = `/?lang=${currentLanguage()}`;
    document.title = t('kit.title', t(`${this.#id}.title`));
    this.nav.hidden = this.#pages.length === 0;
    if (this.nav.hidden) {
      return;
    }
    const at = this.#pages.findIndex(({ id }) => id === this.#id);
    setText(this.here, at < 0 ? t('kit.techniques') : titleOf(this.#pages[at]));
    this.#step(this.before, 'kit.page.before', this.#pages[at - 1]);
    this.#step(this.after, 'kit.page.after', this.#pages[at + 1]);
    this.pages.replaceChildren(
      ...Object.entries(FAMILIES)
        .map(([family, name]) => ({ name, pages: this.#pages.filter((page) => page.family === family) }))
        .filter(({ pages }) => pages.length > 0)
        .map(({ name, pages }) => el('section', {}, el('h2', {}, t(name)), el('ul', {}, ...pages.map((page) => this.#entry(page))))),
    );
  }

  #entry(page) {
    const current = page.id === this.#id ? 'page' : null;
    return el('li', {}, el('a', { href: addressOf(page), 'aria-current': current }, titleOf(page)));
  }

  /** Without a page there the step is nowhere to go, and keeps its place. */
  #step(link, words, page) {
    if (page === undefined) {
      link.removeAttribute('href');
      link.removeAttribute('title');
      link.setAttribute('aria-hidden', 'true');
    } else {
      link.href = addressOf(page);
      link.title = t(words, titleOf(page));
      link.setAttribute('aria-label', link.title);
      link.removeAttribute('aria-hidden');
    }
  }
}

/** With the topic, the language and the look of this page. */
function addressOf({ lesson }) {
  return lesson + location.search;
}

function titleOf({ id, titles }) {
  return titles[currentLanguage()] ?? titles.en ?? id;
}
