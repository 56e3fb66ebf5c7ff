/**
 * SHA-1 (FIPS 180-4, section 6.1), for the one thing it is still needed for: the accept value of a WebSocket handshake.
 * crypto.subtle has it too, but not in a WebView, and not over plain HTTP from another machine. Nothing is protected by it
 * here: it only proves that the server has read the key.
 */

/**
 * @param {Uint8Array} message
 * @return {Uint8Array} 20 bytes
 */
// snippet:begin sha1
export function sha1(message) {
  const words = padded(message);
  const hash = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const w = new Uint32Array(80);
  for (let block = 0; block < words.length; block += 16) {
    for (let t = 0; t < 80; t++) {
      w[t] = t < 16 ? words[block + t] : rotated(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
    }
    let [a, b, c, d, e] = hash;
    for (let t = 0; t < 80; t++) {
      const next = (rotated(a, 5) + mixed(t, b, c, d) + e + CONSTANTS[Math.floor(t / 20)] + w[t]) >>> 0;
      [a, b, c, d, e] = [next, a, rotated(b, 30), c, d];
    }
    [a, b, c, d, e].forEach((value, i) => {
      hash[i] = (hash[i] + value) >>> 0;
    });
  }
  return Uint8Array.from({ length: 20 }, (_, i) => hash[i >> 2] >>> (24 - 8 * (i & 3)));
}
// snippet:end

const CONSTANTS = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6];

function rotated(value, bits) {
  return ((value << bits) | (value >>> (32 - bits))) >>> 0;
}

function mixed(t, b, c, d) {
  if (t < 20) {
    return ((b & c) | (~b & d)) >>> 0;
  }
  return t >= 40 && t < 60 ? ((b & c) | (b & d) | (c & d)) >>> 0 : (b ^ c ^ d) >>> 0;
}

/** Words of 32 bits, big-endian: the message, a bit 1, zeros, and its length in bits (section 5.1.1). */
function padded(message) {
  const blocks = Math.ceil((message.length + 9) / 64);
  const view = new DataView(new ArrayBuffer(64 * blocks));
  message.forEach((byte, i) => view.setUint8(i, byte));
  view.setUint8(message.length, 0x80);
  view.setUint32(64 * blocks - 8, Math.floor(message.length / 0x20000000));
  view.setUint32(64 * blocks - 4, (message.length * 8) >>> 0);
  return Array.from({ length: 16 * blocks }, (_, i) => view.getUint32(4 * i));
}
