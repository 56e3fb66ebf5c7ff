package dev.pushlab.server.admin;

import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.access.Actor;
import dev.pushlab.server.access.Audit;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.TopicSettings;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Sets how topics are kept, on behalf of an administrator, and notes it in the audit log: over HTTP and in the window
 * alike. Safe for use by any thread.
 */
public final class TopicAdministration {
    private final Hub hub;
    private final Audit audit;

    public TopicAdministration(Hub hub, Audit audit) {
        this.hub = hub;
        this.audit = audit;
    }

    /** What is not said otherwise: in memory, as much as a topic that nobody configured keeps. */
    public TopicSettings defaults() {
        return hub.unconfigured();
    }

    /** A change on its way. */
    public static final class Change {
        private enum State {
            WAITING,
            BEGUN,
            CANCELLED
        }

        private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
        private CompletionStage<TopicSettings> done;

        private Change() {}

        /**
         * Completes when the settings hold, see {@link Hub#configure}; fails with {@link CancellationException} if it was
         * cancelled in time.
         */
        public CompletionStage<TopicSettings> done() {
            return done;
        }

        /** Takes the change back, unless it has begun already; whether it was taken back. */
        public boolean cancel() {
            return state.compareAndSet(State.WAITING, State.CANCELLED);
        }

        private boolean begin() {
            return state.compareAndSet(State.WAITING, State.BEGUN);
        }
    }

    /** Has a topic be kept like this, and makes it if there is none. A change taken back in time leaves no trace. */
    public Change configure(Actor actor, Topic topic, TopicSettings settings) {
        Change change = new Change();
        change.done = hub.configure(topic, settings, change::begin).whenComplete((kept, failure) -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (!(cause instanceof CancellationException)) {
                audit.record(actor, "topic.configure", topic.name(), failure);
            }
        });
        return change;
    }
}
