package dev.pushlab.server;

import dev.pushlab.server.cli.ServerCommand;

/** Starts the server: wiring only. */
public final class ServerMain {
    private ServerMain() {}

    public static void main(String[] arguments) {
        System.exit(ServerCommand.run(new ConsoleWindow(), System.out, arguments));
    }
}
