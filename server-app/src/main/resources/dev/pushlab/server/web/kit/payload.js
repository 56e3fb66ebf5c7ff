/** What an event carries, as a page shows it: text as text, binary as hexadecimal bytes with its size. */

import { bytes as sizeText } from './i18n.js';

const PREVIEW_CHARACTERS = 300;
const PREVIEW_BYTES = 24;
const FULL_CHARACTERS = 16_384;
const FULL_BYTES = 1_024;

const encoder = new TextEncoder();

/**
 * An event from its JSON envelope.
 *
 * @param {{id: string, type: string, time: string, contentType: string, data: string, encoding?: string}} envelope
 * @return {{id: string, type: string, time: number|null, contentType: string, data: string|Uint8Array}} time in ms
 *     since 1970, by the server's clock, with fractions
 */
export function eventOf(envelope) {
  return {
    id: envelope.id,
    type: envelope.type ?? '',
    time: timeOf(envelope.time),
    contentType: envelope.contentType ?? '',
    data: envelope.encoding === 'base64' ? bytesOf(envelope.data) : envelope.data,
  };
}

/** RFC 3339 with up to nine decimals; Date.parse alone would cut them to milliseconds. */
export function timeOf(text) {
  const match = /^(.*:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.exec(text ?? '');
  const seconds = match === null ? NaN : Date.parse(match[1] + match[3]);
  return Number.isNaN(seconds) ? null : seconds + 1000 * Number(match[2] ?? 0);
}

export function isBinary(data) {
  return typeof data !== 'string';
}

/** The number of bytes the data has on the wire before any encoding as text. */
export function sizeOf(data) {
  return isBinary(data) ? data.byteLength : encoder.encode(data).byteLength;
}

/** One line: the beginning, and the size where not all is shown. */
export function preview(data) {
  if (isBinary(data)) {
    const more = data.byteLength > PREVIEW_BYTES ? ' …' : '';
    return `${hex(data.subarray(0, PREVIEW_BYTES))}${more} · ${sizeText(data.byteLength)}`;
  }
  return data.length <= PREVIEW_CHARACTERS
    ? data
    : `${data.slice(0, PREVIEW_CHARACTERS)} … · ${sizeText(sizeOf(data))}`;
}

/** Several lines, bounded as well: a page is no place for a megabyte. */
export function inFull(data) {
  if (!isBinary(data)) {
    return data.length <= FULL_CHARACTERS ? data : `${data.slice(0, FULL_CHARACTERS)} …`;
  }
  const lines = [];
  for (let from = 0; from < Math.min(data.byteLength, FULL_BYTES); from += 16) {
    const row = data.subarray(from, from + 16);
    const printable = Array.from(row, (byte) => (byte > 31 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${from.toString(16).padStart(4, '0')}  ${hex(row).padEnd(47)}  ${printable}`);
  }
  return lines.join('\n') + (data.byteLength > FULL_BYTES ? '\n…' : '');
}

/** Reads bytes written in hexadecimal, with or without spaces; null for anything else. */
export function parseHex(text) {
  const digits = text.replace(/\s+/g, '');
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) {
    return null;
  }
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function hex(data) {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
