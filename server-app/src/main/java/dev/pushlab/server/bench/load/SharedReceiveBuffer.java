package dev.pushlab.server.bench.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/** One buffer for all reads of one event loop, whose handlers are done with it before they return. */
final class SharedReceiveBuffer extends DefaultMaxMessagesRecvByteBufAllocator {
    static final int SIZE = 128 << 10;

    private final ByteBuf buffer = Unpooled.directBuffer(SIZE, SIZE);

    @Override
    public ExtendedHandle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public ByteBuf allocate(ByteBufAllocator alloc) {
                if (buffer.refCnt() != 1) {
                    throw new IllegalStateException("a handler kept the shared buffer");
                }
                return buffer.clear().retain();
            }

            @Override
            public int guess() {
                return SIZE;
            }
        };
    }

    void release() {
        buffer.release();
    }
}
