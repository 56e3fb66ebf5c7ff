package dev.pushlab.server.net;

import dev.pushlab.protocol.message.Message;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import java.util.Optional;

/**
 * Sets up a connection: enters it in the registry, has the listener configure the pipeline, and then puts the tap in
 * front of everything, so that nothing can pass it uncounted.
 */
public abstract class TappedInitializer extends ChannelInitializer<Channel> {
    private final ConnectionRegistry registry;
    private final ConnectionInfo.Protocol protocol;
    private final Message.Direction direction;

    protected TappedInitializer(
            ConnectionRegistry registry, ConnectionInfo.Protocol protocol, Message.Direction direction) {
        this.registry = registry;
        this.protocol = protocol;
        this.direction = direction;
    }

    @Override
    protected final void initChannel(Channel channel) {
        Optional<Connection> connection = registry.register(channel, protocol, direction);
        if (connection.isEmpty()) {
            refuse(channel);
            return;
        }
        configure(channel, connection.get());
        channel.pipeline().addFirst(HandlerNames.TAP, connection.get().tap());
    }

    /** Adds the handlers of this listener. */
    protected abstract void configure(Channel channel, Connection connection);

    /** There are too many connections: says so, if the protocol has words for it, and closes. */
    protected void refuse(Channel channel) {
        channel.close();
    }
}
