package dev.pushlab.client.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.protocol.catalog.TechniqueDescriptor.Family;
import dev.pushlab.protocol.catalog.TechniqueDescriptor.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogJsonTest {
    private static final String SSE =
            "{\"id\":\"sse\",\"family\":\"html5\",\"kind\":\"web\",\"page\":\"/techniques/sse/\","
                    + "\"lesson\":\"/techniques/sse/\","
                    + "\"titles\":{\"en\":\"SSE\",\"zh-CN\":\"推送\"},\"summaries\":{\"en\":\"one\",\"zh-CN\":\"一\"}}";

    @Test
    void a_technique_is_read_as_it_is_documented() throws CatalogException {
        assertThat(CatalogJson.parse(bytes('[' + SSE + ']')))
                .containsExactly(new TechniqueDescriptor(
                        "sse",
                        Family.HTML5,
                        Kind.WEB,
                        Optional.of("/techniques/sse/"),
                        Optional.of("/techniques/sse/"),
                        Map.of("en", "SSE", "zh-CN", "推送"),
                        Map.of("en", "one", "zh-CN", "一")));
    }

    @Test
    void a_native_technique_has_a_lesson_and_no_page_and_an_older_server_names_neither() throws CatalogException {
        String olderNative = SSE.replace("\"web\"", "\"native\"")
                .replace("\"page\":\"/techniques/sse/\",", "")
                .replace("\"lesson\":\"/techniques/sse/\",", "");
        String withLesson = SSE.replace("\"web\"", "\"native\"").replace("\"page\":\"/techniques/sse/\",", "");
        assertThat(CatalogJson.parse(bytes('[' + withLesson + ',' + olderNative + ']')))
                .allMatch(technique -> technique.page().isEmpty())
                .extracting(TechniqueDescriptor::lesson)
                .containsExactly(Optional.of("/techniques/sse/"), Optional.empty());
    }

    @Test
    void what_a_newer_server_offers_is_left_out() throws CatalogException {
        String newer = SSE.replace("\"html5\"", "\"telepathy\"");
        assertThat(CatalogJson.parse(bytes('[' + newer + ',' + SSE + ']'))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "[1]",
                "[{\"id\":\"sse\"}]",
                "[{\"id\":\"NOT AN ID\",\"family\":\"html5\",\"kind\":\"native\","
                        + "\"titles\":{\"en\":\"a\",\"zh-CN\":\"a\"},\"summaries\":{\"en\":\"a\",\"zh-CN\":\"a\"}}]",
                "[{\"id\":\"sse\",\"family\":\"html5\",\"kind\":\"web\",\"page\":\"//elsewhere.example/\","
                        + "\"titles\":{\"en\":\"a\",\"zh-CN\":\"a\"},\"summaries\":{\"en\":\"a\",\"zh-CN\":\"a\"}}]",
                "[{\"id\":\"sse\",\"family\":\"html5\",\"kind\":\"native\",\"lesson\":\"//elsewhere.example/\","
                        + "\"titles\":{\"en\":\"a\",\"zh-CN\":\"a\"},\"summaries\":{\"en\":\"a\",\"zh-CN\":\"a\"}}]",
                "[{\"id\":\"sse\",\"family\":\"html5\",\"kind\":\"web\",\"page\":\"/p\","
                        + "\"titles\":{\"en\":\"a\"},\"summaries\":{\"en\":\"a\",\"zh-CN\":\"a\"}}]"
            })
    void anything_else_is_refused(String body) {
        assertThatThrownBy(() -> CatalogJson.parse(bytes(body)))
                .isInstanceOfSatisfying(
                        CatalogException.class,
                        e -> assertThat(e.reason()).isEqualTo(CatalogException.Reason.MALFORMED));
    }

    @Test
    void more_techniques_than_any_curriculum_has_are_refused() {
        String many = String.join(",", java.util.Collections.nCopies(CatalogJson.MAX_TECHNIQUES + 1, SSE));
        assertThatThrownBy(() -> CatalogJson.parse(bytes('[' + many + ']'))).isInstanceOf(CatalogException.class);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
