package dev.pushlab.client.connection;

import dev.pushlab.client.connection.PublishException.Outcome;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Message.PublishOnce;
import dev.pushlab.protocol.message.ReasonCode;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What this client wants to publish: kept, within bounds, while there is no connection, and sent. What was sent and not
 * answered when the connection ended is sent again over the next one, under the same key, by which the server knows it
 * (PUBLISH_ONCE in docs/protocol.md). If there is no next one in time it fails with {@link Outcome#UNKNOWN}. Belongs to the
 * client's event loop.
 */
final class Outbox {
    /** Bounds of what waits to be sent. */
    static final int MAX_WAITING = 1000;

    static final long MAX_WAITING_BYTES = 8L << 20;

    /** How many may be on their way at once over one link. */
    static final int MAX_UNANSWERED = 1000;

    /** From publishing to the answer, however many connections it takes. */
    static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private static final SecureRandom KEYS = new SecureRandom();

    private final EventExecutor loop;
    private final Deque<Draft> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private long lastRequest;

    /** An event that the server has not answered. */
    static final class Draft {
        private final Topic topic;
        private final EventDraft draft;
        private final CompletableFuture<EventId> result;
        private final Bytes key;
        private Future<?> deadline;
        private boolean sent;

        private Draft(Topic topic, EventDraft draft, Bytes key, CompletableFuture<EventId> result) {
            this.topic = topic;
            this.draft = draft;
            this.key = key;
            this.result = result;
        }

        private void fail(Cause cause) {
            deadline.cancel(false);
            result.completeExceptionally(new PublishException(sent ? Outcome.UNKNOWN : Outcome.NOT_SENT, cause));
        }
    }

    Outbox(EventExecutor loop) {
        this.loop = loop;
    }

    /** A key for an event that is published by one call and never again. */
    static Bytes randomKey() {
        byte[] bytes = new byte[PublishOnce.KEY_BYTES];
        KEYS.nextBytes(bytes);
        return Bytes.of(bytes);
    }

    /**
     * @param key under which it is published however often it is sent
     * @param link the one to send over; null to keep it until there is one
     */
    void publish(Topic topic, EventDraft draft, Bytes key, CompletableFuture<EventId> result, Link link) {
        int size = draft.payload().size();
        if (waiting.size() >= MAX_WAITING || waitingBytes + size > MAX_WAITING_BYTES) {
            Cause full = new Cause("outbox.full", waiting.size() + " events are waiting already", false);
            result.completeExceptionally(new PublishException(Outcome.NOT_SENT, full));
            return;
        }
        Draft added = new Draft(topic, draft, key, result);
        added.deadline = loop.schedule(() -> expire(added), MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        waiting.add(added);
        waitingBytes += size;
        if (link != null) {
            flush(link);
        }
    }

    /** Sends what waits, as far as the link takes it. @return the number of messages sent */
    int flush(Link link) {
        int sent = 0;
        while (!waiting.isEmpty()
                && link.isOpen()
                && link.session().isWritable()
                && link.publishing.size() < MAX_UNANSWERED) {
            Draft next = waiting.remove();
            waitingBytes -= next.draft.payload().size();
            next.sent = true;
            lastRequest = lastRequest == 0xFFFF_FFFFL ? 1 : lastRequest + 1;
            link.publishing.put(lastRequest, next);
            link.send(new PublishOnce(lastRequest, next.topic, next.key, next.draft));
            sent++;
        }
        return sent;
    }

    void published(Link link, long request, EventId id) {
        Draft draft = link.publishing.remove(request);
        if (draft != null) {
            draft.deadline.cancel(false);
            draft.result.complete(id);
        }
    }

    void refused(Link link, long request, ReasonCode reason, String detail) {
        Draft draft = link.publishing.remove(request);
        if (draft != null) {
            draft.deadline.cancel(false);
            draft.result.completeExceptionally(new PublishException(Outcome.REFUSED, Cause.of(reason, detail)));
        }
    }

    /** The link is no more: what it left unanswered waits again, before everything else and in its order. */
    void lost(Link link) {
        List<Draft> unanswered = new ArrayList<>(link.publishing.values());
        link.publishing.clear();
        Collections.reverse(unanswered);
        for (Draft draft : unanswered) {
            if (!draft.result.isDone()) {
                waiting.addFirst(draft);
                waitingBytes += draft.draft.payload().size();
            }
        }
    }

    /** There will be no connection: nothing needs to wait. */
    void abandon(Cause cause) {
        List<Draft> drafts = new ArrayList<>(waiting);
        waiting.clear();
        waitingBytes = 0;
        drafts.forEach(draft -> draft.fail(cause));
    }

    /** Without an answer in time; one that comes later has nobody to go to. */
    private void expire(Draft draft) {
        if (waiting.remove(draft)) {
            waitingBytes -= draft.draft.payload().size();
        }
        draft.fail(new Cause("outbox.expired", "no answer within " + MAX_WAIT, false));
    }
}
