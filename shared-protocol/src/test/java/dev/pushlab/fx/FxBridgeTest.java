package dev.pushlab.fx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.observe.Signal;
import dev.pushlab.protocol.observe.State;
import dev.pushlab.protocol.observe.Subscription;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FxBridgeTest {
    private final Queue<Runnable> frames = new ArrayDeque<>();
    private final FxBridge bridge = new FxBridge(frames::add);

    @Test
    void aThousandValuesMakeOneDrain() {
        Signal<Integer> source = new Signal<>();
        List<Batch<Integer>> shown = new ArrayList<>();
        bridge.batches(source, 2_000, shown::add);
        for (int i = 0; i < 1_000; i++) {
            source.emit(i);
        }
        assertThat(frames).hasSize(1);
        frame();
        assertThat(shown).singleElement().satisfies(batch -> {
            assertThat(batch.values()).hasSize(1_000).startsWith(0, 1).endsWith(999);
            assertThat(batch.dropped()).isZero();
        });
        assertThat(bridge.drains()).isEqualTo(1);
    }

    @Test
    void beyondTheBoundTheOldestAreDroppedAndCounted() {
        Signal<Integer> source = new Signal<>();
        List<Batch<Integer>> shown = new ArrayList<>();
        bridge.batches(source, 3, shown::add);
        for (int i = 0; i < 10; i++) {
            source.emit(i);
        }
        frame();
        assertThat(shown).containsExactly(new Batch<>(List.of(7, 8, 9), 7));
    }

    @Test
    void ofAStateOnlyTheNewestValueIsShown() {
        State<String> source = new State<>("a");
        List<String> shown = new ArrayList<>();
        bridge.latest(source, shown::add);
        source.set("b");
        source.set("c");
        frame();
        source.set("d");
        frame();
        assertThat(shown).containsExactly("c", "d");
    }

    @Test
    void nothingIsDeliveredAfterTheHandleOrTheBridgeIsClosed() {
        Signal<String> source = new Signal<>();
        List<Object> shown = new ArrayList<>();
        Subscription one = bridge.latest(source, shown::add);
        bridge.latest(source, shown::add);
        source.emit("waiting");
        one.close();
        frame();
        assertThat(shown).containsExactly("waiting");
        source.emit("too late");
        bridge.close();
        frame();
        source.emit("later still");
        assertThat(frames).isEmpty();
        assertThat(shown).containsExactly("waiting");
    }

    @Test
    void aTaskThatPostsAnotherWaitsForTheNextDrain() {
        List<String> order = new ArrayList<>();
        bridge.post(() -> {
            order.add("first");
            bridge.post(() -> order.add("second"));
        });
        frame();
        assertThat(order).containsExactly("first");
        frame();
        assertThat(order).containsExactly("first", "second");
    }

    @Test
    void anOutcomeArrivesWithItsValueOrItsError() {
        List<Object> shown = new ArrayList<>();
        IllegalStateException failure = new IllegalStateException("no");
        bridge.outcome(CompletableFuture.completedFuture(1), (value, error) -> shown.add(value));
        bridge.outcome(CompletableFuture.failedFuture(failure), (value, error) -> shown.add(error));
        frame();
        assertThat(shown).containsExactly(1, failure);
    }

    private void frame() {
        List<Runnable> present = List.copyOf(frames);
        frames.clear();
        present.forEach(Runnable::run);
    }
}
