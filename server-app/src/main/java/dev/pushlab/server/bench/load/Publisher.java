package dev.pushlab.server.bench.load;

import dev.pushlab.server.bench.wire.Dialect;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.Deque;

/** A connection that only publishes. What it hears is neither counted nor verified; where the dialect
 * has a window, messages beyond it wait for answers. */
final class Publisher extends LoadConnection {
    private final boolean readyAtOnce;
    private final int window;
    private final Deque<ByteBuf> waiting = new ArrayDeque<>();
    private int unanswered;

    Publisher(LoadGenerator generator, Dialect dialect, int topic) {
        super(generator, dialect.publisherDeframer(), dialect.publisherGreeting(Load.topic(topic)));
        readyAtOnce = dialect.publishers() == Dialect.Publishers.ONE;
        window = dialect.publisherWindow();
    }

    @Override
    void send(ByteBuf message) {
        if (unanswered < window) {
            unanswered++;
            super.send(message);
        } else {
            waiting.add(message);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        waiting.forEach(ByteBuf::release);
        waiting.clear();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        super.channelActive(ctx);
        if (readyAtOnce) {
            generator.established();
        }
    }

    @Override
    void received(int bytes) {
        // Answers to publications.
    }

    @Override
    public void established() {
        if (!readyAtOnce) {
            generator.established();
        }
    }

    @Override
    public void begin() {
        // As everything it hears.
    }

    @Override
    public void bytes(byte[] bytes, int from, int to) {
        // As everything it hears.
    }

    @Override
    public void end() {
        // With a window this is an answer; without one it is as everything it hears.
        unanswered--;
        ByteBuf next = waiting.poll();
        if (next != null) {
            send(next);
        }
    }

    @Override
    public String toString() {
        return "publisher";
    }
}
