package dev.pushlab.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.container;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedSuccessfully;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakTracker;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

class LeakCheckTest {
    @Test
    void a_class_that_leaks_fails_and_says_where() {
        run(Leaky.class)
                .containerEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(
                                container(Leaky.class),
                                finishedWithFailure(
                                        instanceOf(AssertionError.class),
                                        message(text -> text.startsWith("1 leaked:")
                                                && text.contains("ByteBuf was not released")
                                                && text.contains(Leaky.class.getName())))));
    }

    @Test
    void a_class_that_releases_does_not() {
        EngineExecutionResults results = run(Careful.class);
        results.testEvents().assertStatistics(tests -> tests.succeeded(1));
        results.containerEvents()
                .assertThatEvents()
                .haveExactly(1, event(container(Careful.class), finishedSuccessfully()));
        results.allEvents().assertStatistics(all -> all.failed(0));
    }

    @Test
    void each_leak_is_told_once() throws InterruptedException {
        LeakRecorder recorder = new LeakRecorder();
        ResourceLeakDetector<Object> detector = recorder.newResourceLeakDetector(Object.class);
        forget(detector);
        Object kept = new Object();
        ResourceLeakTracker<Object> tracker = detector.trackForcibly(kept);

        assertThat(recorder.take()).singleElement().asString().startsWith("Object was not released");
        assertThat(recorder.take()).isEmpty();
        assertThat(tracker.close(kept)).isTrue();
    }

    private static void forget(ResourceLeakDetector<Object> detector) {
        detector.trackForcibly(new Object());
    }

    /** As every module's tests are run: the check comes from the list of services. */
    private static EngineExecutionResults run(Class<?> tests) {
        return EngineTestKit.engine("junit-jupiter")
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
                .selectors(selectClass(tests))
                .execute();
    }

    // Not found by the build, which takes no nested classes that are not marked so.

    static class Leaky {
        @Test
        void forgets() {
            ByteBuf buffer = ByteBufAllocator.DEFAULT.buffer(16);
            assertThat(buffer.writeInt(7).refCnt()).isOne();
        }
    }

    static class Careful {
        @Test
        void releases() {
            ByteBuf buffer = ByteBufAllocator.DEFAULT.buffer(16);
            assertThat(buffer.writeInt(7).release()).isTrue();
        }
    }
}
