package dev.pushlab.client.web;

import dev.pushlab.protocol.mime.MalformedBodyException;
import dev.pushlab.protocol.mime.MultipartParser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One answer of several parts, read as fast as its parts are taken. Methods may be called from any thread. */
final class MultipartConnection {
    private static final Logger LOG = LoggerFactory.getLogger(MultipartConnection.class);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
    private static final int MAX_PROBLEM_BYTES = 64 << 10;
    private static final int OK = 200;

    private final MultipartEvents events;
    private CompletableFuture<?> exchange;
    private Flow.Subscription body;
    private boolean paused;
    private boolean asked;
    private boolean over;

    MultipartConnection(MultipartEvents events) {
        this.events = events;
    }

    /** @param language of a problem that the server may answer with, as HTTP writes it */
    void open(HttpClient client, URI uri, String language) {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(ANSWER_LIMIT)
                .header("Accept", "multipart/x-mixed-replace")
                .header("Accept-Language", language)
                .header("Cache-Control", "no-cache")
                .build();
        CompletableFuture<?> begun = client.sendAsync(request, this::body);
        synchronized (this) {
            exchange = begun;
        }
        begun.whenComplete((answer, failure) -> {
            if (failure != null && isLast()) {
                LOG.debug("No parts from {}: {}", uri, failure.toString());
                events.failed();
            }
        });
    }

    /** Ends it; nothing is told any more. */
    synchronized void close() {
        over = true;
        if (body != null) {
            body.cancel();
        } else if (exchange != null) {
            exchange.cancel(true);
        }
    }

    /** Whether to read on; while not, TCP slows the server down. */
    synchronized void setReading(boolean reading) {
        paused = !reading;
        ask();
    }

    private synchronized void ask() {
        if (body != null && !paused && !over && !asked) {
            asked = true;
            body.request(1);
        }
    }

    private synchronized void begin(Flow.Subscription subscription) {
        body = subscription;
        if (over) {
            subscription.cancel();
        } else {
            ask();
        }
    }

    private synchronized void answered() {
        asked = false;
    }

    private synchronized boolean isOver() {
        return over;
    }

    /** True for whoever comes first to tell of an end. */
    private synchronized boolean isLast() {
        boolean first = !over;
        over = true;
        return first;
    }

    private HttpResponse.BodySubscriber<Void> body(HttpResponse.ResponseInfo answer) {
        String type = answer.headers().firstValue("content-type").orElse("");
        Optional<String> boundary = MultipartParser.boundary(type);
        if (answer.statusCode() != OK || boundary.isEmpty()) {
            return new Refusal(answer.statusCode(), type);
        }
        return new Parts(boundary.get());
    }

    /** Whatever is read of an answer. */
    private abstract class Body implements HttpResponse.BodySubscriber<Void> {
        /** At once: the answer is there, although its body is not. */
        @Override
        public CompletableFuture<Void> getBody() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            begin(subscription);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            answered();
            for (ByteBuffer buffer : buffers) {
                if (!isOver()) {
                    take(buffer);
                }
            }
            ask();
        }

        abstract void take(ByteBuffer bytes);

        @Override
        public void onError(Throwable failure) {
            if (isLast()) {
                LOG.debug("An answer broke off: {}", failure.toString());
                events.failed();
            }
        }
    }

    private final class Parts extends Body {
        private final MultipartParser parser;

        Parts(String boundary) {
            parser = new MultipartParser(boundary, part -> {
                if (!isOver()) {
                    events.part(part);
                }
            });
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            events.opened();
            super.onSubscribe(subscription);
        }

        @Override
        void take(ByteBuffer bytes) {
            try {
                parser.feed(bytes);
                if (parser.ended()) {
                    onComplete();
                    close();
                }
            } catch (MalformedBodyException e) {
                if (isLast()) {
                    events.malformed(e.getMessage());
                }
                close();
            }
        }

        @Override
        public void onComplete() {
            if (isLast()) {
                events.ended();
            }
        }
    }

    private final class Refusal extends Body {
        private final int status;
        private final String contentType;
        private final StringBuilder words = new StringBuilder();

        Refusal(int status, String contentType) {
            this.status = status;
            this.contentType = contentType;
        }

        @Override
        void take(ByteBuffer bytes) {
            words.append(StandardCharsets.ISO_8859_1.decode(bytes));
            if (words.length() > MAX_PROBLEM_BYTES) {
                onComplete();
                close();
            }
        }

        @Override
        public void onComplete() {
            if (isLast()) {
                byte[] bytes = words.toString().getBytes(StandardCharsets.ISO_8859_1);
                events.refused(status, contentType, new String(bytes, StandardCharsets.UTF_8));
            }
        }
    }
}
