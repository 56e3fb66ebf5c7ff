package dev.pushlab.client.cli;

import dev.pushlab.cli.WindowArguments;
import dev.pushlab.client.connection.ClientSettings;
import dev.pushlab.client.connection.ConnectOptions;
import dev.pushlab.client.connection.ListenOptions;
import dev.pushlab.client.connection.ProtocolClient;
import dev.pushlab.client.connection.ServerAddress;
import dev.pushlab.protocol.keys.Fingerprint;
import dev.pushlab.protocol.keys.Identity;
import dev.pushlab.protocol.keys.IdentityStore;
import dev.pushlab.protocol.keys.KnownPeers;
import dev.pushlab.protocol.keys.SharedSecretFile;
import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.protocol.platform.AppDirectories;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What may be written on the client's command line: docs/cli.md. */
@Command(
        name = "client",
        mixinStandardHelpOptions = true,
        description = "Receives events over the binary protocol, dialling the server or being dialled by it.",
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, or the reader of standard output has gone",
            "1:an unexpected failure",
            "2:wrong arguments, or files that cannot be used",
            "3:the server cannot be believed or does not want this client; trying again would not help",
            "4:the time is over",
            "5:the event was not published, or it is not known whether it was",
            "130, 143:ended by SIGINT, SIGTERM"
        })
public final class ClientCommand implements Callable<Integer> {
    /** Opens the window and returns its exit code when it is closed. */
    @FunctionalInterface
    public interface Window {
        int open(ClientOptions options, ProtocolClient client);
    }

    private final Window window;
    private final OutputStream out;

    @Spec
    private CommandSpec spec;

    @Option(names = "--headless", description = "No window: JSON lines on standard output.")
    private boolean headless;

    @Option(names = "--connect", paramLabel = "HOST:PORT", description = "The server to connect to.")
    private String connect;

    @Option(
            names = "--reverse",
            arity = "0..1",
            fallbackValue = "0",
            paramLabel = "PORT",
            description = {
                "Let the server dial this client, at PORT or any free one.",
                "Without --connect: only listen and wait to be dialled."
            })
    private Integer reverse;

    @Option(
            names = "--listen-address",
            paramLabel = "ADDRESS",
            description = "Local IP address to listen at. Default: the one the server is reached from, or loopback.")
    private String listenAddress;

    @Option(names = "--pin", paramLabel = "FINGERPRINT", description = "The only server to believe: 64 hex digits.")
    private String pin;

    @Option(names = "--identity", paramLabel = "FILE", description = "This client's identity; created if missing.")
    private Path identity;

    @Option(names = "--name", description = "How this client calls itself. Default: the user's name.")
    private String name;

    @Option(names = "--psk-file", paramLabel = "FILE", description = "Use a shared secret: 64 hex digits in a file.")
    private Path pskFile;

    @Option(
            names = "--allow-plaintext",
            description = "Ask for an unprotected connection. The server must allow it too.")
    private boolean plaintext;

    @Option(names = "--data", paramLabel = "DIR", description = "Folder for identity, known servers and settings.")
    private Path data;

    @Option(
            names = "--http",
            paramLabel = "PORT|URL",
            description = "The server's web side, if not the one that the server itself names.")
    private String http;

    @Mixin
    private WindowArguments windowArguments;

    private ClientCommand(Window window, OutputStream out) {
        this.window = window;
        this.out = out;
    }

    /**
     * Reads the arguments and does what they say.
     *
     * @param out for JSON lines
     * @return the exit code
     */
    public static int run(Window window, OutputStream out, String... arguments) {
        CommandLine line = new CommandLine(new ClientCommand(window, out));
        line.addSubcommand(new SubscribeCommand());
        line.addSubcommand(new PublishCommand());
        line.addSubcommand(new ForgetCommand());
        line.setParameterExceptionHandler((wrong, given) -> {
            CommandLine asked = wrong.getCommandLine();
            asked.getErr().println(wrong.getMessage());
            asked.getErr().println("Try " + asked.getCommandSpec().qualifiedName() + " --help");
            return CommandLine.ExitCode.USAGE;
        });
        return line.execute(arguments);
    }

    /** Without a sub-command: the window, or all that happens until the program is ended. */
    @Override
    public Integer call() {
        if (!headless) {
            ClientOptions options = options();
            try (Identity own = identity();
                    ProtocolClient client = client(own)) {
                return window.open(options, client);
            }
        }
        return headless(new HeadlessRun.Task() {});
    }

    /** Does something without a window. */
    int headless(HeadlessRun.Task task) {
        ClientOptions options = options();
        if (options.server().isEmpty() && options.mode() == Direction.FORWARD) {
            throw wrong("nothing to do: --connect or --reverse is needed");
        }
        try (Identity own = identity()) {
            return new HeadlessRun(options, client(own), out, task).await();
        }
    }

    private ProtocolClient client(Identity own) {
        KnownPeers known = new KnownPeers(dataFolder().resolve("known_servers"));
        return new ProtocolClient(ClientSettings.of(ownName(), own, known));
    }

    private ClientOptions options() {
        Optional<ServerAddress> server =
                Optional.ofNullable(connect).map(text -> parse("--connect", text, ServerAddress::parse));
        return new ClientOptions(
                dataFolder(),
                server,
                security(),
                reverse == null ? Direction.FORWARD : Direction.REVERSE,
                listenOptions(),
                Optional.ofNullable(http).map(text -> parse("--http", text, t -> web(t, server))),
                windowArguments.look(),
                windowArguments.demo());
    }

    private ConnectOptions security() {
        if ((pin == null ? 0 : 1) + (pskFile == null ? 0 : 1) + (plaintext ? 1 : 0) > 1) {
            throw wrong("--pin, --psk-file and --allow-plaintext exclude each other");
        }
        if (pin != null) {
            return ConnectOptions.pinned(
                    parse("--pin", pin, text -> Fingerprint.parse(text).toString()));
        }
        if (pskFile != null) {
            try {
                return ConnectOptions.sharedSecret(SharedSecretFile.read(pskFile));
            } catch (IOException e) {
                throw wrong("--psk-file: " + e.getMessage());
            }
        }
        return plaintext ? ConnectOptions.plaintext() : ConnectOptions.DEFAULT;
    }

    private ListenOptions listenOptions() {
        Optional<InetAddress> bind =
                Optional.ofNullable(listenAddress).map(text -> parse("--listen-address", text, ClientCommand::literal));
        return parse("--reverse", reverse, port -> new ListenOptions(bind, port == null ? 0 : port));
    }

    private Identity identity() {
        Path file = identity == null ? dataFolder().resolve("identity.pem") : identity;
        try {
            return new IdentityStore(file).loadOrCreate();
        } catch (IOException e) {
            throw wrong("identity: " + e.getMessage());
        }
    }

    private Path dataFolder() {
        return data == null ? AppDirectories.data("client") : data;
    }

    /** Cut to what REGISTER takes. */
    private String ownName() {
        String text = name == null ? System.getProperty("user.name", "") : name;
        if (text.isBlank()) {
            return "client";
        }
        if (text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > 64) {
            throw wrong("--name: more than 64 bytes");
        }
        return text;
    }

    /** A literal only: no name is resolved. */
    private static InetAddress literal(String text) {
        if (!text.matches("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.%a-z]*")) {
            throw new IllegalArgumentException("not an IP address");
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an IP address", e);
        }
    }

    private static URI web(String text, Optional<ServerAddress> server) {
        if (text.matches("[0-9]{1,5}")) {
            String host = server.map(ServerAddress::host).orElse("127.0.0.1");
            return URI.create("http://" + new ServerAddress(host, Integer.parseInt(text)) + "/");
        }
        URI uri = URI.create(text.endsWith("/") ? text : text + "/");
        if (!("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) || uri.getHost() == null) {
            throw new IllegalArgumentException("a port or an http(s) URL is needed");
        }
        return uri;
    }

    private interface Reading<T, R> {
        R read(T text);
    }

    private <T, R> R parse(String option, T text, Reading<T, R> reading) {
        try {
            return reading.read(text);
        } catch (IllegalArgumentException e) {
            throw wrong(option + ": " + e.getMessage());
        }
    }

    ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
