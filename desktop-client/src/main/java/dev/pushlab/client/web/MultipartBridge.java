package dev.pushlab.client.web;

import dev.pushlab.protocol.mime.Part;
import java.net.CookieHandler;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import netscape.javascript.JSException;
import netscape.javascript.JSObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Java half of multipart.js: the streams of parts of one document. Public because JavaScript can only call public
 * methods of public classes; nothing but multipart.js is meant to. All public methods are called on the FX thread.
 *
 * <p>Bounds: {@value #MAX_STREAMS} streams a document, {@value #PAUSE_BYTES} bytes or {@value #PAUSE_PARTS} parts a stream
 * waiting for the page; beyond these the connection stops reading, and TCP slows the server down. Only the page's own
 * origin is asked: what others would allow is for the browser to know.
 */
public final class MultipartBridge {
    static final int MAX_STREAMS = 16;
    static final long PAUSE_BYTES = 4L << 20;
    static final int PAUSE_PARTS = 4_096;

    private static final Logger LOG = LoggerFactory.getLogger(MultipartBridge.class);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

    private final Executor network;
    private final PageDelivery delivery;
    private final String origin;
    private final Map<Integer, PageStream> streams = new HashMap<>();
    private HttpClient client;
    private int lastId;
    private boolean left;

    /** @param network runs what answers bring, one after the other */
    MultipartBridge(Executor network, PageDelivery delivery, String origin) {
        this.network = network;
        this.delivery = delivery;
        this.origin = origin;
    }

    /**
     * Begins to receive.
     *
     * @param sink the page's object that is told what happens: the methods of {@link MultipartEvents}
     * @param language of the page, as HTTP writes it
     * @return the id for {@link #close}
     */
    public int open(JSObject sink, String url, String language) {
        int id = ++lastId;
        PageStream stream = new PageStream(id, sink);
        if (left || streams.size() >= MAX_STREAMS || !Origin.matches(origin, url)) {
            LOG.debug("A stream of parts was refused by this side: {}", url);
            delivery.post(() -> stream.tell("failed"));
        } else {
            streams.put(id, stream);
            stream.connection.open(client(), URI.create(url), language.matches("[A-Za-z-]{2,20}") ? language : "en");
        }
        return id;
    }

    /** Ends a stream, of which the page is told nothing more. */
    public void close(int id) {
        PageStream stream = streams.remove(id);
        if (stream != null) {
            stream.connection.close();
        }
    }

    /** The document is going away: ends all streams. */
    public void leave() {
        left = true;
        streams.values().forEach(stream -> stream.connection.close());
        streams.clear();
    }

    int openStreams() {
        return streams.size();
    }

    /** With the cookies of the page: the WebView has put them where all of this JVM find them. */
    private HttpClient client() {
        if (client == null) {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(CONNECT_LIMIT)
                    .executor(network);
            if (CookieHandler.getDefault() != null) {
                builder.cookieHandler(CookieHandler.getDefault());
            }
            client = builder.build();
        }
        return client;
    }

    /** One stream of the page: takes events from the network, delivers them on the FX thread. */
    private final class PageStream implements MultipartEvents {
        private final int id;
        private final JSObject sink;
        private final MultipartConnection connection = new MultipartConnection(this);
        private final AtomicLong waitingBytes = new AtomicLong();
        private final AtomicInteger waitingParts = new AtomicInteger();
        private volatile boolean paused;

        PageStream(int id, JSObject sink) {
            this.id = id;
            this.sink = sink;
        }

        @Override
        public void opened() {
            delivery.post(() -> call("opened"));
        }

        @Override
        public void part(Part part) {
            StringBuilder headers = new StringBuilder();
            part.headers()
                    .forEach((name, value) ->
                            headers.append(name).append('\n').append(value).append('\n'));
            String packed = PackedBytes.pack(part.body());
            int length = part.body().length;
            boolean many = waitingParts.incrementAndGet() >= PAUSE_PARTS;
            if (waitingBytes.addAndGet(length) >= PAUSE_BYTES || many) {
                paused = true;
                connection.setReading(false);
            }
            delivery.post(() -> {
                call("part", headers.toString(), packed, length);
                int parts = waitingParts.decrementAndGet();
                if (waitingBytes.addAndGet(-length) <= PAUSE_BYTES / 2 && parts <= PAUSE_PARTS / 2 && paused) {
                    paused = false;
                    connection.setReading(true);
                }
            });
        }

        @Override
        public void refused(int status, String contentType, String body) {
            end("refused", status, contentType, body);
        }

        @Override
        public void failed() {
            end("failed");
        }

        @Override
        public void malformed(String why) {
            end("malformed", why);
        }

        @Override
        public void ended() {
            end("ended");
        }

        private void end(String method, Object... arguments) {
            delivery.post(() -> {
                // First: the page may open the next one when it is told.
                if (streams.remove(id) != null) {
                    tell(method, arguments);
                }
            });
        }

        /** Nothing, once the page has closed it. */
        private void call(String method, Object... arguments) {
            if (streams.containsKey(id)) {
                tell(method, arguments);
            }
        }

        private void tell(String method, Object... arguments) {
            if (left) {
                return;
            }
            try {
                sink.call(method, arguments);
            } catch (JSException e) {
                LOG.debug("The page failed to take the event {}", method, e);
            }
        }
    }
}
