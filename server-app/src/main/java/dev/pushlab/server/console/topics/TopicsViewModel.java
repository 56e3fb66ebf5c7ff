package dev.pushlab.server.console.topics;

import dev.pushlab.fx.FxBridge;
import dev.pushlab.fx.Rows;
import dev.pushlab.protocol.event.InvalidEventException;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.admin.TopicAdministration;
import dev.pushlab.server.console.live.Sample;
import dev.pushlab.server.console.live.Sampler;
import dev.pushlab.server.ticker.TickerSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** The topics, and the form that starts and stops tickers. */
public final class TopicsViewModel {
    /** What is wrong with the form; the name is the key of its text. */
    enum Problem {
        NONE,
        TOPIC,
        RATE,
        TOO_MANY
    }

    private final TickerDesk desk;
    private final FxBridge bridge;
    private final Executor background;
    private final ObservableList<TopicRow> rows = FXCollections.observableArrayList();
    private final StringProperty topic = new SimpleStringProperty("stocks");
    private final StringProperty rate = new SimpleStringProperty("20");
    private final ReadOnlyObjectWrapper<Problem> problem = new ReadOnlyObjectWrapper<>(Problem.NONE);
    private final TopicPanelViewModel panel;

    /** @param background where tickers are started and stopped: stopping waits for the ticker's thread */
    public TopicsViewModel(
            TopicAdministration administration,
            TickerDesk desk,
            Sampler sampler,
            FxBridge bridge,
            Executor background) {
        this.desk = desk;
        this.bridge = bridge;
        this.background = background;
        this.panel = new TopicPanelViewModel(administration, bridge);
        bridge.latest(sampler.latest(), this::show);
    }

    /** How one of the topics is kept. */
    TopicPanelViewModel panel() {
        return panel;
    }

    ObservableList<TopicRow> rows() {
        return rows;
    }

    StringProperty topicProperty() {
        return topic;
    }

    /** Events per second, as typed. */
    StringProperty rateProperty() {
        return rate;
    }

    ReadOnlyObjectProperty<Problem> problemProperty() {
        return problem.getReadOnlyProperty();
    }

    void choose(TopicRow row) {
        panel.edit(row.stats());
        topic.set(row.name());
        row.ticker()
                .ifPresent(running -> rate.set(
                        running == Math.rint(running) ? Long.toString(running.longValue()) : running.toString()));
    }

    void start() {
        spec().ifPresent(spec -> run(() -> desk.start(spec)));
    }

    void stop() {
        try {
            Topic wanted = new Topic(topic.get().strip());
            problem.set(Problem.NONE);
            run(() -> desk.stop(wanted));
        } catch (InvalidEventException e) {
            problem.set(Problem.TOPIC);
        }
    }

    private void run(Runnable action) {
        bridge.outcome(CompletableFuture.runAsync(action, background), (nothing, error) -> {
            if (error != null) {
                problem.set(Problem.TOO_MANY);
            }
        });
    }

    private Optional<TickerSpec> spec() {
        Topic wanted;
        try {
            wanted = new Topic(topic.get().strip());
        } catch (InvalidEventException e) {
            problem.set(Problem.TOPIC);
            return Optional.empty();
        }
        try {
            TickerSpec spec =
                    new TickerSpec(wanted, Double.parseDouble(rate.get().strip()));
            problem.set(Problem.NONE);
            return Optional.of(spec);
        } catch (IllegalArgumentException e) {
            problem.set(Problem.RATE);
            return Optional.empty();
        }
    }

    private void show(Sample sample) {
        Map<Topic, Double> running = desk.running();
        List<TopicRow> next = sample.topics().stream()
                .map(stats -> new TopicRow(stats, Optional.ofNullable(running.get(stats.topic()))))
                .toList();
        Rows.sync(rows, next, TopicRow::name);
        panel.show(sample.topics());
    }
}
