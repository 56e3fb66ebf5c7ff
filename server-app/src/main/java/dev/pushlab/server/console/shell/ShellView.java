package dev.pushlab.server.console.shell;

import dev.pushlab.fx.Accessibles;
import dev.pushlab.fx.Appearance;
import dev.pushlab.fx.Icons;
import dev.pushlab.fx.Messages;
import dev.pushlab.server.console.publish.ComposerView;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import javafx.beans.InvalidationListener;
import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/** The frame: bar above, navigation at the left, the present screen with the composer below it, help at the right. */
public final class ShellView extends BorderPane {
    /** The least width of the window for a navigation with words, in ems. */
    private static final double WORDS_FROM = 48;

    /** The least height of the window for a composer that stays in sight, in ems. */
    private static final double PINNED_FROM = 44;

    private final Messages messages;
    private final ShellViewModel model;
    private final BorderPane below = new BorderPane();
    private final Map<Section, Supplier<? extends Region>> screens;
    private final Map<Section, Region> built = new EnumMap<>(Section.class);
    private final ScrollPane scroll = new ScrollPane();
    private final VBox page;
    private final ComposerView composer;
    private final BooleanProperty compact = new SimpleBooleanProperty();
    private final Appearance appearance;

    /** @param screens made when they are first shown, so that the window is there at once */
    public ShellView(
            Appearance appearance,
            ShellViewModel model,
            Map<Section, Supplier<? extends Region>> screens,
            ComposerView composer) {
        this.messages = appearance.messages();
        this.model = model;
        this.screens = new EnumMap<>(screens);
        getStyleClass().add("shell");
        page = new VBox(8);
        page.getStyleClass().add("page");
        page.getChildren().add(new Region());
        this.composer = composer;
        this.appearance = appearance;
        scroll.setContent(page);
        scroll.setFitToWidth(true);
        scroll.setFitToHeight(true);
        scroll.getStyleClass().add("page-scroll");
        setTop(new TopBar(appearance, model, composer::focusData));
        setLeft(navigation());
        below.setCenter(scroll);
        setCenter(below);
        HelpPane help = new HelpPane(
                messages, model.sectionProperty(), () -> model.helpProperty().set(false));
        model.helpProperty().addListener((property, old, now) -> setRight(now ? help : null));
        model.sectionProperty().addListener((property, old, now) -> show(now));
        show(model.sectionProperty().get());
        InvalidationListener arrange = change -> {
            placeComposer();
            compact.set(getWidth() < WORDS_FROM * appearance.bodySize());
        };
        widthProperty().addListener(arrange);
        heightProperty().addListener(arrange);
        appearance.scale().percentProperty().addListener(arrange);
        appearance.themeProperty().addListener(arrange);
        placeComposer();
    }

    /** Always in sight where there is room; with large type in a low window it scrolls along with the screen. */
    private void placeComposer() {
        boolean room = getHeight() >= PINNED_FROM * appearance.bodySize();
        if (room ? below.getBottom() == composer : page.getChildren().contains(composer)) {
            return;
        }
        if (room) {
            page.getChildren().remove(composer);
            composer.getStyleClass().add("pinned");
            below.setBottom(composer);
        } else {
            below.setBottom(null);
            composer.getStyleClass().remove("pinned");
            page.getChildren().add(composer);
        }
    }

    private void show(Section section) {
        Region screen = built.computeIfAbsent(section, each -> screens.get(each).get());
        VBox.setVgrow(screen, Priority.ALWAYS);
        page.getChildren().set(0, screen);
        scroll.setVvalue(0);
    }

    private Node navigation() {
        VBox items = new VBox(2);
        items.getStyleClass().add("side-nav");
        ToggleGroup group = new ToggleGroup();
        for (Section section : Section.values()) {
            items.getChildren().add(item(section, group));
        }
        ScrollPane pane = new ScrollPane(items);
        pane.getStyleClass().add("side-nav-scroll");
        pane.setFitToWidth(true);
        pane.setFitToHeight(true);
        pane.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        // With large type in a narrow window the icons have to do: the words are in their tooltips.
        compact.addListener((property, old, now) -> {
            pane.getStyleClass().remove("compact");
            if (now) {
                pane.getStyleClass().add("compact");
            }
        });
        return pane;
    }

    private ToggleButton item(Section section, ToggleGroup group) {
        Label title = new Label(null, Icons.of(section.icon()));
        title.getStyleClass().add("nav-title");
        title.setMinWidth(USE_PREF_SIZE);
        title.textProperty().bind(messages.bind("console.nav." + section.id()));
        Label count = new Label();
        count.getStyleClass().add("nav-count");
        count.setMinWidth(USE_PREF_SIZE);
        count.textProperty().bind(count(section));
        title.contentDisplayProperty()
                .bind(Bindings.when(compact).then(ContentDisplay.GRAPHIC_ONLY).otherwise(ContentDisplay.LEFT));
        count.managedProperty().bind(compact.not());
        count.visibleProperty().bind(compact.not());
        Region space = new Region();
        space.managedProperty().bind(compact.not());
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox content = new HBox(8, title, space, count);
        content.alignmentProperty().bind(Bindings.when(compact).then(Pos.CENTER).otherwise(Pos.CENTER_LEFT));
        content.setMaxWidth(Double.MAX_VALUE);
        ToggleButton item = new ToggleButton(null, content);
        item.setId("nav-" + section.id());
        item.getStyleClass().setAll("nav-item");
        item.setMaxWidth(Double.MAX_VALUE);
        content.prefWidthProperty().bind(item.widthProperty().subtract(20));
        item.setToggleGroup(group);
        item.setSelected(model.sectionProperty().get() == section);
        Accessibles.describe(item, messages, messages.bind("console.nav." + section.id() + ".tip"), section.key());
        Runnable go = () -> model.sectionProperty().set(section);
        Accessibles.key(item, section.key(), go);
        item.setOnAction(event -> {
            item.setSelected(true);
            go.run();
        });
        model.sectionProperty().addListener((property, old, now) -> item.setSelected(now == section));
        return item;
    }

    private ObservableValue<String> count(Section section) {
        return switch (section) {
            case CLIENTS ->
                messages.compute(
                        () -> messages.number(model.connectionsProperty().get()), model.connectionsProperty());
            case TOPICS ->
                messages.compute(() -> messages.number(model.topicsProperty().get()), model.topicsProperty());
            case KEYS ->
                messages.compute(
                        () -> model.epochProperty().get() == 0
                                ? ""
                                : messages.get(
                                        "console.keys.epoch",
                                        model.epochProperty().get()),
                        model.epochProperty());
            case METRICS ->
                messages.compute(
                        () -> model.attentionProperty().get() ? messages.get("console.nav.attention") : "",
                        model.attentionProperty());
            case OVERVIEW, LOG -> messages.compute(() -> "");
        };
    }
}
