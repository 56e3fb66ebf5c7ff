#include "websocket.h"

#include <stdio.h>
#include <string.h>

size_t frame_header(uint8_t *out, int opcode, size_t length) {
    out[0] = (uint8_t)(0x80 | opcode);
    if (length < 126) {
        out[1] = (uint8_t)length;
        return 2;
    }
    int bytes = length <= 0xffff ? 2 : 8;
    out[1] = bytes == 2 ? 126 : 127;
    for (int i = 0; i < bytes; i++) {
        out[2 + i] = (uint8_t)((uint64_t)length >> 8 * (bytes - 1 - i));
    }
    return 2 + (size_t)bytes;
}

static uint32_t rotate(uint32_t value, int by) {
    return value << by | value >> (32 - by);
}

/* SHA-1 (FIPS 180-4) of at most 119 bytes, which are two blocks. */
static void sha1(const uint8_t *message, size_t length, uint8_t digest[20]) {
    uint8_t blocks[128] = {0};
    size_t end = length < 56 ? 64 : 128;
    memcpy(blocks, message, length);
    blocks[length] = 0x80;
    blocks[end - 2] = (uint8_t)(length * 8 >> 8);
    blocks[end - 1] = (uint8_t)(length * 8);
    uint32_t h[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
    for (size_t block = 0; block < end; block += 64) {
        uint32_t w[80];
        for (size_t i = 0; i < 16; i++) {
            const uint8_t *at = blocks + block + 4 * i;
            w[i] = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
        }
        for (size_t i = 16; i < 80; i++) {
            w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
        }
        uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
        for (size_t i = 0; i < 80; i++) {
            uint32_t f = i < 20   ? ((b & c) | (~b & d)) + 0x5a827999
                         : i < 40 ? (b ^ c ^ d) + 0x6ed9eba1
                         : i < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
                                  : (b ^ c ^ d) + 0xca62c1d6;
            uint32_t next = rotate(a, 5) + f + e + w[i];
            e = d;
            d = c;
            c = rotate(b, 30);
            b = a;
            a = next;
        }
        h[0] += a;
        h[1] += b;
        h[2] += c;
        h[3] += d;
        h[4] += e;
    }
    for (size_t i = 0; i < 20; i++) {
        digest[i] = (uint8_t)(h[i / 4] >> 8 * (3 - i % 4));
    }
}

/* 20 bytes are 28 characters. */
static void base64(const uint8_t digest[20], char out[ACCEPT]) {
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t at = 0;
    for (size_t i = 0; i < 20; i += 3) {
        uint32_t bits = (uint32_t)digest[i] << 16 | (uint32_t)digest[i + 1] << 8 | (i + 2 < 20 ? digest[i + 2] : 0);
        for (int shift = 18; shift >= 0; shift -= 6) {
            out[at++] = alphabet[bits >> shift & 0x3f];
        }
    }
    out[27] = '=';
    out[28] = 0;
}

void accept_key(const char *key, char accept[ACCEPT]) {
    static const char guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    char text[KEY - 1 + sizeof guid];
    int length = snprintf(text, sizeof text, "%s%s", key, guid);
    uint8_t digest[20];
    sha1((const uint8_t *)text, (size_t)length, digest);
    base64(digest, accept);
}
