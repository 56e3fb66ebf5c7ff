package dev.pushlab.server.hub;

import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The durable subscriptions of all topics of a {@link Hub}. Safe for use by any thread. */
public final class Durables {
    private final Map<Topic, TopicLog> logs;
    private TopicStore store;
    private volatile GroupCommit commits;

    /** @param logs of the hub, as they come and go */
    Durables(Map<Topic, TopicLog> logs) {
        this.logs = logs;
    }

    void open(TopicStore folders, GroupCommit thread) {
        store = folders;
        commits = thread;
    }

    /** The subscription of this name, if it has been made. */
    public Optional<DurableSubscription> find(Topic topic, SubscriptionName name) {
        return Optional.ofNullable(logs.get(topic)).map(log -> log.durables().find(name));
    }

    /** Those of a topic, by owner and name; none if there is no such topic. */
    public List<DurableStats> list(Topic topic) {
        return Optional.ofNullable(logs.get(topic))
                .map(log -> log.durables().stats())
                .orElse(List.of());
    }

    /**
     * Makes a subscription, or gives the one of this name other options.
     *
     * @param start where it begins if it is new
     * @return completes when it is on disk; fails with {@link NotDurableException}, {@link
     *     TooManySubscriptionsException}, {@link HubClosedException} or {@link StorageException}
     */
    public CompletionStage<DurableSubscription> put(
            Topic topic, SubscriptionName name, DurableOptions options, Position start) {
        if (commits == null) {
            return CompletableFuture.failedFuture(new NotDurableException(topic));
        }
        CompletableFuture<DurableSubscription> made = new CompletableFuture<>();
        commits.execute(() -> {
                    TopicLog log = logs.get(topic);
                    if (log == null || !log.isDurable()) {
                        throw new NotDurableException(topic);
                    }
                    made.complete(log.durables().put(name, options, start, store.folder(topic)));
                })
                .exceptionally(failure -> {
                    made.completeExceptionally(failure);
                    return null;
                });
        return made;
    }

    /**
     * Deletes a subscription; whoever is being delivered to is told.
     *
     * @return completes, when that is on disk, with whether there was one; fails as above
     */
    public CompletionStage<Boolean> remove(Topic topic, SubscriptionName name) {
        if (find(topic, name).isEmpty()) {
            return CompletableFuture.completedFuture(false);
        }
        CompletableFuture<Boolean> removed = new CompletableFuture<>();
        commits.execute(() -> {
                    TopicLog log = logs.get(topic);
                    removed.complete(log != null && log.durables().remove(name, store.folder(topic)));
                })
                .exceptionally(failure -> {
                    removed.completeExceptionally(failure);
                    return null;
                });
        return removed;
    }

    /** On the thread that commits, once a second; and at the end. */
    void maintain(Collection<TopicLog> all, Instant now) {
        for (TopicLog log : all) {
            if (log.isDurable()) {
                log.durables().maintain(store.folder(log.topic()), now);
            }
        }
    }
}
