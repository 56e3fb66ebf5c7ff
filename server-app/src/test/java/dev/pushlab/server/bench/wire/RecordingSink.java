package dev.pushlab.server.bench.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a deframer finds. */
final class RecordingSink implements PayloadSink {
    final List<String> payloads = new ArrayList<>();
    final List<byte[]> replies = new ArrayList<>();
    int established;
    private ByteArrayOutputStream current;

    @Override
    public void established() {
        established++;
    }

    @Override
    public void begin() {
        if (current != null) {
            throw new IllegalStateException("a payload within a payload");
        }
        current = new ByteArrayOutputStream();
    }

    @Override
    public void bytes(byte[] bytes, int from, int to) {
        current.write(bytes, from, to - from);
    }

    @Override
    public void end() {
        payloads.add(current.toString(StandardCharsets.ISO_8859_1));
        current = null;
    }

    @Override
    public void reply(byte[] answer) {
        replies.add(answer);
    }
}
