package dev.pushlab.server.technique.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** A message that comes in several frames (RFC 6455 §5.4), as far as it has come. */
final class FragmentedMessage {
    private final boolean text;
    private final ByteBuf content;

    FragmentedMessage(boolean text, ByteBufAllocator alloc) {
        this.text = text;
        this.content = alloc.buffer();
    }

    /** False, and nothing is added, if it would be longer than a message may be. */
    boolean add(ByteBuf fragment, int maxBytes) {
        if (content.readableBytes() + fragment.readableBytes() > maxBytes) {
            return false;
        }
        content.writeBytes(fragment);
        return true;
    }

    /** What the first frame said it is. */
    boolean isText() {
        return text;
    }

    ByteBuf content() {
        return content;
    }

    void release() {
        content.release();
    }
}
