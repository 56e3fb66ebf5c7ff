package dev.pushlab.server.console;

import dev.pushlab.fx.Appearance;
import dev.pushlab.fx.Messages;
import dev.pushlab.fx.WindowState;
import dev.pushlab.server.console.live.ConsoleServices;
import dev.pushlab.server.console.log.LogFeed;
import dev.pushlab.server.console.shell.Section;
import java.util.List;
import javafx.application.Application;
import javafx.stage.Stage;

/**
 * The console's window. {@link #open} shows it and returns when it is closed; closing the window ends the program in an
 * orderly way, because what opened it goes on from there.
 */
public final class ConsoleApp extends Application {
    private static final double WIDTH = 1280;
    private static final double HEIGHT = 800;

    /** JavaFX makes the application itself, so what it is about has to be put down here first. One window a program. */
    private static volatile Launch pending;

    private static volatile List<String> missing = List.of();

    private record Launch(ConsoleServices services, ConsoleOptions options, LogFeed log) {}

    private final Launch launch = pending;
    private Stage stage;
    private Console console;
    private WindowState state;
    private Tour tour;

    /**
     * Shows the window. Blocks until it is closed.
     *
     * @param log attached as early as possible, so that nothing said while the server started is missing
     * @return the screens of which the demo asked for a picture and got none
     */
    public static List<String> open(ConsoleServices services, ConsoleOptions options, LogFeed log) {
        pending = new Launch(services, options, log);
        Application.launch(ConsoleApp.class);
        return missing;
    }

    @Override
    public void start(Stage primary) {
        stage = primary;
        ConsoleOptions options = launch.options();
        Appearance appearance = new Appearance(Console.messages(Messages.ENGLISH));
        options.stateFile().ifPresent(file -> {
            state = WindowState.load(file);
            state.restore(appearance);
        });
        options.language().ifPresent(appearance.messages()::setLocale);
        options.theme().ifPresent(appearance::setTheme);
        options.scale().ifPresent(appearance.scale()::setPercent);
        console = new Console(launch.services(), launch.log(), appearance, WIDTH, HEIGHT);
        console.install(stage);
        if (state == null) {
            stage.setWidth(WIDTH);
            stage.setHeight(HEIGHT);
        } else {
            state.restore(stage, WIDTH, HEIGHT);
        }
        tour = new Tour(console, stage, options);
        tour.start();
        stage.show();
    }

    /** Runs on the FX thread after the window was closed. */
    @Override
    public void stop() {
        missing = tour.missing().stream().map(Section::id).toList();
        if (state != null) {
            state.save(stage, console.appearance());
        }
        console.close();
    }
}
