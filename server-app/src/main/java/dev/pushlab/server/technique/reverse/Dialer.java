package dev.pushlab.server.technique.reverse;

import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.message.Suite;
import dev.pushlab.protocol.session.DialFailure;
import dev.pushlab.protocol.session.Session;
import dev.pushlab.protocol.session.SessionConfig;
import dev.pushlab.protocol.session.SessionListener;
import dev.pushlab.protocol.session.SessionPipelines;
import dev.pushlab.server.keys.MemberFailure;
import dev.pushlab.server.keys.MemberState;
import dev.pushlab.server.net.Connection;
import dev.pushlab.server.net.ConnectionInfo;
import dev.pushlab.server.net.ConnectionRegistry;
import dev.pushlab.server.net.TappedInitializer;
import dev.pushlab.server.session.ServerSession;
import dev.pushlab.server.session.SessionContext;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Makes the connections, so many at once and no more. Everything of a call happens on one loop, the home loop: its
 * steps, its session, its outcome. So they come in order.
 */
final class Dialer {
    private final DialRules rules;
    private final EventLoop home;
    private final Class<? extends Channel> channelType;
    private final ConnectionRegistry registry;
    private final SessionConfig registered;
    private final SessionConfig byHand;
    private final SessionContext context;
    private final Queue<Call> queue = new ArrayDeque<>();
    private int underWay;
    private boolean closed;

    Dialer(
            DialRules rules,
            EventLoop home,
            Class<? extends Channel> channelType,
            ConnectionRegistry registry,
            SessionConfig config,
            SessionContext context) {
        this.rules = rules;
        this.home = home;
        this.channelType = channelType;
        this.registry = registry;
        this.registered = config.withLimits(config.limits().withHandshake(rules.handshake()));
        // Only XX proves the identity that was entered: neither plaintext nor a shared secret does.
        this.byHand = registered.withSuites(Suite.XX_CHACHAPOLY, Suite.XX_AESGCM);
        this.context = context;
    }

    /** Makes the call, when it is its turn. The queue is bounded by those who fill it. */
    void dial(Call call) {
        if (closed) {
            call.outcome().failed(MemberFailure.ofCall(ReasonCode.SHUTTING_DOWN, ""));
        } else if (underWay >= rules.atOnce()) {
            queue.add(call);
        } else {
            connect(call);
        }
    }

    /** Dials nobody any more; sessions that stand go on. */
    void close() {
        closed = true;
        queue.forEach(call -> call.outcome().failed(MemberFailure.ofCall(ReasonCode.SHUTTING_DOWN, "")));
        queue.clear();
    }

    private void connect(Call call) {
        underWay++;
        call.outcome().step(MemberState.DIALING);
        new Bootstrap()
                .group(home)
                .channel(channelType)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        rules.connect().toMillis())
                .option(ChannelOption.TCP_NODELAY, true)
                // The pipeline comes with the connection: before, there is nobody to enter in the list of connections.
                .handler(new ChannelHandlerAdapter() {})
                .connect(call.target())
                .addListener((io.netty.channel.ChannelFuture connected) -> {
                    if (connected.isSuccess()) {
                        connected.channel().pipeline().addLast(new Answered(call));
                    } else {
                        String detail = String.valueOf(connected.cause().getMessage());
                        MemberFailure why = MemberFailure.of(DialFailure.of(connected.cause(), call.target()), detail);
                        // Not at once: it may fail before connect() returns, and the next one in turn may, too.
                        home.execute(() -> over(() -> call.outcome().failed(why)));
                    }
                });
    }

    /** An attempt has come to its end, well or not: the next one may begin. On the home loop. */
    private void over(Runnable tell) {
        underWay--;
        tell.run();
        if (!queue.isEmpty() && !closed) {
            connect(queue.remove());
        }
    }

    /** The listener has accepted the connection. */
    private final class Answered extends TappedInitializer {
        private final Call call;

        Answered(Call call) {
            super(registry, ConnectionInfo.Protocol.BINARY, Direction.REVERSE);
            this.call = call;
        }

        // snippet:begin answered
        @Override
        protected void configure(Channel channel, Connection connection) {
            connection.technique(ReverseTechnique.ID);
            channel.pipeline().addLast(CallProgress.NAME, new CallProgress(() -> {
                call.outcome().step(MemberState.COOKIE_OK);
                call.outcome().step(MemberState.HANDSHAKE);
            }));
            SessionListener session = new Reporting(
                    call,
                    new CalledSession(
                            new ServerSession(channel, connection, context), channel.eventLoop(), rules.poll()));
            if (call.ticket().isPresent()) {
                SessionPipelines.callbackDialler(
                        channel, registered, call.ticket().get(), session);
            } else {
                SessionPipelines.listenerDialler(channel, byHand, call.fingerprint(), session);
            }
        }
        // snippet:end

        @Override
        protected void refuse(Channel channel) {
            channel.close();
            MemberFailure why = MemberFailure.ofCall(ReasonCode.TOO_MANY_CONNECTIONS, "this server's own bound");
            over(() -> call.outcome().failed(why));
        }
    }

    /** Tells the call how it goes, on the home loop. */
    private final class Reporting implements SessionListener {
        private final Call call;
        private final SessionListener inner;

        Reporting(Call call, SessionListener inner) {
            this.call = call;
            this.inner = inner;
        }

        @Override
        public void opened(Session session) {
            over(() -> call.outcome().established(session));
            inner.opened(session);
        }

        @Override
        public void received(Session session, Message message) {
            inner.received(session, message);
        }

        @Override
        public void writabilityChanged(Session session, boolean writable) {
            inner.writabilityChanged(session, writable);
        }

        @Override
        public void closed(Session session, ReasonCode reason, String detail) {
            inner.closed(session, reason, detail);
            call.outcome().ended(session, reason, detail);
        }

        @Override
        public void failed(ReasonCode reason, String detail) {
            inner.failed(reason, detail);
            over(() -> call.outcome().failed(MemberFailure.ofCall(reason, detail)));
        }
    }
}
