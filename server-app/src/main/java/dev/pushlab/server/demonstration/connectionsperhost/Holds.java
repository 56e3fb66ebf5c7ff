package dev.pushlab.server.demonstration.connectionsperhost;

import dev.pushlab.server.demonstration.LoopbackNames;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Requests that are answered after a while, or when they are released. There are at most {@link #PER_RUN} of a page and
 * {@link #TOTAL} of all. Safe for use by any thread.
 */
final class Holds implements AutoCloseable {
    /** More than any browser has to one host over HTTP/1.1. */
    static final int PER_RUN = 8;

    static final int TOTAL = 64;

    private final Set<Hold> held = ConcurrentHashMap.newKeySet();

    /** @throws ProblemException if there are as many as there may be */
    // snippet:begin hold
    void hold(HttpExchange exchange, String run, Duration time) {
        Hold hold = new Hold(exchange, run);
        synchronized (held) {
            long ofRun = held.stream().filter(each -> each.run.equals(run)).count();
            if (ofRun >= PER_RUN || held.size() >= TOTAL) {
                throw new ProblemException(
                        Problem.of(Problem.Reason.TOO_MANY_REQUESTS).withHeader(HttpHeaderNames.RETRY_AFTER, "5"));
            }
            held.add(hold);
        }
        hold.begin(time);
    }

    /** The answer says how long the request was here: what it took longer, it waited in the browser. */
    static void answer(HttpExchange exchange, Duration held) {
        String json = "{\"held\":" + TimeUnit.NANOSECONDS.toMicros(held.toNanos()) + ",\"connection\":"
                + exchange.connection().id() + "}";
        FullHttpResponse response = exchange.response(
                HttpResponseStatus.OK,
                "application/json",
                ByteBufUtil.writeUtf8(exchange.context().alloc(), json));
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        if (LoopbackNames.isOtherName(exchange)) {
            response.headers()
                    .set(
                            HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN,
                            exchange.headers().get(HttpHeaderNames.ORIGIN))
                    .add(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
        }
        exchange.respond(response);
    }
    // snippet:end

    /**
     * Has those of a page be answered now.
     *
     * @return how many there were
     */
    int release(String run) {
        List<Hold> all = held.stream().filter(each -> each.run.equals(run)).toList();
        all.forEach(Hold::end);
        return all.size();
    }

    int count() {
        return held.size();
    }

    @Override
    public void close() {
        held.forEach(Hold::end);
    }

    private final class Hold {
        private final HttpExchange exchange;
        private final String run;
        private final long since = System.nanoTime();
        private final AtomicBoolean ended = new AtomicBoolean();
        /** The client has gone: its place is free at once. */
        private final ChannelFutureListener gone = closed -> end();

        private Future<?> timer;

        Hold(HttpExchange exchange, String run) {
            this.exchange = exchange;
            this.run = run;
        }

        void begin(Duration time) {
            Channel channel = exchange.context().channel();
            timer = channel.eventLoop().schedule(this::end, time.toNanos(), TimeUnit.NANOSECONDS);
            channel.closeFuture().addListener(gone);
        }

        void end() {
            if (!ended.compareAndSet(false, true)) {
                return;
            }
            held.remove(this);
            exchange.context().executor().execute(() -> {
                timer.cancel(false);
                exchange.context().channel().closeFuture().removeListener(gone);
                answer(exchange, Duration.ofNanos(System.nanoTime() - since));
            });
        }
    }
}
