package dev.pushlab.server;

import dev.pushlab.fx.Theme;
import dev.pushlab.server.cli.WindowOptions;
import dev.pushlab.server.console.ConsoleApp;
import dev.pushlab.server.console.ConsoleOptions;
import dev.pushlab.server.console.log.LogFeed;
import java.util.Optional;
import java.util.OptionalInt;

/** Opens the console as the command line wishes. */
final class ConsoleWindow {
    private ConsoleWindow() {}

    /** Returns 0 when the window is closed. */
    static int open(WindowOptions options, PushlabServer server) {
        ConsoleApp.open(
                ConsoleWiring.services(server),
                new ConsoleOptions(
                        options.look().language(),
                        options.look().theme().map(theme -> Theme.parse(theme.name())),
                        options.look()
                                .fontScale()
                                .map(scale -> OptionalInt.of((int) Math.round(scale * 100)))
                                .orElse(OptionalInt.empty()),
                        Optional.of(options.data().resolve("console.properties")),
                        options.demo().flatMap(WindowOptions.Demo::length),
                        options.demo().flatMap(WindowOptions.Demo::screenshots)),
                LogFeed.attach());
        return 0;
    }
}
