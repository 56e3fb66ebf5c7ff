package dev.pushlab.server.console.topics;

import dev.pushlab.server.hub.HubClosedException;
import dev.pushlab.server.hub.RetentionExceededException;
import dev.pushlab.server.hub.StorageException;
import dev.pushlab.server.hub.SubscriptionsExistException;
import dev.pushlab.server.hub.TooManyTopicsException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/**
 * How the last change stands.
 *
 * @param problem present exactly if it failed
 * @param available the bytes that are left for this topic, of {@link Problem#BUDGET}
 */
record Outcome(Phase phase, Optional<Problem> problem, long available) {
    enum Phase {
        EDITING,
        /** On its way; it can be taken back until it has begun. */
        APPLYING,
        /** It was to be taken back, and is being written already. */
        TOO_LATE,
        DONE,
        CANCELLED,
        FAILED
    }

    static Outcome of(Phase phase) {
        return new Outcome(phase, Optional.empty(), 0);
    }

    /** What came of a change that ended with this. */
    static Outcome failed(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof CancellationException) {
            return Outcome.of(Phase.CANCELLED);
        }
        if (cause instanceof RetentionExceededException exceeded) {
            return new Outcome(Phase.FAILED, Optional.of(Problem.BUDGET), exceeded.available());
        }
        Problem problem = Problem.OTHER;
        if (cause instanceof StorageException storage) {
            problem = switch (storage.reason()) {
                case FULL -> Problem.STORAGE_FULL;
                case UNAVAILABLE -> Problem.STORAGE_UNAVAILABLE;
                case BUSY -> Problem.STORAGE_BUSY;
                case NONE -> Problem.NO_STORAGE;
            };
        } else if (cause instanceof SubscriptionsExistException) {
            problem = Problem.TOPIC_IN_USE;
        } else if (cause instanceof TooManyTopicsException) {
            problem = Problem.TOO_MANY_TOPICS;
        } else if (cause instanceof HubClosedException) {
            problem = Problem.CLOSED;
        }
        return new Outcome(Phase.FAILED, Optional.of(problem), 0);
    }
}
