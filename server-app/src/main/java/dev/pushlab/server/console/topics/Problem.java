package dev.pushlab.server.console.topics;

/** What is wrong, with a field or with a change; the name is the key of its text. */
enum Problem {
    TOPIC,
    EXISTS,
    EVENTS,
    SIZE,
    AGE,
    QUEUE,
    POINTER,
    BUDGET,
    STORAGE_FULL,
    STORAGE_UNAVAILABLE,
    STORAGE_BUSY,
    NO_STORAGE,
    TOPIC_IN_USE,
    TOO_MANY_TOPICS,
    CLOSED,
    OTHER
}
