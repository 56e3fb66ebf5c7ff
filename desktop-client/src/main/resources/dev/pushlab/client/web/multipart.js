// Streams of parts (multipart/x-mixed-replace) for a WebView that does not know them, over a Java HTTP client.
//
// Evaluates to a function install(bridge). The bridge (MultipartBridge) stays in this closure: no property of the page
// reaches it. Called once per document, before the page's modules run. What pages see is one class:
//
//   new MultipartSource(url, { opened(), part(headers, body), refused(status, contentType, body), failed(),
//                              malformed(why), ended() }).close()
//
// headers is an array of pairs, names in lower case; body is a Uint8Array. The last four are ends, one of which comes.
(function (bridge) {
  'use strict';

  function unpack(packed, length) {
    const units = new Uint16Array(packed.length);
    for (let i = 0; i < units.length; i++) {
      units[i] = packed.charCodeAt(i);
    }
    return new Uint8Array(units.buffer, 0, length);
  }

  function pairs(lines) {
    const list = lines.split('\n');
    const headers = [];
    for (let i = 0; i + 1 < list.length; i += 2) {
      headers.push([list[i], list[i + 1]]);
    }
    return headers;
  }

  class MultipartSource {
    #id;

    constructor(url, listener) {
      const { href } = new URL(url, document.baseURI);
      this.#id = bridge.open({
        opened: () => listener.opened(),
        part: (headers, packed, length) => listener.part(pairs(headers), unpack(packed, length)),
        refused: (status, contentType, body) => listener.refused(status, contentType, body),
        failed: () => listener.failed(),
        malformed: (why) => listener.malformed(why),
        ended: () => listener.ended(),
      }, href, document.documentElement.lang);
    }

    close() {
      bridge.close(this.#id);
    }
  }

  Object.defineProperty(window, 'MultipartSource', {
    value: MultipartSource, writable: true, enumerable: false, configurable: true,
  });
  window.addEventListener('unload', () => bridge.leave());
})
