package dev.pushlab.client.testing;

import java.time.Duration;
import java.util.Optional;
import javafx.application.Platform;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Ends JavaFX when the tests of a JVM are over, and waits for its thread. Otherwise the JVM exits while WebKit is at work on
 * that thread: its native code is taken apart under it then, and now and then the process aborts although every test has
 * passed. Registered for every test in {@code META-INF/services}.
 */
public final class ToolkitEnd implements BeforeAllCallback {
    private static final String THREAD = "JavaFX Application Thread";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(ToolkitEnd.class))
                .computeIfAbsent(ToolkitEnd.class, key -> (AutoCloseable) ToolkitEnd::end);
    }

    private static void end() throws InterruptedException {
        Optional<Thread> thread = Thread.getAllStackTraces().keySet().stream()
                .filter(it -> it.getName().equals(THREAD))
                .findFirst();
        if (thread.isPresent()) {
            Platform.exit();
            thread.get().join(PATIENCE.toMillis());
        }
    }
}
