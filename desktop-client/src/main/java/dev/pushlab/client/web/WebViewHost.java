package dev.pushlab.client.web;

import dev.pushlab.protocol.observe.Observable;
import dev.pushlab.protocol.observe.State;
import dev.pushlab.protocol.observe.Subscription;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javafx.animation.PauseTransition;
import javafx.scene.layout.Background;
import javafx.scene.layout.StackPane;
import javafx.scene.web.WebView;
import javafx.util.Duration;

/**
 * A page of the server, shown in a WebView that behaves: no white flash, no blank page without a word, no pop-ups, no
 * way off the server's origin, a WebSocket that works, and nothing left running when the page is left.
 *
 * <p>A screen creates one and keeps it:
 *
 * <pre>{@code
 * WebViewHost host = new WebViewHost(FxExecutor.later());
 * host.setLanguage(locale);
 * host.setTheme(PageTheme.DARK);
 * host.elsewhere().subscribe(uri -> openInSystemBrowser(uri));   // otherwise such links do nothing
 * host.load(server.resolve("/techniques/sse/"));
 * …
 * host.leave();                                    // the page's pagehide runs, its streams end
 * host.close();                                    // once, when the window closes
 * }</pre>
 *
 * <p>Every method is for the FX thread; the observables announce on it. Pages are loaded with the query parameters
 * {@code lang=en|zh_CN} and {@code theme=light|dark}; later changes are told to {@code window.pushlab.setLanguage(id)}
 * and {@code window.pushlab.setTheme(id)} where the page has them.
 *
 * <p>A server sees that a page's stream has ended only when it next writes (WebKit's loader, webview facts): leaving
 * ends the stream here at once, and there with its next heartbeat.
 */
public final class WebViewHost extends StackPane implements AutoCloseable {
    /** A load shorter than this is not announced: showing and hiding the notice would be the only thing seen. */
    private static final Duration BUSY_AFTER = Duration.millis(500);

    /** The projector theme at 200 % type. */
    private static final double MAX_ZOOM = 2.5;

    private final WebView view = new WebView();
    private final PageEngine engine;
    private final Placeholder placeholder = new Placeholder(this::reload, this::stop);
    private final PauseTransition busy = new PauseTransition(BUSY_AFTER);
    private final Subscription watching;
    private Locale language = Locale.ENGLISH;
    private PageTheme theme = PageTheme.LIGHT;
    private boolean slow;

    /** @param fx runs tasks on the FX thread, in order, and never within the call that hands them over */
    public WebViewHost(Executor fx) {
        engine = new PageEngine(view.getEngine(), Objects.requireNonNull(fx));
        getStyleClass().add("web-view-host");
        view.setContextMenuEnabled(false);
        getChildren().addAll(view, placeholder);
        busy.setOnFinished(event -> {
            slow = true;
            show();
        });
        watching = engine.state().subscribe(this::stateChanged);
        setTheme(theme);
    }

    /**
     * Leaves the page there is and loads this one; its origin is the only one that may be navigated to. Not http or
     * https: the state becomes {@link LoadFailure#BAD_ADDRESS failed}.
     */
    public void load(URI page) {
        engine.load(Objects.requireNonNull(page));
    }

    /** Loads the present page anew, or tries the failed one again. Without a page nothing happens. */
    public void reload() {
        engine.reload();
    }

    /** Stops a load that is under way; the state becomes {@link LoadFailure#CANCELLED failed}. */
    public void stop() {
        engine.stop();
    }

    /** Back to blank: the page's {@code pagehide} runs, its streams are released, its WebSockets closed with 1001. */
    public void leave() {
        engine.leave();
    }

    /** How far the page is. */
    public State<PageState> state() {
        return engine.state();
    }

    /** What pages write to their console, and errors they do not catch. Also logged, at debug. */
    public Observable<ConsoleMessage> console() {
        return engine.console();
    }

    /** Links and navigations that lead off the server's origin or ask for a new window. They are not followed here. */
    public Observable<URI> elsewhere() {
        return engine.elsewhere();
    }

    /**
     * Which WebSocket the pages have. Tried out once per process, beginning with the first host; known before the first
     * page is loaded, after 3 s at most. Pages can read it from {@code WebSocket.pushlabImplementation}:
     * {@code 'native'} or {@code 'java'}.
     */
    public CompletableFuture<WebSocketImplementation> webSocketImplementation() {
        return engine.webSocketImplementation();
    }

    /** The language of this node's own words and of the pages; all but Chinese is English. */
    public void setLanguage(Locale newLanguage) {
        language = Objects.requireNonNull(newLanguage);
        engine.setLook(language, theme);
        show();
    }

    /** The theme of this node and of the pages. */
    public void setTheme(PageTheme newTheme) {
        theme = Objects.requireNonNull(newTheme);
        view.setPageFill(theme.background());
        setBackground(Background.fill(theme.background()));
        engine.setLook(language, theme);
        show();
    }

    /**
     * Scales the page and this node's own words.
     *
     * @param scale 1.0 to 2.5; values outside are brought within
     */
    public void setZoom(double scale) {
        view.setZoom(Math.min(MAX_ZOOM, Math.max(1.0, scale)));
        show();
    }

    public double zoom() {
        return view.getZoom();
    }

    /**
     * Runs a script in the page.
     *
     * @return what {@link javafx.scene.web.WebEngine#executeScript} returns
     * @throws IllegalStateException when not on the FX thread
     * @throws netscape.javascript.JSException what the script throws
     */
    public Object executeScript(String script) {
        return view.getEngine().executeScript(script);
    }

    /** Leaves the page and ends what serves it. The node cannot be used afterwards. Does not wait. */
    @Override
    public void close() {
        watching.close();
        busy.stop();
        engine.dispose();
    }

    @Override
    public void requestFocus() {
        if (view.isFocusTraversable()) {
            view.requestFocus();
        } else {
            super.requestFocus();
        }
    }

    private void stateChanged(PageState now) {
        slow = false;
        busy.stop();
        if (now instanceof PageState.Loading) {
            busy.playFromStart();
        }
        show();
    }

    private void show() {
        PageState now = engine.state().get();
        boolean page = now instanceof PageState.Loaded;
        // Covered, not hidden: a page in an invisible view is not laid out, and would appear unfinished.
        view.setFocusTraversable(page);
        view.setAccessibleText(WebMessages.bundle(language).getString("view.accessible"));
        placeholder.setVisible(!page);
        placeholder.show(now, slow, language, theme, view.getZoom());
    }
}
