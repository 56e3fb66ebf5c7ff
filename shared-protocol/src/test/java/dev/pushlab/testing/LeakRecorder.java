package dev.pushlab.testing;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import io.netty.util.ResourceLeakTracker;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what Netty's leak detectors find, which they would only log: what became garbage without a release. */
final class LeakRecorder extends ResourceLeakDetectorFactory {
    private static final long COLLECTED_WITHIN_MILLIS = Duration.ofSeconds(10).toMillis();

    private final List<Detector<?>> detectors = new CopyOnWriteArrayList<>();
    private final Queue<String> leaks = new ConcurrentLinkedQueue<>();

    @Override
    @SuppressWarnings("deprecation") // Abstract there, so it must be here.
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> type, int samplingInterval, long maxActive) {
        Detector<T> detector = new Detector<>(type, samplingInterval, leaks);
        detectors.add(detector);
        return detector;
    }

    /** Whether a detector for resources of this type was made here. */
    boolean watches(Class<?> type) {
        return detectors.stream().anyMatch(detector -> detector.type == type);
    }

    /**
     * Collects garbage and returns what was found since the last call, each with the last places that touched it.
     *
     * @throws IllegalStateException if no garbage is collected
     */
    List<String> take() throws InterruptedException {
        // References are queued by a thread of their own, one collection after the other: when a reference of the
        // second
        // one is there, all of the first are.
        collectGarbage();
        collectGarbage();
        detectors.forEach(Detector::look);
        List<String> found = new ArrayList<>();
        for (String leak = leaks.poll(); leak != null; leak = leaks.poll()) {
            found.add(leak);
        }
        return found;
    }

    private static void collectGarbage() throws InterruptedException {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        WeakReference<Object> probe = new WeakReference<>(new Object(), queue);
        System.gc();
        if (queue.remove(COLLECTED_WITHIN_MILLIS) != probe) {
            throw new IllegalStateException("no garbage was collected; is -XX:+DisableExplicitGC set?");
        }
    }

    private static final class Detector<T> extends ResourceLeakDetector<T> {
        private final Class<T> type;
        private final Queue<String> leaks;

        Detector(Class<T> type, int samplingInterval, Queue<String> leaks) {
            super(type, samplingInterval);
            this.type = type;
            this.leaks = leaks;
        }

        /** A detector looks whenever it is given something new. */
        void look() {
            watchAndRelease(this);
        }

        // The detector takes any object for a resource; there is no generic way to make one.
        @SuppressWarnings("unchecked")
        private static <T> void watchAndRelease(Detector<T> detector) {
            T resource = (T) new Object();
            ResourceLeakTracker<T> tracker = detector.trackForcibly(resource);
            tracker.close(resource);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            leaks.add(resourceType + " was not released" + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            leaks.add(resourceType + " was not released (where is not known)");
        }
    }
}
