package dev.pushlab.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pushlab.server.net.Problem.Reason;
import io.netty.handler.codec.http.HttpMethod;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRoutesTest {
    private final HttpHandler index = exchange -> {};
    private final HttpHandler publish = exchange -> {};
    private final HttpHandler read = exchange -> {};
    private final HttpHandler literal = exchange -> {};
    private final HttpRoutes routes = new HttpRoutes.Builder()
            .page("/", index)
            .get("/topics/all/sse", literal)
            .get("/topics/{topic}/{technique}", read)
            .post("/topics/{topic}/events", publish)
            .build();

    @Test
    void namesInThePatternTakeOneSegmentEach() {
        HttpRoutes.Match match = routes.find(HttpMethod.GET, "/topics/stocks/websocket");
        assertThat(match.handler()).isSameAs(read);
        assertThat(match.values()).isEqualTo(Map.of("topic", "stocks", "technique", "websocket"));
    }

    @Test
    void theFirstThatMatchesCounts() {
        assertThat(routes.find(HttpMethod.GET, "/topics/all/sse").handler()).isSameAs(literal);
        assertThat(routes.find(HttpMethod.GET, "/topics/all/websocket").handler())
                .isSameAs(read);
    }

    @Test
    void theMethodChoosesAmongRoutesOfOnePath() {
        assertThat(routes.find(HttpMethod.POST, "/topics/stocks/events").handler())
                .isSameAs(publish);
        assertThat(routes.find(HttpMethod.GET, "/topics/stocks/events").handler())
                .isSameAs(read);
        assertThat(routes.find(HttpMethod.HEAD, "/").handler()).isSameAs(index);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/topics", "/topics/", "/topics/a/b/c", "/topics/a/b/", "//", "/Topics/a/b", "/x"})
    void otherPathsAreNotFound(String path) {
        assertThatThrownBy(() -> routes.find(HttpMethod.GET, path))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().reason()).isEqualTo(Reason.NOT_FOUND));
    }

    @Test
    void otherMethodsAreNamedWithThoseThatWouldDo() {
        ProblemException refused =
                catchThrowableOfType(ProblemException.class, () -> routes.find(HttpMethod.DELETE, "/"));
        assertThat(refused.problem().reason()).isEqualTo(Reason.METHOD_NOT_ALLOWED);
        assertThat(refused.problem().headers()).containsExactly(Map.entry("allow", "GET, HEAD"));
    }

    @Test
    void everyMethodOfAPathIsNamed() {
        ProblemException refused =
                catchThrowableOfType(ProblemException.class, () -> routes.find(HttpMethod.PUT, "/topics/a/events"));
        assertThat(refused.problem().headers()).containsExactly(Map.entry("allow", "GET, POST"));
    }

    @Test
    void segmentsAreSplitBeforeTheyAreDecoded() {
        Map<String, String> values =
                routes.find(HttpMethod.GET, "/topics/a%2Fb/c+d%20e").values();
        assertThat(values).isEqualTo(Map.of("topic", "a/b", "technique", "c+d e"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/topics/%/x", "/topics/%4/x", "/topics/%zz/x"})
    void brokenPercentEncodingIsMalformed(String path) {
        assertThatThrownBy(() -> routes.find(HttpMethod.GET, path))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().reason()).isEqualTo(Reason.MALFORMED_REQUEST));
    }
}
