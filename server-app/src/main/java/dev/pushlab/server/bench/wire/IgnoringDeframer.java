package dev.pushlab.server.bench.wire;

/**
 * For what a publisher hears that nothing is learnt from: whether a message was accepted is seen at the subscribers. The
 * connection is usable at once.
 */
final class IgnoringDeframer implements Deframer {
    @Override
    public void feed(byte[] bytes, int from, int to, PayloadSink sink) {
        // Answers to publications.
    }
}
