package dev.pushlab.client.screen.technique;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import java.net.URI;
import java.util.Optional;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;

/** Which technique's page is open, where it is, and how fast events arrive in it. */
public final class TechniqueViewModel {
    private final ReadOnlyObjectWrapper<Optional<TechniqueDescriptor>> technique =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyObjectWrapper<Optional<URI>> page = new ReadOnlyObjectWrapper<>(Optional.empty());
    private final ReadOnlyDoubleWrapper rate = new ReadOnlyDoubleWrapper();
    private URI web;
    private long countedEvents = -1;
    private long countedAtNanos;

    public ReadOnlyObjectProperty<Optional<TechniqueDescriptor>> techniqueProperty() {
        return technique.getReadOnlyProperty();
    }

    /** The page to be shown; empty if there is nothing to show. */
    public ReadOnlyObjectProperty<Optional<URI>> pageProperty() {
        return page.getReadOnlyProperty();
    }

    /** Events a second that the page received lately. */
    public ReadOnlyDoubleProperty rateProperty() {
        return rate.getReadOnlyProperty();
    }

    /** Opens a technique's page of the server whose web side is there. */
    public void open(TechniqueDescriptor wanted, URI newWeb) {
        web = newWeb;
        technique.set(Optional.of(wanted));
        countedEvents = -1;
        rate.set(0);
        page.set(wanted.page().map(path -> web.resolve(path + "?embed=1")));
    }

    /** No page any more. */
    public void leave() {
        technique.set(Optional.empty());
        page.set(Optional.empty());
        countedEvents = -1;
        rate.set(0);
    }

    /** The page as somebody would open it in a browser of their own. */
    public Optional<URI> pageForBrowser() {
        return technique.get().flatMap(TechniqueDescriptor::page).map(web::resolve);
    }

    /**
     * Takes note of how many events the page says it has received.
     *
     * @param events below zero if it does not say
     * @param nanoTime when it said so
     */
    public void counted(long events, long nanoTime) {
        if (events >= 0 && countedEvents >= 0 && nanoTime > countedAtNanos) {
            rate.set(Math.max(0, events - countedEvents) * 1e9 / (nanoTime - countedAtNanos));
        } else {
            rate.set(0);
        }
        countedEvents = events;
        countedAtNanos = nanoTime;
    }
}
