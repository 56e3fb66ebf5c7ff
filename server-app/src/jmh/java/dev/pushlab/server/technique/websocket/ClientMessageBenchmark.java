package dev.pushlab.server.technique.websocket;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What a client publishes over a WebSocket. */
@State(Scope.Thread)
public class ClientMessageBenchmark {
    @Param({"16", "128", "4096"})
    public int bytes;

    private String text;

    @Setup
    public void prepare() {
        text = "{\"publish\":{\"type\":\"tick\",\"data\":\"" + "x".repeat(bytes) + "\"},\"request\":7}";
    }

    @Benchmark
    public Object parse() {
        return ClientMessage.parse(text);
    }
}
