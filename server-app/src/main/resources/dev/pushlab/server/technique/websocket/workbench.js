/** The knobs of the room, and what it shows of the connection when it is looked at. */

import { el } from '/web/kit/dom.js';

import { ClosingPanel } from './closing.js';
import { CompressionPanel } from './compression.js';
import { FramesPanel } from './frames.js';
import { HandshakePanel } from './handshake.js';
import { HijackPanel } from './hijack.js';

const fields = Object.fromEntries(
  ['envelope-json', 'envelope-none', 'fragments', 'deflate', 'inspect'].map((id) => [id, document.getElementById(id)]));

/** What a connection is asked to be. */
export const knobs = {
  /** As parameters of the address; '' for what need not be said. */
  wishes() {
    const bare = fields['envelope-none'].checked;
    return {
      envelope: bare ? 'none' : '',
      fragments: fields.fragments.value === '1' ? '' : fields.fragments.value,
      deflate: fields.deflate.checked ? '1' : '',
      inspect: fields.inspect.checked && !bare ? '1' : '',
    };
  },

  /** Says when any of them is another one now. */
  changed(listener) {
    for (const field of Object.values(fields)) {
      field.onchange = listener;
    }
  },
};

export class Workbench {
  #inspect;

  /** @param {{inspect: function(object), close: function(number, string), send: function(Uint8Array)}} actions upon the connection */
  constructor(actions) {
    this.#inspect = actions.inspect;
    this.handshake = new HandshakePanel();
    this.frames = new FramesPanel(actions);
    this.compression = new CompressionPanel(actions.inspect);
    this.closing = new ClosingPanel(actions);
    this.hijack = new HijackPanel();
    this.bare = el('p', { class: 'muted', 'data-text': 'websocket.inspect.bare' });
    this.java = el('p', { class: 'muted', 'data-text': 'websocket.inspect.java' });
    this.parts = el('div', {},
      this.handshake.element, this.frames.element, this.compression.element, this.closing.element);
    this.element = el('div', { class: 'card workbench', id: 'workbench', hidden: true },
      el('header', {}, el('h2', { 'data-text': 'websocket.inspect.title' })), this.bare, this.java, this.parts,
      this.hijack.element);
  }

  /** A connection stands. */
  opened(socket, { envelope, inspect, fragments }) {
    this.element.hidden = !fields.inspect.checked;
    this.bare.hidden = envelope === '';
    this.java.hidden = WebSocket.pushlabImplementation !== 'java';
    this.parts.hidden = inspect === '';
    this.compression.opened(socket.extensions, Number(fragments || '1'));
    this.frames.clear();
    this.handshake.show(null);
  }

  /** The server has said its first words: it can be asked. */
  async greeted() {
    if (!this.parts.hidden) {
      const answer = await this.#inspect({ inspect: 'handshake' });
      if (answer !== null) {
        this.handshake.show(answer.handshake);
      }
    }
  }

  /** A message has come. */
  received(message, text) {
    if (!this.parts.hidden) {
      this.compression.received(message, text);
    }
  }

  /** A binary message has come back. */
  echoed(bytes) {
    this.compression.echoed(bytes);
    this.frames.echoed(bytes);
  }

  /** What had come before now, see {@link CompressionPanel}. */
  get before() {
    return this.compression.before;
  }

  closed(event) {
    this.handshake.show(null);
    this.closing.closed(event);
  }

  relabel() {
    this.handshake.relabel();
    this.frames.relabel();
    this.compression.relabel();
    this.closing.relabel();
    this.hijack.relabel();
  }
}
