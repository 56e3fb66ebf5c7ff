// The WebSocket interface of the WHATWG WebSockets Standard, over a Java RFC 6455 client.
//
// Evaluates to a function install(bridge). The bridge (SocketBridge) stays in this closure:
// no property of the page reaches it. Called once per document, before the page's modules run.
//
// Java calls the "sink" of a socket, one call per event, always from the event loop and never from within a call of
// the page; so every event is a task of its own, as the standard wants.
(function (bridge) {
  'use strict';

  const CONNECTING = 0;
  const OPEN = 1;
  const CLOSING = 2;
  const CLOSED = 3;
  const STATES = { CONNECTING, OPEN, CLOSING, CLOSED };
  const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/; // RFC 9110 section 5.6.2
  const MAX_REASON_BYTES = 123; // a control frame holds 125 bytes, two of them the code (RFC 6455 section 5.5)
  const CHUNK = 8192; // arguments per String.fromCharCode call
  const { addEventListener, removeEventListener, dispatchEvent } = EventTarget.prototype;

  const domException = (message, name) => new DOMException(message, name);

  /** Length in bytes of the UTF-8 form; a lone surrogate counts as the U+FFFD that replaces it. */
  function utf8Length(text) {
    let bytes = text.length;
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) {
        bytes += unit >= 0x800 ? 2 : 1;
        if (unit >= 0xd800 && unit < 0xdc00) {
          const next = text.charCodeAt(i + 1);
          if (next >= 0xdc00 && next < 0xe000) {
            i++; // a pair: two units, four bytes; two were counted as units, two just now
          }
        }
      }
    }
    return bytes;
  }

  /** Two bytes a character, low byte first: the cheapest form that crosses to Java (docs/decisions/0003). */
  function pack(bytes) {
    const even = new Uint8Array((bytes.length + 1) & ~1);
    even.set(bytes);
    const units = new Uint16Array(even.buffer);
    const parts = [];
    for (let i = 0; i < units.length; i += CHUNK) {
      parts.push(String.fromCharCode.apply(null, units.subarray(i, i + CHUNK)));
    }
    return parts.join('');
  }

  function unpack(packed, length) {
    const units = new Uint16Array(packed.length);
    for (let i = 0; i < units.length; i++) {
      units[i] = packed.charCodeAt(i);
    }
    return units.buffer.slice(0, length);
  }

  function parseUrl(input) {
    let url;
    try {
      url = new URL(input, document.baseURI);
    } catch (e) {
      throw domException(`The URL '${input}' is invalid.`, 'SyntaxError');
    }
    if (url.protocol === 'http:') {
      url.protocol = 'ws:';
    } else if (url.protocol === 'https:') {
      url.protocol = 'wss:';
    }
    if (url.protocol !== 'ws:' && url.protocol !== 'wss:') {
      throw domException(`The URL's scheme must be ws, wss, http or https; '${url.protocol}' is not.`, 'SyntaxError');
    }
    if (url.href.includes('#')) {
      throw domException(`The URL contains a fragment ('${url.hash || '#'}').`, 'SyntaxError');
    }
    return url;
  }

  function parseProtocols(input) {
    let list;
    if (input === undefined) {
      list = [];
    } else if ((typeof input === 'object' || typeof input === 'function') && input !== null
        && input[Symbol.iterator] != null) {
      list = Array.from(input, (value) => `${value}`);
    } else {
      list = [`${input}`];
    }
    list.forEach((value, index) => {
      if (!TOKEN.test(value)) {
        throw domException(`The subprotocol '${value}' is invalid.`, 'SyntaxError');
      }
      if (list.indexOf(value) !== index) {
        throw domException(`The subprotocol '${value}' is duplicated.`, 'SyntaxError');
      }
    });
    return list;
  }

  /** WebIDL [Clamp] unsigned short: ties go to the even neighbour. */
  function clampShort(value) {
    const number = Math.min(Math.max(Number(value), 0), 65535);
    if (Number.isNaN(number)) {
      return 0;
    }
    const floor = Math.floor(number);
    const rest = number - floor;
    return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
  }

  class WebSocket extends EventTarget {
    #id;
    #url;
    #origin;
    #state = CONNECTING;
    #protocol = '';
    #extensions = '';
    #binaryType = 'blob';
    #buffered = 0;
    #handlers = {};
    /** What send() and close() asked for while a Blob before it is still being read; null when nothing waits. */
    #waiting = [];

    constructor(url, protocols = undefined) {
      if (arguments.length === 0) {
        throw new TypeError("Failed to construct 'WebSocket': 1 argument required, but only 0 present.");
      }
      super();
      const parsed = parseUrl(`${url}`);
      const list = parseProtocols(protocols);
      this.#url = parsed.href;
      this.#origin = parsed.origin;
      const secure = parsed.protocol === 'wss:';
      const port = parsed.port === '' ? (secure ? 443 : 80) : Number(parsed.port);
      const resource = parsed.pathname + parsed.search;
      this.#id = bridge.open(this.#sink(), secure, parsed.hostname, port, resource, list.join(', '));
    }

    get url() { return this.#url; }
    get readyState() { return this.#state; }
    get bufferedAmount() { return this.#buffered; }
    get extensions() { return this.#extensions; }
    get protocol() { return this.#protocol; }
    get binaryType() { return this.#binaryType; }
    set binaryType(value) {
      const name = `${value}`;
      if (name === 'blob' || name === 'arraybuffer') {
        this.#binaryType = name;
      } else {
        this.#binaryType; // the brand check still applies; an unknown value is ignored, as for every IDL enumeration
      }
    }

    send(data) {
      if (arguments.length === 0) {
        throw new TypeError("Failed to execute 'send' on 'WebSocket': 1 argument required, but only 0 present.");
      }
      const state = this.#state;
      let item;
      if (data instanceof Blob) {
        item = { blob: data, length: data.size };
      } else if (ArrayBuffer.isView(data)) {
        item = { bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength), length: data.byteLength };
      } else if (Object.prototype.toString.call(data) === '[object ArrayBuffer]') {
        item = { bytes: new Uint8Array(data), length: data.byteLength };
      } else {
        const text = `${data}`;
        item = { text, length: utf8Length(text) };
      }
      if (state === CONNECTING) {
        throw domException('Still in CONNECTING state.', 'InvalidStateError');
      }
      this.#buffered += item.length;
      if (state !== OPEN) {
        return; // counted, never sent: section 3.1 of the standard
      }
      if (item.bytes !== undefined) {
        item.packed = pack(item.bytes); // a copy now: the page may change its buffer afterwards
        item.bytes = undefined;
      }
      this.#enqueue(item);
    }

    close(code = undefined, reason = undefined) {
      const state = this.#state;
      const number = code === undefined ? 0 : clampShort(code);
      const text = reason === undefined ? '' : `${reason}`;
      if (code !== undefined && number !== 1000 && !(number >= 3000 && number <= 4999)) {
        throw domException(
            `The close code must be 1000 or between 3000 and 4999; ${number} is neither.`, 'InvalidAccessError');
      }
      if (utf8Length(text) > MAX_REASON_BYTES) {
        throw domException(`The close reason must not be longer than ${MAX_REASON_BYTES} bytes.`, 'SyntaxError');
      }
      if (state === CLOSING || state === CLOSED) {
        return;
      }
      this.#state = CLOSING;
      if (state === CONNECTING) {
        // What counts is what the page has been told, even if the connection stands by now: it fails (WHATWG, close()).
        this.#waiting.length = 0;
        bridge.abort(this.#id, 'closed by the page before it was open');
        return;
      }
      this.#enqueue({ close: true, code: number, reason: text });
    }

    #enqueue(item) {
      if (item.blob !== undefined) {
        item.blob.arrayBuffer().then((buffer) => {
          item.packed = pack(new Uint8Array(buffer));
          item.blob = undefined;
          this.#flush();
        }, () => {
          // The message cannot be sent, and none after it may overtake it.
          bridge.abort(this.#id, 'the page could not read a Blob it was to send');
        });
      }
      this.#waiting.push(item);
      this.#flush();
    }

    #flush() {
      while (this.#waiting.length > 0 && this.#waiting[0].blob === undefined) {
        const item = this.#waiting.shift();
        if (item.close) {
          bridge.close(this.#id, item.code, item.reason);
        } else if (item.packed !== undefined) {
          bridge.sendBinary(this.#id, item.packed, item.length);
        } else {
          bridge.sendText(this.#id, item.text, item.length);
        }
      }
    }

    #sink() {
      const fire = (event) => dispatchEvent.call(this, event);
      const message = (data) => fire(new MessageEvent('message', { data, origin: this.#origin }));
      return {
        opened: (protocol, extensions) => {
          if (this.#state !== CONNECTING) {
            return;
          }
          this.#state = OPEN;
          this.#protocol = protocol;
          this.#extensions = extensions;
          fire(new Event('open'));
        },
        text: (data) => {
          if (this.#state === OPEN) {
            message(data);
          }
        },
        binary: (packed, length) => {
          if (this.#state === OPEN) {
            const buffer = unpack(packed, length);
            message(this.#binaryType === 'blob' ? new Blob([buffer]) : buffer);
          }
        },
        sent: (bytes) => { this.#buffered -= bytes; },
        closing: () => { this.#state = CLOSING; },
        closed: (failed, code, reason, wasClean) => {
          this.#state = CLOSED;
          this.#waiting.length = 0;
          if (failed) {
            fire(new Event('error'));
          }
          fire(new CloseEvent('close', { code, reason, wasClean }));
        },
      };
    }

    /** Event handler attributes (HTML, section 8.1.8.1): a listener that keeps the place of the first assignment. */
    static #handler(type) {
      return {
        get() { return this.#handlers[type]?.value ?? null; },
        set(value) {
          const handlers = this.#handlers;
          const old = handlers[type];
          if (value === null || (typeof value !== 'object' && typeof value !== 'function')) {
            if (old !== undefined) {
              removeEventListener.call(this, type, old.listener);
              delete handlers[type];
            }
          } else if (old !== undefined) {
            old.value = value;
          } else {
            const entry = { value, listener: undefined };
            entry.listener = (event) => {
              if (typeof entry.value === 'function' && entry.value.call(this, event) === false) {
                event.preventDefault();
              }
            };
            handlers[type] = entry;
            addEventListener.call(this, type, entry.listener);
          }
        },
        enumerable: true,
        configurable: true,
      };
    }

    static {
      for (const type of ['open', 'message', 'error', 'close']) {
        const descriptor = WebSocket.#handler(type);
        Object.defineProperty(descriptor.get, 'name', { value: `get on${type}` });
        Object.defineProperty(descriptor.set, 'name', { value: `set on${type}` });
        Object.defineProperty(WebSocket.prototype, `on${type}`, descriptor);
      }
    }
  }

  for (const [name, value] of Object.entries(STATES)) {
    const constant = { value, enumerable: true, writable: false, configurable: false };
    Object.defineProperty(WebSocket, name, constant);
    Object.defineProperty(WebSocket.prototype, name, constant);
  }
  for (const name of ['url', 'readyState', 'bufferedAmount', 'extensions', 'protocol', 'binaryType', 'send', 'close']) {
    const descriptor = Object.getOwnPropertyDescriptor(WebSocket.prototype, name);
    Object.defineProperty(WebSocket.prototype, name, { ...descriptor, enumerable: true });
  }
  Object.defineProperty(WebSocket.prototype, Symbol.toStringTag, { value: 'WebSocket', configurable: true });
  Object.defineProperty(WebSocket, 'pushlabImplementation', { value: 'java' });
  Object.defineProperty(window, 'WebSocket', {
    value: WebSocket, writable: true, enumerable: false, configurable: true,
  });

  // pagehide handlers of the page come first: what they close themselves, they close with their own code.
  window.addEventListener('unload', () => bridge.leave());
})
