package dev.pushlab.server.console.topics;

import dev.pushlab.fx.FxBridge;
import dev.pushlab.fx.Rows;
import dev.pushlab.server.access.Actor;
import dev.pushlab.server.access.Audit;
import dev.pushlab.server.console.live.Sample;
import dev.pushlab.server.console.live.Sampler;
import dev.pushlab.server.hub.DurableStats;
import dev.pushlab.server.hub.Durables;
import java.time.Instant;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** The durable subscriptions of all topics, and how one is forgotten: asked for first, done when that is confirmed. */
public final class DurablesViewModel {
    private final Durables durables;
    private final Audit audit;
    private final FxBridge bridge;
    private final ObservableList<DurableStats> rows = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<Optional<DurableStats>> asked = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<Problem>> problem = new ReadOnlyObjectWrapper<>(Optional.empty());
    private Instant now = Instant.EPOCH;

    public DurablesViewModel(Durables durables, Audit audit, Sampler sampler, FxBridge bridge) {
        this.durables = durables;
        this.audit = audit;
        this.bridge = bridge;
        bridge.latest(sampler.latest(), this::show);
    }

    ObservableList<DurableStats> rows() {
        return rows;
    }

    /** The moment the rows are of. */
    Instant now() {
        return now;
    }

    /** The one that is to be forgotten if that is confirmed. */
    ReadOnlyObjectProperty<Optional<DurableStats>> askedProperty() {
        return asked.getReadOnlyProperty();
    }

    /** Why the last one could not be forgotten. */
    ReadOnlyObjectProperty<Optional<Problem>> problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /** Asks whether to forget it. */
    void ask(DurableStats subscription) {
        problem.set(Optional.empty());
        asked.set(Optional.of(subscription));
    }

    /** Nothing is forgotten. */
    void keep() {
        asked.set(Optional.empty());
    }

    /** Forgets what was asked about: its owner loses its place, and whoever is being delivered to is told. */
    void forget() {
        DurableStats wanted = asked.get().orElseThrow();
        asked.set(Optional.empty());
        bridge.outcome(
                durables.remove(wanted.topic(), wanted.name())
                        .whenComplete((found, failure) -> audit.record(
                                Actor.CONSOLE, "subscription.delete", wanted.topic() + " " + wanted.name(), failure)),
                (found, failure) -> problem.set(
                        failure == null
                                ? Optional.empty()
                                : Outcome.failed(failure).problem()));
    }

    static String key(DurableStats subscription) {
        return subscription.topic() + " " + subscription.name();
    }

    private void show(Sample sample) {
        now = sample.at();
        Rows.sync(rows, sample.durables(), DurablesViewModel::key);
        if (asked.get()
                .filter(it -> rows.stream().noneMatch(row -> key(row).equals(key(it))))
                .isPresent()) {
            keep();
        }
    }
}
