package dev.pushlab.client.screen.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes from screen to screen, takes a picture of each as soon as there is something to be seen on it, and is back in
 * time. It waits for conditions, not for times: a slow machine gets the same pictures as long as the length allows.
 *
 * <p>Driven by {@link #tick}, on one thread.
 */
public final class Tour {
    /** The techniques whose pages are shown, in this order. */
    static final List<String> PAGES = List.of("sse", "websocket", "short-polling");

    /** So many events make a list that one can see to be one. */
    static final long ENOUGH_EVENTS = 5;

    /** What is shown is left so long before its picture, so that the page has painted what it counts. */
    static final Duration SETTLE = Duration.ofMillis(700);

    /** The share of the length in which all stops are visited; the rest is for looking, and for slow machines. */
    private static final double SHARE = 0.7;

    private static final Logger LOG = LoggerFactory.getLogger(Tour.class);

    private enum Picture {
        NONE,
        BEING_SAVED,
        SAVED,
        FAILED
    }

    /** One screen; a picture may still be on its way to the disk when the next screen is shown. */
    private static final class Stop {
        private final String name;
        private final BooleanSupplier enter;
        private final BooleanSupplier ready;
        private volatile Picture picture = Picture.NONE;

        Stop(String name, BooleanSupplier enter, BooleanSupplier ready) {
            this.name = name;
            this.enter = enter;
            this.ready = ready;
        }
    }

    private final TourWindow window;
    private final Optional<Path> folder;
    private final Duration length;
    private final List<Stop> stops = new ArrayList<>();
    private int present;
    private boolean entered;
    private Optional<Duration> readyAt = Optional.empty();

    /**
     * @param folder for the pictures; none are taken without
     * @param length of the whole tour
     */
    public Tour(TourWindow window, Optional<Path> folder, Duration length) {
        this.window = window;
        this.folder = folder;
        this.length = length;
        for (String page : PAGES) {
            stops.add(new Stop(
                    "client-" + page + ".png",
                    () -> window.open(page),
                    () -> window.eventsInPage(page) >= ENOUGH_EVENTS));
        }
        stops.add(new Stop(
                "client-events.png", () -> window.open("binary"), () -> window.eventsReceived() >= ENOUGH_EVENTS));
        stops.add(new Stop("client-reverse.png", this::turn, window::keyed));
        stops.add(new Stop("client-keys.png", this::showKeys, window::keyed));
    }

    /** The files a complete tour leaves. */
    public static List<String> pictures() {
        return Stream.concat(
                        PAGES.stream().map(page -> "client-" + page + ".png"),
                        Stream.of("client-events.png", "client-reverse.png", "client-keys.png"))
                .toList();
    }

    /**
     * Looks whether it is time to go on.
     *
     * @param elapsed since the tour began
     */
    public void tick(Duration elapsed) {
        if (isOver()) {
            return;
        }
        Stop stop = stops.get(present);
        if (!entered && stop.enter.getAsBoolean()) {
            entered = true;
        }
        if (entered && readyAt.isEmpty() && stop.ready.getAsBoolean()) {
            readyAt = Optional.of(elapsed);
        }
        boolean settled = readyAt.filter(since -> elapsed.minus(since).compareTo(SETTLE) >= 0)
                .isPresent();
        if (settled && stop.picture == Picture.NONE) {
            take(stop);
        }
        boolean seen = stop.picture == Picture.SAVED || stop.picture == Picture.FAILED;
        if (seen && elapsed.compareTo(plannedEnd()) >= 0 || elapsed.compareTo(latestEnd()) >= 0) {
            leave();
        }
    }

    /** Whether every stop has been left. */
    public boolean isOver() {
        return present == stops.size();
    }

    /** The pictures that were not taken; before the end, also those still to come. */
    public List<String> missing() {
        return stops.stream()
                .filter(stop -> stop.picture != Picture.SAVED)
                .map(stop -> stop.name)
                .toList();
    }

    /** Whether a picture is on its way to the disk. */
    public boolean isSaving() {
        return stops.stream().anyMatch(stop -> stop.picture == Picture.BEING_SAVED);
    }

    /** The time is shared evenly among the stops. */
    private Duration plannedEnd() {
        double all = length.toMillis() * SHARE;
        return Duration.ofMillis(Math.round(all * (present + 1) / stops.size()));
    }

    /** Late, but early enough to give every later stop a chance. */
    private Duration latestEnd() {
        int left = stops.size() - present - 1;
        return length.minusMillis(length.toMillis() * (left * 6L + 3) / 100);
    }

    private void take(Stop stop) {
        if (folder.isEmpty()) {
            stop.picture = Picture.SAVED;
            return;
        }
        stop.picture = Picture.BEING_SAVED;
        window.picture(folder.get().resolve(stop.name)).whenComplete((file, error) -> {
            if (error != null) {
                LOG.error("The picture {} could not be saved", stop.name, error);
            }
            stop.picture = error == null ? Picture.SAVED : Picture.FAILED;
        });
    }

    private void leave() {
        present++;
        entered = false;
        readyAt = Optional.empty();
    }

    private boolean turn() {
        window.reverse();
        return window.open("reverse");
    }

    private boolean showKeys() {
        window.openKeys();
        return true;
    }
}
