package dev.pushlab.client.screen;

import dev.pushlab.client.catalog.CatalogReader;
import dev.pushlab.client.connection.ProtocolClient;
import dev.pushlab.client.connection.ServerInfo;
import dev.pushlab.client.fx.Phrase;
import dev.pushlab.client.screen.shell.NavViewModel;
import dev.pushlab.fx.FxBridge;
import java.net.URI;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/** Brings the techniques of whatever server is connected into the navigation. */
final class Techniques {
    private final CatalogReader reader = new CatalogReader();
    private final FxBridge bridge;
    private final NavViewModel navigation;
    private final Optional<URI> given;
    private final ReadOnlyObjectWrapper<Optional<URI>> web = new ReadOnlyObjectWrapper<>(Optional.empty());
    private int attempt;

    /** @param given the server's web side, if its own word is not to be taken for it */
    Techniques(ProtocolClient client, FxBridge bridge, NavViewModel navigation, Optional<URI> given) {
        this.bridge = bridge;
        this.navigation = navigation;
        this.given = given;
        bridge.latest(client.server(), this::server);
    }

    /** The web side whose catalog is shown; empty until one was read. */
    ReadOnlyObjectProperty<Optional<URI>> webProperty() {
        return web.getReadOnlyProperty();
    }

    /** Whether the last attempt to read a catalog failed. */
    boolean failed() {
        return navigation.hintProperty().get().key().equals("shell.nav.hint.failed");
    }

    /** Reads the catalog again. */
    void retry(Optional<ServerInfo> info) {
        server(info);
    }

    private void server(Optional<ServerInfo> info) {
        if (info.isEmpty()) {
            return;
        }
        Optional<URI> side = given.isPresent() ? given : info.get().web();
        if (side.isEmpty()) {
            attempt++;
            web.set(Optional.empty());
            navigation.show(java.util.List.of());
            navigation.setHint(Phrase.of("shell.nav.hint.no-web"));
            return;
        }
        read(side.get());
    }

    private void read(URI side) {
        int mine = ++attempt;
        navigation.setHint(Phrase.of("shell.nav.hint.loading"));
        bridge.outcome(reader.read(side), (catalog, error) -> {
            if (mine != attempt) {
                return;
            }
            if (error == null) {
                navigation.show(catalog);
                navigation.setHint(Phrase.NONE);
                web.set(Optional.of(side));
            } else {
                navigation.setHint(Phrase.of("shell.nav.hint.failed"));
            }
        });
    }
}
