package dev.pushlab.server.console.metrics;

import dev.pushlab.fx.FxBridge;
import dev.pushlab.fx.Rows;
import dev.pushlab.protocol.observe.Observable;
import dev.pushlab.server.console.chart.History;
import dev.pushlab.server.console.live.Measured;
import dev.pushlab.server.metrics.Health;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** What the server says of itself, and what it said in the last minutes. Holding it loses nothing that comes meanwhile. */
public final class MetricsViewModel {
    private final String address;
    private final Tracks live = new Tracks();
    private final ObservableList<SeriesRow> rows = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<Tracks> shown = new ReadOnlyObjectWrapper<>(live);
    private final ReadOnlyObjectWrapper<Instant> shownAt = new ReadOnlyObjectWrapper<>(Instant.EPOCH);
    private final ReadOnlyObjectWrapper<Optional<Health.Report>> health = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyBooleanWrapper failed = new ReadOnlyBooleanWrapper();
    private final BooleanProperty paused = new SimpleBooleanProperty();
    private final BooleanProperty table = new SimpleBooleanProperty();
    private Instant at = Instant.EPOCH;

    /** @param http {@code HOST:PORT} */
    public MetricsViewModel(String http, Observable<Measured> source, FxBridge bridge) {
        this.address = "http://" + http;
        paused.addListener((property, old, now) -> {
            shown.set(now ? live.copy() : live);
            refresh();
        });
        table.addListener(change -> writeRows());
        bridge.latest(source, this::take);
    }

    /** Where monitoring systems read the figures. */
    String metricsAddress() {
        return address + "/metrics";
    }

    /** Where monitoring systems ask how the server is. */
    String healthAddress() {
        return address + "/health";
    }

    /** What is to be drawn; it is another object only while it is held. */
    Tracks tracks() {
        return shown.get();
    }

    History history(Chart chart) {
        return tracks().history(chart);
    }

    /** When that was so which is shown: changes whenever there is something new to be seen. */
    ReadOnlyObjectProperty<Instant> shownAtProperty() {
        return shownAt.getReadOnlyProperty();
    }

    /** How the server is; empty if that is not known. Not held. */
    ReadOnlyObjectProperty<Optional<Health.Report>> healthProperty() {
        return health.getReadOnlyProperty();
    }

    /** Whether the figures could not be read when that was last tried. */
    ReadOnlyBooleanProperty failedProperty() {
        return failed.getReadOnlyProperty();
    }

    /** Whether the charts, the table and the figures stand still. */
    BooleanProperty pausedProperty() {
        return paused;
    }

    /** Whether the table is seen in place of the charts. */
    BooleanProperty tableProperty() {
        return table;
    }

    /** One for each series of each chart; kept up to date while the table is seen. */
    ObservableList<SeriesRow> rows() {
        return rows;
    }

    private void take(Measured measured) {
        health.set(measured.health());
        failed.set(measured.figures().isEmpty());
        boolean fresh = measured.figures()
                .map(figures -> live.add(measured.at(), figures))
                .orElse(false);
        if (fresh) {
            at = measured.at();
            if (!paused.get()) {
                refresh();
            }
        }
    }

    private void refresh() {
        shownAt.set(at);
        writeRows();
    }

    private void writeRows() {
        if (!table.get() || tracks().isEmpty()) {
            return;
        }
        List<SeriesRow> next = new ArrayList<>();
        for (Chart chart : Chart.values()) {
            History history = history(chart);
            for (String series : tracks().lines(chart)) {
                next.add(
                        new SeriesRow(chart, series, history.last(series), history.mean(series), history.most(series)));
            }
        }
        Rows.sync(rows, next, SeriesRow::key);
    }
}
