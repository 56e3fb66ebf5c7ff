package dev.pushlab.server.demonstration.blockingserver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pushlab.server.demonstration.LoopbackClient;
import dev.pushlab.server.net.EventLoops;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Clients that ask one server the same at once, and when what happened to each. Safe for use by any thread. */
final class Crowd implements AutoCloseable {
    /** {@code HTTP/1.1 200}. */
    private static final int STATUS_LINE = 12;

    private final List<Asking> clients = new ArrayList<>();
    private final IntFunction<Long> acceptedAt;
    private final long since = System.nanoTime();

    /**
     * @param request sent on each connection as soon as there is one
     * @param acceptedAt by {@link System#nanoTime} when the server accepted the connection from this port; null if it did
     *     not so far
     */
    Crowd(EventLoops loops, InetSocketAddress server, int number, String request, IntFunction<Long> acceptedAt) {
        this.acceptedAt = acceptedAt;
        for (int i = 0; i < number; i++) {
            Asking asking = new Asking(request);
            clients.add(asking);
            asking.client = LoopbackClient.connect(loops, server, asking);
        }
    }

    /** In ms from the beginning, null for what has not happened. */
    void describe(ArrayNode into) {
        for (Asking each : clients) {
            Long accepted = each.port == 0 ? null : acceptedAt.apply(each.port);
            ObjectNode one = into.addObject()
                    .put("connected", millis(each.connected))
                    .put("accepted", millis(accepted))
                    .put("answered", millis(each.answered))
                    .put("ended", each.ended);
            one.put("status", each.status);
        }
    }

    /** In ms. */
    double elapsed() {
        return millis(System.nanoTime());
    }

    private Double millis(Long nanoTime) {
        return nanoTime == null ? null : Math.max(0, Math.round((nanoTime - since) / 1e5) / 10.0);
    }

    @Override
    public void close() {
        clients.forEach(each -> each.client.close());
    }

    private static final class Asking implements LoopbackClient.Listener {
        private final String request;
        private final StringBuilder line = new StringBuilder(STATUS_LINE);
        private LoopbackClient client;
        private volatile int port;
        private volatile Long connected;
        private volatile Long answered;
        private volatile int status;
        private volatile boolean ended;

        private Asking(String request) {
            this.request = request;
        }

        @Override
        public void connected(LoopbackClient it) {
            port = it.port();
            connected = System.nanoTime();
            it.say(request);
        }

        /** One answer is all that it wants. */
        @Override
        public void received(LoopbackClient it, ByteBuf bytes) {
            if (answered == null) {
                answered = System.nanoTime();
            }
            int missing = Math.min(STATUS_LINE - line.length(), bytes.readableBytes());
            line.append(bytes.readCharSequence(missing, StandardCharsets.US_ASCII));
            if (line.length() == STATUS_LINE && status == 0) {
                String code = line.substring(STATUS_LINE - 3);
                status = code.matches("[1-5][0-9]{2}") ? Integer.parseInt(code) : -1;
                it.close();
            }
        }

        @Override
        public void closed(LoopbackClient it) {
            ended = true;
        }
    }
}
