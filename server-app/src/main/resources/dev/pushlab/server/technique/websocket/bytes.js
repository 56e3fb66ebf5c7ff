/** Bytes as people read them, and what a frame's header says (RFC 6455, section 5.2). */

const OPCODES = { 0: 'continuation', 1: 'text', 2: 'binary', 8: 'close', 9: 'ping', 10: 'pong' };

/** Bytes written in hexadecimal. */
export function bytesOf(hex) {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

/** {@code 81 05 48} */
export function spaced(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/**
 * What the header of a frame says.
 *
 * @param {Uint8Array} header
 * @return {{fin: boolean, rsv1: boolean, opcode: string, key: Uint8Array|null, form: number}} form: how many bits the
 *     length takes
 */
export function headerOf(header) {
  const masked = (header[1] & 0x80) !== 0;
  const length = header[1] & 0x7f;
  return {
    fin: (header[0] & 0x80) !== 0,
    rsv1: (header[0] & 0x40) !== 0,
    opcode: OPCODES[header[0] & 0x0f] ?? String(header[0] & 0x0f),
    key: masked ? header.slice(header.length - 4) : null,
    form: length < 126 ? 7 : length === 126 ? 16 : 64,
  };
}

/** The payload under a mask: each byte with the byte of the key that is its turn (section 5.3). */
export function unmasked(payload, key) {
  return key === null ? payload : payload.map((byte, i) => byte ^ key[i % 4]);
}

/** The code and the reason in a close frame; null if it has none. */
export function closeOf(payload) {
  if (payload.length < 2) {
    return null;
  }
  return { code: payload[0] * 256 + payload[1], reason: textOf(payload.slice(2)) };
}

/** As text, with a dot for what is none and for what cannot be seen. */
export function textOf(bytes) {
  return new TextDecoder()
    .decode(bytes)
    .replace(/\ufffd$/, '')
    .replace(/[\p{C}\p{Z}\ufffd]/gu, (character) => (character === ' ' ? ' ' : '·'));
}

/** How many bytes a message takes in UTF-8. */
export function utf8Length(text) {
  return new TextEncoder().encode(text).length;
}

/** How many bytes an unmasked frame has whose payload has so many. */
export function frameLength(payload) {
  return payload + (payload < 126 ? 2 : payload <= 0xffff ? 4 : 10);
}
