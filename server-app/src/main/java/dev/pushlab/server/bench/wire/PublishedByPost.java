package dev.pushlab.server.bench.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** Subscribers of this server, with one publisher for all topics: pipelined POST on one connection. */
record PublishedByPost(Dialect subscribers) implements Dialect {
    /** The server answers 32 requests that are sent without waiting, and closes the connection at the next. */
    private static final int PIPELINED = 32;

    @Override
    public byte[] subscribe(String topic) {
        return subscribers.subscribe(topic);
    }

    @Override
    public Deframer subscriberDeframer() {
        return subscribers.subscriberDeframer();
    }

    @Override
    public Publishers publishers() {
        return Publishers.ONE;
    }

    @Override
    public byte[] publisherGreeting(String topic) {
        return new byte[0];
    }

    @Override
    public Deframer publisherDeframer() {
        return new HttpAnswerDeframer();
    }

    @Override
    public int publisherWindow() {
        return PIPELINED;
    }

    @Override
    public void publish(String topic, byte[] payload, ByteBuf out) {
        ByteBufUtil.writeAscii(
                out,
                "POST /topics/" + topic + "/events HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/plain\r\n"
                        + "Content-Length: " + payload.length + "\r\n\r\n");
        out.writeBytes(payload);
    }
}
