package dev.pushlab.server.bench.wire;

/** Cuts the bytes that one connection brings into payloads. */
public interface Deframer {
    /**
     * Takes the next bytes of the stream, {@code bytes[from, to)}, which may end anywhere.
     *
     * @throws WireException if they violate the protocol, or the server refuses
     */
    void feed(byte[] bytes, int from, int to, PayloadSink sink);
}
