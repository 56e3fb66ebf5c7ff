/**
 * The page of a technique that the client program receives itself: its explanation and nothing else. Which technique it
 * is stands in the address, {@code /techniques/ID/}.
 */

import { Bar } from './bar.js';
import { el } from './dom.js';
import { currentLanguage, supported, translate } from './i18n.js';
import { showLesson } from './lesson.js';
import { loadMessages } from './messages.js';
import { Notice } from './notice.js';
import * as preferences from './preferences.js';
import { Problem } from './problem.js';

const id = location.pathname.split('/').at(-2);
const notice = new Notice();
const lesson = el('article', { class: 'lesson', id: 'lesson', 'data-label': 'kit.lesson' });
const bar = new Bar(id, {
  scale: preferences.stepScale,
  language: () => load(currentLanguage() === 'en' ? 'zh-CN' : 'en'),
  theme: () => preferences.setTheme(preferences.currentTheme() === 'dark' ? 'light' : 'dark'),
});
const work = el(
  'main',
  { class: 'work reading', tabindex: '0' },
  el('div', { class: 'head' }, el('h1', { 'data-text': `${id}.title` }), el('p', { 'data-text': `${id}.summary` })),
  notice.element,
  lesson,
);

let loading = 0;

/**
 * Words the page in a language. Of two calls the later one counts, whichever is answered first. Without an answer the
 * page stays as it is and says why; before the first answer it has no words for that but those of its markup.
 */
async function load(language) {
  const ticket = ++loading;
  try {
    await loadMessages(id, language);
    if (ticket === loading) {
      show();
      await showLesson(lesson, id, language);
    }
  } catch (problem) {
    complain(problem);
  }
}

function show() {
  if (!work.isConnected) {
    document.body.replaceChildren(bar.element, el('div', { class: 'stage' }, work));
    bar.load().catch(complain);
  }
  translate(document);
  bar.relabel();
  notice.hide();
}

function complain(problem) {
  if (!(problem instanceof Problem)) {
    throw problem;
  }
  notice.show(problem);
}

window.pushlab = {
  setLanguage: (tag) => load(supported(tag)),
  setTheme: preferences.setTheme,
  setScale: preferences.setScale,
};
preferences.startPreferences();
// Not awaited: see docs/decisions/0004.
load(supported(preferences.parameter('lang') ?? navigator.language));
