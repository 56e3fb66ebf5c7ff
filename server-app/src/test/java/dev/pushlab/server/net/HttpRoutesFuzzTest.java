package dev.pushlab.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Entries for the Jazzer fuzzer: which handler answers a path, and with what in its place. An ordinary test run replays
 * the seeds in the resources folder of this class; with {@code JAZZER_FUZZ=1} in the environment, {@code
 * -Dtest=HttpRoutesFuzzTest#paths} searches for new inputs.
 */
class HttpRoutesFuzzTest {
    private static final HttpHandler ALL = exchange -> {};
    private static final HttpHandler ONE = exchange -> {};
    private static final HttpRoutes ROUTES = new HttpRoutes.Builder()
            .get("/topics/all/sse", ALL)
            .get("/topics/{topic}/{technique}", ONE)
            .build();

    /** A path as it comes: it leads somewhere or is refused for a reason, and a slash in a value was an encoded one. */
    @FuzzTest(maxDuration = "5m")
    void paths(byte[] bytes) {
        String path = "/" + new String(bytes, StandardCharsets.ISO_8859_1);
        HttpRoutes.Match match;
        try {
            match = ROUTES.find(HttpMethod.GET, path);
        } catch (ProblemException e) {
            assertThat(e.problem().reason()).isIn(Problem.Reason.NOT_FOUND, Problem.Reason.MALFORMED_REQUEST);
            return;
        }
        List<String> segments = List.of(path.split("/", -1));
        assertThat(segments).hasSize(4);
        if (match.handler() == ALL) {
            assertThat(match.values()).isEmpty();
        } else {
            assertThat(match.values()).containsOnlyKeys("topic", "technique");
            assertThat(ROUTES.find(
                            HttpMethod.GET,
                            path(Stream.of(
                                    "topics",
                                    match.values().get("topic"),
                                    match.values().get("technique")))))
                    .isEqualTo(match);
        }
    }

    /** Any two texts, divided by a zero byte, put into a path encoded come out of it as they were. */
    @FuzzTest(maxDuration = "5m")
    void values(byte[] bytes) {
        String[] parts = new String(bytes, StandardCharsets.UTF_8).split("\0", 2);
        Map<String, String> values = Map.of("topic", parts[0], "technique", parts.length > 1 ? parts[1] : "");
        HttpRoutes.Match match =
                ROUTES.find(HttpMethod.GET, path(Stream.of("topics", values.get("topic"), values.get("technique"))));
        if (!values.equals(Map.of("topic", "all", "technique", "sse"))) {
            assertThat(match).isEqualTo(new HttpRoutes.Match(ONE, values));
        }
    }

    /** A query as it comes: it is refused, or each parameter that has a name has a value. */
    @FuzzTest(maxDuration = "5m")
    void queries(byte[] bytes) {
        String query = new String(bytes, StandardCharsets.ISO_8859_1).replace("#", "");
        List<String> parts =
                Stream.of(query.split("&")).filter(part -> !part.isEmpty()).toList();
        for (String part : parts) {
            String name = part.split("=", 2)[0];
            if (name.isEmpty()) {
                continue;
            }
            Optional<String> value;
            try {
                value = exchange("/?" + query).query(URLDecoder.decode(name, StandardCharsets.UTF_8));
            } catch (ProblemException e) {
                assertThat(e.problem().reason()).isEqualTo(Problem.Reason.MALFORMED_REQUEST);
                assertThat(parts.size() > 32 || query.contains("%")).isTrue();
                return;
            } catch (IllegalArgumentException e) {
                // Not the name of anything.
                continue;
            }
            assertThat(value).isPresent();
        }
    }

    /** Names and values, divided by zero bytes, written into a query encoded are found in it; the first of each name. */
    @FuzzTest(maxDuration = "5m")
    void parameters(byte[] bytes) {
        String[] parts = new String(bytes, StandardCharsets.UTF_8).split("\0", 64);
        Map<String, String> first = new LinkedHashMap<>();
        StringBuilder query = new StringBuilder("/?");
        for (int i = 0; i + 1 < parts.length; i += 2) {
            // Without a name there is no parameter.
            String name = "n" + parts[i];
            first.putIfAbsent(name, parts[i + 1]);
            query.append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(parts[i + 1], StandardCharsets.UTF_8))
                    .append('&');
        }
        HttpExchange exchange = exchange(query.toString());
        first.forEach((name, value) -> assertThat(exchange.query(name)).contains(value));
        assertThat(exchange.query("")).isEmpty();
    }

    private static HttpExchange exchange(String target) {
        return new HttpExchange(
                null, new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, target), null, null);
    }

    private static String path(Stream<String> segments) {
        return segments.map(segment ->
                        "/" + URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining());
    }
}
