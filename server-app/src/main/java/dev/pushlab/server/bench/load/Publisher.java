package dev.pushlab.server.bench.load;

import dev.pushlab.server.bench.wire.Dialect;
import io.netty.channel.ChannelHandlerContext;

/** A connection that only publishes. What it hears is neither counted nor verified. */
final class Publisher extends LoadConnection {
    private final boolean readyAtOnce;

    Publisher(LoadGenerator generator, Dialect dialect, int topic) {
        super(generator, dialect.publisherDeframer(), dialect.publisherGreeting(Load.topic(topic)));
        readyAtOnce = dialect.publishers() == Dialect.Publishers.ONE;
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
        // As everything it hears.
    }

    @Override
    public String toString() {
        return "publisher";
    }
}
