package dev.pushlab.client.screen;

import dev.pushlab.cli.DemoRequest;
import dev.pushlab.client.connection.ProtocolClient;
import dev.pushlab.client.connection.ReverseState;
import dev.pushlab.client.screen.demo.Tour;
import dev.pushlab.client.screen.demo.TourWindow;
import dev.pushlab.client.screen.shell.NavViewModel;
import dev.pushlab.fx.Screenshots;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.message.Message.Direction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.Timeline;

/** The launcher's demo in this window: the topic of its ticker, the first page, and the tour if one was asked for. */
final class Demo implements TourWindow {
    private static final Topic TOPIC = new Topic("stocks");
    private static final String FIRST_PAGE = "sse";

    /** The pace when pictures are wanted but no end is. */
    private static final Duration UNHURRIED = Duration.ofSeconds(40);

    /** A picture that is being saved when the time is over is waited for, so long at most. */
    private static final Duration SAVING = Duration.ofSeconds(5);

    private static final javafx.util.Duration STEP = javafx.util.Duration.millis(200);

    private final ClientWindow window;
    private final ProtocolClient client;
    private final Optional<Tour> tour;
    private final Optional<Duration> length;
    private final Runnable exit;
    private final Timeline steps;
    private final long beganNanos = System.nanoTime();
    private boolean firstPageShown;

    /** @param exit closes the window when the demo's time is over */
    Demo(ClientWindow window, ProtocolClient client, DemoRequest asked, Runnable exit) {
        this.window = window;
        this.client = client;
        this.exit = exit;
        length = asked.length();
        tour = asked.length().isPresent() || asked.screenshots().isPresent()
                ? Optional.of(new Tour(this, asked.screenshots(), asked.length().orElse(UNHURRIED)))
                : Optional.empty();
        steps = new Timeline(new KeyFrame(STEP, event -> step()));
        steps.setCycleCount(Animation.INDEFINITE);
    }

    void start() {
        window.events().subscribe(TOPIC, Position.NOW);
        steps.play();
    }

    /** One sentence for each picture that was wanted and not taken. */
    List<String> missing() {
        return tour.map(Tour::missing).orElse(List.of()).stream()
                .map(name -> window.messages().get("demo.missing", name))
                .toList();
    }

    private void step() {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - beganNanos);
        if (tour.isPresent()) {
            tour.get().tick(elapsed);
        } else if (!firstPageShown) {
            firstPageShown = open(FIRST_PAGE);
        }
        boolean saving = tour.filter(Tour::isSaving).isPresent();
        boolean over = length.filter(end -> elapsed.compareTo(saving ? end.plus(SAVING) : end) >= 0)
                .isPresent();
        boolean nothingLeft = length.isEmpty()
                && (tour.isEmpty() ? firstPageShown : tour.get().isOver());
        if (over || nothingLeft) {
            steps.stop();
        }
        if (over) {
            exit.run();
        }
    }

    @Override
    public boolean open(String technique) {
        return window.navigation().select(technique);
    }

    @Override
    public void openKeys() {
        window.navigation().select(NavViewModel.KEYS);
    }

    @Override
    public long eventsInPage(String technique) {
        return window.page().isLoaded(technique) ? window.page().eventsInPage() : 0;
    }

    @Override
    public long eventsReceived() {
        return window.events().list().totalProperty().get();
    }

    @Override
    public void reverse() {
        window.connect().setMode(Direction.REVERSE);
    }

    @Override
    public boolean keyed() {
        return client.reverse().get() instanceof ReverseState.Keyed
                && !client.keys().history().get().isEmpty();
    }

    @Override
    public CompletionStage<Path> picture(Path file) {
        return Screenshots.save(window.scene(), file);
    }
}
