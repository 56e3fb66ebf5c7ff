package dev.pushlab.client;

import dev.pushlab.client.cli.ClientCommand;
import dev.pushlab.client.cli.ClientOptions;
import dev.pushlab.client.connection.ProtocolClient;
import dev.pushlab.client.screen.ClientApp;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.List;

/** Starts the client: wiring only. */
public final class ClientMain {
    private ClientMain() {}

    public static void main(String[] arguments) {
        // Written to without a PrintStream, which would hide that the reader has gone.
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        System.exit(ClientCommand.run(ClientMain::openWindow, out, arguments));
    }

    private static int openWindow(ClientOptions options, ProtocolClient client) {
        try {
            List<String> shortcomings = ClientApp.run(options, client);
            shortcomings.forEach(System.err::println);
            return shortcomings.isEmpty() ? 0 : 1;
        } catch (UnsupportedOperationException e) {
            System.err.println("There is no display for the window: use --headless, or set DISPLAY.");
            return 2;
        }
    }
}
