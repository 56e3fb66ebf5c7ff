package dev.pushlab.server.technique.multipartstreaming;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes PNG (RFC 2083) with four bits a pixel, because a headless server may have no java.desktop to do it. */
final class Png {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final byte BITS = 4;
    private static final byte INDEXED = 3;

    private Png() {}

    /** @param event the id of the last event in the picture, as a text chunk of its own; empty for none */
    static byte[] encode(Canvas canvas, String event) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(2048);
        out.writeBytes(SIGNATURE);
        chunk(
                out,
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(canvas.width)
                        .putInt(canvas.height)
                        .put(BITS)
                        .put(INDEXED)
                        .array());
        ByteBuffer palette = ByteBuffer.allocate(3 * canvas.palette.length);
        for (int colour : canvas.palette) {
            palette.put((byte) (colour >> 16)).put((byte) (colour >> 8)).put((byte) colour);
        }
        chunk(out, "PLTE", palette.array());
        if (!event.isEmpty()) {
            chunk(out, "tEXt", ("Event-Id\0" + event).getBytes(StandardCharsets.ISO_8859_1));
        }
        chunk(out, "IDAT", deflated(rows(canvas)));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    /** Each row behind a byte that says it is not filtered. */
    private static byte[] rows(Canvas canvas) {
        ByteBuffer rows = ByteBuffer.allocate(canvas.height * (1 + (canvas.width + 1) / 2));
        for (int y = 0; y < canvas.height; y++) {
            rows.put((byte) 0);
            for (int x = 0; x < canvas.width; x += 2) {
                int second = x + 1 < canvas.width ? canvas.at(x + 1, y) : 0;
                rows.put((byte) (canvas.at(x, y) << BITS | second));
            }
        }
        return rows.array();
    }

    private static byte[] deflated(byte[] data) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(data);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream(2048);
            byte[] buffer = new byte[4096];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 sum = new CRC32();
        sum.update(name);
        sum.update(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(name);
        out.writeBytes(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
    }
}
