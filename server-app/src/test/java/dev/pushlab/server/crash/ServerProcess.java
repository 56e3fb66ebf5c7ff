package dev.pushlab.server.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server without windows, as a process that can be killed. */
final class ServerProcess implements AutoCloseable {
    static final String TOKEN = "token-of-the-crash-harness-0123456789";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process process;
    private final URI root;

    /** Returns when the server is ready. */
    ServerProcess(Path data) throws IOException {
        Path diagnostics = data.resolveSibling("server.log");
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.pushlab.server.ServerMain",
                        "--headless",
                        "--http-port",
                        "0",
                        "--tcp-port",
                        "0",
                        "--token",
                        TOKEN,
                        "--data",
                        data.toString()))
                .redirectError(ProcessBuilder.Redirect.appendTo(diagnostics.toFile()))
                .start();
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = lines.readLine();
        if (line == null) {
            throw new IOException("the server ended: " + Files.readString(diagnostics));
        }
        root = URI.create("http://127.0.0.1:" + JSON.readTree(line).get("http").intValue());
    }

    /** SIGKILL where there are signals: no hook runs, nothing is flushed. */
    void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the server cannot be killed");
        }
    }

    JsonNode configure(String topic, String settings) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                request("/topics/" + topic)
                        .PUT(BodyPublishers.ofString(settings))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(answer.body());
        }
        return JSON.readTree(answer.body());
    }

    /** The id of the event; fails if there is no answer. */
    String publish(String topic, String key, String data) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                request("/topics/" + topic + "/events")
                        .header("Content-Type", "text/plain")
                        .header("Idempotency-Key", key)
                        .POST(BodyPublishers.ofString(data))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != 201 && answer.statusCode() != 200) {
            throw new IllegalStateException("publishing was answered with " + answer.body());
        }
        return JSON.readTree(answer.body()).get("id").asText();
    }

    JsonNode poll(String topic, String after) throws IOException, InterruptedException {
        HttpRequest request = request("/topics/" + topic + "/short-polling?limit=1000&after=" + after)
                .build();
        return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(root.resolve(path)).timeout(PATIENCE).header("Authorization", "Bearer " + TOKEN);
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
