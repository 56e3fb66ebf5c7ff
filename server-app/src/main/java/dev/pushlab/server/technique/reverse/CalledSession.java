package dev.pushlab.server.technique.reverse;

import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.session.Session;
import dev.pushlab.protocol.session.SessionListener;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A session that the server has dialled: a session like any other, which this hands on to, and beside that a POLL every
 * few seconds, "anything for me?", as the survey's section on the reverse connection has it. A client that answers no
 * POLL is asked no more until it does; whether it lives at all is for PING to find out.
 */
final class CalledSession implements SessionListener {
    private final SessionListener inner;
    private final EventLoop loop;
    private final Duration interval;
    private ScheduledFuture<?> polling;
    private long asked;
    private long answered;

    CalledSession(SessionListener inner, EventLoop loop, Duration interval) {
        this.inner = inner;
        this.loop = loop;
        this.interval = interval;
    }

    @Override
    public void opened(Session session) {
        inner.opened(session);
        long millis = interval.toMillis();
        polling = loop.scheduleWithFixedDelay(() -> poll(session), millis, millis, TimeUnit.MILLISECONDS);
    }

    // snippet:begin poll
    private void poll(Session session) {
        if (asked == answered) {
            asked++;
            session.send(new Message.Poll(asked));
        }
    }
    // snippet:end

    @Override
    public void received(Session session, Message message) {
        if (!(message instanceof Message.Polled answer)) {
            inner.received(session, message);
        } else if (answer.sequence() == asked && asked != answered) {
            answered = asked;
        } else {
            session.send(new Message.Error(
                    ReasonCode.UNEXPECTED, Optional.empty(), "no POLL " + answer.sequence() + " awaits an answer"));
        }
    }

    @Override
    public void writabilityChanged(Session session, boolean writable) {
        inner.writabilityChanged(session, writable);
    }

    @Override
    public void closed(Session session, ReasonCode reason, String detail) {
        polling.cancel(false);
        inner.closed(session, reason, detail);
    }

    @Override
    public void failed(ReasonCode reason, String detail) {
        inner.failed(reason, detail);
    }
}
