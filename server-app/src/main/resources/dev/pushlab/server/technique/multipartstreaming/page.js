/** Multipart streaming: one answer of many parts. Each part takes the place of the one before; this page keeps them all. */

import { Backoff } from '/web/kit/backoff.js';
import { quoted } from '/web/kit/commands.js';
import { el, setText } from '/web/kit/dom.js';
import { count, t } from '/web/kit/i18n.js';
import { openLab } from '/web/kit/lab.js';
import { contentOf, implementation, MalformedBody, openMultipart, textOf } from '/web/kit/multipart.js';
import { eventOf } from '/web/kit/payload.js';
import { Problem, unreachable } from '/web/kit/problem.js';

/** Three heartbeats missing, in ms: the connection is dead, although nobody has said so. */
const SILENCE_MILLIS = 50_000;

/** Receives the parts of text, and opens them again when they end. */
class Receiver {
  #lab;
  #stream = null;
  #backoff = new Backoff();
  #silence = null;

  constructor(lab) {
    this.#lab = lab;
    this.#open();
  }

  close() {
    this.#stream.close();
    this.#backoff.cancel();
    clearTimeout(this.#silence);
    picture.stop();
  }

  // snippet:begin loop
  #open() {
    this.#lab.figures.requests++;
    this.#stream = openMultipart(this.#lab.url({ after: this.#lab.after, envelope: 'json' }), {
      opened: () => {
        this.#backoff.succeeded();
        this.#lab.figures.connections++;
        this.#lab.works();
        this.#listen();
        picture.open(this.#lab);
      },
      part: (part) => {
        this.#listen();
        this.#take(part);
      },
      closed: (failure) => this.#ended(failure),
    });
  }

  #take(part) {
    const kind = part.headers.get('pushlab-part') ?? 'event';
    parts[kind]++;
    if (kind === 'event') {
      parts.encoded += part.headers.has('content-transfer-encoding') ? 1 : 0;
      this.#lab.deliver([eventOf(JSON.parse(textOf(part)))]);
    } else if (kind === 'start') {
      this.#lab.startAt(JSON.parse(textOf(part)).start);
      this.#lab.state('live');
    } else if (kind === 'gap') {
      const { requested, resumed, reason } = JSON.parse(textOf(part));
      this.#lab.gap(requested, resumed, reason);
    }
    showParts(this.#lab);
  }
  // snippet:end

  #listen() {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => {
      this.#stream.close();
      this.#ended(unreachable());
    }, SILENCE_MILLIS);
  }

  #ended(failure) {
    clearTimeout(this.#silence);
    picture.close();
    const problem = failure instanceof MalformedBody
      ? new Problem(t('multipart-streaming.malformed'), failure.message)
      : failure;
    if (problem !== null) {
      this.#lab.fail(problem.title === '' ? unreachable() : problem);
    }
    if (problem === null || problem.retry) {
      this.#lab.state('waiting', this.#backoff.schedule(() => this.#open()));
    }
  }
}

/** The live picture: an image whose file never ends; or, where the browser knows no such files, one after the other. */
class LivePicture {
  #lab = null;
  #stream = null;
  #shown = null;
  #came = false;

  constructor() {
    this.wanted = document.getElementById('with-picture');
    this.image = el('img', {
      id: 'picture', width: '360', height: '160', load: () => this.#loaded(), error: () => this.close(),
    });
    this.caption = el('figcaption');
    this.element = el('figure', { class: 'card live-picture' }, this.image, this.caption);
    this.wanted.addEventListener('change', () => this.#changed());
  }

  // snippet:begin image
  open(lab) {
    this.#lab = lab;
    if (!this.wanted.checked || this.#stream !== null) {
      return;
    }
    const url = lab.url({ as: 'image' });
    this.#came = false;
    lab.figures.requests++;
    if (implementation() === 'native') {
      // All that there is to do: the browser replaces the picture whenever a part is complete.
      this.image.src = url;
      this.#stream = { close: () => this.image.removeAttribute('src') };
    } else {
      this.#stream = openMultipart(url, {
        opened: () => this.#counted(),
        part: (part) => this.#show(part),
        closed: () => this.close(),
      });
    }
  }
  // snippet:end

  close() {
    this.#stream?.close();
    this.#stream = null;
  }

  /** The page does not receive any more. */
  stop() {
    this.close();
    this.#lab = null;
  }

  /** Pictures that come faster than they can be shown are passed over. */
  #show(part) {
    parts.pictures++;
    if (this.#shown === null) {
      this.#shown = URL.createObjectURL(new Blob([contentOf(part)], { type: 'image/png' }));
      this.image.src = this.#shown;
    }
  }

  #loaded() {
    this.#counted();
    if (this.#shown !== null) {
      URL.revokeObjectURL(this.#shown);
      this.#shown = null;
    }
  }

  /** A connection of its own, which the first picture proves. */
  #counted() {
    if (this.#stream !== null && !this.#came) {
      this.#came = true;
      this.#lab.figures.connections++;
    }
  }

  #changed() {
    this.element.hidden = !this.wanted.checked;
    if (this.#lab !== null && this.wanted.checked) {
      this.open(this.#lab);
    } else {
      this.close();
    }
  }

  relabel(lab) {
    if (!this.element.isConnected) {
      document.querySelector('.controls').after(this.element);
    }
    this.image.alt = t('multipart-streaming.picture.alt', lab.topic);
    setText(
      this.caption,
      implementation() === 'native' ? t('multipart-streaming.native') : t('multipart-streaming.java'),
    );
  }
}

function emptyParts() {
  return { event: 0, start: 0, gap: 0, heartbeat: 0, end: 0, encoded: 0, pictures: 0 };
}

function showParts(lab) {
  lab.footnote(t('multipart-streaming.parts', count(parts.event), count(parts.heartbeat), count(parts.encoded)));
}

let parts = emptyParts();
const picture = new LivePicture();

openLab({
  id: 'multipart-streaming',
  open: (lab) => new Receiver(lab),
  commands({ origin, topic }) {
    const address = `${origin}/topics/${topic}/multipart-streaming`;
    return [
      `curl -N ${quoted(`${address}?after=earliest`)}`,
      `curl -N -s --max-time 5 -o live.multipart ${quoted(`${address}?as=image`)}`,
    ];
  },
  relabel(lab) {
    picture.relabel(lab);
    showParts(lab);
  },
  cleared(lab) {
    parts = emptyParts();
    showParts(lab);
  },
});
