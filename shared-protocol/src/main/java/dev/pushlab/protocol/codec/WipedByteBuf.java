package dev.pushlab.protocol.codec;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import java.util.Arrays;

/** A buffer for secrets: its memory is of no pool, and overwritten with zeros when it is released or grows. */
final class WipedByteBuf extends UnpooledHeapByteBuf {
    WipedByteBuf(ByteBufAllocator alloc, int initialCapacity, int maxCapacity) {
        super(alloc, initialCapacity, maxCapacity);
    }

    @Override
    protected void freeArray(byte[] array) {
        Arrays.fill(array, (byte) 0);
        super.freeArray(array);
    }
}
