package dev.pushlab.server.bench.wire;

/** Answers to pipelined requests that make something (201), each an empty payload. */
final class HttpAnswerDeframer implements Deframer {
    private static final int CREATED = 201;

    private HttpHead head = new HttpHead();
    private int remaining;

    @Override
    public void feed(byte[] bytes, int from, int to, PayloadSink sink) {
        int at = from;
        while (at < to) {
            if (head.isComplete()) {
                int count = Math.min(remaining, to - at);
                remaining -= count;
                at += count;
            } else {
                at = head.take(bytes, at, to);
                if (!head.isComplete()) {
                    return;
                }
                head.requireStatus(CREATED);
                remaining = head.contentLength();
            }
            if (remaining == 0) {
                head = new HttpHead();
                sink.begin();
                sink.end();
            }
        }
    }
}
