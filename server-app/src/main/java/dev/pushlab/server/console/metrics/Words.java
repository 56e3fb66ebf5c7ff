package dev.pushlab.server.console.metrics;

import dev.pushlab.fx.Messages;
import java.util.function.UnaryOperator;

/** What charts and their series are called in the language of the moment. */
final class Words {
    /** Of connections that have not said yet what they want. */
    private static final String NO_TECHNIQUE = "none";

    private final Messages messages;
    private final UnaryOperator<String> technique;

    /** @param technique the title of a technique's id */
    Words(Messages messages, UnaryOperator<String> technique) {
        this.messages = messages;
        this.technique = technique;
    }

    String chart(Chart chart) {
        return messages.get("console.metrics.chart." + chart.id());
    }

    String series(Chart chart, String series) {
        return chart.byTechnique() && !series.equals(NO_TECHNIQUE)
                ? technique.apply(series)
                : messages.get("console.metrics.series." + series);
    }

    /** A value of a chart with its unit. */
    String value(Chart chart, double value) {
        return chart.measure().full(messages, value);
    }

    /** A series in a sentence. */
    String spoken(Chart chart, String series, double now, double mean, double most) {
        return messages.get(
                "console.metrics.spoken",
                series(chart, series),
                value(chart, now),
                value(chart, mean),
                value(chart, most));
    }

    /** Why there is nothing in a chart. */
    String nothing(Chart chart, Tracks tracks) {
        if (tracks.isEmpty()) {
            return messages.get("console.metrics.measuring");
        }
        return switch (chart) {
            case EVENTS -> messages.get("console.metrics.nothing.events");
            case CONNECTIONS -> messages.get("console.metrics.nothing.connections");
            case SLOW -> messages.get("console.metrics.nothing.slow");
            case COMMIT_TIME, COMMIT_SIZE ->
                messages.get(
                        tracks.newest().flatMap(figures -> figures.commits()).isPresent()
                                ? "console.metrics.nothing.commits"
                                : "console.metrics.nothing.folder");
            default -> messages.get("console.metrics.nothing");
        };
    }
}
