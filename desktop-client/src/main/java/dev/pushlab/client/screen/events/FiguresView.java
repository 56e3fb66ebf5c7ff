package dev.pushlab.client.screen.events;

import dev.pushlab.client.connection.Traffic;
import dev.pushlab.fx.FigureStrip;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.StatusBadge;
import dev.pushlab.protocol.session.SessionStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.VBox;

/** The figures that matter, in one strip, or in two below each other where one has no room. */
public final class FiguresView extends VBox {
    private final Messages messages;
    private final EventsViewModel model;
    private final FigureStrip first = new FigureStrip();
    private final FigureStrip second = new FigureStrip();
    private final List<Node> all;

    public FiguresView(Messages messages, EventsViewModel model) {
        this.messages = messages;
        this.model = model;
        setSpacing(6);
        setId("figures");
        figure(
                messages.compute(
                        () -> messages.get(
                                "events.figure.events",
                                messages.rate(model.rateProperty().get())),
                        model.rateProperty()),
                messages.compute(() -> messages.number(figures().events()), model.figuresProperty()));
        FigureStrip.Figure latency = figure(
                messages.compute(
                        () -> figures()
                                .p99()
                                .map(p99 -> messages.get("events.figure.latency.p99", messages.duration(p99)))
                                .orElseGet(() -> messages.get("events.figure.latency")),
                        model.figuresProperty()),
                duration(() -> figures().median(), model.figuresProperty()));
        explain(latency, "events.figure.latency.tip");
        FigureStrip.Figure roundTrip = figure(
                messages.compute(
                        () -> model.statusProperty()
                                .get()
                                .flatMap(SessionStatus::clockOffset)
                                .map(offset -> messages.get("events.figure.rtt.offset", offset(offset)))
                                .orElseGet(() -> messages.get("events.figure.rtt")),
                        model.statusProperty()),
                duration(() -> model.statusProperty().get().flatMap(SessionStatus::roundTrip), model.statusProperty()));
        explain(roundTrip, "events.figure.rtt.tip");
        explain(figure(messages.bind("events.figure.in"), bytes(Traffic::bytesIn)), "events.figure.bytes.tip");
        explain(figure(messages.bind("events.figure.out"), bytes(Traffic::bytesOut)), "events.figure.bytes.tip");
        FigureStrip.Figure lost = figure(
                messages.compute(
                        () -> messages.get(
                                "events.figure.lost",
                                figures().duplicates(),
                                figures().gaps()),
                        model.figuresProperty()),
                messages.compute(() -> messages.number(figures().lost()), model.figuresProperty()));
        model.figuresProperty().subscribe(now -> lost.toneProperty().set(tone(now)));
        explain(lost, "events.figure.lost.tip");
        all = List.copyOf(first.getChildren());
        getChildren().add(first);
        widthProperty().addListener((property, old, now) -> arrange());
    }

    private static StatusBadge.Tone tone(EventLedger.Figures now) {
        if (now.events() == 0 && now.gaps() == 0) {
            return StatusBadge.Tone.IDLE;
        }
        return now.lost() + now.duplicates() + now.gaps() == 0 ? StatusBadge.Tone.OK : StatusBadge.Tone.BAD;
    }

    private EventLedger.Figures figures() {
        return model.figuresProperty().get();
    }

    private FigureStrip.Figure figure(ObservableValue<String> caption, ObservableValue<String> value) {
        FigureStrip.Figure figure = first.add(caption);
        figure.valueProperty().bind(value);
        return figure;
    }

    private void explain(FigureStrip.Figure figure, String key) {
        Tooltip tooltip = new Tooltip();
        tooltip.setWrapText(true);
        tooltip.setMaxWidth(480);
        tooltip.textProperty().bind(messages.bind(key));
        Tooltip.install(figure, tooltip);
        figure.accessibleHelpProperty().bind(messages.bind(key));
    }

    private ObservableValue<String> bytes(java.util.function.ToLongFunction<Traffic> part) {
        return messages.compute(
                () -> messages.bytes(part.applyAsLong(model.trafficProperty().get())), model.trafficProperty());
    }

    private ObservableValue<String> duration(
            java.util.function.Supplier<Optional<Duration>> value, javafx.beans.Observable source) {
        return messages.compute(() -> value.get().map(messages::duration).orElse("–"), source);
    }

    private String offset(Duration offset) {
        String size = messages.duration(offset.abs());
        return (offset.isNegative() ? "−" : "+") + size;
    }

    /** By the least width each figure needs in the present language and size. */
    private void arrange() {
        double needed = 0;
        for (Node each : all) {
            needed += Math.max(
                    each.minWidth(-1),
                    7 * ((javafx.scene.layout.Region) each).getInsets().getLeft());
        }
        boolean two = needed > getWidth() && getWidth() > 0;
        if (two == (second.getChildren().size() > 0)) {
            return;
        }
        second.getChildren().clear();
        first.getChildren().setAll(two ? all.subList(0, all.size() / 2) : all);
        if (two) {
            second.getChildren().setAll(all.subList(all.size() / 2, all.size()));
            getChildren().setAll(first, second);
        } else {
            getChildren().setAll(first);
        }
    }
}
