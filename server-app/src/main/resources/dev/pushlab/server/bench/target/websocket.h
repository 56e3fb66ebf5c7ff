/* What of RFC 6455 is not the fan-out. */
#include <stddef.h>
#include <stdint.h>

enum { TEXT = 1, BINARY = 2, PING = 9, PONG = 10 };

/* Characters with the terminating zero. */
enum { KEY = 25, ACCEPT = 29 };

/* Sec-WebSocket-Accept for a key of 24 characters (section 4.2.2). */
void accept_key(const char *key, char accept[ACCEPT]);

/* Writes the header of a whole, unmasked frame (section 5.2): at most 10 bytes. Returns its length. */
size_t frame_header(uint8_t *out, int opcode, size_t length);
