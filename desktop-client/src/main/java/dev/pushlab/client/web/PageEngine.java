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
        scripts = new PageScripts(engine, fx, console, this::linkElsewhere);
        // The page's class must be replaced before the page's scripts run, and no single signal is early enough for
        // every page: the title comes while the head is parsed, the progress with each piece of the document, the
        // document after its deferred scripts.
        engine.titleProperty().addListener((property, old, title) -> installScripts());
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
        probe.thenRun(() -> later(this::openWhenReady));
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
        engine.load(BLANK);
    }

    private void openWhenReady() {
        if (wanted && blank && probe.isDone() && !disposed) {
            wanted = false;
            blank = false;
            scripts.use(probe.join(), origin);
            engine.load(PageAddress.with(page, language, theme).toString());
        }
    }

    private void workerChanged(Worker.State now) {
        installScripts();
        String location = engine.getLocation();
        if (now == Worker.State.SUCCEEDED && BLANK.equals(location)) {
            later(() -> {
                scripts.left();
                blank = true;
                openWhenReady();
            });
        } else if (now == Worker.State.SUCCEEDED) {
            later(this::documentThere);
        } else if (now == Worker.State.FAILED && !BLANK.equals(location)) {
            Throwable cause = engine.getLoadWorker().getException();
            String message = cause == null ? null : cause.getMessage();
            later(() -> {
                if (state.get() instanceof PageState.Loading) {
                    failed(LoadFailure.ofEngineMessage(message), String.valueOf(message));
                }
            });
        }
    }

    private void documentThere() {
        if (!(state.get() instanceof PageState.Loading) || wanted || !scripts.inDocumentOf(origin)) {
            return;
        }
        List<String> problem = scripts.problem();
        if (problem.isEmpty()) {
            limit.stop();
            state.set(new PageState.Loaded(page));
        } else {
            failed(LoadFailure.HTTP, problem.toArray(String[]::new));
            goBlank();
        }
    }

    private void installScripts() {
        if (!origin.isEmpty() && !wanted && !blank) {
            scripts.install();
        }
    }

    /** The engine names the new address when a navigation begins, before anything is sent. */
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
