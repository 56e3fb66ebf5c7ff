package dev.pushlab.client.web;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import netscape.javascript.JSException;
import netscape.javascript.JSObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Java half of websocket.js: the sockets of one document. Public because JavaScript can only call public methods of
 * public classes; nothing but websocket.js is meant to. All public methods are called on the FX thread.
 *
 * <p>Bounds: {@value #MAX_SOCKETS} sockets a document, {@value #MAX_OUTGOING_BYTES} bytes a socket waiting to be sent,
 * {@value #PAUSE_BYTES} bytes or {@value #PAUSE_MESSAGES} messages a socket waiting for the page; beyond the last two
 * the connection stops reading, and TCP slows the server down.
 */
public final class SocketBridge {
    static final int MAX_SOCKETS = 64;
    static final long MAX_OUTGOING_BYTES = 64L * 1024 * 1024;
    static final long PAUSE_BYTES = 4L * 1024 * 1024;
    static final int PAUSE_MESSAGES = 4_096;

    private static final Logger LOG = LoggerFactory.getLogger(SocketBridge.class);
    private static final int GOING_AWAY = 1001;

    private final SocketClient client;
    private final PageDelivery delivery;
    private final String origin;
    private final Map<Integer, PageSocket> sockets = new HashMap<>();
    private int lastId;
    private boolean left;

    SocketBridge(SocketClient client, PageDelivery delivery, String origin) {
        this.client = client;
        this.delivery = delivery;
        this.origin = origin;
    }

    /**
     * Begins to connect.
     *
     * @param sink the page's object that is told what happens: the methods of {@link SocketEvents}
     * @param protocols comma-separated
     * @return the id for the other methods
     */
    public int open(JSObject sink, boolean secure, String host, int port, String resource, String protocols) {
        int id = ++lastId;
        PageSocket socket = new PageSocket(id, sink);
        if (left || sockets.size() >= MAX_SOCKETS || BlockedPorts.contains(port)) {
            LOG.debug("WebSocket to {}:{} refused by this side", host, port);
            socket.closed(true, 1006, "", false);
        } else {
            sockets.put(id, socket);
            socket.connection = new SocketConnection(
                    new SocketTarget(secure, host, port, resource, protocols, origin), socket, client.loop());
            client.connect(socket.connection);
        }
        return id;
    }

    /**
     * Queues a text message.
     *
     * @param bytes its length in UTF-8
     */
    public void sendText(int id, String text, int bytes) {
        PageSocket socket = sockets.get(id);
        if (socket != null && socket.reserve(bytes)) {
            socket.connection.sendText(text, bytes);
        }
    }

    /**
     * Queues a binary message.
     *
     * @param packed two bytes a character, low byte first
     * @param length bytes, one less than the characters hold when odd
     */
    public void sendBinary(int id, String packed, int length) {
        PageSocket socket = sockets.get(id);
        if (socket != null && socket.reserve(length)) {
            socket.connection.sendBinary(PackedBytes.unpack(packed, length));
        }
    }

    /**
     * Starts the closing handshake behind all that was queued.
     *
     * @param code 0 for none
     */
    public void close(int id, int code, String reason) {
        PageSocket socket = sockets.get(id);
        if (socket != null) {
            socket.connection.close(code, reason);
        }
    }

    /**
     * Fails the connection: the page was not told yet that it is open, or could not produce a message it had promised.
     *
     * @param why for the log
     */
    public void abort(int id, String why) {
        PageSocket socket = sockets.get(id);
        if (socket != null) {
            socket.connection.abort(why);
        }
    }

    /** The document is going away: closes every socket with 1001, and tells the page nothing more. */
    public void leave() {
        if (left) {
            return;
        }
        left = true;
        sockets.values().forEach(socket -> socket.connection.close(GOING_AWAY, ""));
        sockets.clear();
    }

    int openSockets() {
        return sockets.size();
    }

    /** One socket of the page: takes events on the event loop, delivers them on the FX thread. */
    private final class PageSocket implements SocketEvents {
        private final int id;
        private final JSObject sink;
        private final AtomicLong outgoingBytes = new AtomicLong();
        private final AtomicInteger sentBytes = new AtomicInteger();
        private final AtomicLong waitingBytes = new AtomicLong();
        private final AtomicInteger waitingMessages = new AtomicInteger();
        private SocketConnection connection;
        private volatile boolean paused;

        PageSocket(int id, JSObject sink) {
            this.id = id;
            this.sink = sink;
        }

        /** False, with the connection failed, when the buffer would be full (the standard's "flagged as full"). */
        boolean reserve(int bytes) {
            if (outgoingBytes.addAndGet(bytes) > MAX_OUTGOING_BYTES) {
                connection.abort("more than " + MAX_OUTGOING_BYTES + " bytes waiting to be sent");
                return false;
            }
            return true;
        }

        @Override
        public void opened(String protocol, String extensions) {
            post("opened", protocol, extensions);
        }

        @Override
        public void text(String data) {
            message(2L * data.length(), () -> call("text", data));
        }

        @Override
        public void binary(byte[] data) {
            String packed = PackedBytes.pack(data);
            int length = data.length;
            message(length, () -> call("binary", packed, length));
        }

        private void message(long bytes, Runnable deliver) {
            boolean many = waitingMessages.incrementAndGet() >= PAUSE_MESSAGES;
            if (waitingBytes.addAndGet(bytes) >= PAUSE_BYTES || many) {
                paused = true;
                connection.setReading(false);
            }
            delivery.post(() -> {
                deliver.run();
                int messages = waitingMessages.decrementAndGet();
                if (waitingBytes.addAndGet(-bytes) <= PAUSE_BYTES / 2 && messages <= PAUSE_MESSAGES / 2 && paused) {
                    paused = false;
                    connection.setReading(true);
                }
            });
        }

        @Override
        public void sent(int bytes) {
            outgoingBytes.addAndGet(-bytes);
            if (sentBytes.getAndAdd(bytes) == 0 && bytes > 0) {
                delivery.post(() -> call("sent", sentBytes.getAndSet(0)));
            }
        }

        @Override
        public void closing() {
            post("closing");
        }

        @Override
        public void closed(boolean failed, int code, String reason, boolean clean) {
            delivery.post(() -> {
                sockets.remove(id); // first: the page may open the next one from its close event
                call("closed", failed, code, reason, clean);
            });
        }

        private void post(String method, Object... arguments) {
            delivery.post(() -> call(method, arguments));
        }

        private void call(String method, Object... arguments) {
            if (left) {
                return;
            }
            try {
                sink.call(method, arguments);
            } catch (JSException e) {
                // Listeners' exceptions go to window.onerror; only a page that broke the event classes comes here.
                LOG.debug("The page failed to take the event {}", method, e);
            }
        }
    }
}
