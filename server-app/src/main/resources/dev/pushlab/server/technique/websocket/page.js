/** WebSocket: one handshake over HTTP, then messages in both directions on the same connection. */

import { Backoff } from '/web/kit/backoff.js';
import { quoted } from '/web/kit/commands.js';
import { currentLanguage, t } from '/web/kit/i18n.js';
import { openLab } from '/web/kit/lab.js';
import { eventOf } from '/web/kit/payload.js';
import { diagnose, Problem } from '/web/kit/problem.js';

import { knobs, Workbench } from './workbench.js';

const SUBPROTOCOL = 'pushlab.v1';
/** What a server answers to a request that could be upgraded but did not ask for it. */
const UPGRADE_REQUIRED = 426;
const UNAUTHORIZED = 401;
const NORMAL = 1000;
/** The registered close codes that a page may see (RFC 6455, section 7.4.1). */
const CLOSE_CODES = {
  1000: 'websocket.close.1000',
  1001: 'websocket.close.1001',
  1002: 'websocket.close.1002',
  1003: 'websocket.close.1003',
  1005: 'websocket.close.1005',
  1006: 'websocket.close.1006',
  1007: 'websocket.close.1007',
  1008: 'websocket.close.1008',
  1009: 'websocket.close.1009',
  1011: 'websocket.close.1011',
  1012: 'websocket.close.1012',
  1013: 'websocket.close.1013',
};
/** The members by which the server's answers to what was asked are known. */
const ANSWERS = ['published', 'authorized', 'pong', 'handshake', 'frames'];
/** How long a published event may take to be confirmed, in ms. */
const CONFIRM_MILLIS = 10_000;

/** Receives and publishes over one connection, and makes a new one when it breaks. */
class Receiver {
  #lab;
  #socket = null;
  /** What this receiver's connections are asked to be. */
  #wishes = knobs.wishes();
  #backoff = new Backoff();
  #closed = false;
  /** What waits for the server's answer, by the number of the request. */
  #unanswered = new Map();
  #token = '';

  constructor(lab) {
    this.#lab = lab;
    this.#open();
  }

  close() {
    this.#closed = true;
    this.#backoff.cancel();
    this.#socket.close(NORMAL);
    this.#abandon();
  }

  get #bare() {
    return this.#wishes.envelope === 'none';
  }

  // snippet:begin loop
  #open() {
    const parameters = { after: this.#lab.after, ...this.#wishes, lang: currentLanguage() };
    const url = new URL(this.#lab.url(parameters));
    url.protocol = url.protocol.replace('http', 'ws');
    const socket = new WebSocket(url.href, SUBPROTOCOL);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    this.#lab.figures.requests++;

    let opened = false;
    socket.onopen = () => {
      opened = true;
      this.#backoff.succeeded();
      this.#lab.figures.connections++;
      this.#lab.works();
      if (this.#bare) {
        this.#lab.state('live');
      }
      showConnection(this.#lab, socket);
      workbench.opened(socket, this.#wishes);
    };
    socket.onmessage = ({ data }) => {
      if (this.#bare) {
        this.#lab.deliver([bareEvent(data)]);
      } else if (typeof data !== 'string') {
        workbench.echoed(new Uint8Array(data));
      } else {
        this.#take(JSON.parse(data), data);
      }
    };
    socket.onclose = (event) => {
      if (socket === this.#socket && !this.#closed) {
        workbench.closed(event);
        this.#broken(event, opened);
      }
    };
  }
  // snippet:end

  /** A message of the subprotocol: an event, or something about the subscription. */
  #take(message, text) {
    const { before } = workbench;
    workbench.received(message, text);
    if ('subscribed' in message) {
      this.#lab.startAt(message.subscribed.start);
      this.#lab.state('live');
      workbench.greeted();
    } else if ('gap' in message) {
      this.#lab.gap(message.gap.requested, message.gap.resumed, message.gap.reason);
    } else if (ANSWERS.some((name) => name in message)) {
      this.#answered(message.request)?.resolve({ ...message, before });
    } else if ('error' in message) {
      const { title, detail, status } = message.error;
      const problem = new Problem(title, detail ?? '', { status: status ?? 0, retry: status !== UNAUTHORIZED });
      const waiting = this.#answered(message.request);
      if (waiting) {
        waiting.reject(problem);
      } else if (problem.status === UNAUTHORIZED) {
        this.#unknown(problem);
      }
    } else {
      this.#lab.deliver([eventOf(message)]);
    }
  }

  /** The server lets nobody read whom it does not know, and no cookie came with the handshake. */
  #unknown(problem) {
    if (this.#lab.token === '') {
      this.#lab.fail(problem);
      return;
    }
    this.#ask({ token: this.#lab.token }).catch((refused) => this.#lab.fail(refused));
  }

  /** Asks about the connection, or has something done to it; null if there is none that could be asked. */
  async inspect(message) {
    if (this.#socket.readyState !== WebSocket.OPEN || this.#bare) {
      return null;
    }
    if (message.inspect === 'close' || message.inspect === 'cut') {
      this.#socket.send(JSON.stringify(message)); // the answer is what happens
      return null;
    }
    try {
      return await this.#ask(message);
    } catch (problem) {
      if (problem instanceof Problem) {
        return null; // it ended meanwhile, and the page says that already
      }
      throw problem;
    }
  }

  /** Sends bytes as they are, which come back if the connection is looked at. */
  sendBytes(bytes) {
    if (this.#socket.readyState === WebSocket.OPEN) {
      this.#socket.send(bytes);
    }
  }

  /** Closes the connection as a page can; the receiver goes on with a new one. */
  end(code, reason) {
    if (this.#socket.readyState === WebSocket.OPEN) {
      this.#socket.close(code, reason);
    }
  }

  /** Sends a draft: in the subprotocol as JSON, bare as the frame that carries it. */
  async publish({ type, contentType, data, token }) {
    if (this.#socket.readyState !== WebSocket.OPEN) {
      throw new Problem(t('websocket.notopen'), t('websocket.notopen.detail'), { retry: false });
    }
    if (this.#bare) {
      this.#socket.send(data);
      return;
    }
    if (token !== '' && token !== this.#token) {
      await this.#ask({ token });
      this.#token = token;
    }
    await this.#ask({ publish: { type, contentType, ...encoded(data) } });
  }

  /** Sends a message that is answered, and waits for the answer. */
  #ask(message) {
    return new Promise((resolve, reject) => {
      const number = ++serial;
      const timer = setTimeout(() => this.#answered(number)?.reject(unconfirmed()), CONFIRM_MILLIS);
      this.#unanswered.set(number, { resolve, reject, timer });
      this.#socket.send(JSON.stringify({ ...message, request: number }));
    });
  }

  /** Who waits for the answer to a request; nobody if it came too late. */
  #answered(number) {
    const waiting = this.#unanswered.get(number);
    this.#unanswered.delete(number);
    clearTimeout(waiting?.timer);
    return waiting;
  }

  #abandon() {
    for (const number of [...this.#unanswered.keys()]) {
      this.#answered(number).reject(unconfirmed());
    }
  }

  /** The connection ended, or the handshake failed; of the latter a page learns no more than the code 1006, and asks. */
  async #broken({ code, reason }, opened) {
    this.#abandon();
    lastClose = { code, reason };
    showConnection(this.#lab, null);
    const problem = opened ? null : await this.#cause();
    if (this.#closed) {
      return;
    }
    if (problem !== null) {
      this.#lab.fail(problem);
    }
    if (problem === null || problem.retry) {
      this.#lab.state('waiting', this.#backoff.schedule(() => this.#open()));
    }
  }

  /** Asks the same address by plain HTTP. The answer that an upgrade is required is the good one. */
  async #cause() {
    try {
      const url = this.#lab.url({ after: this.#lab.after, ...this.#wishes });
      return await diagnose(url).then((problem) =>
        problem?.status === UPGRADE_REQUIRED ? null : problem,
      );
    } catch (error) {
      if (error instanceof Problem) {
        return error;
      }
      throw error;
    }
  }
}

/** A message without envelope says nothing but its data: no id to resume after, no time to measure a latency with. */
function bareEvent(data) {
  const binary = typeof data !== 'string';
  return { id: null, type: '', time: null, contentType: '', data: binary ? new Uint8Array(data) : data };
}

function unconfirmed() {
  return new Problem(t('websocket.unconfirmed'), t('websocket.unconfirmed.detail'));
}

function encoded(data) {
  return typeof data === 'string'
    ? { data }
    : { data: btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join('')), encoding: 'base64' };
}

let serial = 0;
let receiver = null;
let lastClose = null;
let chosen = { protocol: '', extensions: '' };

function showConnection(lab, socket) {
  if (socket !== undefined) {
    chosen = { protocol: socket?.protocol ?? '', extensions: socket?.extensions ?? '' };
  }
  const parts = [
    WebSocket.pushlabImplementation === 'java' ? t('websocket.implementation.java') : t('websocket.implementation.native'),
    t('websocket.subprotocol', chosen.protocol || '–'),
  ];
  if (chosen.extensions !== '') {
    parts.push(t('websocket.deflate.short'));
  }
  if (lastClose !== null) {
    const word = t(CLOSE_CODES[lastClose.code] ?? 'websocket.close.other');
    parts.push(t('websocket.closed', String(lastClose.code), word, lastClose.reason || '–'));
  }
  lab.footnote(parts.join(' · '));
}

const workbench = new Workbench({
  inspect: async (message) => receiver?.inspect(message) ?? null,
  close: (code, reason) => receiver?.end(code, reason),
  send: (bytes) => receiver?.sendBytes(bytes),
});

openLab({
  id: 'websocket',
  panel: workbench.element,
  open(lab) {
    receiver = new Receiver(lab);
    return receiver;
  },
  async publish(topic, draft) {
    if (receiver === null) {
      throw new Problem(t('websocket.notopen'), t('websocket.notopen.detail'), { retry: false });
    }
    await receiver.publish(draft);
  },
  commands: ({ host, topic }) => {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    return [`npx wscat -s ${SUBPROTOCOL} -c ${quoted(`${scheme}://${host}/topics/${topic}/websocket?after=earliest`)}`];
  },
  relabel(lab) {
    showConnection(lab);
    workbench.relabel();
    knobs.changed(() => lab.reconnect());
  },
  cleared: (lab) => showConnection(lab),
});
