package dev.pushlab.server.console.topics;

import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.access.Actor;
import dev.pushlab.server.access.Audit;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.ticker.Ticker;
import dev.pushlab.server.ticker.TickerSpec;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The tickers: those the server was started with, and those started here. Safe for use by any thread. */
public final class TickerDesk implements AutoCloseable {
    /** The most tickers at a time: each has a thread of its own. */
    public static final int MAX = 32;

    private final Hub hub;
    private final Audit audit;
    private final SecureRandom seeds = new SecureRandom();
    private final Map<Topic, Ticker> tickers = new HashMap<>();

    public TickerDesk(Hub hub, List<Ticker> present, Audit audit) {
        this.hub = hub;
        this.audit = audit;
        present.forEach(ticker -> tickers.put(ticker.spec().topic(), ticker));
    }

    /**
     * Has a topic fed at this rate; one that is fed at another rate already goes over to the new one.
     *
     * @throws IllegalStateException if there are {@link #MAX} others
     */
    public synchronized void start(TickerSpec spec) {
        try {
            feed(spec);
            audit.record(Actor.CONSOLE, "ticker.start", spec.topic().name(), Audit.Outcome.DONE);
        } catch (IllegalStateException e) {
            audit.record(Actor.CONSOLE, "ticker.start", spec.topic().name(), Audit.Outcome.REFUSED);
            throw e;
        }
    }

    private void feed(TickerSpec spec) {
        Ticker present = tickers.get(spec.topic());
        if (present == null
                && tickers.values().stream().filter(Ticker::isRunning).count() >= MAX) {
            throw new IllegalStateException("there are " + MAX + " tickers already");
        }
        if (present != null && present.spec().equals(spec)) {
            present.start();
            return;
        }
        if (present != null) {
            present.stop();
        }
        Ticker fresh = new Ticker(hub, spec, seeds.nextLong());
        tickers.put(spec.topic(), fresh);
        fresh.start();
    }

    /** Returns when the topic is fed no more. */
    public synchronized void stop(Topic topic) {
        Ticker present = tickers.get(topic);
        if (present != null) {
            present.stop();
            audit.record(Actor.CONSOLE, "ticker.stop", topic.name(), Audit.Outcome.DONE);
        }
    }

    /** The rates of those that run. */
    public synchronized Map<Topic, Double> running() {
        return tickers.values().stream()
                .filter(Ticker::isRunning)
                .collect(Collectors.toMap(
                        ticker -> ticker.spec().topic(), ticker -> ticker.spec().rate()));
    }

    @Override
    public synchronized void close() {
        tickers.values().forEach(Ticker::stop);
    }
}
