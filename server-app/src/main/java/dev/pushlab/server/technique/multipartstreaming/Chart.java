package dev.pushlab.server.technique.multipartstreaming;

import dev.pushlab.protocol.event.Event;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The last values of a topic, one line for each of the {@value #SERIES} series that were heard of last, drawn as a PNG of
 * {@value #WIDTH} × 24 to 160 pixels in 16 colours. Takes about 0.1 ms, so it may be drawn on an event loop. Not safe for
 * use by several threads.
 */
final class Chart {
    /** How many events of the past matter. */
    static final int EVENTS = 480;

    private static final int SERIES = 8;
    private static final int VALUES = 60;
    private static final int WIDTH = 360;
    private static final int LANE = 20;
    private static final int LONE_LANE = 80;
    private static final int LEFT = 104;
    private static final int RIGHT = 84;
    private static final int PAD = 4;

    private static final int PANEL = 0;
    private static final int RULE = 1;
    private static final int WORDS = 2;
    private static final int FIRST_LINE = 3;

    /** The panel, its rules and words, and eight lines (Okabe and Ito, lightened for a dark panel). */
    private static final int[] PALETTE = {
        0x0d1b2a, 0x2b3d52, 0xe6edf3, 0x56b4e9, 0xe69f00, 0x2bbf95, 0xf0e442, 0xcc79a7, 0xff7f4d, 0x8fb8ff, 0xb3b3b3
    };

    private final Map<String, Line> lines = new LinkedHashMap<>();
    private int colours;
    private long epoch = -1;
    private long seen;

    /** The last values of one series, oldest first from {@code next} on once all places are taken. */
    private static final class Line {
        final double[] values = new double[VALUES];
        final int colour;
        int next;
        int count;

        Line(int colour) {
            this.colour = colour;
        }

        void add(double value) {
            values[next] = value;
            next = (next + 1) % VALUES;
            count = Math.min(count + 1, VALUES);
        }

        /** @param age 0 for the newest */
        double value(int age) {
            return values[Math.floorMod(next - 1 - age, VALUES)];
        }
    }

    /** The last offset it knows of in this epoch; 0 for another one. */
    long seenOf(long which) {
        return which == epoch ? seen : 0;
    }

    /** False if it knows the event already. */
    boolean add(Event event) {
        if (event.id().epoch() != epoch) {
            epoch = event.id().epoch();
            lines.clear();
        } else if (event.id().offset() <= seen) {
            return false;
        }
        seen = event.id().offset();
        Reading reading = Reading.of(event);
        Line line = lines.remove(reading.series());
        if (line == null) {
            line = new Line(FIRST_LINE + colours++ % SERIES);
            if (lines.size() == SERIES) {
                lines.remove(lines.keySet().iterator().next());
            }
        }
        line.add(reading.value());
        lines.put(reading.series(), line);
        return true;
    }

    byte[] draw() {
        int rows = Math.max(1, lines.size());
        int lane = rows == 1 ? LONE_LANE : Math.max(LANE, LONE_LANE / rows);
        Canvas canvas = new Canvas(WIDTH, rows * lane, PALETTE);
        int row = 0;
        // In the order of their names, so that a lane stays where it is.
        for (Map.Entry<String, Line> entry :
                lines.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList()) {
            drawLane(canvas, row * lane, lane, entry.getKey(), entry.getValue());
            row++;
        }
        String text = epoch < 0 ? "" : epoch + ":" + seen;
        return Png.encode(canvas, text);
    }

    private static void drawLane(Canvas canvas, int top, int height, String name, Line line) {
        int middle = top + (height - Glyphs.HEIGHT) / 2;
        canvas.text(PAD, middle, name, WORDS);
        String value = number(line.value(0));
        canvas.text(WIDTH - PAD - Glyphs.width(value), middle, value, line.colour);
        canvas.horizontal(0, WIDTH, top + height - 1, RULE);

        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int age = 0; age < line.count; age++) {
            low = Math.min(low, line.value(age));
            high = Math.max(high, line.value(age));
        }
        int floor = top + height - 1 - PAD;
        int room = height - 1 - 2 * PAD;
        // Half of each, because the difference of two may be too large for a number.
        double span = high / 2 - low / 2;
        int right = WIDTH - RIGHT - PAD;
        double step = (double) (right - LEFT) / (VALUES - 1);
        int lastX = -1;
        int lastY = -1;
        for (int age = line.count - 1; age >= 0; age--) {
            double part = span > 0 ? (line.value(age) / 2 - low / 2) / span : 0.5;
            int x = (int) Math.round(right - age * step);
            int y = (int) Math.round(floor - part * room);
            if (lastX >= 0) {
                canvas.line(lastX, lastY, x, y, line.colour);
            }
            lastX = x;
            lastY = y;
        }
        canvas.dot(lastX, lastY, line.colour);
    }

    /** In at most 9 characters. */
    private static String number(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(6)).stripTrailingZeros();
        String plain = rounded.toPlainString();
        return plain.length() <= 9 ? plain : String.format(java.util.Locale.ROOT, "%.2E", value);
    }
}
