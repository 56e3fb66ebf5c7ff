package dev.pushlab.client.screen.technique;

import dev.pushlab.client.web.PageState;
import dev.pushlab.client.web.WebSocketImplementation;
import dev.pushlab.client.web.WebViewHost;
import dev.pushlab.fx.Accessibles;
import dev.pushlab.fx.Appearance;
import dev.pushlab.fx.FxExecutor;
import dev.pushlab.fx.Icons;
import dev.pushlab.fx.Messages;
import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import netscape.javascript.JSException;
import org.kordamp.ikonli.feather.Feather;

/** The page of the chosen technique. The WebView is made when the first page is opened: it takes a second or so. */
public final class WebTechniqueView extends VBox implements AutoCloseable {
    private static final KeyCombination BROWSER = new KeyCodeCombination(KeyCode.B, KeyCombination.SHORTCUT_DOWN);

    private static final String WEBSOCKET = "websocket";

    /** What the pages' strip of figures says; digits only, because the number is written in the page's language. */
    private static final String COUNT_EVENTS = "(function () { var figure = document.getElementById('figure-events');"
            + " return figure ? figure.textContent.replace(/[^0-9]/g, '') : ''; })()";

    private final Messages messages;
    private final Appearance appearance;
    private final TechniqueViewModel model;
    private final Consumer<URI> browser;
    private final StackPane frame = new StackPane();
    private final ReadOnlyObjectWrapper<Optional<WebSocketImplementation>> webSocket =
            new ReadOnlyObjectWrapper<>(Optional.empty());
    private WebViewHost host;

    /** @param browser opens an address in the system's browser */
    public WebTechniqueView(Messages messages, Appearance appearance, TechniqueViewModel model, Consumer<URI> browser) {
        this.messages = messages;
        this.appearance = appearance;
        this.model = model;
        this.browser = browser;
        getStyleClass().add("screen");
        frame.getStyleClass().add("page-frame");
        VBox.setVgrow(frame, Priority.ALWAYS);
        getChildren().addAll(header(), frame);
        model.pageProperty().addListener((property, old, now) -> show(now));
    }

    /** Loads the page anew. */
    public void reload() {
        if (host != null) {
            host.reload();
        }
    }

    /** How many events the page says it has received; below zero while there is no page that could say. */
    public long eventsInPage() {
        if (host == null || !(host.state().get() instanceof PageState.Loaded)) {
            return -1;
        }
        try {
            String digits = String.valueOf(host.executeScript(COUNT_EVENTS));
            return digits.isEmpty() || digits.length() > 15 ? -1 : Long.parseLong(digits);
        } catch (JSException | NumberFormatException e) {
            return -1;
        }
    }

    /** Whether the page of this technique is there. */
    public boolean isLoaded(String techniqueId) {
        return host != null
                && host.state().get() instanceof PageState.Loaded
                && model.techniqueProperty()
                        .get()
                        .filter(each -> each.id().equals(techniqueId))
                        .isPresent();
    }

    @Override
    public void close() {
        if (host != null) {
            host.close();
        }
    }

    private HBox header() {
        Label title = new Label();
        title.setId("technique-title");
        title.getStyleClass().add("title");
        title.setWrapText(true);
        title.textProperty().bind(text(TechniqueDescriptor::titles));
        Label summary = new Label();
        summary.setId("technique-summary");
        summary.getStyleClass().add("muted");
        summary.setWrapText(true);
        summary.setMinHeight(USE_PREF_SIZE);
        summary.textProperty().bind(text(TechniqueDescriptor::summaries));
        Label implementation = new Label();
        implementation.setId("websocket-implementation");
        implementation.getStyleClass().addAll("small", "muted");
        implementation.setWrapText(true);
        implementation.setMinHeight(USE_PREF_SIZE);
        implementation
                .textProperty()
                .bind(messages.compute(
                        () -> isWebSocket()
                                ? webSocket
                                        .get()
                                        .map(which -> which.describe(messages.getLocale()))
                                        .orElse("")
                                : "",
                        webSocket,
                        model.techniqueProperty()));
        implementation.managedProperty().bind(implementation.textProperty().isNotEmpty());
        VBox words = new VBox(2, title, summary, implementation);
        HBox.setHgrow(words, Priority.ALWAYS);
        Button reload = Icons.button(Feather.ROTATE_CW, this::reload);
        reload.setId("reload");
        reload.setMinWidth(USE_PREF_SIZE);
        Accessibles.describe(reload, messages, messages.bind("technique.reload"), new KeyCodeCombination(KeyCode.F5));
        Button open = Icons.button(Feather.EXTERNAL_LINK, this::openInBrowser);
        open.setId("open-in-browser");
        open.setMinWidth(USE_PREF_SIZE);
        Accessibles.describe(open, messages, messages.bind("technique.browser"), BROWSER);
        Accessibles.key(open, BROWSER, this::openInBrowser);
        HBox header = new HBox(8, words, reload, open);
        header.setAlignment(Pos.TOP_LEFT);
        return header;
    }

    /** The only technique for which it matters whose WebSocket the page has. */
    private boolean isWebSocket() {
        return model.techniqueProperty()
                .get()
                .filter(each -> each.id().equals(WEBSOCKET))
                .isPresent();
    }

    private void openInBrowser() {
        model.pageForBrowser().ifPresent(browser);
    }

    private javafx.beans.binding.StringBinding text(Function<TechniqueDescriptor, Map<String, String>> texts) {
        return messages.compute(
                () -> model.techniqueProperty()
                        .get()
                        .map(texts)
                        .map(byLanguage -> byLanguage.getOrDefault(tag(messages.getLocale()), byLanguage.get("en")))
                        .orElse(""),
                model.techniqueProperty());
    }

    private static String tag(Locale language) {
        return language.getLanguage().equals("zh") ? "zh-CN" : "en";
    }

    private void show(Optional<URI> page) {
        if (page.isEmpty()) {
            if (host != null) {
                host.leave();
            }
            return;
        }
        if (host == null) {
            host = Hosts.create(messages, appearance, browser);
            host.setId("page");
            host.webSocketImplementation()
                    .thenAcceptAsync(which -> webSocket.set(Optional.of(which)), FxExecutor.direct());
            frame.getChildren().add(host);
        }
        host.load(page.get());
    }
}
