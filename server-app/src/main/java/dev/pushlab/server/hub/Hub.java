package dev.pushlab.server.hub;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.observe.Observable;
import dev.pushlab.protocol.observe.Signal;
import dev.pushlab.server.hub.journal.PublishKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where events are published and followed. A topic comes into being when it is first published or subscribed to, and
 * one that never had an event goes when nobody follows it any more. Safe for use by any thread.
 */
public final class Hub implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);

    private final HubOptions options;
    private final long epoch;
    private final Clock clock;
    private final Map<Topic, TopicLog> logs = new ConcurrentHashMap<>();
    private final AtomicInteger topicCount = new AtomicInteger();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Signal<Topic> created = new Signal<>();
    private final TopicSettings unconfigured;
    private final Durables durables = new Durables(logs);
    private TopicFiles files;
    private volatile GroupCommit commits;
    private volatile boolean closed;

    /** @param epoch of every topic's history in this run, see {@link EpochSource} */
    public Hub(HubOptions options, long epoch, Clock clock) {
        this.options = options;
        this.epoch = epoch;
        this.clock = clock;
        this.unconfigured =
                new TopicSettings(false, new Retention(options.maxEvents(), options.maxBytes(), Optional.empty()));
    }

    /**
     * Takes up the topics that were configured in runs before, and lets topics be durable from now on. Called once,
     * before anything else.
     *
     * <p>A topic whose files cannot be read, or made fit to be written to, is there without its history, and nothing can be
     * published to it in this run; the others are not concerned.
     *
     * @param folder for settings and events; made if it is missing
     * @throws IOException if the folder cannot be read or made, naming it
     */
    public void open(Path folder) throws IOException {
        if (commits != null || !logs.isEmpty()) {
            throw new IllegalStateException("the hub is in use");
        }
        TopicStore store = new TopicStore(folder);
        GroupCommit thread = new GroupCommit(folder, this::maintain);
        durables.open(store, thread);
        files = new TopicFiles(store, thread, epoch, this::newLog);
        for (TopicStore.Stored stored : store.read()) {
            logs.put(stored.topic(), files.restore(stored));
            topicCount.incrementAndGet();
        }
        thread.start();
        commits = thread;
    }

    /**
     * Publishes an event.
     *
     * @return completes with the event once subscribers can see it, and if the topic is durable it is on disk; fails with
     *     {@link TooManyTopicsException}, {@link HubClosedException} or {@link StorageException}
     */
    public CompletionStage<Event> publish(Topic topic, EventDraft draft) {
        try {
            return with(topic, log -> publish(log, draft, Optional.empty()));
        } catch (TooManyTopicsException | HubClosedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Publishes an event once, however often this is called with the same key within ten minutes (or 10,000 keys of the
     * topic). Of a durable topic also a later run knows the keys of those events that it still has.
     *
     * @return completes as in {@link #publish(Topic, EventDraft)}, with the id of the one event; fails also with {@link
     *     KeyReusedException}
     */
    public CompletionStage<Published> publish(Topic topic, EventDraft draft, PublishKey key) {
        try {
            return with(topic, log -> publishOnce(log, draft, key));
        } catch (TooManyTopicsException | HubClosedException | KeyReusedException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private CompletionStage<Published> publishOnce(TopicLog log, EventDraft draft, PublishKey key) {
        CompletableFuture<EventId> id = new CompletableFuture<>();
        CompletableFuture<EventId> earlier = log.takeKey(key, id);
        if (earlier != null) {
            return outcome(earlier, true);
        }
        CompletionStage<Event> published = publish(log, draft, Optional.of(key));
        if (published == null) {
            log.releaseKey(key, id);
            return null;
        }
        published.whenComplete((event, failure) -> {
            if (failure == null) {
                id.complete(event.id());
            } else {
                // Before anybody hears of it, so that who tries again finds the key free.
                log.releaseKey(key, id);
                id.completeExceptionally(failure);
            }
        });
        return outcome(id, false);
    }

    /** Fails as it failed, not wrapped into another exception. */
    private static CompletionStage<Published> outcome(CompletableFuture<EventId> id, boolean repeated) {
        CompletableFuture<Published> outcome = new CompletableFuture<>();
        id.whenComplete((it, failure) -> {
            if (failure == null) {
                outcome.complete(new Published(it, repeated));
            } else {
                outcome.completeExceptionally(failure);
            }
        });
        return outcome;
    }

    private CompletionStage<Event> publish(TopicLog log, EventDraft draft, Optional<PublishKey> key) {
        if (log.isUnreadable()) {
            return CompletableFuture.failedFuture(unreadable());
        }
        if (log.isDurable()) {
            return commits.append(log, draft, key, clock.instant());
        }
        Event event = log.append(draft, clock.instant(), System.nanoTime());
        return event == null ? null : CompletableFuture.completedFuture(event);
    }

    /**
     * Sets how a topic is kept, and makes it if there is none. What is kept becomes durable with the topic. The topic
     * stays, also without events, and its settings outlive the run if the hub has a folder.
     *
     * @return completes when that is on disk; fails with {@link TooManyTopicsException}, {@link HubClosedException},
     *     {@link RetentionExceededException}, {@link SubscriptionsExistException} or {@link StorageException}; the topic is
     *     as it was then
     */
    public CompletionStage<TopicSettings> configure(Topic topic, TopicSettings settings) {
        return configure(topic, settings, () -> true);
    }

    /**
     * The same, unless nobody wants it any more by the time it is this change's turn.
     *
     * @param wanted asked once, right before it begins, on any thread; if it says no this fails with {@link
     *     CancellationException}
     */
    public CompletionStage<TopicSettings> configure(Topic topic, TopicSettings settings, BooleanSupplier wanted) {
        Subscription hold;
        try {
            // Keeps a topic without events while its settings are on their way to disk.
            hold = tail(topic, () -> {});
        } catch (TooManyTopicsException | HubClosedException e) {
            return CompletableFuture.failedFuture(e);
        }
        TopicLog log = logs.get(topic);
        CompletionStage<Void> done;
        if (log.isUnreadable()) {
            done = CompletableFuture.failedFuture(unreadable());
        } else if (commits != null) {
            done = commits.execute(() -> {
                checkWanted(wanted);
                checkBudget(log, settings);
                files.keep(log, settings);
                log.configure(settings);
            });
        } else if (settings.durable()) {
            done = CompletableFuture.failedFuture(
                    new StorageException(StorageException.Reason.NONE, "there is no folder to keep events in", null));
        } else {
            done = CompletableFuture.runAsync(
                    () -> {
                        checkWanted(wanted);
                        checkBudget(log, settings);
                        log.configure(settings);
                    },
                    Runnable::run);
        }
        return done.whenComplete((nothing, failure) -> hold.close()).thenApply(nothing -> settings);
    }

    private static StorageException unreadable() {
        return new StorageException(
                StorageException.Reason.UNAVAILABLE, "the topic's files could not be read at the start", null);
    }

    private static void checkWanted(BooleanSupplier wanted) {
        if (!wanted.getAsBoolean()) {
            throw new CancellationException("nobody wants this any more");
        }
    }

    private void checkBudget(TopicLog log, TopicSettings wanted) {
        long others = logs.values().stream()
                .filter(other -> other != log && other.configured())
                .mapToLong(other -> other.settings().retention().bytes())
                .sum();
        long available = Math.max(0, Runtime.getRuntime().maxMemory() / 2 - others);
        if (wanted.retention().bytes() > available) {
            throw new RetentionExceededException(available);
        }
    }

    /** Once a second: places of durable subscriptions, and the disk space of what is not kept any more. */
    private void maintain() {
        durables.maintain(logs.values(), clock.instant());
        for (TopicLog log : logs.values()) {
            long first = log.firstOffset();
            if (log.isDurable()) {
                log.journal().dropBefore(first);
            }
        }
    }

    /** The durable subscriptions. */
    public Durables durables() {
        return durables;
    }

    /**
     * Follows a topic from a position on.
     *
     * @param subscriber woken after {@link Subscription#start()}
     * @throws TooManyTopicsException if the topic is new and there are too many
     * @throws HubClosedException after {@link #close()}
     */
    public Subscription subscribe(Topic topic, Position after, Subscriber subscriber) {
        return with(topic, log -> log.subscribe(after, subscriber, true));
    }

    /**
     * Follows a topic from now on, on behalf of subscribers that have subscriptions of their own: not counted as one.
     *
     * @throws TooManyTopicsException as in {@link #subscribe}
     * @throws HubClosedException after {@link #close()}
     */
    public Subscription tail(Topic topic, Subscriber subscriber) {
        return with(topic, log -> log.subscribe(Position.NOW, subscriber, false));
    }

    /** The epoch of this run: of every id that is given out in it, but of durable topics that were there before. */
    public long epoch() {
        return epoch;
    }

    /** The settings of a topic that nobody has configured. */
    public TopicSettings unconfigured() {
        return unconfigured;
    }

    /** The topics as they are now, by name. */
    public List<TopicStats> topics() {
        long nanos = System.nanoTime();
        return logs.values().stream()
                .map(log -> log.stats(nanos))
                .sorted((a, b) -> a.topic().compareTo(b.topic()))
                .toList();
    }

    /** What becomes of the events of durable topics; empty if there is no folder to keep them in. */
    public Optional<StorageStats> storage() {
        return Optional.ofNullable(commits).map(GroupCommit::stats);
    }

    /** Whether everything is refused, because this hub has been closed. */
    public boolean isClosed() {
        return closed;
    }

    /** Topics that come into being. */
    public Observable<Topic> created() {
        return created;
    }

    /** Refuses everything from now on, and brings to disk what waits for it; what was published can still be polled. */
    @Override
    public void close() {
        closed = true;
        if (commits != null) {
            commits.close();
            durables.maintain(logs.values(), clock.instant());
            logs.values().stream()
                    .filter(TopicLog::isDurable)
                    .forEach(log -> log.journal().close());
        }
    }

    /** Runs an action on the log of a topic; again if that log was removed in between, which the action tells by null. */
    private <T> T with(Topic topic, Function<TopicLog, T> action) {
        while (true) {
            if (closed) {
                throw new HubClosedException();
            }
            T result = action.apply(logOf(topic));
            if (result != null) {
                return result;
            }
        }
    }

    private TopicLog logOf(Topic topic) {
        TopicLog known = logs.get(topic);
        if (known != null) {
            return known;
        }
        boolean[] isNew = {false};
        TopicLog log = logs.computeIfAbsent(topic, name -> {
            if (topicCount.incrementAndGet() > options.maxTopics()) {
                topicCount.decrementAndGet();
                throw new TooManyTopicsException(name, options.maxTopics());
            }
            isNew[0] = true;
            return newLog(name, epoch, unconfigured);
        });
        if (isNew[0]) {
            created.emit(topic);
        }
        return log;
    }

    private TopicLog newLog(Topic topic, long ofEpoch, TopicSettings settings) {
        return new TopicLog(topic, numbers.incrementAndGet(), ofEpoch, settings, clock, () -> abandoned(topic));
    }

    private void abandoned(Topic topic) {
        logs.computeIfPresent(topic, (name, log) -> {
            if (!log.removeIfUnused()) {
                return log;
            }
            topicCount.decrementAndGet();
            return null;
        });
    }
}
