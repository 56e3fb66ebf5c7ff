package dev.pushlab.server.console.metrics;

import dev.pushlab.fx.FigureStrip;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.StatusBadge;
import dev.pushlab.server.metrics.Figures;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** The figures of the moment that are read first: what goes through, and what it costs. */
final class Strips extends VBox {
    private final Messages messages;
    private final MetricsViewModel model;
    private final Words words;
    private final FigureStrip.Figure published;
    private final FigureStrip.Figure delivered;
    private final FigureStrip.Figure in;
    private final FigureStrip.Figure out;
    private final FigureStrip.Figure commit;
    private final FigureStrip.Figure missed;
    private final FigureStrip.Figure tasks;
    private final FigureStrip.Figure heap;

    Strips(Messages messages, MetricsViewModel model, Words words) {
        this.messages = messages;
        this.words = words;
        this.model = model;
        getStyleClass().add("metric-strips");
        FigureStrip traffic = new FigureStrip();
        published = traffic.add(messages.bind("console.metrics.strip.published"));
        delivered = traffic.add(messages.bind("console.metrics.strip.delivered"));
        in = traffic.add(messages.bind("console.metrics.strip.in"));
        out = traffic.add(messages.bind("console.metrics.strip.out"));
        FigureStrip cost = new FigureStrip();
        missed = cost.add(messages.bind("console.metrics.strip.missed"));
        commit = cost.add(messages.bind("console.metrics.strip.commit"));
        tasks = cost.add(messages.bind("console.metrics.strip.tasks"));
        heap = cost.add(messages.bind("console.metrics.strip.heap"));
        setVgrow(traffic, Priority.ALWAYS);
        setVgrow(cost, Priority.ALWAYS);
        getChildren().addAll(traffic, cost);
        model.shownAtProperty().addListener(change -> show());
        messages.localeProperty().addListener(change -> show());
        show();
    }

    private void show() {
        Tracks tracks = model.tracks();
        if (tracks.isEmpty()) {
            return;
        }
        write(published, Chart.EVENTS, tracks.history(Chart.EVENTS).last("published"));
        write(delivered, Chart.EVENTS, tracks.history(Chart.EVENTS).last("delivered"));
        write(in, Chart.BYTES_IN, tracks.history(Chart.BYTES_IN).lastOfAll());
        write(out, Chart.BYTES_OUT, tracks.history(Chart.BYTES_OUT).lastOfAll());
        write(commit, Chart.COMMIT_TIME, tracks.history(Chart.COMMIT_TIME).last("p99"));
        write(tasks, Chart.TASKS, tracks.history(Chart.TASKS).last("tasks"));
        write(heap, Chart.MEMORY, tracks.history(Chart.MEMORY).last("heap"));
        tracks.newest().map(Figures::slow).ifPresent(slow -> {
            double all = slow.dropped() + slow.conflated();
            missed.valueProperty().set(messages.number(Math.round(all)));
            missed.toneProperty().set(all > 0 ? StatusBadge.Tone.WARN : StatusBadge.Tone.OK);
        });
    }

    /** The number large and its unit small. */
    private void write(FigureStrip.Figure figure, Chart chart, double value) {
        String full = words.value(chart, value);
        int end = 0;
        while (end < full.length() && !Character.isLetter(full.charAt(end)) && "/ ".indexOf(full.charAt(end)) < 0) {
            end++;
        }
        figure.valueProperty().set(full.substring(0, end));
        figure.unitProperty().set(full.substring(end).strip());
    }
}
