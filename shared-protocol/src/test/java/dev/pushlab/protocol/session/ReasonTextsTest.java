package dev.pushlab.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.message.ReasonTexts;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No text is missing and none is left over, in any language. */
class ReasonTextsTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "_zh_CN"})
    void everyReasonHasOneTextAndThereAreNoOthers(String language) throws IOException {
        Set<String> expected = Stream.concat(
                        Arrays.stream(ReasonCode.values()).map(ReasonCode::key),
                        Arrays.stream(DialFailure.values()).map(DialFailure::key))
                .collect(Collectors.toSet());
        Properties texts = load(language);
        assertThat(texts.stringPropertyNames()).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(texts.stringPropertyNames()).allSatisfy(key -> {
            assertThat(texts.getProperty(key)).isNotBlank().doesNotContain("{");
            assertThat(texts.getProperty(key)).endsWith(language.isEmpty() ? "." : "。");
        });
    }

    @Test
    void theLanguageIsThatOfTheReader() {
        assertThat(ReasonTexts.text(ReasonCode.GOODBYE, Locale.SIMPLIFIED_CHINESE))
                .contains("会话");
        assertThat(ReasonTexts.text(ReasonCode.GOODBYE, Locale.ENGLISH)).contains("session");
        assertThat(ReasonTexts.text(ReasonCode.GOODBYE, Locale.GERMAN)).contains("session");
        assertThat(ReasonTexts.text(DialFailure.REFUSED.key(), Locale.ENGLISH)).contains("refused");
    }

    @Test
    void anUnknownKeyIsAnInternalError() {
        assertThat(ReasonTexts.text("reason.of-the-future", Locale.ENGLISH))
                .isEqualTo(ReasonTexts.text(ReasonCode.INTERNAL_ERROR, Locale.ENGLISH));
    }

    private static Properties load(String language) throws IOException {
        String path = "/" + ReasonTexts.BUNDLE.replace('.', '/') + language + ".properties";
        try (InputStream in = ReasonTexts.class.getResourceAsStream(path);
                Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            Properties properties = new Properties();
            properties.load(reader);
            return properties;
        }
    }
}
