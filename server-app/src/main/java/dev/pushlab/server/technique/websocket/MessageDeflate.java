package dev.pushlab.server.technique.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Messages of {@code permessage-deflate} (RFC 7692 §7.2) without context takeover in either direction: each begins anew.
 * So an event loop needs one compressor and one decompressor for all of its connections.
 */
final class MessageDeflate {
    /** Says that a message is compressed; in the first byte of its first frame. */
    static final int RSV1 = 0x40;

    /** The same as Netty's frames have the three bits. */
    static final int FRAME_RSV1 = 4;

    private static final int PIECE = 8192;

    /** What the sender cuts off and the receiver puts back (§7.2.1, §7.2.2). */
    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

    /** More final blocks than this in one message are no compression, only work. */
    private static final int MAX_FINAL_BLOCKS = 16;

    private static final FastThreadLocal<MessageDeflate> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected MessageDeflate initialValue() {
            return new MessageDeflate();
        }

        @Override
        protected void onRemoval(MessageDeflate value) {
            value.deflater.end();
            value.inflater.end();
        }
    };

    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final Inflater inflater = new Inflater(true);
    private final byte[] piece = new byte[PIECE];

    private MessageDeflate() {}

    /** Appends the message, compressed; the message stays unread. */
    static void compress(ByteBuf message, ByteBuf out) {
        OF_THREAD.get().deflate(ByteBufUtil.getBytes(message), out);
    }

    /** A frame with a text message, compressed if that makes it shorter; takes the text over. */
    static TextWebSocketFrame frame(ByteBuf text, ByteBufAllocator alloc) {
        ByteBuf compressed = alloc.buffer(text.readableBytes());
        compress(text, compressed);
        boolean shorter = compressed.readableBytes() < text.readableBytes();
        (shorter ? text : compressed).release();
        return new TextWebSocketFrame(true, shorter ? FRAME_RSV1 : 0, shorter ? compressed : text);
    }

    /**
     * Appends the message that was compressed.
     *
     * @return false if it has more than {@code max} bytes; no more than these are made then
     * @throws DataFormatException if it is not compressed data
     */
    static boolean decompress(ByteBuf compressed, ByteBuf out, int max) throws DataFormatException {
        byte[] whole = new byte[compressed.readableBytes() + TAIL.length];
        compressed.getBytes(compressed.readerIndex(), whole, 0, compressed.readableBytes());
        System.arraycopy(TAIL, 0, whole, compressed.readableBytes(), TAIL.length);
        return OF_THREAD.get().inflate(whole, out, max);
    }

    private void deflate(byte[] message, ByteBuf out) {
        int start = out.writerIndex();
        deflater.reset();
        deflater.setInput(message);
        int made;
        do {
            made = deflater.deflate(piece, 0, PIECE, Deflater.SYNC_FLUSH);
            out.writeBytes(piece, 0, made);
        } while (made == PIECE);
        // It ends with an empty block, whose last four bytes are not sent.
        out.writerIndex(Math.max(start, out.writerIndex() - TAIL.length));
    }

    // snippet:begin bomb
    private boolean inflate(byte[] compressed, ByteBuf out, int max) throws DataFormatException {
        int start = out.writerIndex();
        inflater.reset();
        inflater.setInput(compressed);
        int finalBlocks = 0;
        while (true) {
            int made = inflater.inflate(piece);
            if (out.writerIndex() - start + made > max) {
                return false;
            }
            out.writeBytes(piece, 0, made);
            if (inflater.finished()) {
                // A final block need not be the last one of a message (§7.2.3.4).
                int left = inflater.getRemaining();
                if (left == 0) {
                    return true;
                }
                if (++finalBlocks > MAX_FINAL_BLOCKS) {
                    throw new DataFormatException("more than " + MAX_FINAL_BLOCKS + " final blocks");
                }
                inflater.reset();
                inflater.setInput(compressed, compressed.length - left, left);
            } else if (made == 0) {
                if (inflater.needsDictionary()) {
                    throw new DataFormatException("a dictionary is needed");
                }
                return true;
            }
        }
    }
    // snippet:end
}
