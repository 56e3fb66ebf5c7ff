package dev.pushlab.client.screen.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class TourTest {
    private static final Duration LENGTH = Duration.ofSeconds(40);
    private static final Path FOLDER = Path.of("pictures");

    private final Window window = new Window();
    private final Tour tour = new Tour(window, Optional.of(FOLDER), LENGTH);

    @Test
    void a_window_that_works_gives_every_picture_in_order_and_in_time() {
        run(LENGTH.multipliedBy(3).dividedBy(4));
        assertThat(tour.isOver()).isTrue();
        assertThat(tour.missing()).isEmpty();
        assertThat(window.saved).isEqualTo(Tour.pictures());
        assertThat(window.reversed).isTrue();
    }

    @Test
    void a_page_without_events_is_missed_and_the_rest_is_not() {
        window.silent = "websocket";
        run(LENGTH);
        assertThat(tour.missing()).containsExactly("client-websocket.png");
        assertThat(window.saved).hasSize(Tour.pictures().size() - 1);
    }

    @Test
    void without_a_key_the_two_pictures_of_it_are_missed() {
        window.key = false;
        run(LENGTH);
        assertThat(tour.missing()).containsExactly("client-reverse.png", "client-keys.png");
    }

    @Test
    void a_picture_that_cannot_be_saved_is_missed() {
        window.unwritable = "client-events.png";
        run(LENGTH);
        assertThat(tour.missing()).containsExactly("client-events.png");
    }

    @Test
    void before_the_end_everything_still_to_come_counts_as_missing() {
        assertThat(tour.missing()).isEqualTo(Tour.pictures());
    }

    private void run(Duration until) {
        for (Duration now = Duration.ZERO; now.compareTo(until) <= 0; now = now.plusMillis(200)) {
            tour.tick(now);
        }
    }

    private static final class Window implements TourWindow {
        private final List<String> saved = new ArrayList<>();
        private String open = "";
        private String silent = "";
        private String unwritable = "";
        private boolean key = true;
        private boolean reversed;

        @Override
        public boolean open(String technique) {
            open = technique;
            return true;
        }

        @Override
        public void openKeys() {
            open = "keys";
        }

        @Override
        public long eventsInPage(String technique) {
            return technique.equals(open) && !technique.equals(silent) ? Tour.ENOUGH_EVENTS : 0;
        }

        @Override
        public long eventsReceived() {
            return Tour.ENOUGH_EVENTS;
        }

        @Override
        public void reverse() {
            reversed = true;
        }

        @Override
        public boolean keyed() {
            return reversed && key;
        }

        @Override
        public CompletionStage<Path> picture(Path file) {
            String name = file.getFileName().toString();
            if (name.equals(unwritable)) {
                return CompletableFuture.failedFuture(new IOException("disk full"));
            }
            saved.add(name);
            return CompletableFuture.completedFuture(file);
        }
    }
}
