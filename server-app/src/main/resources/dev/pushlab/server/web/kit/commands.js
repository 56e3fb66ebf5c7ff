/** Commands that do the same as the page from a terminal, each with a button that copies it. */

import { el } from './dom.js';
import { t } from './i18n.js';

const CONFIRMED_MILLIS = 1_500;

export class Commands {
  constructor() {
    this.list = el('div', { class: 'commands' });
    this.element = el('section', { 'data-label': 'kit.commands' }, this.list);
  }

  /** @param {string[]} texts one command each */
  show(texts) {
    this.list.replaceChildren(...texts.map(command));
  }
}

function command(text) {
  const code = el('code', { tabindex: '0' }, text);
  const button = el('button', { type: 'button', class: 'small', 'aria-label': t('kit.copy.hint', text) }, t('kit.copy'));
  button.addEventListener('click', async () => {
    button.textContent = (await copy(text, code)) ? t('kit.copied') : t('kit.copy.byhand');
    setTimeout(() => {
      button.textContent = t('kit.copy');
    }, CONFIRMED_MILLIS);
  });
  return el('div', { class: 'command' }, code, button);
}

/** Over plain HTTP from another machine there is no clipboard interface, and a WebView has none: select the text then. */
async function copy(text, element) {
  if (navigator.clipboard !== undefined) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch (error) {
      if (!(error instanceof DOMException)) {
        throw error;
      }
    }
  }
  getSelection().selectAllChildren(element);
  return document.execCommand('copy');
}

/** Quotes a word for a POSIX shell. */
export function quoted(word) {
  return /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
