package dev.pushlab.server.conformance;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Payload;

/** What a client hears, in the words of the laboratory and not of a technique. */
public sealed interface Arrival {
    record Delivered(EventId id, String type, Payload data) implements Arrival {}

    /** Where the client stands: what comes after this is not missed. */
    record Standing(EventId at) implements Arrival {}

    /** History is lost: it goes on after this. */
    record Missed(EventId resumed) implements Arrival {}

    /** A heartbeat or an empty answer. */
    record SignOfLife() implements Arrival {}
}
