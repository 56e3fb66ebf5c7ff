package dev.pushlab.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.server.testing.Recorder;
import dev.pushlab.server.testing.TestClient;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process of its own. */
class ServerMainIT {
    @TempDir
    Path data;

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGTERM")
    void servesBothProtocolsAndEndsInGoodOrder() throws Exception {
        Process server = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.pushlab.server.ServerMain",
                        "--headless",
                        "--http-port",
                        "0",
                        "--tcp-port",
                        "0",
                        "--data",
                        data.toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (TestClient client = new TestClient("alice");
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
            JsonNode ready = new ObjectMapper().readTree(lines.readLine());
            assertThat(ready.get("pid").longValue()).isEqualTo(server.pid());

            HttpResponse<String> index = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                            + ready.get("http").intValue() + "/techniques"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(index.statusCode()).isEqualTo(200);
            assertThat(index.body()).contains("\"binary\"", "\"reverse\"");

            Recorder recorder = client.connect(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), ready.get("tcp").intValue()));
            assertThat(recorder.session().peer().orElseThrow().fingerprint())
                    .isEqualTo(ready.get("fingerprint").textValue());
            assertThat(recorder.welcome().httpPort())
                    .isEqualTo(ready.get("http").intValue());

            // By the handle: Process.destroy() would also close the stream that is still to be read.
            server.toHandle().destroy();

            assertThat(recorder.end().reason()).isEqualTo(ReasonCode.SHUTTING_DOWN);
            assertThat(server.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(server.exitValue()).isEqualTo(143);
            assertThat(lines.readLine()).isNull();
        } finally {
            server.destroyForcibly();
        }
    }
}
