package dev.pushlab.server.technique.reverse;

import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.keys.Identity;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.session.CallbackTicket;
import dev.pushlab.protocol.session.Session;
import dev.pushlab.protocol.session.SessionConfig;
import dev.pushlab.protocol.session.SessionListener;
import dev.pushlab.protocol.session.SessionPipelines;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.conformance.Receiver;
import dev.pushlab.server.conformance.SessionConformance;
import dev.pushlab.server.conformance.SessionReceiver;
import dev.pushlab.server.testing.TestClient;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

/** Each client listens, registers, is called, and receives over the call alone: the connection it came over is gone. */
class ReverseConformanceIT extends SessionConformance {
    private static final int CALLS_PER_MINUTE = 100_000;

    @Override
    protected ServerOptions options(ServerOptions common) {
        return common.withProtocol(common.protocol().withCallsPerMinute(CALLS_PER_MINUTE));
    }

    @Override
    protected Receiver receiver(PushlabServer server, Topic topic, Position after) {
        SessionConfig config = SessionReceiver.config().withIdentity(Identity.generate());
        SessionReceiver receiver = new SessionReceiver(topic, after);
        CompletableFuture<CallbackTicket> ticket = new CompletableFuture<>();
        Channel listener = listen(config, receiver, ticket);
        receiver.owns(listener);
        int port = ((InetSocketAddress) listener.localAddress()).getPort();
        Registering registering = new Registering(TestClient.register(port, "conformance"), ticket, receiver);
        receiver.owns(dial(server, channel -> SessionPipelines.forwardDialler(channel, config, registering)));
        return receiver;
    }

    private static Channel listen(
            SessionConfig config, SessionReceiver receiver, CompletableFuture<CallbackTicket> ticket) {
        return new ServerBootstrap()
                .group(loops())
                .channel(NioServerSocketChannel.class)
                .childHandler(initializer(call -> {
                    receiver.owns(call);
                    // The call may come before REGISTER_OK was read: they come over different connections.
                    call.config().setAutoRead(false);
                    ticket.thenAccept(agreed -> call.eventLoop().execute(() -> {
                        SessionPipelines.callbackListener(call, config, agreed, receiver);
                        call.config().setAutoRead(true);
                    }));
                }))
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    /** The connection to the server, which is for the registration only. */
    private record Registering(
            Message.Register request, CompletableFuture<CallbackTicket> ticket, SessionReceiver receiver)
            implements SessionListener {
        @Override
        public void opened(Session session) {
            session.send(request);
        }

        @Override
        public void received(Session session, Message message) {
            if (message instanceof Message.RegisterOk answer) {
                ticket.complete(CallbackTicket.derive(session, request, answer));
                session.close(ReasonCode.MOVED, "");
            } else if (message instanceof Message.Error refused) {
                receiver.failed(refused.reason(), refused.detail());
            }
        }

        @Override
        public void closed(Session session, ReasonCode reason, String detail) {
            if (!ticket.isDone()) {
                receiver.failed(reason, detail);
            }
        }

        @Override
        public void failed(ReasonCode reason, String detail) {
            receiver.failed(reason, detail);
        }
    }
}
