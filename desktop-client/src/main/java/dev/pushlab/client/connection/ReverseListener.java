package dev.pushlab.client.connection;

import dev.pushlab.protocol.session.CallbackTicket;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * The socket on which this client waits to be dialled by the server. One call at a time: while one is being answered or
 * has become a session, further callers are closed at once, unread. Absolute deadlines and bounds of the call itself
 * are the session's. Belongs to the event loop.
 *
 * <p>A caller is answered only if somebody is expected: the server that was registered with, or, in the standalone way,
 * any server that the trust check accepts.
 */
final class ReverseListener {
    private final Connector connector;
    private final Owner owner;
    private Channel socket;
    private boolean open;
    private CallbackTicket ticket;
    private Channel call;

    /** Told on the event loop. */
    interface Owner {
        /** The socket waits at this address. */
        void listening(InetSocketAddress address);

        /** The socket could not be opened. */
        void notListening(Cause cause);

        /**
         * Somebody expected has dialled: puts a session on the connection.
         *
         * @param ticket of the registration this call answers; empty in the standalone way
         */
        void called(Channel channel, Optional<CallbackTicket> ticket);
    }

    ReverseListener(Connector connector, Owner owner) {
        this.connector = connector;
        this.owner = owner;
    }

    /** Opens the socket, unless it is open already. @param port 0 for any free one */
    void start(InetAddress bind, int port) {
        if (open) {
            return;
        }
        open = true;
        ChannelFuture future = connector.listen(new InetSocketAddress(bind, port), this::accept);
        socket = future.channel();
        Channel opened = socket;
        future.addListener(done -> {
            if (opened != socket) {
                return;
            }
            if (done.isSuccess()) {
                owner.listening((InetSocketAddress) opened.localAddress());
            } else {
                open = false;
                socket = null;
                owner.notListening(
                        new Cause("listen.failed", String.valueOf(done.cause().getMessage()), false));
            }
        });
    }

    boolean isOpen() {
        return open;
    }

    /** Where it waits; empty unless it does. */
    Optional<InetSocketAddress> address() {
        return open && socket.localAddress() != null
                ? Optional.of((InetSocketAddress) socket.localAddress())
                : Optional.empty();
    }

    /** Expects the server's call from now on; empty expects nobody registered. */
    void expect(Optional<CallbackTicket> expected) {
        if (ticket != null && expected.filter(t -> t == ticket).isEmpty()) {
            ticket.destroy();
        }
        ticket = expected.orElse(null);
    }

    /** Closes the socket. A call that has come already goes on. */
    void stop() {
        open = false;
        expect(Optional.empty());
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }

    private void accept(Channel channel) {
        if (!open || call != null) {
            channel.close();
            return;
        }
        call = channel;
        channel.closeFuture().addListener(closed -> call = null);
        owner.called(channel, Optional.ofNullable(ticket));
    }
}
