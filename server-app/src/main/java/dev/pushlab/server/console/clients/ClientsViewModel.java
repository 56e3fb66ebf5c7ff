package dev.pushlab.server.console.clients;

import dev.pushlab.fx.FxBridge;
import dev.pushlab.fx.Rows;
import dev.pushlab.server.console.live.ConsoleServices;
import dev.pushlab.server.console.live.Sample;
import dev.pushlab.server.console.live.Sampler;
import dev.pushlab.server.keys.KeyDistribution;
import dev.pushlab.server.keys.Member;
import dev.pushlab.server.net.Connection;
import dev.pushlab.server.net.ConnectionInfo;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** Every connection, filtered. */
public final class ClientsViewModel {
    private final ConsoleServices services;
    private final ObservableList<ClientRow> rows = FXCollections.observableArrayList();
    private final ReadOnlyIntegerWrapper total = new ReadOnlyIntegerWrapper();
    private final StringProperty filter = new SimpleStringProperty("");
    private Optional<Sample> present = Optional.empty();

    public ClientsViewModel(ConsoleServices services, Sampler sampler, FxBridge bridge) {
        this.services = services;
        filter.addListener((property, old, now) -> present.ifPresent(this::show));
        bridge.latest(sampler.latest(), this::show);
    }

    /** Those that match the filter, the oldest first. */
    ObservableList<ClientRow> rows() {
        return rows;
    }

    /** How many there are, matching or not. */
    public ReadOnlyIntegerProperty totalProperty() {
        return total.getReadOnlyProperty();
    }

    /** Part of a name, an address, a technique, a protocol or a state; blanks separate parts that must all match. */
    public StringProperty filterProperty() {
        return filter;
    }

    /** Ends a connection; nothing if it has gone already. */
    void disconnect(ClientRow row) {
        services.connections().find(row.id()).ifPresent(Connection::close);
    }

    private void show(Sample sample) {
        present = Optional.of(sample);
        total.set(sample.connections().size());
        Map<String, Member> members = services.keys()
                .map(KeyDistribution::group)
                .map(group -> group.get().members().stream()
                        .collect(Collectors.toMap(Member::fingerprint, Function.identity())))
                .orElse(Map.of());
        List<ClientRow> next = sample.connections().stream()
                .map(each -> row(sample, each, members))
                .filter(this::matches)
                .toList();
        Rows.sync(rows, next, ClientRow::id);
    }

    private static ClientRow row(Sample sample, ConnectionInfo each, Map<String, Member> members) {
        return new ClientRow(
                each,
                Math.max(0, Duration.between(each.lastHeard(), sample.at()).toSeconds()),
                each.identity().map(members::get));
    }

    private boolean matches(ClientRow row) {
        String text = String.join(
                        " ",
                        row.who(),
                        row.connection().technique().orElse(""),
                        row.connection().state().name(),
                        row.connection().protocol().name())
                .toLowerCase(Locale.ROOT);
        for (String part : filter.get().toLowerCase(Locale.ROOT).split("\\s+")) {
            if (!text.contains(part)) {
                return false;
            }
        }
        return true;
    }
}
