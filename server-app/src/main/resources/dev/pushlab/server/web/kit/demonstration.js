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
  #remark = null;
  #remarked = el('p', { class: 'notice', id: 'remark', 'data-kind': 'warning', role: 'status', hidden: true });
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

  get id() {
    return this.#demonstration.id;
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

  /** Says something that went otherwise than one would expect; null if that is over. */
  remark(key) {
    this.#remark = key;
    this.#showRemark();
  }

  #showRemark() {
    this.#remarked.hidden = this.#remark === null;
    setText(this.#remarked, this.#remark === null ? '' : t(this.#remark));
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
    this.#showRemark();
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
      this.#remarked,
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

/**
 * What the server says of a demonstration that it runs for all pages of it: {@code {running, run, …}}, again and again while
 * it runs. There is one run at a time, and any page may end it or begin the next one: the others are told.
 */
export class Watch {
  #take;
  #timer = null;
  #reading = 0;
  /** The number of the run that was seen last; null if none was going on. */
  #seen = null;

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
      this.#took(shell, reading, state, false);
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
      const state = await response.json();
      if (path === 'start') {
        this.#startedHere(shell, state.run);
      }
      this.#took(shell, reading, state, true);
    } catch (problem) {
      // It was not done; what there is goes on.
      this.#timer = setTimeout(() => this.look(shell), LOOK_AGAIN);
      throw problem;
    }
  }

  stop() {
    this.#begin();
  }

  /** Looks no more, and has the server end what this page began: who has only watched lets it go on for others. */
  leave(shell) {
    this.stop();
    if (this.#seen !== null && this.#seen === started(shell)) {
      request(shell.url('stop'), { method: 'POST', keepalive: true }).catch((problem) => shell.fail(problem));
    }
  }

  #begin() {
    clearTimeout(this.#timer);
    return ++this.#reading;
  }

  /** Outlives a page that has to load itself again. */
  #startedHere(shell, run) {
    sessionStorage.setItem(startedKey(shell), String(run));
  }

  /** An answer that was overtaken by a later question says nothing any more. */
  #took(shell, reading, state, asked) {
    if (reading !== this.#reading) {
      return;
    }
    const run = state.running ? state.run : null;
    if (asked) {
      shell.remark(null);
    } else if (this.#seen !== null && run !== this.#seen) {
      shell.remark(run === null ? 'kit.demonstration.ended' : 'kit.demonstration.begun');
    }
    this.#seen = run;
    this.#take(state);
    if (state.running) {
      this.#timer = setTimeout(() => this.look(shell), LOOK);
    }
  }
}

const startedKey = (shell) => `pushlab.started.${shell.id}`;

/** The number of the run that this page began last; null if it began none. */
function started(shell) {
  const run = sessionStorage.getItem(startedKey(shell));
  return run === null ? null : Number(run);
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
