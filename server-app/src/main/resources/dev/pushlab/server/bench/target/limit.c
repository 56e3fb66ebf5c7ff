/*
 * The limit: what a fan-out over TCP costs when nothing is done but the fan-out. One thread, epoll, WebSocket (RFC 6455)
 * with the addresses of docs/http-api.md (bare envelope); no history, ids, rights, pings, compression or TLS.
 *
 *   limit PORT message    one send per message and subscriber
 *   limit PORT batch      one send per subscriber for all messages that one round of epoll has brought
 *
 * Listens on 127.0.0.1. Ends on SIGTERM or SIGINT. Linux only.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "websocket.h"

enum {
    EVENTS = 256,
    READ_BYTES = 256 << 10,
    MAX_HEAD = 8 << 10,
    MAX_PAYLOAD = 1 << 20,
    MAX_FRAME = MAX_PAYLOAD + 14,
    MAX_TOPICS = 4096,
    MAX_BACKLOG = 64 << 20,
    NAME = 64
};

struct buffer {
    uint8_t *bytes;
    size_t length, capacity;
};

struct topic {
    char name[NAME + 1];
    struct connection **subscribers;
    size_t count, capacity;
    struct buffer pending; /* frames of this round, in batch mode */
    bool dirty;
};

struct connection {
    int socket;
    struct topic *topic; /* NULL before the handshake */
    size_t place;        /* in its topic's array */
    struct buffer in;    /* the beginning of what has not come completely */
    struct buffer out;   /* what the socket did not take */
    bool waits_for_room, dead;
    struct connection *previous, *next;
};

static bool batching;
static int epoll;
static struct connection *connections; /* all that live */
static struct connection *graveyard;   /* freed after the round, which may still point at them */
static struct topic topics[MAX_TOPICS];
static struct topic *dirty[MAX_TOPICS];
static size_t topic_count, dirty_count;
static uint8_t work[MAX_FRAME + READ_BYTES];
static volatile sig_atomic_t ended;

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void append(struct buffer *buffer, const void *bytes, size_t length) {
    if (length == 0) {
        return;
    }
    if (buffer->length + length > buffer->capacity) {
        size_t capacity = buffer->capacity == 0 ? 1024 : buffer->capacity;
        while (capacity < buffer->length + length) {
            capacity *= 2;
        }
        buffer->bytes = realloc(buffer->bytes, capacity);
        if (buffer->bytes == NULL) {
            die("realloc");
        }
        buffer->capacity = capacity;
    }
    memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
}

static void release(struct buffer *buffer) {
    free(buffer->bytes);
    *buffer = (struct buffer){0};
}

/* ---- connections ------------------------------------------------------------------------------------------------ */

static void drop(struct connection *it) {
    if (it->dead) {
        return;
    }
    it->dead = true;
    close(it->socket);
    if (it->topic != NULL) {
        struct connection *last = it->topic->subscribers[--it->topic->count];
        it->topic->subscribers[it->place] = last;
        last->place = it->place;
    }
    if (it->previous != NULL) {
        it->previous->next = it->next;
    } else {
        connections = it->next;
    }
    if (it->next != NULL) {
        it->next->previous = it->previous;
    }
    it->next = graveyard;
    graveyard = it;
}

static void bury(void) {
    while (graveyard != NULL) {
        struct connection *it = graveyard;
        graveyard = it->next;
        release(&it->in);
        release(&it->out);
        free(it);
    }
}

static void watch(struct connection *it, int operation) {
    struct epoll_event event = {.events = EPOLLIN | (it->waits_for_room ? EPOLLOUT : 0u), .data.ptr = it};
    if (epoll_ctl(epoll, operation, it->socket, &event) != 0) {
        die("epoll_ctl");
    }
}

/* Sends what the socket takes and keeps the rest. Returns false if the connection had to be dropped. */
static bool transmit(struct connection *it, const uint8_t *bytes, size_t length) {
    size_t sent = 0;
    if (it->out.length == 0) {
        ssize_t count = send(it->socket, bytes, length, MSG_NOSIGNAL);
        if (count < 0 && errno != EAGAIN && errno != EINTR) {
            drop(it);
            return false;
        }
        sent = count < 0 ? 0 : (size_t)count;
    }
    if (sent == length) {
        return true;
    }
    if (it->out.length + length - sent > MAX_BACKLOG) {
        drop(it);
        return false;
    }
    append(&it->out, bytes + sent, length - sent);
    if (!it->waits_for_room) {
        it->waits_for_room = true;
        watch(it, EPOLL_CTL_MOD);
    }
    return true;
}

static void resume(struct connection *it) {
    ssize_t count = send(it->socket, it->out.bytes, it->out.length, MSG_NOSIGNAL);
    if (count < 0) {
        if (errno != EAGAIN && errno != EINTR) {
            drop(it);
        }
        return;
    }
    it->out.length -= (size_t)count;
    memmove(it->out.bytes, it->out.bytes + count, it->out.length);
    if (it->out.length == 0) {
        release(&it->out);
        it->waits_for_room = false;
        watch(it, EPOLL_CTL_MOD);
    }
}

static void accept_all(int listener) {
    for (;;) {
        int socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket < 0) {
            return;
        }
        int on = 1;
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        struct connection *it = calloc(1, sizeof *it);
        if (it == NULL) {
            die("calloc");
        }
        it->socket = socket;
        it->next = connections;
        if (connections != NULL) {
            connections->previous = it;
        }
        connections = it;
        watch(it, EPOLL_CTL_ADD);
    }
}

/* ---- topics ----------------------------------------------------------------------------------------------------- */

static struct topic *topic(const char *name) {
    for (size_t i = 0; i < topic_count; i++) {
        if (strcmp(topics[i].name, name) == 0) {
            return &topics[i];
        }
    }
    if (topic_count == MAX_TOPICS) {
        return NULL;
    }
    struct topic *made = &topics[topic_count++];
    strcpy(made->name, name); /* at most NAME, see open_stream */
    return made;
}

static void subscribe(struct connection *it, struct topic *to) {
    if (to->count == to->capacity) {
        to->capacity = to->capacity == 0 ? 16 : 2 * to->capacity;
        to->subscribers = realloc(to->subscribers, to->capacity * sizeof *to->subscribers);
        if (to->subscribers == NULL) {
            die("realloc");
        }
    }
    it->topic = to;
    it->place = to->count;
    to->subscribers[to->count++] = it;
}

/* From the last to the first: whoever is dropped meanwhile is replaced by one that has had it. */
static void fan_out(struct topic *to, const uint8_t *bytes, size_t length) {
    for (size_t i = to->count; i-- > 0;) {
        transmit(to->subscribers[i], bytes, length);
    }
}

/* The payload is what comes to stand right behind room for the longest header. */
static void publish(struct topic *to, int opcode, uint8_t *payload, size_t length) {
    uint8_t head[10];
    size_t head_length = frame_header(head, opcode, length);
    if (batching) {
        append(&to->pending, head, head_length);
        append(&to->pending, payload, length);
        if (!to->dirty) {
            to->dirty = true;
            dirty[dirty_count++] = to;
        }
    } else {
        /* A frame from a client has at least as long a header, which has been read. */
        memcpy(payload - head_length, head, head_length);
        fan_out(to, payload - head_length, head_length + length);
    }
}

static void end_of_round(void) {
    for (size_t i = 0; i < dirty_count; i++) {
        fan_out(dirty[i], dirty[i]->pending.bytes, dirty[i]->pending.length);
        dirty[i]->pending.length = 0;
        dirty[i]->dirty = false;
    }
    dirty_count = 0;
    bury();
}

/* ---- the handshake ---------------------------------------------------------------------------------------------- */

/* Answers GET /topics/NAME/websocket… with a key of 24 characters; anything else ends the connection. */
static bool open_stream(struct connection *it, char *head) {
    char name[NAME + 1];
    char key[KEY];
    const char *key_header = strcasestr(head, "\r\nSec-WebSocket-Key:");
    if (sscanf(head, "GET /topics/%64[A-Za-z0-9._-]/websocket", name) != 1 || key_header == NULL
        || sscanf(key_header + 20, " %24s", key) != 1 || strlen(key) != KEY - 1) {
        return false;
    }
    struct topic *to = topic(name);
    if (to == NULL) {
        return false;
    }
    char accept[ACCEPT];
    accept_key(key, accept);
    char answer[256];
    int length = snprintf(answer, sizeof answer,
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: %s\r\n\r\n", accept);
    if (!transmit(it, (const uint8_t *)answer, (size_t)length)) {
        return false;
    }
    subscribe(it, to);
    return true;
}

/* ---- what comes ------------------------------------------------------------------------------------------------- */

/* Takes a frame from the beginning of the bytes. Returns its length, 0 if it is not complete, -1 if it is not one. */
static ssize_t frame(struct connection *it, uint8_t *bytes, size_t available) {
    if (available < 2) {
        return 0;
    }
    /* Whole messages and control frames, always masked. */
    if ((bytes[0] & 0xf0) != 0x80 || (bytes[1] & 0x80) == 0) {
        return -1;
    }
    size_t extended = (bytes[1] & 0x7f) < 126 ? 0 : (bytes[1] & 0x7f) == 126 ? 2 : 8;
    size_t head = 2 + extended + 4;
    if (available < head) {
        return 0;
    }
    uint64_t length = extended == 0 ? bytes[1] & 0x7fu : 0;
    for (size_t i = 0; i < extended; i++) {
        length = length << 8 | bytes[2 + i];
    }
    if (length > MAX_PAYLOAD) {
        return -1;
    }
    if (available < head + length) {
        return 0;
    }
    uint8_t *payload = bytes + head;
    uint8_t key[4];
    memcpy(key, payload - 4, sizeof key);
    for (size_t i = 0; i < length; i++) {
        payload[i] ^= key[i & 3];
    }
    int opcode = bytes[0] & 0x0f;
    uint8_t pong[2 + 125];
    switch (opcode) {
        case TEXT:
        case BINARY:
            publish(it->topic, opcode, payload, length);
            break;
        case PING:
            if (length > 125) {
                return -1;
            }
            memcpy(pong + frame_header(pong, PONG, length), payload, length);
            transmit(it, pong, 2 + length);
            break;
        case PONG:
            break;
        default: /* CLOSE, and what does not exist */
            return -1;
    }
    return it->dead ? -1 : (ssize_t)(head + length);
}

static void read_some(struct connection *it) {
    size_t have = it->in.length;
    if (have > 0) {
        memcpy(work, it->in.bytes, have);
    }
    ssize_t count = recv(it->socket, work + have, READ_BYTES, 0);
    if (count <= 0) {
        if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
            drop(it);
        }
        return;
    }
    have += (size_t)count;
    size_t at = 0;
    if (it->topic == NULL) {
        uint8_t *end = memmem(work, have, "\r\n\r\n", 4);
        if (end != NULL) {
            end[2] = 0;
            at = (size_t)(end - work) + 4;
            if (!open_stream(it, (char *)work)) {
                drop(it);
                return;
            }
        } else if (have > MAX_HEAD) {
            drop(it);
            return;
        }
    }
    if (it->topic != NULL) {
        ssize_t taken;
        while ((taken = frame(it, work + at, have - at)) > 0) {
            at += (size_t)taken;
        }
        if (taken < 0) {
            drop(it);
            return;
        }
    }
    it->in.length = 0;
    if (at < have) {
        append(&it->in, work + at, have - at);
    } else if (it->in.bytes != NULL) {
        release(&it->in);
    }
}

/* ---- main ------------------------------------------------------------------------------------------------------- */

static void end(int signal) {
    (void)signal;
    ended = 1;
}

static int listen_on(int port) {
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int on = 1;
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (listener < 0 || setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0
        || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 1024) != 0) {
        die("listen");
    }
    return listener;
}

int main(int count, char **arguments) {
    int port = count == 3 ? atoi(arguments[1]) : 0;
    if (port < 1 || port > 65535 || (strcmp(arguments[2], "batch") != 0 && strcmp(arguments[2], "message") != 0)) {
        fprintf(stderr, "usage: limit PORT message|batch\n");
        return 2;
    }
    batching = strcmp(arguments[2], "batch") == 0;
    struct sigaction action = {.sa_handler = end};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    int listener = listen_on(port);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
    if (epoll < 0 || epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event) != 0) {
        die("epoll");
    }
    while (!ended) {
        struct epoll_event events[EVENTS];
        int ready = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            struct connection *it = events[i].data.ptr;
            if (it == NULL) {
                accept_all(listener);
                continue;
            }
            if ((events[i].events & EPOLLOUT) != 0 && !it->dead) {
                resume(it);
            }
            if ((events[i].events & ~(uint32_t)EPOLLOUT) != 0 && !it->dead) {
                read_some(it);
            }
        }
        end_of_round();
    }
    while (connections != NULL) {
        drop(connections);
    }
    bury();
    for (size_t i = 0; i < topic_count; i++) {
        free(topics[i].subscribers);
        release(&topics[i].pending);
    }
    close(listener);
    close(epoll);
    return 0;
}
