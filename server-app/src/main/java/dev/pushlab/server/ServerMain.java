package dev.pushlab.server;

import dev.pushlab.server.cli.ServerCommand;
import dev.pushlab.server.cli.WindowOptions;

/** Starts the server: wiring only. */
public final class ServerMain {
    private ServerMain() {}

    public static void main(String[] arguments) {
        System.exit(ServerCommand.run(ServerMain::openConsole, System.out, arguments));
    }

    private static int openConsole(WindowOptions options, PushlabServer server) {
        System.err.println("This build has no console: use --headless.");
        return 2;
    }
}
