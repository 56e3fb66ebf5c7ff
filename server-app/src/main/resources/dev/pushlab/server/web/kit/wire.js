/** The bytes of an answer of HTTP/1, taken apart line by line, each with what it is for. */

const LF = 10;
const CR = 13;
/** No page shows more rows than this. */
const MAX_ROWS = 400;

/**
 * @typedef {Object} Row
 * @property {'status'|'header'|'framing'|'blank'|'size'|'last'|'data'|'chunkend'|'unfinished'} kind
 * @property {number} from the offset of its first byte
 * @property {Uint8Array} bytes
 * @property {number} [size] of a chunk, as its line says
 */

/**
 * Takes an answer apart, also one that breaks off (RFC 9112 §6 and §7.1).
 *
 * @param {Uint8Array} bytes
 * @param {'length'|'close'|'chunked'} framing
 * @return {Row[]}
 */
export function rowsOf(bytes, framing) {
  const rows = [];
  let at = 0;
  const add = (kind, to, more = {}) => {
    rows.push({ kind, from: at, bytes: bytes.subarray(at, to), ...more });
    at = to;
  };
  /** Behind the end of the line that begins here; 0 if it does not end. */
  const lineEnd = () => bytes.indexOf(LF, at) + 1;

  for (let inHead = true; inHead && at < bytes.length; ) {
    const end = lineEnd();
    if (end === 0) {
      add('unfinished', bytes.length);
      return rows;
    }
    inHead = !(end - at === 2 && bytes[at] === CR);
    const line = text(bytes.subarray(at, end)).toLowerCase();
    const frames = /^(content-length|transfer-encoding|connection):/.test(line);
    add(!inHead ? 'blank' : at === 0 ? 'status' : frames ? 'framing' : 'header', end);
  }
  while (at < bytes.length && rows.length < MAX_ROWS) {
    const end = lineEnd();
    if (framing !== 'chunked') {
      add(end === 0 ? 'unfinished' : 'data', end === 0 ? bytes.length : end);
      continue;
    }
    const size = Number.parseInt(text(bytes.subarray(at, end)), 16);
    if (end === 0 || Number.isNaN(size)) {
      add('unfinished', bytes.length);
      continue;
    }
    add(size === 0 ? 'last' : 'size', end, { size });
    const dataEnd = at + size;
    if (bytes.length < dataEnd + 2) {
      if (at < bytes.length) {
        add('unfinished', bytes.length);
      }
      continue;
    }
    if (size > 0) {
      add('data', dataEnd);
    }
    add('chunkend', dataEnd + 2);
  }
  return rows;
}

/** As characters: what is no character of UTF-8 is replaced, and ends of lines are written out. */
export function shown(bytes) {
  return text(bytes)
    .replaceAll('\r', '\\r')
    .replaceAll('\n', '\\n')
    .replace(/[\u0000-\u001f\u007f]/g, '·');
}

function text(bytes) {
  return new TextDecoder().decode(bytes);
}
