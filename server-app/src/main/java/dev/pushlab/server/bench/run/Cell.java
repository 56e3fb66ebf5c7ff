package dev.pushlab.server.bench.run;

import java.util.Locale;

/**
 * One situation that is measured.
 *
 * @param group what it belongs to in the report
 * @param stalled so many of the subscribers take nothing
 * @param inFlight messages, for {@link Kind#CLOSED_LOOP}; otherwise 0
 * @param perSecond messages, for {@link Kind#OPEN_LOOP}; otherwise 0
 */
public record Cell(
        Group group, Kind kind, int subscribers, int stalled, int bytes, int topics, int inFlight, int perSecond) {
    /** How messages are published. */
    public enum Kind {
        /** The next one when one has been answered by everybody. */
        CLOSED_LOOP,
        /** By the clock. */
        OPEN_LOOP,
        /** None: what connections cost that only exist. */
        IDLE
    }

    /** What is compared with what. */
    public enum Group {
        FAN_OUT,
        LATENCY,
        IDLE,
        STALLED,
        BY_SUBSCRIBERS,
        BY_BYTES,
        BY_TOPICS
    }

    /** The size of a message unless its size is what is varied. */
    public static final int USUAL_BYTES = 128;

    public static Cell fanOut(int subscribers, int inFlight) {
        return closed(Group.FAN_OUT, subscribers, USUAL_BYTES, 1, inFlight);
    }

    static Cell closed(Group group, int subscribers, int bytes, int topics, int inFlight) {
        return new Cell(group, Kind.CLOSED_LOOP, subscribers, 0, bytes, topics, inFlight, 0);
    }

    public static Cell latency(int subscribers, int perSecond) {
        return new Cell(Group.LATENCY, Kind.OPEN_LOOP, subscribers, 0, USUAL_BYTES, 1, 0, perSecond);
    }

    public static Cell stalled(int subscribers, int perSecond, int stalled) {
        return new Cell(Group.STALLED, Kind.OPEN_LOOP, subscribers, stalled, USUAL_BYTES, 1, 0, perSecond);
    }

    public static Cell idle(int subscribers) {
        return new Cell(Group.IDLE, Kind.IDLE, subscribers, 0, USUAL_BYTES, 1, 0, 0);
    }

    /** Unique, for the CSV file. */
    public String id() {
        return String.format(
                Locale.ROOT,
                "%s-s%d-b%d-t%d-%s",
                group.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                subscribers,
                bytes,
                topics,
                (kind == Kind.OPEN_LOOP ? "r" + perSecond : "w" + inFlight)
                        + (group == Group.STALLED ? "-x" + stalled : ""));
    }

    /** For people. */
    public String title() {
        return switch (group) {
            case FAN_OUT -> String.format(Locale.ROOT, "%,d subscribers, %,d in flight", subscribers, inFlight);
            case LATENCY -> String.format(Locale.ROOT, "%,d subscribers, %,d messages/s", subscribers, perSecond);
            case STALLED ->
                String.format(
                        Locale.ROOT,
                        "%,d subscribers, %s, %,d messages/s",
                        subscribers,
                        stalled == 0 ? "none stalled" : stalled + " stalled",
                        perSecond);
            case IDLE -> String.format(Locale.ROOT, "%,d connections", subscribers);
            case BY_SUBSCRIBERS -> String.format(Locale.ROOT, "%,d subscribers", subscribers);
            case BY_BYTES -> String.format(Locale.ROOT, "%,d bytes", bytes);
            case BY_TOPICS -> String.format(Locale.ROOT, topics == 1 ? "%,d topic" : "%,d topics", topics);
        };
    }
}
