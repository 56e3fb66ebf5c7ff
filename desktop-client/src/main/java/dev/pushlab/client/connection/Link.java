package dev.pushlab.client.connection;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.session.Session;
import dev.pushlab.protocol.session.SessionListener;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One session of this client with what belongs to it and to no other: which subscriptions it was asked for, which
 * publications it still has to answer. While the direction is being changed there are two. Belongs to the client's
 * event loop, onto which it brings the session's callbacks.
 */
final class Link implements SessionListener {
    private final Direction direction;
    private final EventExecutor loop;
    private final Owner owner;
    private final TrustCheck trust;
    private Session session;
    private boolean over;

    /** Whether it was asked to close. */
    boolean retired;

    private InetAddress localAddress;

    /** Topics in the order in which SUBSCRIBEs await their answer: the server answers in order. */
    final Deque<Topic> awaited = new ArrayDeque<>();
    /** How many SUBSCRIBEs of a topic await their answer; what comes before the last answer belongs to the past. */
    final Map<Topic, Integer> unanswered = new HashMap<>();
    /** How often a subscription was asked for again because this link had lost events another one may still bring. */
    final Map<Topic, Integer> repeated = new HashMap<>();
    /** The last position told in an ACK. */
    final Map<Topic, EventId> acknowledged = new HashMap<>();
    /** Sent and not answered, by request number. */
    final Map<Long, Outbox.Draft> publishing = new LinkedHashMap<>();

    /** Who is told, on the event loop. */
    interface Owner {
        void opened(Link link);

        void received(Link link, Message message);

        void writable(Link link);

        void closed(Link link, Cause cause, ReasonCode reason);

        void failed(Link link, Cause cause);
    }

    Link(Direction direction, TrustCheck trust, EventExecutor loop, Owner owner) {
        this.direction = direction;
        this.trust = trust;
        this.loop = loop;
        this.owner = owner;
    }

    Direction direction() {
        return direction;
    }

    /** What is thought of the server. */
    TrustCheck trust() {
        return trust;
    }

    /** Of the TCP connection; null before there is one. */
    InetAddress localAddress() {
        return localAddress;
    }

    void localAddress(InetAddress value) {
        localAddress = value;
    }

    /** The established session; null before. */
    Session session() {
        return session;
    }

    boolean isOpen() {
        return !over && session != null && session.isOpen();
    }

    /** Sends without waiting: if the session ends first, {@link Owner#closed} tells. */
    void send(Message message) {
        session.send(message);
    }

    void close(ReasonCode reason, String detail) {
        session.close(reason, detail);
    }

    /** No connection came about; from whoever dials. */
    void fail(Cause cause) {
        run(() -> {
            if (!over) {
                over = true;
                owner.failed(this, cause);
            }
        });
    }

    @Override
    public void opened(Session opened) {
        run(() -> {
            if (over) {
                opened.close(ReasonCode.GOODBYE, "");
                return;
            }
            session = opened;
            owner.opened(this);
        });
    }

    @Override
    public void received(Session from, Message message) {
        run(() -> {
            if (!over) {
                owner.received(this, message);
            }
        });
    }

    @Override
    public void writabilityChanged(Session changed, boolean writable) {
        run(() -> {
            if (writable && !over) {
                owner.writable(this);
            }
        });
    }

    @Override
    public void closed(Session ended, ReasonCode reason, String detail) {
        run(() -> {
            if (!over) {
                over = true;
                owner.closed(this, Cause.of(reason, detail), reason);
            }
        });
    }

    @Override
    public void failed(ReasonCode reason, String detail) {
        fail(Cause.of(reason, detail));
    }

    private void run(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }
}
