package dev.pushlab.server.technique.binary;

import dev.pushlab.protocol.codec.MessageCodec;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.session.SessionConfig;
import dev.pushlab.protocol.session.SessionPipelines;
import dev.pushlab.server.net.Connection;
import dev.pushlab.server.net.ConnectionInfo;
import dev.pushlab.server.net.ConnectionRegistry;
import dev.pushlab.server.net.EventLoops;
import dev.pushlab.server.net.Listener;
import dev.pushlab.server.net.TappedInitializer;
import dev.pushlab.server.session.ServerSession;
import dev.pushlab.server.session.SessionContext;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.io.IOException;
import java.net.InetSocketAddress;

/** The port of the binary protocol. */
public final class BinaryRoom implements AutoCloseable {
    private final Listener listener;

    private BinaryRoom(Listener listener) {
        this.listener = listener;
    }

    /**
     * Opens the port.
     *
     * @param address port 0 takes any that is free
     * @param config of the sessions: identity, accepted suites, limits
     * @throws IOException if the address cannot be bound, naming it
     */
    public static BinaryRoom open(
            EventLoops loops,
            InetSocketAddress address,
            ConnectionRegistry registry,
            SessionConfig config,
            SessionContext context)
            throws IOException {
        return new BinaryRoom(Listener.open(loops, address, new Accepted(registry, config, context)));
    }

    /** Where it listens, with the port that was taken. */
    public InetSocketAddress address() {
        return listener.address();
    }

    /** Accepts no more connections; sessions that stand are left to those who close them. */
    @Override
    public void close() {
        listener.close();
    }

    private static final class Accepted extends TappedInitializer {
        private final SessionConfig config;
        private final SessionContext context;

        Accepted(ConnectionRegistry registry, SessionConfig config, SessionContext context) {
            super(registry, ConnectionInfo.Protocol.BINARY, Direction.FORWARD);
            this.config = config;
            this.context = context;
        }

        // snippet:begin accepted
        @Override
        protected void configure(Channel channel, Connection connection) {
            connection.technique(BinaryTechnique.ID);
            SessionPipelines.forwardListener(channel, config, new ServerSession(channel, connection, context));
        }

        @Override
        protected void refuse(Channel channel) {
            ByteBuf close = channel.alloc().buffer();
            MessageCodec.encode(new Message.Close(ReasonCode.TOO_MANY_CONNECTIONS, ""), close);
            channel.writeAndFlush(close).addListener(ChannelFutureListener.CLOSE);
        }
        // snippet:end
    }
}
