package dev.pushlab.server.technique.websocket;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.InvalidEventException;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.Published;
import dev.pushlab.server.net.Caller;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import dev.pushlab.server.net.Problems;
import dev.pushlab.server.net.PublishKeys;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** What a connection publishes, and what it is told about that. */
final class Publications {
    /** How many may wait for their confirmation; beyond that nothing more is read. */
    private static final int MAX_PENDING = 64;

    private final Peer peer;
    private final Topic topic;
    private final WebSocketEncoder format;
    private final Hub hub;
    private int pending;

    Publications(Peer peer, Topic topic, WebSocketEncoder format, Hub hub) {
        this.peer = peer;
        this.topic = topic;
        this.format = format;
        this.hub = hub;
    }

    /** A message that is nothing but the data of an event. */
    void publishBare(boolean isText, ByteBuf content, Caller caller) {
        EventDraft draft;
        try {
            draft = EventDraft.of("", isText ? EventDraft.TEXT : EventDraft.BINARY, ByteBufUtil.getBytes(content));
        } catch (InvalidEventException e) {
            peer.refuse(Problems.of(e), Optional.empty());
            return;
        }
        publish(draft, Optional.empty(), caller, Optional.empty());
    }

    // snippet:begin message
    void publish(EventDraft draft, Optional<String> key, Caller caller, Optional<Long> request) {
        Optional<Problem> problem = caller.refusal(topic);
        if (problem.isPresent()) {
            peer.refuse(problem.get(), request);
            return;
        }
        CompletionStage<EventId> publication;
        try {
            publication = publication(draft, key, caller);
        } catch (ProblemException e) {
            peer.refuse(e.problem(), request);
            return;
        }
        pending++;
        ChannelHandlerContext context = peer.context();
        publication.whenComplete((id, failure) -> {
            if (context.executor().inEventLoop()) {
                published(id, failure, request);
            } else {
                context.executor().execute(() -> published(id, failure, request));
            }
        });
        flow();
    }

    private CompletionStage<EventId> publication(EventDraft draft, Optional<String> key, Caller caller) {
        return key.isEmpty()
                ? hub.publish(topic, draft).thenApply(Event::id)
                : hub.publish(topic, draft, PublishKeys.of(caller, "key", key.get(), draft))
                        .thenApply(Published::id);
    }

    private void published(EventId id, Throwable failure, Optional<Long> request) {
        pending--;
        flow();
        if (failure != null) {
            peer.refuse(Problems.of(failure instanceof CompletionException ? failure.getCause() : failure), request);
        } else if (format == WebSocketEncoder.JSON) {
            peer.say("{\"published\":\"" + id + "\"" + Peer.number(request) + "}");
        }
    }
    // snippet:end

    /** Reads no more while the client does not take its answers, or too many are to come. */
    void flow() {
        Channel channel = peer.context().channel();
        channel.config().setAutoRead(pending < MAX_PENDING && channel.isWritable());
    }
}
