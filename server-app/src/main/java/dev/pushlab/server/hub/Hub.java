package dev.pushlab.server.hub;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.observe.Observable;
import dev.pushlab.protocol.observe.Signal;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Where events are published and followed. A topic comes into being when it is first published or subscribed to, and
 * one that never had an event goes when nobody follows it any more. Safe for use by any thread.
 */
public final class Hub implements AutoCloseable {
    private final HubOptions options;
    private final long epoch;
    private final Clock clock;
    private final Map<Topic, TopicLog> logs = new ConcurrentHashMap<>();
    private final AtomicInteger topicCount = new AtomicInteger();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Signal<Topic> created = new Signal<>();
    private volatile boolean closed;

    /** @param epoch of every topic's history in this run, see {@link EpochSource} */
    public Hub(HubOptions options, long epoch, Clock clock) {
        this.options = options;
        this.epoch = epoch;
        this.clock = clock;
    }

    /**
     * Publishes an event.
     *
     * @return completes with the event once it is as durable as the hub makes it and subscribers can see it; fails with
     *     {@link TooManyTopicsException} or {@link HubClosedException}
     */
    public CompletionStage<Event> publish(Topic topic, EventDraft draft) {
        try {
            return CompletableFuture.completedFuture(
                    with(topic, log -> log.append(draft, clock.instant(), System.nanoTime())));
        } catch (TooManyTopicsException | HubClosedException e) {
            return CompletableFuture.failedFuture(e);
        }
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

    /** The epoch of every id that is given out in this run. */
    public long epoch() {
        return epoch;
    }

    /** The topics as they are now, by name. */
    public List<TopicStats> topics() {
        long nanos = System.nanoTime();
        return logs.values().stream()
                .map(log -> log.stats(nanos))
                .sorted((a, b) -> a.topic().compareTo(b.topic()))
                .toList();
    }

    /** Topics that come into being. */
    public Observable<Topic> created() {
        return created;
    }

    /** Refuses everything from now on; what was published can still be polled. */
    @Override
    public void close() {
        closed = true;
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
            return new TopicLog(name, numbers.incrementAndGet(), epoch, options, () -> abandoned(name));
        });
        if (isNew[0]) {
            created.emit(topic);
        }
        return log;
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
