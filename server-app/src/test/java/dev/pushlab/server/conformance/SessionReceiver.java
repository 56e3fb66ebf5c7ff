package dev.pushlab.server.conformance;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.session.Session;
import dev.pushlab.protocol.session.SessionConfig;
import dev.pushlab.protocol.session.SessionLimits;
import dev.pushlab.protocol.session.SessionListener;
import io.netty.channel.Channel;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Receives over a session of the binary protocol, whoever has dialled whom. */
public final class SessionReceiver implements Receiver, SessionListener {
    private static final int PATIENCE_SECONDS = 60;

    private final BlockingQueue<List<Arrival>> inbox = new LinkedBlockingQueue<>();
    private final Queue<Channel> channels = new ConcurrentLinkedQueue<>();
    private final Topic topic;
    private final Position after;
    private volatile String end = "nothing comes";

    public SessionReceiver(Topic topic, Position after) {
        this.topic = topic;
        this.after = after;
    }

    /** Of a client that pings as often as the conformance of rooms wants a sign of life. */
    public static SessionConfig config() {
        return SessionConfig.client("conformance")
                .withLimits(SessionLimits.DEFAULT
                        .withHeartbeat(RoomConformance.HEARTBEAT, SessionLimits.DEFAULT.silence())
                        .withHandshake(RoomConformance.PATIENCE));
    }

    /** Is closed with this. */
    public void owns(Channel channel) {
        channels.add(channel);
    }

    @Override
    public void opened(Session session) {
        // Changes with each PONG.
        session.status().subscribe(status -> inbox.add(List.of(new Arrival.SignOfLife())));
        session.send(new Message.Subscribe(topic, after));
    }

    @Override
    public void received(Session session, Message message) {
        if (message instanceof Message.Subscribed subscribed) {
            inbox.add(List.of(new Arrival.Standing(subscribed.start())));
        } else if (message instanceof Message.EventMessage delivered) {
            Event event = delivered.event();
            inbox.add(List.of(new Arrival.Delivered(event.id(), event.type(), event.payload())));
        } else if (message instanceof Message.GapMessage gap) {
            inbox.add(List.of(new Arrival.Missed(gap.gap().resumed())));
        }
    }

    @Override
    public void closed(Session session, ReasonCode reason, String detail) {
        failed(reason, detail);
    }

    /** Taken for a loss by whoever still receives. */
    @Override
    public void failed(ReasonCode reason, String detail) {
        end = "ended: " + reason + " " + detail;
        inbox.add(List.of());
    }

    @Override
    public List<Arrival> receive() throws IOException {
        try {
            List<Arrival> next = inbox.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (next == null || next.isEmpty()) {
                throw new IOException(end);
            }
            return next;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        channels.forEach(channel -> channel.close().syncUninterruptibly());
    }
}
