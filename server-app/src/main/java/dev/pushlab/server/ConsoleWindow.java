package dev.pushlab.server;

import dev.pushlab.cli.DemoRequest;
import dev.pushlab.fx.Theme;
import dev.pushlab.server.cli.ServerCommand;
import dev.pushlab.server.cli.WindowOptions;
import dev.pushlab.server.console.ConsoleApp;
import dev.pushlab.server.console.ConsoleOptions;
import dev.pushlab.server.console.log.LogFeed;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the console as the command line wishes. Used once. */
final class ConsoleWindow implements ServerCommand.Window {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleWindow.class);

    private Optional<LogFeed> log = Optional.empty();

    /** Listens from here on, so that the log screen also has what is said while the server starts. */
    @Override
    public void prepare() {
        log = Optional.of(LogFeed.attach());
    }

    /** Returns when the window is closed: 0, or 1 if a picture is missing that the demo was to take. */
    @Override
    public int open(WindowOptions options, PushlabServer server) {
        List<String> missing = ConsoleApp.open(
                ConsoleWiring.services(server),
                new ConsoleOptions(
                        options.look().language(),
                        options.look().theme().map(theme -> Theme.parse(theme.name())),
                        options.look()
                                .fontScale()
                                .map(scale -> OptionalInt.of((int) Math.round(scale * 100)))
                                .orElse(OptionalInt.empty()),
                        Optional.of(options.data().resolve("console.properties")),
                        options.demo().flatMap(DemoRequest::length),
                        options.demo().flatMap(DemoRequest::screenshots)),
                log.orElseGet(LogFeed::attach));
        missing.forEach(screen -> LOG.error("The demo took no picture of the {} screen", screen));
        return missing.isEmpty() ? 0 : 1;
    }
}
