/**
 * What all pages share. A page describes its technique as a {@link Room} and calls {@link openLab}; the lab builds the
 * layout, keeps the figures, checks the ids, speaks both languages and decides when to receive. The room only knows how
 * its technique receives.
 *
 * @typedef {Object} Room
 * @property {string} id the technique
 * @property {function(Lab): {close: function()}} open begins to receive {@code lab.topic} from {@code lab.after} on
 * @property {function({origin: string, host: string, topic: string}): string[]} commands the same from a terminal
 * @property {string} [live] the message that names the state in which events arrive
 * @property {string} [none] the message that stands in the list before the first event
 * @property {function(string, object): Promise<void>} [publish] publishes a draft; over plain HTTP if left out
 * @property {function(Lab)} [relabel] words the room's own parts, after loading and after each change of language
 * @property {function(Lab)} [cleared] told when the figures were set back
 * @property {HTMLElement} [panel] what else the room has to show, below the figures
 */

import { Bar } from './bar.js';
import { ServerClock } from './clock.js';
import { Commands, quoted } from './commands.js';
import { Composer, publishByPost } from './composer.js';
import { el, isOff, setOff, setText } from './dom.js';
import { EventList } from './event-list.js';
import { Figures } from './figures.js';
import { count, currentLanguage, duration, supported, t, translate } from './i18n.js';
import { Ledger, Verdict } from './ledger.js';
import { showLesson } from './lesson.js';
import { loadMessages } from './messages.js';
import { Notice } from './notice.js';
import * as preferences from './preferences.js';
import { Problem } from './problem.js';
import { SignIn } from './sign-in.js';
import { Traffic } from './traffic.js';

/** The hyphen is escaped because browsers read patterns of fields with the flag v. */
const TOPIC = '[A-Za-z0-9._\\-]{1,64}';
const DEFAULT_TOPIC = 'stocks';
const UNAUTHORIZED = 401;
const STATES = {
  stopped: 'kit.state.stopped',
  connecting: 'kit.state.connecting',
  live: 'kit.state.live',
  waiting: 'kit.state.waiting',
  failed: 'kit.state.failed',
};

/** Why events are missing, as the server says it. */
const GAPS = {
  lost: 'kit.gap',
  dropped: 'kit.gap.dropped',
  conflated: 'kit.gap.conflated',
};

let serial = 0;

/** Builds the page around what page.html holds, and begins to receive. */
export async function openLab(room) {
  preferences.startPreferences();
  const lab = new Lab(room);
  await Promise.all([lab.load(supported(preferences.parameter('lang') ?? navigator.language)), lab.counting()]);
  if (!lab.stage.isConnected) {
    return; // without words there is no page
  }
  // Both come for a page taken out of the back-forward cache as well, where no script runs again.
  addEventListener('pageshow', () => lab.shown());
  addEventListener('pagehide', () => lab.hidden());
  if (document.readyState === 'complete') {
    lab.shown();
  }
}

class Lab {
  #room;
  #receiver = null;
  #wanted = preferences.parameter('start') !== '0';
  #onScreen = false;
  #state = { name: 'stopped', millis: null };
  #ledger = new Ledger();
  #clock = new ServerClock();
  #traffic;
  #figures;
  #list = new EventList();
  #notice = new Notice();
  #signIn = new SignIn(() => this.start());
  #commands = new Commands();
  #composer;
  #bar;
  #loading = 0;

  constructor(room) {
    this.#room = room;
    this.#list.empty.dataset.text = room.none ?? 'kit.events.empty';
    this.#traffic = new Traffic(room.id);
    this.#figures = new Figures(this.#ledger, this.#clock, this.#traffic);
    this.topic = new RegExp(`^${TOPIC}$`).test(preferences.parameter('topic') ?? '')
      ? preferences.parameter('topic')
      : DEFAULT_TOPIC;
    this.#composer = new Composer((draft) => (room.publish ?? publishByPost)(this.topic, draft));
    this.#bar = new Bar(room.id, {
      scale: preferences.stepScale,
      language: () => this.load(currentLanguage() === 'en' ? 'zh-CN' : 'en'),
      theme: () => preferences.setTheme(preferences.currentTheme() === 'dark' ? 'light' : 'dark'),
    });
    this.#build();
    window.pushlab = {
      setLanguage: (tag) => this.load(supported(tag)),
      setTheme: preferences.setTheme,
      setScale: preferences.setScale,
      start: () => this.start(),
      stop: () => this.stop(),
      reconnect: () => this.reconnect(),
      clear: () => this.clear(),
    };
  }

  // ---- for rooms ----

  /** Where to go on: the id of the last event, {@code earliest}, or '' for what comes from now on. */
  get after() {
    return this.#ledger.position || (this.earliest.checked ? 'earliest' : '');
  }

  /** The id of the last event; '' before the first. */
  get position() {
    return this.#ledger.position;
  }

  /** The time by the server's clock, estimated, in ms since 1970; null as long as it is not known. */
  get serverTime() {
    return this.#clock.now();
  }

  /**
   * The address of the topic under this technique. Each has a number of its own, because a WebView answers two equal
   * requests with one.
   *
   * @param {Object<string, string>} parameters those that are '' are left out
   */
  url(parameters = {}) {
    const url = new URL(`/topics/${encodeURIComponent(this.topic)}/${this.#room.id}`, location.href);
    for (const [name, value] of Object.entries({ ...parameters, n: String(++serial) })) {
      if (value !== '') {
        url.searchParams.set(name, value);
      }
    }
    return url.href;
  }

  /** Takes events as they arrive: checks, counts and lists them. An event without id is only counted and listed. */
  deliver(events) {
    const now = this.#clock.now();
    for (const event of events) {
      const latency = event.time === null || now === null ? null : Math.max(0, now - event.time);
      const before = this.#ledger.position;
      const { verdict, missing } = this.#ledger.judge(event.id);
      if (verdict === Verdict.DUPLICATE) {
        continue;
      }
      if (verdict === Verdict.HOLE) {
        this.#listGap(missing || null, before, event.id);
      }
      this.#figures.received(latency);
      this.#list.add({ event, latency });
    }
  }

  /** Takes note of history that the server says is lost to this page. */
  gap(requested, resumed, reason = 'lost') {
    const before = requested ?? this.#ledger.position;
    const missing = this.#ledger.announceGap(requested, resumed, reason === 'conflated');
    this.#listGap(missing, before, resumed, reason);
  }

  /** The server named the position where delivery begins. */
  startAt(id) {
    if (this.#ledger.position === '') {
      this.#ledger.moveTo(id);
    }
  }

  /** Events up to and including this one were there, and this page chose not to take them: they are not lost. */
  passOver(id) {
    this.#ledger.moveTo(id);
  }

  get figures() {
    return this.#figures;
  }

  /** Bytes from the server as it counts them, of the last second but one; null as long as it has not told. */
  get received() {
    return this.#traffic.received;
  }

  /** The token with which the reader has signed in on this page; '' if there is none. */
  get token() {
    return this.#signIn.token;
  }

  /** Something arrived as it should: whatever was complained about is over. */
  works() {
    this.#notice.hide();
    this.#signIn.hide();
  }

  /**
   * @param {'connecting'|'live'|'waiting'|'failed'} name
   * @param {number|null} [millis] how long the wait is
   */
  state(name, millis = null) {
    this.#state = { name, millis };
    this.#showState();
  }

  /** Says what went wrong, and unless it is going to be tried again, that this was it. A token may be what is missing. */
  fail(problem) {
    this.#notice.show(problem);
    if (problem.status === UNAUTHORIZED) {
      this.#signIn.show();
    }
    if (!problem.retry) {
      this.#close();
      this.#wanted = false;
      this.state('failed');
    }
  }

  /** A line below the list, in words of the room. */
  footnote(text) {
    this.#list.footnote.hidden = text === '';
    setText(this.#list.footnote, text);
  }

  // ---- for people ----

  start() {
    this.#wanted = true;
    this.#open();
  }

  stop() {
    this.#wanted = false;
    this.#close();
    this.state('stopped');
  }

  /** Drops the connection and goes on after the last event. */
  reconnect() {
    this.#close();
    this.start();
  }

  /** Sets figures and list back. The position stays: the next event is still the next. */
  clear() {
    this.#figures.reset();
    this.#ledger.duplicates = 0;
    this.#ledger.lost = 0;
    this.#ledger.uncertain = false;
    this.#list.clear();
    this.#notice.hide();
    this.#room.cleared?.(this);
    this.#figures.refresh();
  }

  /**
   * Loads messages and explanation; of several calls the last one counts. Without an answer the page keeps the words it
   * has and says why.
   */
  async load(language) {
    const ticket = ++this.#loading;
    try {
      await loadMessages(this.#room.id, language);
      if (ticket === this.#loading) {
        this.#word();
        if (!this.aside.hidden) {
          await showLesson(this.aside, this.#room.id, language);
        }
      }
    } catch (problem) {
      this.#complain(problem);
    }
  }

  /** Resolves when bytes are counted: before the first request. */
  counting() {
    return this.#traffic.clear();
  }

  #word() {
    if (!this.stage.isConnected) {
      document.body.replaceChildren(this.#bar.element, this.stage);
      this.#bar.load().catch((problem) => this.#complain(problem));
    }
    translate(document);
    this.#bar.relabel();
    this.#list.relabel();
    this.#figures.refresh();
    this.#showState();
    this.#showCommands();
    this.#room.relabel?.(this);
  }

  shown() {
    this.#onScreen = true;
    this.#open();
  }

  hidden() {
    this.#onScreen = false;
    this.#close();
    this.state('stopped');
  }

  // ---- inside ----

  #open() {
    if (this.#wanted && this.#onScreen && this.#receiver === null) {
      this.#notice.hide();
      this.#clock.start();
      this.#traffic.start();
      this.state('connecting');
      this.#receiver = this.#room.open(this);
    }
    this.#showState();
  }

  #close() {
    this.#receiver?.close();
    this.#receiver = null;
    this.#clock.stop();
    this.#traffic.stop();
  }

  #listGap(missing, from, to, reason = 'lost') {
    const key = GAPS[reason] ?? GAPS.lost;
    this.#list.add({
      gap: () => (missing === null ? t('kit.gap.unknown', from || '–', to) : t(key, count(missing), from || '–', to)),
    });
  }

  #complain(problem) {
    if (!(problem instanceof Problem)) {
      throw problem;
    }
    this.#notice.show(problem);
  }

  #showState() {
    const { name, millis } = this.#state;
    const word = name === 'live' ? this.#room.live ?? STATES.live : STATES[name];
    this.badge.dataset.state = name;
    setText(this.badge, millis === null ? t(word) : t('kit.state.waiting.for', t(word), duration(millis)));
    const running = this.#receiver !== null;
    setText(this.toggle, running ? t('kit.stop') : t('kit.start'));
    this.toggle.title = running ? t('kit.stop.hint') : t('kit.start.hint');
    this.toggle.dataset.action = running ? 'stop' : 'start';
    setOff(this.again, !running);
  }

  #showCommands() {
    const { origin, host } = location;
    const events = `${origin}/topics/${this.topic}/events`;
    this.#commands.show([
      ...this.#room.commands({ origin, host, topic: this.topic }),
      `curl -H 'Content-Type: text/plain' -H 'Event-Type: note' --data-binary hello ${quoted(events)}`,
    ]);
  }

  #chooseTopic() {
    const valid = this.topicField.checkValidity() && this.topicField.value !== '';
    this.topicField.setAttribute('aria-invalid', String(!valid));
    if (!valid) {
      this.#notice.show({ title: t('kit.topic.invalid'), detail: t('kit.topic.hint') });
      return;
    }
    this.#notice.hide();
    if (this.topicField.value !== this.topic) {
      this.topic = this.topicField.value;
      this.#showCommands();
      this.#beginAgain();
    }
  }

  /** Forgets the position, and goes on from where a new page would begin. */
  #beginAgain() {
    this.#close();
    this.#ledger.reset();
    this.clear();
    this.state('stopped');
    this.#open();
  }

  #toggleLesson() {
    this.aside.hidden = !this.aside.hidden;
    this.explain.setAttribute('aria-expanded', String(!this.aside.hidden));
    if (!this.aside.hidden && this.aside.childElementCount === 0) {
      showLesson(this.aside, this.#room.id, currentLanguage()).catch((problem) => this.#complain(problem));
    }
  }

  #build() {
    const { id } = this.#room;
    const withLesson = preferences.parameter('lesson') !== '0';
    this.badge = el('span', { class: 'badge', id: 'state', role: 'status' });
    this.toggle = el('button', {
      type: 'button', id: 'toggle', class: 'primary', click: () => (this.#receiver === null ? this.start() : this.stop()),
    });
    this.again = el('button', {
      type: 'button', id: 'reconnect', 'data-text': 'kit.reconnect', 'data-title': 'kit.reconnect.hint',
      click: () => isOff(this.again) || this.reconnect(),
    });
    this.explain = el('button', {
      type: 'button', id: 'explain', class: 'quiet', 'data-text': 'kit.lesson', 'data-title': 'kit.lesson.hint',
      'aria-controls': 'lesson', 'aria-expanded': String(withLesson), click: () => this.#toggleLesson(),
    });
    this.topicField = el('input', {
      class: 'topic', id: 'topic', value: this.topic, pattern: TOPIC, maxlength: '64', autocomplete: 'off',
      spellcheck: 'false', 'data-title': 'kit.topic.hint', change: () => this.#chooseTopic(),
    });
    this.earliest = el('input', {
      type: 'checkbox', id: 'earliest', checked: preferences.parameter('from') === 'earliest',
      change: () => this.#beginAgain(),
    });
    this.aside = el('aside', { class: 'lesson', id: 'lesson', 'data-label': 'kit.lesson', tabindex: '0', hidden: !withLesson });
    const knobs = document.getElementById('knobs');
    knobs.hidden = false;
    const exhibit = document.getElementById('exhibit');
    const list = this.#list.element;
    const work = el(
      'main',
      { class: 'work' },
      el('div', { class: 'head' },
        el('h1', { 'data-text': `${id}.title` }),
        el('p', { 'data-text': `${id}.summary` }),
        el('div', { class: 'actions' }, this.badge, this.toggle, this.again, this.explain)),
      el('div', { class: 'controls' },
        el('label', {}, el('span', { 'data-text': 'kit.topic' }), this.topicField),
        el('label', { 'data-title': 'kit.earliest.hint' }, this.earliest, el('span', { 'data-text': 'kit.earliest' })),
        knobs),
      this.#notice.element,
      this.#signIn.element,
      exhibit === null ? list : el('div', { class: 'beside' }, list, exhibit),
      this.#figures.element,
      this.#room.panel ?? null,
      this.#composer.element,
      this.#commands.element,
    );
    if (exhibit !== null) {
      exhibit.hidden = false;
    }
    this.stage = el('div', { class: 'stage' }, work, this.aside);
    this.#list.clearButton.addEventListener('click', () => this.clear());
    addEventListener('keydown', (event) => {
      if (event.key === ' ' && !event.target.closest('button, input, select, summary, a, textarea')) {
        event.preventDefault();
        this.#list.togglePause();
      }
    });
  }
}
