package dev.pushlab.client.screen.shell;

import dev.pushlab.client.fx.Phrase;
import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.protocol.catalog.TechniqueDescriptor.Family;
import dev.pushlab.protocol.catalog.TechniqueDescriptor.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.collections.ObservableMap;

/**
 * What can be chosen at the left: the techniques of the server's catalog and the client's own screens. The techniques
 * that the client receives itself are there before any catalog, so that it is usable without one.
 */
public final class NavViewModel {
    /** The id of the screen of keys; no technique's, because those have no dots. */
    public static final String KEYS = "client.keys";

    /** The id of the technique that receives over the binary protocol. */
    public static final String BINARY = "binary";

    /** The id of the technique in which the server dials. */
    public static final String REVERSE = "reverse";

    /** One line of the navigation. Exactly one of technique and title is there. */
    public record Item(String id, Optional<TechniqueDescriptor> technique, Phrase title) {
        static Item of(TechniqueDescriptor technique) {
            return new Item(technique.id(), Optional.of(technique), Phrase.NONE);
        }

        static Item own(String id, Phrase title) {
            return new Item(id, Optional.empty(), title);
        }

        /** Whether it has a page of its own. */
        public boolean isWeb() {
            return technique.filter(each -> each.kind() == Kind.WEB).isPresent();
        }

        /** Whether that page receives events: that of a demonstration does not. */
        public boolean isReceiving() {
            return isWeb()
                    && technique
                            .filter(each -> each.family() != Family.DEMONSTRATION)
                            .isPresent();
        }
    }

    /** Lines under one heading. */
    public record Group(Phrase heading, List<Item> items) {
        public Group {
            items = List.copyOf(items);
        }
    }

    private final ObservableList<Group> groups = FXCollections.observableArrayList();
    private final ReadOnlyStringWrapper selected = new ReadOnlyStringWrapper(BINARY);
    private final ObservableMap<String, Double> running = FXCollections.observableHashMap();
    private final ReadOnlyObjectWrapper<Phrase> hint = new ReadOnlyObjectWrapper<>(Phrase.of("shell.nav.hint.connect"));

    public NavViewModel() {
        show(List.of());
    }

    /** In the order of the curriculum. */
    public ObservableList<Group> groups() {
        return groups;
    }

    /** The id of the screen that is shown. */
    public ReadOnlyStringProperty selectedProperty() {
        return selected.getReadOnlyProperty();
    }

    /** What is receiving at present, with its events a second. */
    public ObservableMap<String, Double> running() {
        return running;
    }

    /** Why there are no more lines; {@link Phrase#NONE} if there are all. */
    public ReadOnlyObjectProperty<Phrase> hintProperty() {
        return hint.getReadOnlyProperty();
    }

    /** Takes over a catalog. What was selected stays selected if it is still there. */
    public void show(List<TechniqueDescriptor> catalog) {
        List<Group> next = new ArrayList<>();
        for (Family family : Family.values()) {
            List<Item> items = new ArrayList<>();
            catalog.stream()
                    .filter(each -> each.family() == family)
                    .map(Item::of)
                    .forEach(items::add);
            if (family == Family.CLIENT_SERVER) {
                addOwn(items, BINARY, "shell.nav.binary");
                addOwn(items, REVERSE, "shell.nav.reverse");
            }
            if (!items.isEmpty()) {
                next.add(new Group(heading(family), items));
            }
        }
        next.add(new Group(Phrase.of("shell.nav.group.keys"), List.of(Item.own(KEYS, Phrase.of("shell.nav.keys")))));
        groups.setAll(next);
        if (item(selected.get()).isEmpty()) {
            selected.set(BINARY);
        }
    }

    public void setHint(Phrase phrase) {
        hint.set(phrase);
    }

    /** Shows a screen, if there is one with this id. */
    public boolean select(String id) {
        Optional<Item> item = item(id);
        item.ifPresent(found -> selected.set(found.id()));
        return item.isPresent();
    }

    /** Shows the screen at this place, from 1. */
    public void select(int place) {
        List<Item> all = items();
        if (place >= 1 && place <= all.size()) {
            selected.set(all.get(place - 1).id());
        }
    }

    public Optional<Item> item(String id) {
        return items().stream().filter(item -> item.id().equals(id)).findFirst();
    }

    /** All lines, from top to bottom. */
    public List<Item> items() {
        return groups.stream().flatMap(group -> group.items().stream()).toList();
    }

    /** The title in the language with this tag, if the catalog knows it. */
    static Optional<String> title(Item item, String languageTag) {
        return item.technique()
                .map(TechniqueDescriptor::titles)
                .map((Map<String, String> titles) -> titles.getOrDefault(languageTag, titles.get("en")));
    }

    private static void addOwn(List<Item> items, String id, String key) {
        if (items.stream().noneMatch(item -> item.id().equals(id))) {
            items.add(Item.own(id, Phrase.of(key)));
        }
    }

    private static Phrase heading(Family family) {
        return switch (family) {
            case PULL -> Phrase.of("shell.nav.group.pull");
            case COMET -> Phrase.of("shell.nav.group.comet");
            case HTML5 -> Phrase.of("shell.nav.group.html5");
            case FALLBACK -> Phrase.of("shell.nav.group.fallback");
            case CLIENT_SERVER -> Phrase.of("shell.nav.group.client-server");
            case DEMONSTRATION -> Phrase.of("shell.nav.group.demonstrations");
        };
    }
}
