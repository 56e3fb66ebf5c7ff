/**
 * Bodies of several parts (RFC 2046 §5.1), part by part as they arrive. What is not such a body is a {@link
 * MalformedBody}; sizes are bounded.
 *
 * <p>Chromium hands the bytes of a multipart answer to fetch as they come. WebView does not; there the client program
 * takes the answer apart, and leaves {@code MultipartSource} to the page.
 */

import { Problem, problemOf, request } from './problem.js';

const MAX_HEADER_BYTES = 8_192;
const MAX_PART_BYTES = 8 << 20;
const CRLF = [13, 10];
const DASHES = [45, 45];

export class MalformedBody extends Error {}

/** The parameter {@code boundary} of a media type (RFC 2045 §5.1), in quotes or not; null if there is none. */
export function boundaryOf(mediaType) {
  const match = /^multipart\/[^;\s]+\s*(?:;[^;]*)*;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(mediaType ?? '');
  return match === null ? null : match[1] ?? match[2];
}

/**
 * @typedef {Object} Part
 * @property {Map<string, string>} headers by names in lower case
 * @property {Uint8Array} body
 */

/** Takes a body apart that arrives in pieces of any size. */
export class MultipartParser {
  #delimiter;
  #onPart;
  /** What is not dealt with. A line end stands before the first delimiter too, as it does before all others. */
  #rest = Uint8Array.from(CRLF);
  #state = this.#preamble;
  #scanned = 0;
  #headers = null;
  #length = null;

  /** @param {function(Part)} onPart called as soon as a part is complete */
  constructor(boundary, onPart) {
    this.#delimiter = new TextEncoder().encode(`\r\n--${boundary}`);
    this.#onPart = onPart;
  }

  /** Whether the last part was there; what follows does not count. */
  get ended() {
    return this.#state === this.#epilogue;
  }

  push(bytes) {
    const joined = new Uint8Array(this.#rest.length + bytes.length);
    joined.set(this.#rest);
    joined.set(bytes, this.#rest.length);
    this.#rest = joined;
    while (this.#state()) {
      // one step after the other, as far as the bytes reach
    }
  }

  #preamble() {
    const found = indexOf(this.#rest, this.#delimiter, 0);
    if (found < 0) {
      this.#drop(Math.max(0, this.#rest.length - this.#delimiter.length));
      return false;
    }
    this.#drop(found + this.#delimiter.length);
    this.#state = this.#afterDelimiter;
    return true;
  }

  /** White space that transports have added, and the end of the line; or the two hyphens of the last delimiter. */
  #afterDelimiter() {
    let at = 0;
    if (startsWith(this.#rest, DASHES, 0)) {
      this.#state = this.#epilogue;
      return true;
    }
    while (this.#rest[at] === 32 || this.#rest[at] === 9) {
      at++;
    }
    if (at > MAX_HEADER_BYTES) {
      throw new MalformedBody('white space without end');
    }
    if (this.#rest.length < at + 2) {
      return false;
    }
    if (!startsWith(this.#rest, CRLF, at)) {
      throw new MalformedBody('no line end after a delimiter');
    }
    this.#drop(at);
    this.#state = this.#head;
    return true;
  }

  /** Begins with the line end of the delimiter, so that a part without headers is one with no lines. */
  #head() {
    const end = indexOf(this.#rest, [...CRLF, ...CRLF], 0);
    if ((end < 0 ? this.#rest.length : end) > MAX_HEADER_BYTES) {
      throw new MalformedBody('headers too long');
    }
    if (end < 0) {
      return false;
    }
    this.#headers = headersOf(this.#rest.subarray(0, end));
    this.#length = lengthOf(this.#headers);
    this.#drop(end + 4);
    this.#scanned = 0;
    this.#state = this.#body;
    return true;
  }

  #body() {
    const end = this.#length === null ? indexOf(this.#rest, this.#delimiter, this.#scanned) : this.#length;
    if ((end < 0 ? this.#rest.length : end) > MAX_PART_BYTES) {
      throw new MalformedBody('part too long');
    }
    if (end < 0 || this.#rest.length < end + this.#delimiter.length) {
      this.#scanned = Math.max(0, this.#rest.length - this.#delimiter.length);
      return false;
    }
    if (!startsWith(this.#rest, this.#delimiter, end)) {
      throw new MalformedBody('no delimiter where the length says');
    }
    const part = { headers: this.#headers, body: this.#rest.slice(0, end) };
    this.#drop(end + this.#delimiter.length);
    this.#state = this.#afterDelimiter;
    this.#onPart(part);
    return true;
  }

  #epilogue() {
    this.#rest = new Uint8Array(0);
    return false;
  }

  #drop(count) {
    this.#rest = this.#rest.subarray(count);
  }
}

/** The body as it was before {@code Content-Transfer-Encoding}. */
export function contentOf({ headers, body }) {
  const encoding = (headers.get('content-transfer-encoding') ?? 'binary').toLowerCase();
  if (encoding !== 'base64') {
    return body;
  }
  const characters = atob(new TextDecoder('latin1').decode(body));
  return Uint8Array.from(characters, (character) => character.charCodeAt(0));
}

export function textOf(part) {
  return new TextDecoder().decode(contentOf(part));
}

/** Who takes the parts apart: {@code native}, this module from what the browser hands over; {@code java}, the client. */
export function implementation() {
  return globalThis.MultipartSource === undefined ? 'native' : 'java';
}

/**
 * Opens a stream of parts.
 *
 * @param {{opened: function(), part: function(Part), closed: function(Error|null)}} listener closed is told a {@link
 *     Problem} or a {@link MalformedBody}, or null if the answer has come to its end
 * @return {{close: function()}} after which nothing is told any more
 */
export function openMultipart(url, listener) {
  if (implementation() === 'java') {
    return openInJava(url, listener);
  }
  const abort = new AbortController();
  read(url, listener, abort.signal).then(
    () => abort.signal.aborted || listener.closed(null),
    (error) => abort.signal.aborted || listener.closed(error),
  );
  return { close: () => abort.abort() };
}

async function read(url, listener, signal) {
  const response = await request(url, { signal });
  const boundary = boundaryOf(response.headers.get('Content-Type'));
  if (boundary === null) {
    throw new MalformedBody('no boundary');
  }
  listener.opened();
  const parser = new MultipartParser(boundary, (part) => signal.aborted || listener.part(part));
  const reader = response.body.getReader();
  while (!parser.ended) {
    const chunk = await next(reader);
    if (chunk === null) {
      return;
    }
    parser.push(chunk);
  }
}

/** Null at the end; that a connection broke says no more than that it ended. */
async function next(reader) {
  try {
    const { done, value } = await reader.read();
    return done ? null : value;
  } catch (error) {
    if (error instanceof TypeError) {
      return null;
    }
    throw error;
  }
}

/** MultipartSource of the client program: told what happens, it never throws. */
function openInJava(url, listener) {
  return new globalThis.MultipartSource(url, {
    opened: () => listener.opened(),
    part: (headers, body) => listener.part({ headers: new Map(headers), body }),
    refused: (status, contentType, body) =>
      problemOf(new Response(body, { status, headers: { 'Content-Type': contentType } })).then(
        (problem) => listener.closed(problem),
      ),
    failed: () => listener.closed(new Problem('', '')),
    malformed: (why) => listener.closed(new MalformedBody(why)),
    ended: () => listener.closed(null),
  });
}

function headersOf(bytes) {
  const headers = new Map();
  const lines = new TextDecoder().decode(bytes).split('\r\n');
  for (const line of lines.filter((text) => text !== '')) {
    const colon = line.indexOf(':');
    if (colon < 1) {
      throw new MalformedBody('a header without a name');
    }
    headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return headers;
}

function lengthOf(headers) {
  const text = headers.get('content-length');
  if (text === undefined) {
    return null;
  }
  if (!/^\d{1,9}$/.test(text)) {
    throw new MalformedBody('a length that is none');
  }
  return Number(text);
}

function startsWith(bytes, wanted, at) {
  return bytes.length >= at + wanted.length && wanted.every((byte, index) => bytes[at + index] === byte);
}

function indexOf(bytes, wanted, from) {
  const last = bytes.length - wanted.length;
  for (let at = bytes.indexOf(wanted[0], from); at >= 0 && at <= last; at = bytes.indexOf(wanted[0], at + 1)) {
    if (startsWith(bytes, wanted, at)) {
      return at;
    }
  }
  return -1;
}
