package dev.pushlab.server.bench.wire;

/** Takes what a {@link Deframer} finds. A payload is {@code begin bytes* end}. */
public interface PayloadSink {
    /** The handshake is complete: whatever is published from now on must arrive. At most once. */
    void established();

    void begin();

    /** The next part of the payload: {@code bytes[from, to)}, valid during the call only. */
    void bytes(byte[] bytes, int from, int to);

    void end();

    /** The protocol demands an answer, such as a pong. */
    void reply(byte[] answer);
}
