package dev.pushlab.client.cli;

import dev.pushlab.cli.DemoRequest;
import dev.pushlab.cli.WindowLook;
import dev.pushlab.client.connection.ConnectOptions;
import dev.pushlab.client.connection.ListenOptions;
import dev.pushlab.client.connection.ServerAddress;
import dev.pushlab.protocol.message.Message.Direction;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the command line asks the window for.
 *
 * @param data folder for identity, known servers and the window's state
 * @param server to connect to at once; empty to wait for the user
 * @param security how servers are believed and the connection protected
 * @param mode the direction to begin with
 * @param listen where the own listener is to wait in reverse mode
 * @param web the root of the server's web side, if the server's own word is not to be taken for it
 * @param look how the window is to begin; what is left out is as the user left it
 * @param demo what the demo of the launcher asks for; empty outside the demo
 */
public record ClientOptions(
        Path data,
        Optional<ServerAddress> server,
        ConnectOptions security,
        Direction mode,
        ListenOptions listen,
        Optional<URI> web,
        WindowLook look,
        Optional<DemoRequest> demo) {}
