package dev.pushlab.server.console.metrics;

import dev.pushlab.fx.Card;
import dev.pushlab.fx.CopyButton;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.StatusBadge;
import dev.pushlab.server.metrics.Health;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** How the server is, part by part, with what to do about it; and where monitoring systems read the same. */
final class HealthCard extends StackPane {
    private final Messages messages;
    private final MetricsViewModel model;
    private final StatusBadge status = new StatusBadge();
    private final Label uptime = new Label();
    private final Map<Health.Part, StatusBadge> parts = new EnumMap<>(Health.Part.class);
    private final VBox reasons = new VBox(4);
    private List<String> told = List.of();

    HealthCard(Messages messages, MetricsViewModel model) {
        this.messages = messages;
        this.model = model;
        getStyleClass().add("health-card");
        status.setId("health-status");
        status.getStyleClass().add("title");
        uptime.getStyleClass().add("muted");
        uptime.setMinWidth(USE_PREF_SIZE);
        FlowPane top = new FlowPane(12, 4, status, uptime);
        FlowPane all = new FlowPane(16, 4);
        for (Health.Part part : Health.Part.values()) {
            StatusBadge badge = new StatusBadge();
            badge.setId("health-" + part.word());
            parts.put(part, badge);
            all.getChildren().add(badge);
        }
        reasons.setId("health-reasons");
        reasons.managedProperty().bind(reasons.visibleProperty());
        FlowPane addresses = new FlowPane(
                16,
                4,
                address("copy-metrics", "/metrics", model.metricsAddress()),
                address("copy-health", "/health", model.healthAddress()));
        Card card = new Card();
        card.body(top, all, reasons, addresses);
        getChildren().add(card);
        model.healthProperty().addListener(change -> show());
        model.failedProperty().addListener(change -> show());
        messages.localeProperty().addListener(change -> show());
        show();
    }

    private HBox address(String id, String path, String address) {
        Label name = new Label(path);
        name.getStyleClass().add("mono");
        name.setMinWidth(USE_PREF_SIZE);
        CopyButton copy =
                new CopyButton(messages, messages.bind("console.metrics.address", path, address), () -> address);
        copy.setId(id);
        HBox box = new HBox(4, name, copy);
        box.setAlignment(Pos.CENTER_LEFT);
        return box;
    }

    private void show() {
        Optional<Health.Report> report = model.healthProperty().get();
        status.show(
                report.map(Health.Report::status).map(HealthCard::tone).orElse(StatusBadge.Tone.IDLE),
                messages.get("console.health.status."
                        + report.map(Health.Report::status)
                                .map(Health.Status::word)
                                .orElse("unknown")));
        uptime.setText(report.map(it -> messages.get("console.health.uptime", messages.duration(it.uptime())))
                .orElse(""));
        List<String> why = new ArrayList<>();
        parts.forEach((part, badge) -> {
            Optional<Health.Condition> condition = report.map(it -> it.parts().get(part));
            badge.show(
                    condition.map(HealthCard::tone).orElse(StatusBadge.Tone.IDLE),
                    messages.get(
                            "console.health.of",
                            messages.get("console.health.part." + part.word()),
                            messages.get("console.health.condition."
                                    + condition.map(Health.Condition::word).orElse("unknown"))));
            condition.filter(it -> !it.fine()).ifPresent(it -> why.add(reason(part, it)));
        });
        if (model.failedProperty().get()) {
            why.add(messages.get("console.metrics.failed"));
        }
        tell(why);
    }

    private String reason(Health.Part part, Health.Condition condition) {
        return messages.get(
                switch (part) {
                    case HUB -> "console.health.why.hub";
                    case LOOPS -> "console.health.why.loops";
                    case CONNECTIONS -> "console.health.why.connections";
                    case STORAGE ->
                        switch (condition) {
                            case BUSY -> "console.health.why.storage.busy";
                            case FULL -> "console.health.why.storage.full";
                            default -> "console.health.why.storage.unavailable";
                        };
                });
    }

    private void tell(List<String> why) {
        if (!why.equals(told)) {
            told = why;
            reasons.getChildren().setAll(why.stream().map(HealthCard::line).toList());
        }
        reasons.setVisible(!why.isEmpty());
    }

    private static Label line(String text) {
        Label line = new Label(text);
        line.setWrapText(true);
        line.setMinHeight(USE_PREF_SIZE);
        return line;
    }

    private static StatusBadge.Tone tone(Health.Status status) {
        return switch (status) {
            case OK -> StatusBadge.Tone.OK;
            case DEGRADED -> StatusBadge.Tone.BAD;
            case STOPPING -> StatusBadge.Tone.WARN;
        };
    }

    private static StatusBadge.Tone tone(Health.Condition condition) {
        return switch (condition) {
            case OK -> StatusBadge.Tone.OK;
            case NONE -> StatusBadge.Tone.IDLE;
            case BUSY -> StatusBadge.Tone.WARN;
            case FULL, UNAVAILABLE, STALLED, CLOSED -> StatusBadge.Tone.BAD;
        };
    }
}
