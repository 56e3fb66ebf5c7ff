package dev.pushlab.server.technique.websocket;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.access.Role;
import dev.pushlab.server.fanout.FanoutSubscription;
import dev.pushlab.server.net.Caller;
import dev.pushlab.server.net.Connection;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import dev.pushlab.server.net.Problems;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.util.Optional;
import java.util.function.Function;

/** Who is at the other end, what it may do, and its subscription. */
final class Reader {
    private static final int MAX_WRONG_TOKENS = 3;

    private final Peer peer;
    private final Topic topic;
    private final WebSocketEncoder format;
    private final Function<String, Caller> callers;
    private Function<Caller, FanoutSubscription> subscribing;
    private Caller caller;
    private int wrongTokens;
    /** Null until whoever reads has shown that it may. */
    private FanoutSubscription subscription;

    /**
     * @param callers who shows a token
     * @param caller who it is as far as the handshake says
     * @param subscribing subscribes in the name of somebody
     */
    Reader(
            Peer peer,
            Topic topic,
            WebSocketEncoder format,
            Function<String, Caller> callers,
            Caller caller,
            Function<Caller, FanoutSubscription> subscribing) {
        this.peer = peer;
        this.topic = topic;
        this.format = format;
        this.callers = callers;
        this.caller = caller;
        this.subscribing = subscribing;
    }

    Caller caller() {
        return caller;
    }

    /** Whether nothing is delivered before there is a token with which that is allowed. */
    boolean waits() {
        return subscription == null;
    }

    /** Whoever reads may. */
    void subscribe() {
        subscription = subscribing.apply(caller);
        // What it needed is needed no more, and there may be many connections.
        subscribing = null;
    }

    /** The first words of a connection. */
    void greet() {
        if (waits()) {
            caller.refusal(Role.VIEWER).ifPresent(problem -> peer.refuse(problem, Optional.empty()));
        } else if (format == WebSocketEncoder.JSON) {
            peer.say("{\"subscribed\":{\"topic\":\"" + topic + "\",\"start\":\"" + subscription.start()
                    + "\",\"recovered\":" + subscription.recovered() + "}}");
        }
    }

    void acknowledge(EventId id, Optional<Long> request) {
        if (waits()) {
            caller.refusal(Role.VIEWER).ifPresent(problem -> peer.refuse(problem, request));
        } else if (subscription.acknowledge(id)) {
            connection().acknowledged(id);
        } else {
            peer.refuse(Problem.of(Problem.Reason.INVALID_ID), request);
        }
    }

    void authorize(String token, Optional<Long> request) {
        Caller shown = callers.apply(token);
        boolean waits = waits();
        if (waits) {
            // Known first and asked afterwards: what changes in between is seen by one of both.
            connection().reader(shown);
        }
        Optional<Problem> problem = waits ? shown.refusal(Role.VIEWER) : shown.refusal(topic);
        if (problem.isEmpty()) {
            caller = shown;
            peer.say("{\"authorized\":true" + Peer.number(request) + "}");
            if (waits) {
                admit(request);
            }
            return;
        }
        if (waits) {
            connection().reader(null);
        }
        peer.refuse(problem.get(), request);
        if (++wrongTokens == MAX_WRONG_TOKENS) {
            peer.close(WebSocketCloseStatus.POLICY_VIOLATION);
        }
    }

    /** By the rights of who is known now. */
    private void admit(Optional<Long> request) {
        try {
            subscribe();
        } catch (RuntimeException e) {
            peer.refuse(Problems.of(e), request);
            peer.close(
                    e instanceof ProblemException
                            ? WebSocketCloseStatus.POLICY_VIOLATION
                            : WebSocketCloseStatus.TRY_AGAIN_LATER);
            return;
        }
        greet();
    }

    private Connection connection() {
        return Connection.of(peer.context().channel());
    }

    void unsubscribe() {
        if (subscription != null) {
            subscription.close();
        }
    }
}
