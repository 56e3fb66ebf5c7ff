package dev.pushlab.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.server.PushlabServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The colours of all pages, which base.css names, against each other (WCAG 2.2, level AA). */
class PageContrastTest {
    private static final String LIGHT = ":root {";
    private static final String DARK = ":root[data-theme=\"dark\"] {";
    private static final String DARK_WITHOUT_SCRIPT = ":root:not([data-theme]) {";

    /** 1.4.3: text. */
    private static final double TEXT = 4.5;
    /** 1.4.11: what tells a control or a part of a drawing. */
    private static final double GRAPHIC = 3;

    private static final List<String> GROUNDS = List.of("bg", "panel", "select", "code");

    @ParameterizedTest
    @ValueSource(strings = {LIGHT, DARK})
    void textCanBeReadOnEveryGround(String theme) throws IOException {
        Map<String, String> palette = palette(theme);
        List<String> poor = new ArrayList<>();
        for (String text : List.of("fg", "muted", "accent", "ok", "warn", "bad")) {
            for (String ground : GROUNDS) {
                compare(palette, text, ground, TEXT, poor);
            }
        }
        compare(palette, "accent-fg", "accent", TEXT, poor);
        compare(palette, "fg", "bad-bg", TEXT, poor);
        compare(palette, "bad", "bad-bg", TEXT, poor);
        compare(palette, "fg", "warn-bg", TEXT, poor);
        compare(palette, "warn", "warn-bg", TEXT, poor);
        assertThat(poor).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {LIGHT, DARK})
    void controlsAndDrawingsCanBeTold(String theme) throws IOException {
        Map<String, String> palette = palette(theme);
        List<String> poor = new ArrayList<>();
        for (String part : List.of("edge", "accent", "request", "response", "event")) {
            compare(palette, part, "bg", GRAPHIC, poor);
            compare(palette, part, "panel", GRAPHIC, poor);
        }
        assertThat(poor).isEmpty();
    }

    @Test
    void whatHasNoScriptIsAsDark() throws IOException {
        assertThat(palette(DARK_WITHOUT_SCRIPT)).isEqualTo(palette(DARK));
    }

    /** WCAG 2.2, "contrast ratio" and "relative luminance". */
    @ParameterizedTest
    @CsvSource({"#000000, #ffffff, 21.0", "#777777, #ffffff, 4.48", "#0969da, #0969da, 1.0"})
    void measuresAsTheGuidelinesDo(String one, String other, double ratio) {
        assertThat(Math.round(100 * contrast(one, other)) / 100.0).isEqualTo(ratio);
    }

    private static void compare(
            Map<String, String> palette, String front, String ground, double least, List<String> poor) {
        double ratio = contrast(palette.get(front), palette.get(ground));
        if (ratio < least) {
            poor.add("%s on %s: %.2f".formatted(front, ground, ratio));
        }
    }

    private static double contrast(String one, String other) {
        double first = luminance(one);
        double second = luminance(other);
        return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
    }

    private static double luminance(String colour) {
        int rgb = Integer.parseInt(colour.substring(1), 16);
        return 0.2126 * linear(rgb >> 16 & 0xff) + 0.7152 * linear(rgb >> 8 & 0xff) + 0.0722 * linear(rgb & 0xff);
    }

    private static double linear(int component) {
        double part = component / 255.0;
        return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
    }

    private static Map<String, String> palette(String rule) throws IOException {
        String css;
        try (InputStream in = PushlabServer.class.getResourceAsStream("web/base.css")) {
            css = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        int start = css.indexOf(rule);
        assertThat(start).as(rule).isNotNegative();
        Map<String, String> colours = new LinkedHashMap<>();
        Matcher each =
                Pattern.compile("--([a-z-]+): (#[0-9a-f]{6});").matcher(css.substring(start, css.indexOf('}', start)));
        while (each.find()) {
            colours.put(each.group(1), each.group(2));
        }
        return colours;
    }
}
