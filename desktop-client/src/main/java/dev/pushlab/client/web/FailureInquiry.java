package dev.pushlab.client.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what the WebView does not tell about a failed load: it reports an unknown host as a refused connection, and
 * drops an answer it cannot show (a problem body, RFC 9457) without a word. Blocks no thread but its own, and ends
 * within {@value #LIMIT_SECONDS} s.
 */
final class FailureInquiry {
    static final long LIMIT_SECONDS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(FailureInquiry.class);
    private static final int MAX_BODY_BYTES = 65_536;
    private static final int FIRST_ERROR_STATUS = 400;
    private static final ObjectMapper JSON = new ObjectMapper();

    private FailureInquiry() {}

    /** Refused or unknown? */
    static CompletableFuture<PageState.Failed> refused(URI page, URI shown) {
        PageState.Failed refused = new PageState.Failed(shown, LoadFailure.REFUSED, List.of());
        return onOwnThread(refused, () -> {
            try {
                InetAddress.getByName(page.getHost());
                return refused;
            } catch (UnknownHostException e) {
                return new PageState.Failed(shown, LoadFailure.UNKNOWN_HOST, List.of());
            }
        });
    }

    /** Asks for the page once more, to read the status and the words of an answer that could not be shown. */
    static CompletableFuture<PageState.Failed> dropped(URI page, URI shown) {
        PageState.Failed unknown = new PageState.Failed(shown, LoadFailure.INVALID_RESPONSE, List.of());
        return onOwnThread(unknown, () -> {
            HttpClient client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(LIMIT_SECONDS))
                    .build();
            HttpRequest request = HttpRequest.newBuilder(page)
                    .timeout(Duration.ofSeconds(LIMIT_SECONDS))
                    .build();
            try {
                HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
                try (InputStream body = response.body()) {
                    if (response.statusCode() < FIRST_ERROR_STATUS) {
                        String type =
                                response.headers().firstValue("content-type").orElse("?");
                        return new PageState.Failed(shown, LoadFailure.OTHER, List.of(type));
                    }
                    String words = words(body.readNBytes(MAX_BODY_BYTES));
                    return new PageState.Failed(
                            shown, LoadFailure.HTTP, List.of(String.valueOf(response.statusCode()), words));
                }
            } catch (IOException e) {
                LOG.debug("Asked {} again", page, e);
                return unknown;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return unknown;
            }
        });
    }

    private static String words(byte[] body) {
        try {
            JsonNode problem = JSON.readTree(body);
            return problem.path("detail").asText(problem.path("title").asText(""));
        } catch (IOException e) {
            return "";
        }
    }

    private static CompletableFuture<PageState.Failed> onOwnThread(
            PageState.Failed otherwise, java.util.function.Supplier<PageState.Failed> work) {
        CompletableFuture<PageState.Failed> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> result.complete(work.get()), "page-failure-inquiry");
        thread.setDaemon(true);
        thread.start();
        return result.completeOnTimeout(otherwise, LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
