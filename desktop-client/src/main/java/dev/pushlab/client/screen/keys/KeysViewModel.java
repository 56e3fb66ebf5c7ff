package dev.pushlab.client.screen.keys;

import dev.pushlab.client.keys.KeyRing;
import dev.pushlab.client.keys.ReceivedKey;
import dev.pushlab.fx.FxBridge;
import dev.pushlab.fx.Rows;
import dev.pushlab.fx.StatusBadge.Tone;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** The keys received, newest first. */
public final class KeysViewModel {
    private final ObservableList<ReceivedKey> keys = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<Optional<ReceivedKey>> current = new ReadOnlyObjectWrapper<>(Optional.empty());

    /** Tells a row of the table from the others, whatever becomes of its key. */
    private record RowId(String server, String group, long epoch, Instant received) {}

    public KeysViewModel(KeyRing ring, FxBridge bridge) {
        bridge.latest(ring.history(), this::show);
    }

    public ObservableList<ReceivedKey> keys() {
        return keys;
    }

    /** The newest that is still in use. */
    public ReadOnlyObjectProperty<Optional<ReceivedKey>> currentProperty() {
        return current.getReadOnlyProperty();
    }

    static Tone tone(ReceivedKey.Status status) {
        return switch (status) {
            case CURRENT -> Tone.OK;
            case SUPERSEDED -> Tone.IDLE;
            case REVOKED -> Tone.BAD;
        };
    }

    static String word(ReceivedKey.Status status) {
        return switch (status) {
            case CURRENT -> "keys.status.current";
            case SUPERSEDED -> "keys.status.superseded";
            case REVOKED -> "keys.status.revoked";
        };
    }

    private void show(List<ReceivedKey> history) {
        Rows.sync(keys, history, key -> new RowId(key.server(), key.group(), key.epoch(), key.received()));
        current.set(history.stream()
                .filter(key -> key.status() == ReceivedKey.Status.CURRENT)
                .findFirst());
    }
}
