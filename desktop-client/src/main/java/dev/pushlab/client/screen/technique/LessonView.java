package dev.pushlab.client.screen.technique;

import dev.pushlab.client.web.PageState;
import dev.pushlab.client.web.WebViewHost;
import dev.pushlab.fx.Appearance;
import dev.pushlab.fx.FxExecutor;
import dev.pushlab.fx.Messages;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javafx.scene.layout.StackPane;

/**
 * The page that explains a technique which the client receives itself. The WebView is made when the first lesson is
 * shown, after the frame that asked for it; a lesson that is no longer shown is released.
 */
public final class LessonView extends StackPane implements AutoCloseable {
    private final Messages messages;
    private final Appearance appearance;
    private final Consumer<URI> browser;
    private final Executor later = FxExecutor.later();
    private Optional<URI> wanted = Optional.empty();
    private WebViewHost host;
    private boolean closed;

    /** @param browser opens an address in the system's browser */
    public LessonView(Messages messages, Appearance appearance, Consumer<URI> browser) {
        this.messages = messages;
        this.appearance = appearance;
        this.browser = browser;
        setId("lesson");
        getStyleClass().addAll("page-frame", "lesson-frame");
    }

    /** Shows this lesson, or none. One that is shown already stays as it is. */
    public void show(Optional<URI> lesson) {
        if (lesson.equals(wanted)) {
            return;
        }
        wanted = lesson;
        if (lesson.isEmpty()) {
            if (host != null) {
                host.leave();
            }
        } else {
            later.execute(() -> load(lesson.get()));
        }
    }

    /** Whether the lesson that is wanted is there to be read. */
    public boolean isLoaded() {
        return wanted.isPresent() && host != null && host.state().get() instanceof PageState.Loaded;
    }

    /** What a script in the lesson's page returns; empty while there is no page. */
    public Optional<Object> evaluate(String script) {
        return isLoaded() ? Optional.ofNullable(host.executeScript(script)) : Optional.empty();
    }

    @Override
    public void close() {
        closed = true;
        wanted = Optional.empty();
        if (host != null) {
            host.close();
        }
    }

    private void load(URI lesson) {
        if (closed || !wanted.equals(Optional.of(lesson))) {
            return;
        }
        if (host == null) {
            host = Hosts.create(messages, appearance, browser);
            getChildren().add(host);
        }
        host.load(lesson);
    }
}
