package dev.pushlab.server.bench.load;

import dev.pushlab.server.bench.wire.Dialect;

/** Receives and verifies. */
final class Subscriber extends LoadConnection {
    private final int number;
    private final Verifier verifier;

    Subscriber(LoadGenerator generator, Dialect dialect, int number, int topic, MessageBook book) {
        super(generator, dialect.subscriberDeframer(), dialect.subscribe(Load.topic(topic)));
        this.number = number;
        this.verifier = new Verifier(book, topic);
    }

    @Override
    void received(int bytes) {
        generator.received(bytes);
    }

    @Override
    public void established() {
        generator.established();
    }

    @Override
    public void begin() {
        verifier.begin();
    }

    @Override
    public void bytes(byte[] bytes, int from, int to) {
        verifier.bytes(bytes, from, to);
    }

    @Override
    public void end() {
        generator.delivered(verifier.end());
    }

    /** The number of the message that it waits for. */
    long next() {
        return verifier.next();
    }

    @Override
    public String toString() {
        return "subscriber " + number;
    }
}
