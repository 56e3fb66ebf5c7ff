/**
 * What the pages of all demonstrations share. A page describes itself as a {@link Demonstration} and calls {@link
 * openDemonstration}; the shell builds the layout, speaks both languages, shows what went wrong and says when the page is
 * left. What there is to see is the page's own.
 *
 * @typedef {Object} Demonstration
 * @property {string} id
 * @property {HTMLElement[]} controls what stands in the row below the title
 * @property {HTMLElement[]} content what stands below the controls
 * @property {function(Shell)} [relabel] words what is not worded by attributes, after each change of language
 * @property {function(Shell)} [shown] the page is on the screen: also again, out of the back-forward cache
 * @property {function(Shell)} [left] the page is being left: what it holds at the server has to be let go
 */

import { Bar } from './bar.js';
import { el, setText } from './dom.js';
import { currentLanguage, supported, t, translate } from './i18n.js';
import { showLesson } from './lesson.js';
import { loadMessages } from './messages.js';
import { Notice } from './notice.js';
import * as preferences from './preferences.js';
import { Problem, request } from './problem.js';
import { SignIn } from './sign-in.js';

const ROOT = '/demonstrations';
const UNAUTHORIZED = 401;

let serial = 0;

/** Builds the page. */
export async function openDemonstration(demonstration) {
  preferences.startPreferences();
  const shell = new Shell(demonstration);
  await shell.load(supported(preferences.parameter('lang') ?? navigator.language));
  if (!shell.stage.isConnected) {
    return; // without words there is no page
  }
  addEventListener('pageshow', () => demonstration.shown?.(shell));
  addEventListener('pagehide', () => demonstration.left?.(shell));
  if (document.readyState === 'complete') {
    demonstration.shown?.(shell);
  }
}

class Shell {
  #demonstration;
  #notice = new Notice();
  #signIn = new SignIn(() => this.#demonstration.shown?.(this));
  #bar;
  #loading = 0;
  #state = { name: 'stopped', key: 'kit.state.stopped' };

  constructor(demonstration) {
    this.#demonstration = demonstration;
    this.#bar = new Bar(demonstration.id, {
      scale: preferences.stepScale,
      language: () => this.load(currentLanguage() === 'en' ? 'zh-CN' : 'en'),
      theme: () => preferences.setTheme(preferences.currentTheme() === 'dark' ? 'light' : 'dark'),
    });
    this.#build();
    window.pushlab = {
      setLanguage: (tag) => this.load(supported(tag)),
      setTheme: preferences.setTheme,
      setScale: preferences.setScale,
    };
  }

  /** An address below that of the demonstration, of its own each time: a WebView answers two equal requests with one. */
  url(path, parameters = {}) {
    const url = new URL(`${ROOT}/${this.#demonstration.id}/${path}`, location.href);
    for (const [name, value] of Object.entries({ ...parameters, n: ++serial })) {
      url.searchParams.set(name, String(value));
    }
    return url.href;
  }

  /**
   * What the page is doing.
   *
   * @param {'stopped'|'connecting'|'live'|'waiting'|'failed'} name how it looks
   * @param {string} key of the message that says it
   */
  state(name, key) {
    this.#state = { name, key };
    this.#showState();
  }

  /** Says what went wrong. A token may be what is missing. Anything but a {@link Problem} is thrown on. */
  fail(problem) {
    if (!(problem instanceof Problem)) {
      throw problem;
    }
    this.#notice.show(problem);
    if (problem.status === UNAUTHORIZED) {
      this.#signIn.show();
    }
  }

  /** Whatever was complained about is over. */
  works() {
    this.#notice.hide();
    this.#signIn.hide();
  }

  /** Loads messages and explanation; of several calls the last one counts. */
  async load(language) {
    const { id } = this.#demonstration;
    const ticket = ++this.#loading;
    try {
      await loadMessages(id, language, ROOT);
      if (ticket === this.#loading) {
        this.#word();
        if (!this.aside.hidden) {
          await showLesson(this.aside, id, language, ROOT);
        }
      }
    } catch (problem) {
      this.fail(problem);
    }
  }

  #word() {
    if (!this.stage.isConnected) {
      document.body.replaceChildren(this.#bar.element, this.stage);
      this.#bar.load().catch((problem) => this.fail(problem));
    }
    translate(document);
    this.#bar.relabel();
    this.#showState();
    this.#demonstration.relabel?.(this);
  }

  #showState() {
    this.badge.dataset.state = this.#state.name;
    setText(this.badge, t(this.#state.key));
  }

  #toggleLesson() {
    this.aside.hidden = !this.aside.hidden;
    this.explain.setAttribute('aria-expanded', String(!this.aside.hidden));
    if (!this.aside.hidden && this.aside.childElementCount === 0) {
      showLesson(this.aside, this.#demonstration.id, currentLanguage(), ROOT).catch((problem) => this.fail(problem));
    }
  }

  #build() {
    const { id, controls, content } = this.#demonstration;
    const withLesson = preferences.parameter('lesson') !== '0';
    this.badge = el('span', { class: 'badge', id: 'state', role: 'status' });
    this.explain = el('button', {
      type: 'button', id: 'explain', class: 'quiet', 'data-text': 'kit.lesson', 'data-title': 'kit.lesson.hint',
      'aria-controls': 'lesson', 'aria-expanded': String(withLesson), click: () => this.#toggleLesson(),
    });
    this.aside = el('aside', { class: 'lesson', id: 'lesson', 'data-label': 'kit.lesson', tabindex: '0', hidden: !withLesson });
    const work = el(
      'main',
      { class: 'work' },
      el('div', { class: 'head' },
        el('h1', { 'data-text': `${id}.title` }),
        el('p', { 'data-text': `${id}.summary` }),
        el('div', { class: 'actions' }, this.badge, this.explain)),
      el('div', { class: 'controls' }, ...controls),
      this.#notice.element,
      this.#signIn.element,
      ...content,
    );
    this.stage = el('div', { class: 'stage' }, work, this.aside);
  }
}

/** How often a running demonstration is looked at, in ms. The server ends it when nobody looks any more. */
const LOOK = 400;
/** The same when there was no answer, in ms. */
const LOOK_AGAIN = 2_000;

/** What the server says of a demonstration that it runs for the page: {@code {running, …}}, again and again while it runs. */
export class Watch {
  #take;
  #timer = null;
  #reading = 0;

  /** @param {function(object)} take shows what the server says */
  constructor(take) {
    this.#take = take;
  }

  /** Asks now, and goes on as long as something runs. */
  async look(shell) {
    const reading = this.#begin();
    try {
      const response = await request(shell.url('state'));
      const state = await response.json();
      shell.works();
      this.#took(shell, reading, state);
    } catch (problem) {
      if (reading === this.#reading) {
        shell.fail(problem);
        if (problem.retry) {
          shell.state('waiting', 'kit.state.waiting');
          this.#timer = setTimeout(() => this.look(shell), LOOK_AGAIN);
        }
      }
    }
  }

  /** Has the server do something, and shows what has become of it. */
  async post(shell, path, parameters = {}) {
    const reading = this.#begin();
    try {
      const response = await request(shell.url(path, parameters), { method: 'POST' });
      this.#took(shell, reading, await response.json());
    } catch (problem) {
      // It was not done; what there is goes on.
      this.#timer = setTimeout(() => this.look(shell), LOOK_AGAIN);
      throw problem;
    }
  }

  stop() {
    this.#begin();
  }

  #begin() {
    clearTimeout(this.#timer);
    return ++this.#reading;
  }

  /** An answer that was overtaken by a later question says nothing any more. */
  #took(shell, reading, state) {
    if (reading === this.#reading) {
      this.#take(state);
      if (state.running) {
        this.#timer = setTimeout(() => this.look(shell), LOOK);
      }
    }
  }
}

/**
 * A slider over some steps, with its label and the words for its value beside it.
 *
 * @param {string} id
 * @param {string} key the message of its label
 * @param {string} hint the message that explains it
 * @param {number[]} steps
 * @param {number} chosen the place of the step that is chosen first
 * @param {function(number): string} words
 */
export function slider(id, key, hint, steps, chosen, words) {
  const range = el('input', { type: 'range', id, min: '0', max: String(steps.length - 1), step: '1', value: String(chosen) });
  const shown = el('output', { for: id });
  const made = {
    element: el('label', { 'data-title': hint }, el('span', { 'data-text': key }), range, shown),
    get value() {
      return steps[Number(range.value)];
    },
    show() {
      setText(shown, words(made.value));
      range.setAttribute('aria-valuetext', shown.textContent);
    },
  };
  range.addEventListener('input', made.show);
  return made;
}
