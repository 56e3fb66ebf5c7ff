package dev.pushlab.server.bench.report;

import dev.pushlab.server.bench.run.Cell;
import dev.pushlab.server.bench.run.Metric;
import dev.pushlab.server.bench.run.Results;
import dev.pushlab.server.bench.target.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Bars on a logarithmic axis, one group per cell and one bar per target; a figure stands at each bar. Needs no library
 * and no display.
 */
public final class SvgChart {
    private static final int LEFT = 170;
    private static final int WIDTH = 620;
    private static final int RIGHT = 80;
    private static final int TOP = 64;
    private static final int BAR = 18;
    private static final int GAP = 34;
    private static final int AXIS = 30;
    private static final String[] COLOURS = {"#0b66c3", "#4fa3e8", "#8a4f00", "#c98a2b", "#7a3b8f", "#b3261e", "#2e7d4f"
    };

    private SvgChart() {}

    public static String bars(
            String title, Metric metric, List<Cell> cells, List<? extends Target> targets, Results results) {
        double[] known = cells.stream()
                .flatMap(cell -> targets.stream().map(it -> results.median(it.id(), cell, metric)))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .filter(it -> it > 0)
                .toArray();
        double least = Arrays.stream(known).min().orElse(1);
        double most = Arrays.stream(known).max().orElse(10);
        int low = (int) Math.floor(Math.log10(least));
        int high = Math.max(low + 1, (int) Math.ceil(Math.log10(most)));
        int height = TOP + cells.size() * (targets.size() * BAR + GAP) + AXIS;

        StringBuilder out = new StringBuilder();
        add(
                out,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
                        + "font-family=\"system-ui, sans-serif\" font-size=\"12\" role=\"img\">",
                LEFT + WIDTH + RIGHT,
                height,
                LEFT + WIDTH + RIGHT,
                height);
        add(out, "<title>%s</title>", escape(title));
        add(out, "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>");
        add(out, "<text x=\"16\" y=\"28\" font-size=\"18\" fill=\"#1b1b1b\">%s</text>", escape(title));
        add(out, "<text x=\"16\" y=\"48\" fill=\"#5a5a5a\">%s, logarithmic</text>", escape(metric.title()));
        for (int power = low; power <= high; power++) {
            int x = LEFT + WIDTH * (power - low) / (high - low);
            add(out, "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#dddddd\"/>", x, TOP, x, height - AXIS);
            add(
                    out,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"#5a5a5a\">%s</text>",
                    x,
                    height - 10,
                    Figures.of(Math.pow(10, power)));
        }
        int y = TOP;
        for (Cell cell : cells) {
            add(
                    out,
                    "<text x=\"16\" y=\"%d\" font-weight=\"600\" fill=\"#1b1b1b\">%s</text>",
                    y + 20,
                    escape(cell.title()));
            y += GAP - 6;
            for (int i = 0; i < targets.size(); i++) {
                Target target = targets.get(i);
                OptionalDouble value = results.median(target.id(), cell, metric);
                add(
                        out,
                        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#1b1b1b\">%s</text>",
                        LEFT - 8,
                        y + 13,
                        escape(target.label()));
                double share = value.isPresent() && value.getAsDouble() > 0
                        ? (Math.log10(value.getAsDouble()) - low) / (high - low)
                        : 0;
                add(
                        out,
                        "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
                        LEFT,
                        y + 2,
                        share * WIDTH,
                        BAR - 4,
                        COLOURS[i % COLOURS.length]);
                add(
                        out,
                        "<text x=\"%.1f\" y=\"%d\" fill=\"#1b1b1b\">%s</text>",
                        LEFT + share * WIDTH + 6,
                        y + 13,
                        Figures.of(value));
                y += BAR;
            }
            y += 6;
        }
        out.append("</svg>\n");
        return out.toString();
    }

    private static void add(StringBuilder out, String format, Object... arguments) {
        out.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
