package dev.pushlab.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pushlab.cli.WindowLook.Theme;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.session.CallStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line, with a window that looks at the running server and closes at once. */
class ServerCommandTest {
    private static final String SOMEBODY = "ab".repeat(32);

    @TempDir
    Path data;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private BiConsumer<WindowOptions, PushlabServer> look = (options, server) -> {};

    @Test
    void tellsInOneLineThatItIsReady() throws Exception {
        String[] shown = new String[4];
        look = (options, server) -> {
            shown[0] = String.valueOf(server.httpAddress().getPort());
            shown[1] = String.valueOf(server.tcpAddress().getPort());
            shown[2] = server.fingerprint().toString();
            shown[3] = String.valueOf(server.crossOriginAddress().getPort());
            assertThat(server.httpAddress().getAddress().isLoopbackAddress()).isTrue();
        };

        assertThat(run()).isZero();

        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(1);
        JsonNode ready = new ObjectMapper().readTree(lines.get(0));
        assertThat(ready.get("ready").booleanValue()).isTrue();
        assertThat(ready.get("http").asText()).isEqualTo(shown[0]);
        assertThat(ready.get("crossOrigin").asText()).isEqualTo(shown[3]).isNotEqualTo(shown[0]);
        assertThat(ready.get("tcp").asText()).isEqualTo(shown[1]);
        assertThat(ready.get("pid").longValue())
                .isEqualTo(ProcessHandle.current().pid());
        assertThat(ready.get("fingerprint").textValue()).isEqualTo(shown[2]).hasSize(64);
    }

    @Test
    void tellsAlsoOfHttps() throws Exception {
        String[] shown = new String[3];
        look = (options, server) -> {
            shown[2] = String.valueOf(
                    server.crossOriginHttpsAddress().orElseThrow().getPort());
            shown[0] = String.valueOf(server.httpsAddress().orElseThrow().getPort());
            shown[1] = server.certificate().orElseThrow().fingerprint().get();
        };
        assertThat(run("--https-port=0")).isZero();
        JsonNode ready = new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
        assertThat(ready.get("https").asText()).isEqualTo(shown[0]);
        assertThat(ready.get("crossOriginHttps").asText()).isEqualTo(shown[2]).isNotEqualTo(shown[0]);
        assertThat(ready.get("certificate").asText()).isEqualTo(shown[1]).hasSize(64);
        assertThat(data.resolve("https.pem")).exists();
    }

    @Test
    void withoutHttpsNothingIsSaidOfIt() {
        assertThat(run()).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("https", "certificate");
        assertThat(data.resolve("https.pem")).doesNotExist();
    }

    /** Exit code 2, and the server that was about to start has let go of everything. */
    @Test
    void certificatesThatCannotBeUsedEndTheStart() throws Exception {
        Path file = data.resolve("missing.pem");
        assertThat(run("--https-port=0", "--certificate=" + file, "--private-key=" + file))
                .isEqualTo(ExitCode.UNUSABLE);
        assertThat(run("--https-port=0", "--certificate=" + file)).isEqualTo(ExitCode.UNUSABLE);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(run()).isZero();
    }

    @Test
    void readingMayNeedAToken() throws Exception {
        List<Integer> status = new ArrayList<>();
        look = (options, server) -> status.add(status(server, "/topics"));
        assertThat(run("--require-token")).isZero();
        assertThat(run()).isZero();
        assertThat(status).containsExactly(401, 200);
    }

    private static int status(PushlabServer server, String path) {
        URI uri = URI.create("http://127.0.0.1:" + server.httpAddress().getPort() + path);
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void isTheSameServerAgainOverTheSameFolder() {
        List<String> fingerprints = new ArrayList<>();
        List<Long> epochs = new ArrayList<>();
        look = (options, server) -> {
            fingerprints.add(server.fingerprint().toString());
            epochs.add(server.keys().group().get().epoch());
        };

        run();
        run();

        assertThat(fingerprints.get(1)).isEqualTo(fingerprints.get(0));
        assertThat(epochs.get(1)).isGreaterThan(epochs.get(0));
    }

    @Test
    void aFolderServesOneServerAtATime() {
        look = (options, server) -> {
            look = (inner, second) -> {};
            assertThat(run()).isEqualTo(ExitCode.UNUSABLE);
        };

        assertThat(run()).isZero();
    }

    @Test
    void passesOnHowTheWindowIsToBegin() {
        WindowOptions[] given = new WindowOptions[1];
        look = (options, server) -> given[0] = options;

        run("--lang", "zh_CN", "--theme", "dark", "--size", "150", "--demo", "--demo-seconds", "40");

        assertThat(given[0].look().language()).contains(Locale.SIMPLIFIED_CHINESE);
        assertThat(given[0].look().theme()).contains(Theme.DARK);
        assertThat(given[0].look().fontScale()).contains(1.5);
        assertThat(given[0].demo().orElseThrow().length()).contains(Duration.ofSeconds(40));
        assertThat(given[0].data()).isEqualTo(data);
    }

    @Test
    void takesTheTokenFromTheEnvironmentUnlessItIsNamed() {
        List<String> tokens = new ArrayList<>();
        look = (options, server) -> tokens.add(server.token().reveal());

        runWith(Map.of(ServerCommand.TOKEN_VARIABLE, "from-the-environment"));
        runWith(Map.of(ServerCommand.TOKEN_VARIABLE, "from-the-environment"), "--token", "from-the-line");
        runWith(Map.of());

        assertThat(tokens).startsWith("from-the-environment", "from-the-line");
        assertThat(tokens.get(2)).hasSize(22);
        assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("from-the");
    }

    @Test
    void startsTickersAndCalls() {
        List<String> seen = new ArrayList<>();
        look = (options, server) -> {
            server.tickers().forEach(t -> seen.add(t.spec().topic().name()));
            server.reverse().calls().get().stream().map(CallStatus::address).forEach(seen::add);
        };

        run("--ticker", "stocks:5", "--ticker", "news:0.1", "--dial", "127.0.0.1:50123=" + SOMEBODY);

        assertThat(seen).containsExactly("stocks", "news", "127.0.0.1:50123");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--http-port=70000",
                "--tcp-port=-1",
                "--https-port=70000",
                "--cross-origin-port=70000",
                "--cross-origin-https-port=8444",
                "--certificate=cert.pem",
                "--private-key=key.pem",
                "--ticker=stocks",
                "--ticker=no topic:1",
                "--dial=127.0.0.1:5000",
                "--dial=127.0.0.1:80=" + "abababababababababababababababababababababababababababababababab",
                "--dial=127.0.0.1:5000=beef",
                "--token=short",
                "--host=http://lab.example",
                "--host=lab.example:80",
                "--origin=lab.example",
                "--origin=https://lab.example/",
                "--group=no group",
                "--rotate-every=often",
                "--key-lifetime=0h",
                "--psk-file=/no/such/file",
                "--lang=fr",
                "--theme=pink",
                "--size=99",
                "--bind=no such host",
                "--unknown"
            })
    void namesWhatIsWrong(String argument) {
        assertThat(run(argument)).isEqualTo(ExitCode.UNUSABLE);
        assertThat(out.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http-port", "--cross-origin-port", "--https-port", "--tcp-port"})
    void aNamedPortThatIsTakenIsAnError(String option) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(run(option, String.valueOf(taken.getLocalPort()))).isEqualTo(ExitCode.CANNOT_LISTEN);
        }
        assertThat(out.size()).isZero();
    }

    @Test
    void aDefaultPortThatIsTakenGivesWay() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, loopback)) {
            port = taken.getLocalPort();
            assertThat(Ports.orAny(loopback, port)).isZero();
        }
        assertThat(Ports.orAny(loopback, port)).isEqualTo(port);
    }

    @Test
    void aDamagedIdentityIsNamed() throws Exception {
        Files.writeString(data.resolve("identity.pem"), "not a key");

        assertThat(run()).isEqualTo(ExitCode.UNUSABLE);
    }

    @ParameterizedTest
    @CsvSource({"90s,90", "10m,600", "24h,86400", "7d,604800"})
    void readsDurations(String text, long seconds) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "m", "-1s", "1.5h", "0s", "1w", "9999999s"})
    void refusesOtherDurations(String text) {
        assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private int run(String... arguments) {
        return runWith(Map.of(), arguments);
    }

    private int runWith(Map<String, String> environment, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--data", data.toString()));
        List<String> given = List.of(arguments);
        if (given.stream().noneMatch(a -> a.startsWith("--http-port"))) {
            all.addAll(List.of("--http-port", "0"));
        }
        if (given.stream().noneMatch(a -> a.startsWith("--tcp-port"))) {
            all.addAll(List.of("--tcp-port", "0"));
        }
        all.addAll(given);
        ServerCommand.Window window = (options, server) -> {
            look.accept(options, server);
            return ExitCode.DONE;
        };
        return ServerCommand.run(
                window, new PrintStream(out, true, StandardCharsets.UTF_8), environment, all.toArray(String[]::new));
    }
}
