package dev.pushlab.server.technique;

import dev.pushlab.server.net.HttpExchange;

/**
 * After how much the server ends a stream of its own accord, whichever comes first: its client goes on after the last event
 * by a new one. What was written at once is not cut, so there may be up to a round of the fan-out more (256 events or 256
 * KiB); time is looked at when something is written, and at each heartbeat.
 *
 * @param events how many, lost ones included
 * @param kilobytes of 1,000 bytes, as they are written
 * @param seconds since the stream began
 */
public record StreamBounds(int events, int kilobytes, int seconds) {
    public static final int MAX_EVENTS = 100_000;
    public static final int MAX_KILOBYTES = 16_000;
    public static final int MAX_SECONDS = 3_600;

    /**
     * As the parameters {@code events}, {@code kilobytes} and {@code seconds} say, each from 1 to its maximum.
     *
     * @throws dev.pushlab.server.net.ProblemException if one is none of these numbers
     */
    public static StreamBounds of(HttpExchange exchange, StreamBounds otherwise) {
        return new StreamBounds(
                exchange.query("events", 1, MAX_EVENTS, otherwise.events),
                exchange.query("kilobytes", 1, MAX_KILOBYTES, otherwise.kilobytes),
                exchange.query("seconds", 1, MAX_SECONDS, otherwise.seconds));
    }
}
