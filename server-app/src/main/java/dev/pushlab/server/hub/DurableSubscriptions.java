package dev.pushlab.server.hub;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.server.hub.journal.DurableFiles;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The durable subscriptions of a topic, and the file that keeps them: one line for each, replaced as a whole. What is
 * acknowledged is written once a second, so a crash takes acknowledgements of the last second back and those events are
 * delivered again. Lookups are for any thread; changes to disk for one at a time.
 */
final class DurableSubscriptions {
    /** For each topic. */
    static final int MAX = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(DurableSubscriptions.class);
    private static final String FILE = "subscriptions";
    private static final String HEAD = "pushlab subscriptions 1";

    /** Beyond it there is no time for an expiry any more. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final TopicLog log;
    private final Map<SubscriptionName, DurableSubscription> all = new ConcurrentSkipListMap<>();
    private final AtomicBoolean dirty = new AtomicBoolean();
    private boolean failing;

    DurableSubscriptions(TopicLog log) {
        this.log = log;
    }

    DurableSubscription find(SubscriptionName name) {
        return all.get(name);
    }

    List<DurableStats> stats() {
        return all.values().stream().map(DurableSubscription::stats).toList();
    }

    int count() {
        return all.size();
    }

    /**
     * The subscription of this name, as it is from now on; on disk when this returns.
     *
     * @param start where it begins if it is new
     */
    DurableSubscription put(SubscriptionName name, DurableOptions options, Position start, Path folder)
            throws IOException {
        DurableSubscription known = all.get(name);
        if (known != null) {
            DurableOptions before = known.options();
            known.options(options);
            try {
                write(folder);
            } catch (IOException e) {
                known.options(before);
                throw e;
            }
            return known;
        }
        if (all.size() >= MAX) {
            throw new TooManySubscriptionsException(log.topic(), MAX);
        }
        DurableSubscription made = make(name, options, log.idOf(start), log.now());
        all.put(name, made);
        try {
            write(folder);
        } catch (IOException e) {
            all.remove(name);
            made.delete();
            throw e;
        }
        return made;
    }

    /** @return false if there is none of this name */
    boolean remove(SubscriptionName name, Path folder) throws IOException {
        DurableSubscription gone = all.remove(name);
        if (gone == null) {
            return false;
        }
        try {
            write(folder);
        } catch (IOException e) {
            all.put(name, gone);
            throw e;
        }
        gone.delete();
        return true;
    }

    /** Drops those that nobody has used for too long, and writes what has changed. Failures are logged, and tried again. */
    void maintain(Path folder, Instant now) {
        all.values().removeIf(subscription -> {
            boolean gone = subscription.expired(now);
            if (gone) {
                LOG.info(
                        "Nobody has used subscription {} of {} for too long: deleted",
                        subscription.name(),
                        log.topic());
                subscription.delete();
                dirty.set(true);
            }
            return gone;
        });
        if (!dirty.get()) {
            return;
        }
        try {
            write(folder);
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.warn(
                        "What subscribers of {} acknowledge cannot be written at present: {}",
                        log.topic(),
                        e.toString());
            }
            failing = true;
        }
    }

    private void write(Path folder) throws IOException {
        dirty.set(false);
        StringBuilder text = new StringBuilder(HEAD).append('\n');
        for (DurableSubscription subscription : all.values()) {
            DurableStats stats = subscription.stats();
            text.append("owner=").append(encode(stats.name().owner()));
            text.append("&name=").append(encode(stats.name().name()));
            text.append("&acknowledged=").append(stats.acknowledged());
            text.append("&used=").append(stats.used());
            text.append("&window=").append(stats.options().window());
            text.append("&ackWait=").append(stats.options().ackWait());
            text.append("&expiry=").append(stats.options().expiry()).append('\n');
        }
        try {
            DurableFiles.replace(folder.resolve(FILE), text.toString());
        } catch (IOException e) {
            dirty.set(true);
            throw e;
        }
    }

    /** Takes up what a run before left. A file that is damaged is put aside, so that events can be had all the same. */
    void restore(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (Files.notExists(file)) {
            return;
        }
        try {
            read(Files.readString(file, StandardCharsets.UTF_8)).forEach(it -> all.put(it.name(), it));
        } catch (CharacterCodingException | RuntimeException e) {
            all.clear();
            Path aside = file.resolveSibling("damaged-" + FILE);
            Files.move(file, aside, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            LOG.error(
                    "The durable subscriptions of {} cannot be read ({}) and have to be made again; the file is kept as {}",
                    log.topic(),
                    e.getMessage(),
                    aside);
        }
    }

    private List<DurableSubscription> read(String text) {
        List<String> lines = text.lines().toList();
        if (lines.isEmpty() || !lines.get(0).equals(HEAD) || !text.endsWith("\n") || lines.size() > MAX + 1) {
            throw new IllegalArgumentException("not a list of subscriptions");
        }
        List<DurableSubscription> found = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            Map<String, String> values = new HashMap<>();
            Arrays.stream(line.split("&", -1)).map(pair -> pair.split("=", 2)).forEach(pair -> {
                if (pair.length != 2) {
                    throw new IllegalArgumentException("not a subscription");
                }
                if (values.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8)) != null) {
                    throw new IllegalArgumentException("a subscription has two of " + pair[0]);
                }
            });
            try {
                Instant used = Instant.parse(value(values, "used"));
                if (used.isBefore(Instant.EPOCH) || used.isAfter(LATEST)) {
                    throw new IllegalArgumentException("used " + used);
                }
                found.add(make(
                        new SubscriptionName(value(values, "owner"), value(values, "name")),
                        new DurableOptions(
                                Integer.parseInt(value(values, "window")),
                                Duration.parse(value(values, "ackWait")),
                                Duration.parse(value(values, "expiry"))),
                        EventId.parse(value(values, "acknowledged")),
                        used));
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }
        if (found.stream().map(DurableSubscription::name).distinct().count() < found.size()) {
            throw new IllegalArgumentException("two subscriptions of one name");
        }
        return found;
    }

    private DurableSubscription make(
            SubscriptionName name, DurableOptions options, EventId acknowledged, Instant used) {
        return new DurableSubscription(log, name, options, acknowledged, used, () -> dirty.set(true));
    }

    private static String value(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("a subscription has no " + name);
        }
        return value;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
