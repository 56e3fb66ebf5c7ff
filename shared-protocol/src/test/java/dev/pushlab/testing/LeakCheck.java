package dev.pushlab.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaves a buffer (or whatever else Netty counts references of) unreleased. Registered for every
 * test of every module in {@code META-INF/services}.
 *
 * <p>It looks after each class and once more at the very end. A buffer that something still held after its own class is
 * therefore told later; the places in the message say whose it was.
 */
public final class LeakCheck implements BeforeAllCallback, AfterAllCallback {
    private static final LeakRecorder RECORDER = install();

    private static LeakRecorder install() {
        LeakRecorder recorder = new LeakRecorder();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(recorder);
        Unpooled.directBuffer(1).release();
        if (!recorder.watches(ByteBuf.class)) {
            throw new IllegalStateException("Netty's buffers were in use before they could be watched");
        }
        return recorder;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(LeakCheck.class))
                .computeIfAbsent(LeakCheck.class, key -> (AutoCloseable) LeakCheck::check);
    }

    @Override
    public void afterAll(ExtensionContext context) throws InterruptedException {
        boolean nested =
                context.getParent().flatMap(ExtensionContext::getTestClass).isPresent();
        if (!nested) {
            check();
        }
    }

    private static void check() throws InterruptedException {
        List<String> leaks = RECORDER.take();
        if (!leaks.isEmpty()) {
            throw new AssertionError(leaks.size() + " leaked:\n" + String.join("\n", leaks));
        }
    }
}
