package dev.pushlab.client.screen.shell;

import dev.pushlab.client.fx.Phrase;
import dev.pushlab.fx.Accessibles;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.StatusBadge;
import java.util.List;
import javafx.beans.InvalidationListener;
import javafx.beans.WeakInvalidationListener;
import javafx.beans.value.ObservableValue;
import javafx.collections.ListChangeListener;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/** The techniques by family, with a mark at what is receiving. */
public final class NavView extends ScrollPane {
    private static final int KEYS = 9;
    private static final PseudoClass RUNNING = PseudoClass.getPseudoClass("running");

    private final Messages messages;
    private final NavViewModel model;
    private final VBox lines = new VBox(1);
    private ToggleGroup choice = new ToggleGroup();

    public NavView(Messages messages, NavViewModel model) {
        this.messages = messages;
        this.model = model;
        getStyleClass().add("nav-scroll");
        setFitToWidth(true);
        setFitToHeight(true);
        setHbarPolicy(ScrollBarPolicy.NEVER);
        lines.getStyleClass().add("side-nav");
        lines.setAccessibleRole(AccessibleRole.PARENT);
        lines.accessibleTextProperty().bind(messages.bind("shell.nav"));
        setContent(lines);
        model.groups().addListener((ListChangeListener<NavViewModel.Group>) change -> fill());
        fill();
        model.selectedProperty().addListener((property, old, now) -> mark(now));
        lines.addEventFilter(KeyEvent.KEY_PRESSED, this::move);
    }

    private void fill() {
        choice = new ToggleGroup();
        lines.getChildren().clear();
        int place = 0;
        for (NavViewModel.Group group : model.groups()) {
            Label heading = new Label();
            heading.getStyleClass().add("nav-heading");
            heading.textProperty().bind(messages.compute(() -> group.heading().in(messages)));
            lines.getChildren().add(heading);
            for (NavViewModel.Item item : group.items()) {
                lines.getChildren().add(line(item, ++place));
            }
        }
        Label hint = new Label();
        hint.setId("nav-hint");
        hint.getStyleClass().addAll("small", "muted", "nav-hint");
        hint.setWrapText(true);
        hint.setMinHeight(USE_PREF_SIZE);
        hint.textProperty().bind(Phrase.bind(messages, model.hintProperty()));
        hint.managedProperty().bind(hint.textProperty().isNotEmpty());
        lines.getChildren().add(hint);
        mark(model.selectedProperty().get());
    }

    /** The rate lies below the name, which makes room for it while something is running and keeps its width. */
    private StackPane line(NavViewModel.Item item, int place) {
        ObservableValue<String> words = messages.compute(() -> NavViewModel.title(
                        item, messages.getLocale().getLanguage().equals("zh") ? "zh-CN" : "en")
                .orElseGet(() -> item.title().in(messages)));
        ToggleButton button = new ToggleButton();
        button.setId("nav-" + item.id().replace('.', '-'));
        button.getStyleClass().setAll("nav-item");
        button.setWrapText(true);
        button.setMinHeight(USE_PREF_SIZE);
        button.textProperty().bind(words);
        button.setUserData(item.id());
        button.setToggleGroup(choice);
        button.setOnAction(event -> {
            button.setSelected(true);
            model.select(item.id());
        });
        if (place <= KEYS) {
            KeyCombination key = new KeyCodeCombination(KeyCode.valueOf("DIGIT" + place), KeyCombination.SHORTCUT_DOWN);
            Accessibles.describe(button, messages, words, key);
        } else {
            Accessibles.describe(button, words);
        }
        StatusBadge rate = new StatusBadge();
        rate.getStyleClass().add("nav-rate");
        rate.setMinWidth(USE_PREF_SIZE);
        rate.setMaxSize(USE_PREF_SIZE, USE_PREF_SIZE);
        rate.setMouseTransparent(true);
        rate.toneProperty().set(StatusBadge.Tone.OK);
        StackPane.setAlignment(rate, Pos.BOTTOM_LEFT);
        InvalidationListener running = change -> show(button, rate, item.id());
        model.running().addListener(new WeakInvalidationListener(running));
        messages.localeProperty().addListener(new WeakInvalidationListener(running));
        button.getProperties().put("running", running);
        show(button, rate, item.id());
        return new StackPane(button, rate);
    }

    private void show(ToggleButton button, StatusBadge rate, String id) {
        Double perSecond = model.running().get(id);
        rate.setVisible(perSecond != null);
        button.pseudoClassStateChanged(RUNNING, perSecond != null);
        rate.setText(perSecond == null ? "" : messages.get("shell.nav.rate", messages.rate(perSecond)));
    }

    private void mark(String id) {
        for (ToggleButton button : buttons()) {
            if (id.equals(button.getUserData())) {
                button.setSelected(true);
            }
        }
    }

    /** Up and down go through the lines, as in a list. */
    private void move(KeyEvent event) {
        int step = event.getCode() == KeyCode.DOWN ? 1 : event.getCode() == KeyCode.UP ? -1 : 0;
        if (step == 0) {
            return;
        }
        List<ToggleButton> buttons = buttons();
        for (int i = 0; i < buttons.size(); i++) {
            if (buttons.get(i).isFocused()) {
                ToggleButton next = buttons.get(Math.min(buttons.size() - 1, Math.max(0, i + step)));
                next.requestFocus();
                next.fire();
                break;
            }
        }
        event.consume();
    }

    private List<ToggleButton> buttons() {
        return choice.getToggles().stream().map(ToggleButton.class::cast).toList();
    }
}
