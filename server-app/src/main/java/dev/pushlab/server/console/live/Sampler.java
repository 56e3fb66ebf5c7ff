package dev.pushlab.server.console.live;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.protocol.observe.Observable;
import dev.pushlab.protocol.observe.State;
import dev.pushlab.server.hub.DurableStats;
import dev.pushlab.server.hub.TopicStats;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the server twice a second, on a thread of its own: neither the FX thread nor an event loop ever walks
 * thousands of connections for the sake of a picture.
 */
public final class Sampler implements AutoCloseable {
    /** How often. */
    public static final Duration PERIOD = Duration.ofMillis(500);

    /** How often it is asked for what it measures of itself: every second sample, also if that one is a little early. */
    private static final Duration MEASURE_PERIOD = Duration.ofMillis(900);

    private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);

    private final ConsoleServices services;
    private final Clock clock;
    private final State<Sample> latest;
    private final State<Measured> measured;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread t = new Thread(task, "pushlab-console-sampler");
        t.setDaemon(true);
        return t;
    });

    public Sampler(ConsoleServices services, Clock clock) {
        this.services = services;
        this.clock = clock;
        this.latest = new State<>(take());
        this.measured = new State<>(measure());
    }

    public void start() {
        thread.scheduleAtFixedRate(this::sample, 0, PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    public Observable<Sample> latest() {
        return latest;
    }

    /** What the server says of itself, about once a second. */
    public Observable<Measured> measured() {
        return measured;
    }

    /** Takes a sample now, on the calling thread. */
    public void sample() {
        try {
            latest.set(take());
        } catch (RuntimeException e) {
            // A scheduled task that throws would silently be the last.
            LOG.error("The console could not look at the server", e);
        }
        if (Duration.between(measured.get().at(), clock.instant()).compareTo(MEASURE_PERIOD) >= 0) {
            measured.set(measure());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private Measured measure() {
        Instant now = clock.instant();
        try {
            return new Measured(
                    now,
                    Optional.of(services.metrics().figures()),
                    Optional.of(services.metrics().health().report()));
        } catch (RuntimeException e) {
            LOG.error("The server's figures could not be read", e);
            return new Measured(now, Optional.empty(), Optional.empty());
        }
    }

    private Sample take() {
        List<String> ids =
                services.techniques().stream().map(TechniqueDescriptor::id).toList();
        Map<String, Long> out = ids.stream()
                .collect(Collectors.toMap(
                        id -> id, id -> services.connections().traffic(id).bytesOut()));
        List<TopicStats> topics = services.hub().topics();
        List<DurableStats> durables = topics.stream()
                .filter(topic -> topic.settings().durable())
                .flatMap(topic -> services.hub().durables().list(topic.topic()).stream())
                .toList();
        return new Sample(clock.instant(), topics, services.connections().snapshot(), durables, out);
    }
}
