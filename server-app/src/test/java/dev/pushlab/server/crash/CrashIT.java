package dev.pushlab.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pushlab.protocol.event.EventId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills a server with SIGKILL at random moments while it is being published to, and looks afterwards whether every event
 * that was acknowledged is there, once, under its id. Five rounds by default; for hundreds:
 * {@code -Dpushlab.crash.rounds=N}, and {@code -Dpushlab.crash.seed=S} repeats the moments of a run. See
 * docs/reliability.md.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGKILL")
class CrashIT {
    private static final System.Logger LOG = System.getLogger(CrashIT.class.getName());
    private static final int ROUNDS = Integer.getInteger("pushlab.crash.rounds", 5);
    private static final int PUBLISHERS = 6;
    private static final int MAX_LOAD_MILLIS = 700;
    private static final List<String> TOPICS = List.of("orders", "Orders");
    /** So much that nothing that is published here is dropped, in segments of 64 KiB up to several MiB. */
    private static final String SETTINGS = "{\"durable\":true,\"retention\":{\"events\":1000000,\"bytes\":%d}}";

    @TempDir
    Path temporary;

    private final Map<String, Map<EventId, String>> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, Map<EventId, String>> seen = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> unanswered = new ConcurrentHashMap<>();
    private final AtomicLong repeated = new AtomicLong();
    private final AtomicLong numbers = new AtomicLong();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    @Test
    void nothingAcknowledgedIsLostOrRepeatedHoweverTheServerEnds() throws Exception {
        long seed = Long.getLong("pushlab.crash.seed", new Random().nextLong());
        LOG.log(System.Logger.Level.INFO, "crash harness: seed {0}, {1} rounds", Long.toString(seed), ROUNDS);
        Random random = new Random(seed);
        for (String topic : TOPICS) {
            acknowledged.put(topic, new ConcurrentHashMap<>());
            seen.put(topic, new TreeMap<>());
            unanswered.put(topic, new ConcurrentHashMap<>());
        }
        for (int round = 0; round < ROUNDS; round++) {
            Path data = temporary.resolve("data-" + round / 25);
            if (round % 25 == 0) {
                begin(data);
            }
            crash(data, random);
            verify(data, round);
        }
        long total = numbers.get();
        assertThat(total).isGreaterThan(repeated.get());
        LOG.log(
                System.Logger.Level.INFO,
                "crash harness: seed {0}, {1} kills, {2} acknowledged, {3} of them when they were published"
                        + " again; lost 0, duplicated 0",
                Long.toString(seed),
                ROUNDS,
                total,
                repeated);
    }

    /** A fresh folder now and then keeps the time to check a round bounded. */
    private void begin(Path data) throws IOException, InterruptedException {
        acknowledged.values().forEach(Map::clear);
        seen.values().forEach(Map::clear);
        try (ServerProcess server = new ServerProcess(data)) {
            server.configure(TOPICS.get(0), SETTINGS.formatted(48 << 20));
            server.configure(TOPICS.get(1), SETTINGS.formatted(16 << 20));
        }
    }

    private void crash(Path data, Random random) throws Exception {
        AtomicBoolean dead = new AtomicBoolean();
        List<Thread> publishers = new ArrayList<>();
        try (ServerProcess server = new ServerProcess(data)) {
            for (int i = 0; i < PUBLISHERS; i++) {
                String topic = TOPICS.get(i % TOPICS.size());
                Random sizes = new Random(random.nextLong());
                Thread thread = new Thread(() -> publish(server, topic, sizes, dead));
                thread.setUncaughtExceptionHandler((it, failure) -> failures.add(failure));
                publishers.add(thread);
                thread.start();
            }
            LockSupport.parkNanos(random.nextInt(MAX_LOAD_MILLIS * 1_000) * 1_000L);
            dead.set(true);
            server.kill();
        }
        for (Thread publisher : publishers) {
            publisher.join();
        }
        assertThat(failures).isEmpty();
    }

    private void publish(ServerProcess server, String topic, Random sizes, AtomicBoolean dead) {
        while (true) {
            String key = Long.toString(numbers.incrementAndGet());
            String data = key + ":" + "x".repeat(1 << sizes.nextInt(14));
            try {
                acknowledged(topic, server.publish(topic, key, data), data);
            } catch (IOException e) {
                unanswered.get(topic).put(key, data);
                if (!dead.get()) {
                    throw new UncheckedIOException("the server did not answer before it was killed", e);
                }
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void acknowledged(String topic, String id, String data) {
        String before = acknowledged.get(topic).put(EventId.parse(id), data);
        assertThat(before).as("data acknowledged under %s twice", id).isNull();
    }

    /** What was not answered may be there or not: under its key it is there afterwards, once. */
    private void publishAgain(ServerProcess server, String topic) throws IOException, InterruptedException {
        for (Map.Entry<String, String> each : unanswered.get(topic).entrySet()) {
            acknowledged(topic, server.publish(topic, each.getKey(), each.getValue()), each.getValue());
            repeated.incrementAndGet();
        }
        unanswered.get(topic).clear();
    }

    /** Also this server is killed: whatever it did while it recovered must hold. */
    private void verify(Path data, int round) throws Exception {
        try (ServerProcess server = new ServerProcess(data)) {
            for (String topic : TOPICS) {
                publishAgain(server, topic);
                Map<EventId, String> found = all(server, topic);
                assertThat(found).as("round %d, %s", round, topic).containsAllEntriesOf(acknowledged.get(topic));
                // What subscribers may have seen before stays what it was.
                assertThat(found).as("round %d, %s", round, topic).containsAllEntriesOf(seen.get(topic));
                Set<String> distinct = new HashSet<>(found.values());
                assertThat(distinct)
                        .as("round %d, %s: data found once", round, topic)
                        .hasSameSizeAs(found.values());
                seen.put(topic, found);
            }
        }
    }

    /** All events of a topic; ids must rise by one, in one epoch, from the first. */
    private static Map<EventId, String> all(ServerProcess server, String topic)
            throws IOException, InterruptedException {
        Map<EventId, String> found = new TreeMap<>();
        EventId last = null;
        String after = "earliest";
        while (true) {
            JsonNode answer = server.poll(topic, after);
            assertThat(answer.get("gap").asBoolean()).isFalse();
            for (JsonNode event : answer.get("events")) {
                EventId id = EventId.parse(event.get("id").asText());
                assertThat(id).isEqualTo(last == null ? new EventId(id.epoch(), 1) : last.next());
                found.put(id, event.get("data").asText());
                last = id;
            }
            if (answer.get("events").isEmpty()) {
                return found;
            }
            after = answer.get("last").asText();
        }
    }
}
