package dev.pushlab.server.console;

import dev.pushlab.fx.Screenshots;
import dev.pushlab.server.console.shell.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javafx.animation.Animation;
import javafx.animation.KeyFrame;
import javafx.animation.PauseTransition;
import javafx.animation.Timeline;
import javafx.stage.Stage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the demo asks for: pictures of every screen while things are moving, and an end by itself. Time counts from the
 * first connection, so that client and console end together however long the client takes to start. On the FX thread.
 */
final class Tour {
    private static final Logger LOG = LoggerFactory.getLogger(Tour.class);
    private static final Duration FIRST_PICTURE = Duration.ofSeconds(10);
    /** Long enough to be laid out and drawn. */
    private static final Duration PER_SCREEN = Duration.ofMillis(700);
    /** So long before the end the last picture is taken: the client must still be there. */
    private static final Duration RESERVE = Duration.ofSeconds(5);
    /** How often it looks for the first connection. */
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Console console;
    private final Stage stage;
    private final ConsoleOptions options;
    private final List<Section> missing = new ArrayList<>();

    Tour(Console console, Stage stage, ConsoleOptions options) {
        this.console = console;
        this.stage = stage;
        this.options = options;
        if (options.screenshots().isPresent()) {
            missing.addAll(List.of(Section.values()));
        }
    }

    /** Waits for the first connection and then does what was asked for. */
    void start() {
        if (options.length().isEmpty() && options.screenshots().isEmpty()) {
            return;
        }
        Timeline waiting = new Timeline();
        waiting.getKeyFrames().add(new KeyFrame(javafx.util.Duration.millis(LOOK.toMillis()), event -> {
            if (console.hasConnections()) {
                waiting.stop();
                begin();
            }
        }));
        waiting.setCycleCount(Animation.INDEFINITE);
        waiting.play();
    }

    /** The screens whose pictures were asked for and are not there. */
    List<Section> missing() {
        return List.copyOf(missing);
    }

    private void begin() {
        options.length().ifPresent(length -> after(length, stage::close));
        options.screenshots().ifPresent(folder -> {
            Duration all = PER_SCREEN.multipliedBy(Section.values().length).plus(RESERVE);
            Duration first = options.length()
                    .map(length -> length.minus(all))
                    .filter(time -> !time.isNegative())
                    .orElse(FIRST_PICTURE);
            after(first, () -> next(new ArrayDeque<>(List.of(Section.values())), folder));
        });
    }

    private void next(Deque<Section> remaining, Path folder) {
        Section section = remaining.poll();
        if (section == null) {
            console.show(Section.OVERVIEW);
            return;
        }
        console.show(section);
        after(PER_SCREEN, () -> {
            Screenshots.save(console.scene(), folder.resolve("console-" + section.id() + ".png"))
                    .whenComplete((file, error) -> console.onScreen(() -> saved(section, error)));
            next(remaining, folder);
        });
    }

    private void saved(Section section, Throwable error) {
        if (error == null) {
            missing.remove(section);
        } else {
            LOG.error("No picture of the {} screen", section.id(), error);
        }
    }

    private static void after(Duration time, Runnable action) {
        PauseTransition pause = new PauseTransition(javafx.util.Duration.millis(time.toMillis()));
        pause.setOnFinished(event -> action.run());
        pause.play();
    }
}
