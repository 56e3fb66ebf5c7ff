package dev.pushlab.protocol.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ObserveTest {
    @Test
    void each_handle_ends_only_its_own_subscription() {
        Signal<Integer> signal = new Signal<>();
        List<Integer> seen = new ArrayList<>();
        Consumer<Integer> listener = seen::add;
        Subscription first = signal.subscribe(listener);
        Subscription second = signal.subscribe(listener);
        signal.emit(1);
        first.close();
        first.close();
        signal.emit(2);
        second.close();
        signal.emit(3);
        assertThat(seen).containsExactly(1, 1, 2);
    }

    @Test
    void a_failing_listener_disturbs_no_other() {
        Signal<Integer> signal = new Signal<>();
        List<Integer> seen = new ArrayList<>();
        signal.subscribe(value -> {
            throw new IllegalStateException("expected by the test");
        });
        signal.subscribe(seen::add);
        signal.emit(1);
        assertThat(seen).containsExactly(1);
    }

    @Test
    void a_state_tells_the_present_value_first_and_only_changes_after() {
        State<String> state = new State<>("a");
        List<String> seen = new ArrayList<>();
        state.subscribe(seen::add);
        state.set("a");
        state.set("b");
        state.update(old -> old + "c");
        assertThat(seen).containsExactly("a", "b", "bc");
        assertThat(state.get()).isEqualTo("bc");
    }

    @Test
    void concurrent_updates_are_all_applied_and_seen_in_order() throws InterruptedException {
        State<Integer> state = new State<>(0);
        List<Integer> seen = new ArrayList<>();
        state.subscribe(seen::add);
        int threads = 4;
        int each = 1_000;
        CountDownLatch done = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            new Thread(() -> {
                        for (int k = 0; k < each; k++) {
                            state.update(old -> old + 1);
                        }
                        done.countDown();
                    })
                    .start();
        }
        done.await();
        assertThat(seen).hasSize(threads * each + 1).isSorted().doesNotHaveDuplicates();
    }
}
