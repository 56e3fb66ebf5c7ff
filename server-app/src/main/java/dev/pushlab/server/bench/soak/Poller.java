package dev.pushlab.server.bench.soak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Asks again and again what is new in a topic. */
final class Poller {
    private static final Duration INTERVAL = Duration.ofMillis(250);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI base;
    private final String topic;
    private final Tally tally;
    private final Thread thread = new Thread(this::run, "soak-poller");
    private volatile boolean stopped;
    private String after = "";
    private long last = -1;

    Poller(URI base, String topic, Tally tally) {
        this.base = base;
        this.topic = topic;
        this.tally = tally;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void stop() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!stopped) {
                poll();
                TimeUnit.NANOSECONDS.sleep(INTERVAL.toNanos());
            }
        } catch (IOException | RuntimeException e) {
            tally.failed("polling " + topic + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void poll() throws IOException, InterruptedException {
        URI question = base.resolve("/topics/" + topic + "/short-polling?limit=1000&after=" + after);
        HttpRequest request =
                HttpRequest.newBuilder(question).timeout(Duration.ofSeconds(30)).build();
        JsonNode answer =
                JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
        if (answer.required("gap").booleanValue()) {
            tally.failed("polling " + topic + ": a gap");
        }
        for (JsonNode event : answer.required("events")) {
            String data = event.required("data").textValue();
            long number = Long.parseLong(data.substring(0, data.indexOf(' ')));
            if (last >= 0) {
                tally.received(number, last + 1);
            }
            last = number;
        }
        after = answer.required("last").textValue();
        tally.polled();
    }
}
