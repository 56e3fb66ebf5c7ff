package dev.pushlab.server.cli;

import dev.pushlab.cli.WindowArguments;
import dev.pushlab.protocol.keys.SharedSecretFile;
import dev.pushlab.protocol.platform.AppDirectories;
import dev.pushlab.server.ProtocolOptions;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.keys.KeyOptions;
import dev.pushlab.server.net.Language;
import dev.pushlab.server.net.Transport;
import dev.pushlab.server.session.CallRefusedException;
import dev.pushlab.server.ticker.TickerSpec;
import dev.pushlab.server.tls.CertificateFileException;
import dev.pushlab.server.tls.HttpsOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What may be written on the server's command line: docs/cli.md. */
@Command(
        name = "server",
        mixinStandardHelpOptions = true,
        description = {
            "Publishes events by every technique and hands out keys, with a console or without.",
            "When it is ready, one JSON object is written as a line on standard output:",
            "{\"ready\":true,\"http\":PORT,\"crossOrigin\":PORT,\"tcp\":PORT,\"pid\":NUMBER,"
                    + "\"fingerprint\":\"64 HEX DIGITS\"}",
            "with \"https\":PORT,\"crossOriginHttps\":PORT,\"certificate\":\"SHA-256\" in it if HTTPS is spoken."
        },
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the window was closed",
            "1:an unexpected failure",
            "2:wrong arguments, or files that cannot be used",
            "3:an address or port cannot be listened on",
            "130, 143:ended in good order by SIGINT, SIGTERM"
        })
public final class ServerCommand implements Callable<Integer> {
    /** From the environment, so that the token need not be in the list of processes. */
    static final String TOKEN_VARIABLE = "PUSHLAB_TOKEN";

    private static final int MAX_NAME_BYTES = 64;

    /** Opens the console and returns its exit code when it is closed. */
    @FunctionalInterface
    public interface Window {
        /** The server is about to start: from here on there may be something to show. Not called when headless. */
        default void prepare() {}

        int open(WindowOptions options, PushlabServer server);
    }

    private final Window window;
    private final PrintStream out;
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    @Option(names = "--headless", description = "No window.")
    private boolean headless;

    @Option(names = "--bind", paramLabel = "ADDRESS", description = "Where to listen. Default: 127.0.0.1.")
    private String bind = "127.0.0.1";

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "For HTTP; 0 takes any. Default: 8080, or any if that is taken.")
    private Integer httpPort;

    @Option(
            names = "--cross-origin-port",
            paramLabel = "PORT",
            description = {
                "For HTTP as well: the same as another origin, for the techniques that go across origins; 0 takes any.",
                "Default: 8081, or any if that is taken or --http-port is given."
            })
    private Integer crossOriginPort;

    @Mixin
    private HttpsArguments httpsArguments;

    @Option(
            names = "--tcp-port",
            paramLabel = "PORT",
            description = "For the binary protocol; 0 takes any. Default: 7777, or any if that is taken.")
    private Integer tcpPort;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder for the identity and what must outlive a run. One server at a time.")
    private Path data;

    @Mixin
    private AccessArguments accessArguments;

    @Option(
            names = "--ticker",
            paramLabel = "TOPIC:RATE",
            description = "Publishes invented share prices, so many a second. May be repeated.")
    private List<String> tickers = new ArrayList<>();

    @Option(
            names = "--dial",
            paramLabel = "HOST:PORT=FINGERPRINT",
            description = "Calls a client that listens there, until it answers. May be repeated.")
    private List<String> calls = new ArrayList<>();

    @Option(names = "--name", description = "How this server calls itself. Default: Pushlab.")
    private String name = "Pushlab";

    @Option(names = "--group", description = "The name of the key group. Default: default.")
    private String group = KeyOptions.DEFAULT_GROUP;

    @Option(
            names = "--rotate-every",
            paramLabel = "TIME",
            description = "Replaces the group's key by the clock, e.g. 10m. Default: at the end of its lifetime.")
    private String rotateEvery;

    @Option(names = "--key-lifetime", paramLabel = "TIME", description = "Of a group key. Default: 1d.")
    private String keyLifetime;

    @Option(
            names = "--psk-file",
            paramLabel = "FILE",
            description =
                    "Accepts also clients that know this shared secret: 64 hex digits in a file. No keys for them.")
    private Path pskFile;

    @Option(
            names = "--allow-plaintext",
            description = "Accepts also unprotected connections, if the client asks for one. No keys for them.")
    private boolean plaintext;

    @Option(
            names = "--one-machine",
            description = "Allows to dial loopback and own addresses. Default: only if --bind is a loopback address.")
    private boolean oneMachine;

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            description = "epoll, io_uring or nio, where this machine has it. Default: epoll, otherwise nio.")
    private String transport;

    @Mixin
    private LimitOptions limits;

    @Mixin
    private WindowArguments windowArguments;

    private ServerCommand(Window window, PrintStream out, Map<String, String> environment) {
        this.window = window;
        this.out = out;
        this.environment = environment;
    }

    /**
     * Reads the arguments and does what they say.
     *
     * @param out for the line that tells that the server is ready
     * @return the exit code
     */
    public static int run(Window window, PrintStream out, String... arguments) {
        return run(window, out, System.getenv(), arguments);
    }

    static int run(Window window, PrintStream out, Map<String, String> environment, String... arguments) {
        CommandLine line = new CommandLine(new ServerCommand(window, out, environment));
        LimitOptions.describe(line);
        return line.execute(arguments);
    }

    @Override
    public Integer call() {
        WindowOptions windowOptions = windowOptions();
        PushlabServer server = new PushlabServer(options());
        // SIGINT and SIGTERM: everybody is told before the process ends.
        Thread hook = new Thread(server::close, "shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            if (!headless) {
                window.prepare();
            }
            server.start();
            calls.forEach(call -> dial(server, call));
            out.println(ReadyLine.of(server));
            out.flush();
            return headless ? waitForSignal() : window.open(windowOptions, server);
        } catch (BindException e) {
            return fail(ExitCode.CANNOT_LISTEN, e.getMessage());
        } catch (CertificateFileException e) {
            return fail(ExitCode.UNUSABLE, e.text(language(windowOptions)));
        } catch (IOException e) {
            return fail(ExitCode.UNUSABLE, e.getMessage());
        } finally {
            server.close();
            removeHook(hook);
        }
    }

    private static Language language(WindowOptions options) {
        Locale locale = options.look().language().orElseGet(Locale::getDefault);
        return Language.parse(locale.getLanguage()).orElse(Language.EN);
    }

    private int waitForSignal() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.DONE;
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook is what is running: then it stays.
            Thread.yield();
        }
    }

    private void dial(PushlabServer server, String call) {
        int equals = call.lastIndexOf('=');
        if (equals < 0) {
            throw wrong("--dial: HOST:PORT=FINGERPRINT is needed, not " + call);
        }
        try {
            server.reverse().dial(call.substring(0, equals), call.substring(equals + 1));
        } catch (CallRefusedException e) {
            throw wrong("--dial: " + e.getMessage());
        }
    }

    private int fail(int code, String message) {
        spec.commandLine().getErr().println("server: " + message);
        return code;
    }

    // ---- reading ----------------------------------------------------------------------------------------------

    private ServerOptions options() {
        InetAddress address = parse("--bind", bind, ServerCommand::address);
        ServerOptions options = ServerOptions.defaults()
                .withBind(address)
                .withHttpPort(port("--http-port", httpPort, address, Ports.HTTP))
                .withCrossOriginPort(crossOriginPort(address))
                .withData(dataFolder())
                .withTickers(tickers.stream()
                        .map(text -> parse("--ticker", text, TickerSpec::parse))
                        .toList())
                .withProtocol(protocol(address));
        options = limits.applyTo(options);
        Optional<HttpsOptions> https = httpsArguments.options(spec.commandLine());
        if (https.isPresent()) {
            options = options.withHttps(https.get()).withCrossOriginHttpsPort(httpsArguments.crossOriginPort());
        }
        if (transport != null) {
            options = options.withTransport(parse("--transport", transport, ServerCommand::transport));
        }
        options = accessArguments.applyTo(options, environment, spec.commandLine());
        if (options.token().isEmpty() && headless && !address.isLoopbackAddress()) {
            say("without --token or " + TOKEN_VARIABLE
                    + ", only this machine and tokens made before can publish over HTTP");
        }
        return options;
    }

    private static Transport transport(String word) {
        Transport named = Transport.parse(word)
                .orElseThrow(() -> new IllegalArgumentException("epoll, io_uring or nio is needed"));
        if (!named.isAvailable()) {
            throw new IllegalArgumentException("this machine does not have it");
        }
        return named;
    }

    private ProtocolOptions protocol(InetAddress address) {
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw wrong("--name: more than " + MAX_NAME_BYTES + " bytes");
        }
        ProtocolOptions protocol = ProtocolOptions.defaults()
                .withTcpPort(port("--tcp-port", tcpPort, address, Ports.TCP))
                .withName(name)
                .withPlaintext(plaintext)
                .withKeys(keyOptions());
        if (oneMachine) {
            protocol = protocol.withOneMachine(true);
        }
        if (pskFile != null) {
            try {
                protocol = protocol.withPsk(SharedSecretFile.read(pskFile));
            } catch (IOException e) {
                throw wrong("--psk-file: " + e.getMessage());
            }
        }
        return protocol;
    }

    private KeyOptions keyOptions() {
        KeyOptions keys = parse("--group", group, KeyOptions.defaults()::withGroup);
        if (keyLifetime != null) {
            keys = keys.withLifetime(parse("--key-lifetime", keyLifetime, Durations::parse));
        }
        if (rotateEvery != null) {
            keys = keys.withRotation(parse("--rotate-every", rotateEvery, Durations::parse));
        }
        return keys;
    }

    private WindowOptions windowOptions() {
        return new WindowOptions(dataFolder(), windowArguments.look(), windowArguments.demo());
    }

    private Path dataFolder() {
        return data == null ? AppDirectories.data("server") : data;
    }

    /** A named port is taken or it is an error; a default one gives way. */
    private int port(String option, Integer named, InetAddress address, int otherwise) {
        if (named == null) {
            int port = Ports.orAny(address, otherwise);
            if (port == 0) {
                say("port " + otherwise + " is taken: using any free one instead (" + option + ")");
            }
            return port;
        }
        if (named < 0 || named > 65_535) {
            throw wrong(option + ": 0 to 65535, not " + named);
        }
        return named;
    }

    /** A server whose first port was chosen is not the one for whom the usual second one is kept. */
    private int crossOriginPort(InetAddress address) {
        Integer named = crossOriginPort == null && httpPort != null ? Integer.valueOf(0) : crossOriginPort;
        return port("--cross-origin-port", named, address, Ports.CROSS_ORIGIN);
    }

    private void say(String message) {
        spec.commandLine().getErr().println("server: " + message);
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + text, e);
        }
    }

    private interface Reading<R> {
        R read(String text);
    }

    private <R> R parse(String option, String text, Reading<R> reading) {
        try {
            return reading.read(text);
        } catch (IllegalArgumentException e) {
            throw wrong(option + ": " + e.getMessage());
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
