package dev.pushlab.client.connection;

import dev.pushlab.client.connection.PublishException.Outcome;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.message.Message.Publish;
import dev.pushlab.protocol.message.ReasonCode;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What this client wants to publish: kept, within bounds, while there is no connection, sent once, and never a second
 * time. What was sent and not answered when the connection ended fails with {@link Outcome#UNKNOWN}: only the publisher
 * can say whether twice is worse than never. Belongs to the client's event loop.
 */
final class Outbox {
    /** Bounds of what waits to be sent. */
    static final int MAX_WAITING = 1000;

    static final long MAX_WAITING_BYTES = 8L << 20;

    /** How many may be on their way at once over one link. */
    static final int MAX_UNANSWERED = 1000;

    static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private final EventExecutor loop;
    private final Deque<Draft> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private long lastRequest;

    private record Draft(Topic topic, EventDraft draft, CompletableFuture<EventId> result, Future<?> deadline) {}

    Outbox(EventExecutor loop) {
        this.loop = loop;
    }

    /** @param link the one to send over; null to keep it until there is one */
    void publish(Topic topic, EventDraft draft, CompletableFuture<EventId> result, Link link) {
        int size = draft.payload().size();
        if (waiting.size() >= MAX_WAITING || waitingBytes + size > MAX_WAITING_BYTES) {
            result.completeExceptionally(notSent("outbox.full", waiting.size() + " events are waiting already"));
            return;
        }
        Future<?> deadline = loop.schedule(() -> expire(result), MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        waiting.add(new Draft(topic, draft, result, deadline));
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
            waitingBytes -= next.draft().payload().size();
            next.deadline().cancel(false);
            lastRequest = lastRequest == 0xFFFF_FFFFL ? 1 : lastRequest + 1;
            link.publishing.put(lastRequest, next.result());
            link.send(new Publish(lastRequest, next.topic(), next.draft()));
            sent++;
        }
        return sent;
    }

    void published(Link link, long request, EventId id) {
        CompletableFuture<EventId> result = link.publishing.remove(request);
        if (result != null) {
            result.complete(id);
        }
    }

    void refused(Link link, long request, ReasonCode reason, String detail) {
        CompletableFuture<EventId> result = link.publishing.remove(request);
        if (result != null) {
            result.completeExceptionally(new PublishException(Outcome.REFUSED, Cause.of(reason, detail)));
        }
    }

    /** The link is no more. */
    void lost(Link link, Cause cause) {
        List<CompletableFuture<EventId>> unanswered = new ArrayList<>(link.publishing.values());
        link.publishing.clear();
        for (CompletableFuture<EventId> result : unanswered) {
            result.completeExceptionally(new PublishException(Outcome.UNKNOWN, cause));
        }
    }

    /** There will be no connection: nothing needs to wait. */
    void abandon(Cause cause) {
        List<Draft> drafts = new ArrayList<>(waiting);
        waiting.clear();
        waitingBytes = 0;
        for (Draft draft : drafts) {
            draft.deadline().cancel(false);
            draft.result().completeExceptionally(new PublishException(Outcome.NOT_SENT, cause));
        }
    }

    private void expire(CompletableFuture<EventId> result) {
        for (Iterator<Draft> i = waiting.iterator(); i.hasNext(); ) {
            Draft draft = i.next();
            if (draft.result() == result) {
                i.remove();
                waitingBytes -= draft.draft().payload().size();
                result.completeExceptionally(notSent("outbox.expired", "no connection within " + MAX_WAIT));
                return;
            }
        }
    }

    private static PublishException notSent(String key, String detail) {
        return new PublishException(Outcome.NOT_SENT, new Cause(key, detail, false));
    }
}
