package dev.pushlab.server.console;

import dev.pushlab.fx.Screenshots;
import dev.pushlab.server.console.shell.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import javafx.animation.PauseTransition;
import javafx.stage.Stage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the demo asks for: pictures of every screen while things are moving, and an end by itself. On the FX thread. */
final class Tour {
    private static final Logger LOG = LoggerFactory.getLogger(Tour.class);
    private static final Duration FIRST_PICTURE = Duration.ofSeconds(10);
    /** Long enough to be laid out and drawn. */
    private static final Duration PER_SCREEN = Duration.ofMillis(700);

    private final Console console;
    private final Stage stage;
    private final ConsoleOptions options;

    Tour(Console console, Stage stage, ConsoleOptions options) {
        this.console = console;
        this.stage = stage;
        this.options = options;
    }

    void start() {
        options.length().ifPresent(length -> after(length, stage::close));
        options.screenshots().ifPresent(folder -> {
            Duration all = PER_SCREEN.multipliedBy(Section.values().length + 2L);
            Duration begin = options.length()
                    .map(length -> length.minus(all))
                    .filter(time -> !time.isNegative())
                    .orElse(FIRST_PICTURE);
            after(begin, () -> next(Arrays.asList(Section.values()).iterator(), folder));
        });
    }

    private void next(Iterator<Section> remaining, Path folder) {
        if (!remaining.hasNext()) {
            console.show(Section.OVERVIEW);
            return;
        }
        Section section = remaining.next();
        console.show(section);
        after(
                PER_SCREEN,
                () -> Screenshots.save(console.scene(), folder.resolve("console-" + section.id() + ".png"))
                        .whenComplete((file, error) -> {
                            if (error != null) {
                                LOG.error("No picture of the {} screen", section.id(), error);
                            }
                        }));
        after(PER_SCREEN.plusMillis(50), () -> next(remaining, folder));
    }

    private static void after(Duration time, Runnable action) {
        PauseTransition pause = new PauseTransition(javafx.util.Duration.millis(time.toMillis()));
        pause.setOnFinished(event -> action.run());
        pause.play();
    }
}
