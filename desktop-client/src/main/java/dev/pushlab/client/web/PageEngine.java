package dev.pushlab.client.web;

import dev.pushlab.protocol.observe.Signal;
import dev.pushlab.protocol.observe.State;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javafx.animation.PauseTransition;
import javafx.concurrent.Worker;
import javafx.scene.web.WebEngine;
import javafx.util.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives one WebEngine: one page at a time, from one origin at a time, always through {@code about:blank}, so that the
 * page before has had its {@code pagehide} and lets go of its streams. FX thread only.
 *
 * <p>The engine calls its listeners from within WebKit; whatever loads or cancels is therefore done in a later turn of
 * the FX thread, under the number of the load it was meant for.
 */
final class PageEngine {
    static final Duration LOAD_LIMIT = Duration.seconds(20);

    private static final Logger LOG = LoggerFactory.getLogger(PageEngine.class);
    private static final String BLANK = "about:blank";

    private final State<PageState> state = new State<>(new PageState.Blank());
    private final Signal<ConsoleMessage> console = new Signal<>();
    private final Signal<URI> elsewhere = new Signal<>();
    private final WebEngine engine;
    private final Executor fx;
    private final CompletableFuture<WebSocketImplementation> probe;
    private final CompletableFuture<Boolean> multipart;
    private final PageScripts scripts;
    private final PauseTransition limit = new PauseTransition(LOAD_LIMIT);

    private Locale language = Locale.ENGLISH;
    private PageTheme theme = PageTheme.LIGHT;
    /** The page asked for or, after it has navigated within its origin, where it is now. */
    private URI page;

    private String origin = "";
    /** The number of the latest load or leave; what was begun under an earlier one is void. */
    private int turn;

    private boolean wanted;
    private boolean blank = true;
    /** On the way from a page to blank. */
    private boolean leaving;

    private boolean disposed;

    PageEngine(WebEngine engine, Executor fx) {
        this.engine = engine;
        this.fx = fx;
        engine.setUserDataDirectory(UserDataDirectory.get().toFile());
        engine.setCreatePopupHandler(features -> null);
        engine.setConfirmHandler(question -> false);
        engine.setPromptHandler(question -> null);
        engine.setOnAlert(alert -> LOG.debug("page alert: {}", alert.getData()));
        engine.setOnError(error -> LOG.debug("WebView: {}", error.getMessage(), error.getException()));
        probe = WebSocketProbe.run(fx);
        multipart = MultipartProbe.run(fx);
        scripts = new PageScripts(engine, fx, console, this::linkElsewhere);
        // The page's class must be replaced before the page uses it, and no public signal precedes a page's first
        // script: the progress comes when the document has been read, the document before its load event. A page that
        // needs it earlier says so by setting window.status, which is told at once.
        engine.setOnStatusChanged(event -> installScripts());
        engine.getLoadWorker().workDoneProperty().addListener((property, old, done) -> installScripts());
        engine.getLoadWorker().stateProperty().addListener((property, old, now) -> workerChanged(now));
        engine.documentProperty().addListener((property, old, document) -> {
            if (document != null) {
                installScripts();
                later(this::documentThere);
            }
        });
        engine.locationProperty().addListener((property, old, location) -> locationChanged(location));
        limit.setOnFinished(event -> giveUp(LoadFailure.TIMED_OUT));
    }

    State<PageState> state() {
        return state;
    }

    Signal<ConsoleMessage> console() {
        return console;
    }

    Signal<URI> elsewhere() {
        return elsewhere;
    }

    CompletableFuture<WebSocketImplementation> webSocketImplementation() {
        return probe.copy();
    }

    void load(URI uri) {
        turn++;
        page = uri;
        try {
            origin = Origin.of(uri);
        } catch (IllegalArgumentException e) {
            origin = "";
            goBlank();
            failed(LoadFailure.BAD_ADDRESS);
            return;
        }
        wanted = true;
        limit.playFromStart();
        state.set(new PageState.Loading(uri));
        goBlank();
        CompletableFuture.allOf(probe, multipart).thenRun(() -> later(this::openWhenReady));
    }

    void reload() {
        if (page != null) {
            load(page);
        }
    }

    void leave() {
        turn++;
        wanted = false;
        page = null;
        origin = "";
        limit.stop();
        goBlank();
        state.set(new PageState.Blank());
    }

    /** Stops a load that is under way. */
    void stop() {
        giveUp(LoadFailure.CANCELLED);
    }

    void dispose() {
        if (!disposed) {
            leave();
            disposed = true;
            scripts.dispose();
        }
    }

    void setLook(Locale newLanguage, PageTheme newTheme) {
        language = newLanguage;
        theme = newTheme;
        if (state.get() instanceof PageState.Loaded) {
            scripts.tellLook(PageAddress.languageId(language), theme.id());
        }
    }

    private void goBlank() {
        if (engine.getLocation() == null || engine.getLocation().isEmpty()) {
            blank = true; // a new engine: nothing to leave
            return;
        }
        blank = false;
        leaving = true;
        engine.load(BLANK);
    }

    private void openWhenReady() {
        if (wanted && blank && probe.isDone() && multipart.isDone() && !disposed) {
            wanted = false;
            blank = false;
            leaving = false;
            scripts.use(probe.join(), multipart.join(), origin);
            engine.load(PageAddress.with(page, language, theme).toString());
        }
    }

    private void workerChanged(Worker.State now) {
        installScripts();
        String location = engine.getLocation();
        if (now == Worker.State.SUCCEEDED) {
            later(this::arrived);
        } else if (now == Worker.State.FAILED && !BLANK.equals(location)) {
            Throwable cause = engine.getLoadWorker().getException();
            String message = cause == null ? null : cause.getMessage();
            later(() -> loadFailed(LoadFailure.ofEngineMessage(message), String.valueOf(message)));
        } else if (now == Worker.State.CANCELLED
                && page != null
                && page.toString().equals(location)) {
            // Stopped by nobody here: an answer WebKit does not show, such as a problem body.
            later(() -> inquire(FailureInquiry.dropped(page, page)));
        }
    }

    /**
     * Asks the document where it is: for a blank one that takes the place of a page soon after its load, the engine's
     * location at times remains the page's.
     */
    private void arrived() {
        if (leaving && scripts.isAt(BLANK)) {
            leaving = false;
            scripts.left();
            blank = true;
            openWhenReady();
        } else {
            documentThere();
        }
    }

    private void loadFailed(LoadFailure failure, String message) {
        if (failure == LoadFailure.REFUSED) {
            inquire(FailureInquiry.refused(page, page));
        } else if (state.get() instanceof PageState.Loading) {
            failed(failure, message);
        }
    }

    private void inquire(CompletableFuture<PageState.Failed> inquiry) {
        if (!(state.get() instanceof PageState.Loading) || wanted) {
            return;
        }
        int begun = turn;
        inquiry.thenAccept(found -> fx.execute(() -> {
            if (begun == turn && !disposed && state.get() instanceof PageState.Loading) {
                failed(found.failure(), found.arguments().toArray(String[]::new));
            }
        }));
    }

    private void documentThere() {
        if (!(state.get() instanceof PageState.Loading) || wanted || !scripts.inDocumentOf(origin)) {
            return;
        }
        limit.stop();
        state.set(new PageState.Loaded(page));
    }

    private void installScripts() {
        if (!origin.isEmpty() && !wanted && !blank) {
            scripts.install();
        }
    }

    /**
     * The engine names the new address when a navigation begins. It has no veto: a request off the origin that no
     * clicked link announced may have been sent by then, but its answer is never shown.
     */
    private void locationChanged(String location) {
        if (location == null || location.isEmpty() || location.equals(BLANK) || origin.isEmpty()) {
            return;
        }
        if (Origin.matches(origin, location)) {
            if (!wanted) {
                page = URI.create(location);
            }
            return;
        }
        later(() -> {
            engine.getLoadWorker().cancel();
            if (state.get() instanceof PageState.Loading) {
                failed(LoadFailure.OFF_ORIGIN);
                goBlank();
            }
            linkElsewhere(URI.create(location));
        });
    }

    private void linkElsewhere(URI uri) {
        LOG.debug("Not followed: {}", uri);
        elsewhere.emit(uri);
    }

    private void giveUp(LoadFailure why) {
        if (state.get() instanceof PageState.Loading) {
            engine.getLoadWorker().cancel();
            failed(why);
            goBlank();
        }
    }

    private void failed(LoadFailure failure, String... arguments) {
        wanted = false;
        limit.stop();
        state.set(new PageState.Failed(page, failure, List.of(arguments)));
    }

    private void later(Runnable action) {
        int begun = turn;
        fx.execute(() -> {
            if (begun == turn && !disposed) {
                action.run();
            }
        });
    }
}
