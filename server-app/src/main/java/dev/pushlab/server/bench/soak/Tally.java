package dev.pushlab.server.bench.soak;

import dev.pushlab.server.bench.wire.PushlabDialect;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What happened so far. Safe for use by any thread. */
final class Tally {
    private static final int MAX_FAILURES = 20;

    private final Map<PushlabDialect, Long> connected = new EnumMap<>(PushlabDialect.class);
    private final List<String> failures = new ArrayList<>();
    private long published;
    private long received;
    private long lost;
    private long duplicated;
    private long polls;

    synchronized void connected(PushlabDialect dialect) {
        connected.merge(dialect, 1L, Long::sum);
    }

    synchronized void published() {
        published++;
    }

    synchronized void polled() {
        polls++;
    }

    /** A message came that has a number. */
    synchronized void received(long number, long expected) {
        received++;
        if (number > expected) {
            lost += number - expected;
        } else if (number < expected) {
            duplicated++;
        }
    }

    synchronized void failed(String what) {
        if (failures.size() < MAX_FAILURES) {
            failures.add(what);
        }
    }

    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    synchronized boolean nothingWrong() {
        return failures.isEmpty() && lost == 0 && duplicated == 0;
    }

    @Override
    public synchronized String toString() {
        String kinds = connected.entrySet().stream()
                .map(it -> it.getKey().name().toLowerCase(Locale.ROOT) + " " + it.getValue())
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "connected: %s; polls %,d; published %,d, received %,d, lost %d, duplicated %d, failures %d",
                kinds,
                polls,
                published,
                received,
                lost,
                duplicated,
                failures.size());
    }
}
