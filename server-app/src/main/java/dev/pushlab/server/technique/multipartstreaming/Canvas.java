package dev.pushlab.server.technique.multipartstreaming;

/** Pixels of at most 16 colours. What is drawn beside it is cut off. */
final class Canvas {
    final int width;
    final int height;
    /** The colours as 0xRRGGBB; the first is the ground. */
    final int[] palette;

    private final byte[] pixels;

    Canvas(int width, int height, int[] palette) {
        this.width = width;
        this.height = height;
        this.palette = palette;
        this.pixels = new byte[width * height];
    }

    int at(int x, int y) {
        return pixels[y * width + x];
    }

    private void set(int x, int y, int colour) {
        if (x >= 0 && x < width && y >= 0 && y < height) {
            pixels[y * width + x] = (byte) colour;
        }
    }

    void horizontal(int from, int to, int y, int colour) {
        for (int x = from; x < to; x++) {
            set(x, y, colour);
        }
    }

    /** Two pixels thick. */
    void line(int x0, int y0, int x1, int y1, int colour) {
        int steps = Math.max(1, Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0)));
        for (int i = 0; i <= steps; i++) {
            int x = x0 + Math.round((float) (x1 - x0) * i / steps);
            int y = y0 + Math.round((float) (y1 - y0) * i / steps);
            set(x, y, colour);
            set(x, y + 1, colour);
        }
    }

    void dot(int x, int y, int colour) {
        for (int dy = -1; dy <= 2; dy++) {
            horizontal(x - 1, x + 3, y + dy, colour);
        }
    }

    /** Characters that have no glyph leave room. */
    void text(int x, int y, String text, int colour) {
        int at = x;
        for (int i = 0; i < text.length(); i++) {
            Glyphs.draw(text.charAt(i), at, y, (px, py) -> set(px, py, colour));
            at += Glyphs.ADVANCE;
        }
    }
}
