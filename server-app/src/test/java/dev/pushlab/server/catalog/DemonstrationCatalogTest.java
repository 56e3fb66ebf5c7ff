package dev.pushlab.server.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.server.demonstration.Demonstration;
import dev.pushlab.server.demonstration.Demonstrations;
import dev.pushlab.server.net.Language;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.ResourceBundle;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Loops over the catalog: a demonstration from which a file is missing fails here. */
class DemonstrationCatalogTest {
    private static final DemonstrationCatalog CATALOG = new DemonstrationCatalog();
    private static final Pattern SNIPPET = Pattern.compile("data-source=\"([^\"]+)\" data-snippet=\"([^\"]+)\"");

    static List<Demonstration> demonstrations() {
        return CATALOG.demonstrations();
    }

    @Test
    void namesAreTakenOnce() {
        List<String> ids = new java.util.ArrayList<>(
                CATALOG.descriptors().stream().map(TechniqueDescriptor::id).toList());
        ids.addAll(new TechniqueCatalog()
                .descriptors().stream().map(TechniqueDescriptor::id).toList());
        assertThat(ids).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("demonstrations")
    void hasItsNameAndItsPage(Demonstration demonstration) {
        TechniqueDescriptor descriptor = demonstration.descriptor();
        assertThat(descriptor.family()).isEqualTo(TechniqueDescriptor.Family.DEMONSTRATION);
        assertThat(descriptor.page()).contains("/demonstrations/" + descriptor.id() + "/");
        assertThat(descriptor.lesson()).isEqualTo(descriptor.page());
        for (Language language : Language.values()) {
            assertThat(descriptor.titles().get(language.tag())).isNotBlank();
            assertThat(descriptor.summaries().get(language.tag())).isNotBlank();
        }
        for (String file : List.of("page.html", "page.js")) {
            assertThat(getClass().getResource(Demonstrations.resource(descriptor, file)))
                    .as(file)
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @MethodSource("demonstrations")
    void hasTheSameMessagesInEveryLanguage(Demonstration demonstration) {
        String bundle = Demonstrations.bundle(demonstration.descriptor());
        ResourceBundle english = Language.EN.bundle(bundle);
        for (Language language : Language.values()) {
            ResourceBundle other = language.bundle(bundle);
            assertThat(other.getLocale().toLanguageTag()).isEqualTo(language == Language.EN ? "und" : language.tag());
            assertThat(other.keySet()).isEqualTo(english.keySet());
        }
    }

    @ParameterizedTest
    @MethodSource("demonstrations")
    void hasALessonInEveryLanguageWithTheSourceThatItQuotes(Demonstration demonstration) throws IOException {
        for (Language language : Language.values()) {
            String lesson = resource(demonstration, "lesson_" + language.suffix() + ".html");
            assertThat(lesson)
                    .contains("<svg class=\"sequence\"", "class=\"pros\"", "class=\"cons\"", "class=\"when\"");
            assertThat(lesson).contains("class=\"claim\"", "class=\"verdict ");
            List<MatchResult> quotes = SNIPPET.matcher(lesson).results().toList();
            assertThat(quotes).hasSizeGreaterThanOrEqualTo(2);
            for (MatchResult quoted : quotes) {
                String file = quoted.group(1).replace("source/", "");
                assertThat(resource(demonstration, file).lines().map(String::strip))
                        .as(quoted.group())
                        .containsSubsequence("// snippet:begin " + quoted.group(2), "// snippet:end");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("demonstrations")
    void hasItsTests(Demonstration demonstration) throws ClassNotFoundException {
        Class<?> type = demonstration.getClass();
        String prefix = type.getName().substring(0, type.getName().length() - "Demonstration".length());
        assertThat(type.getPackageName())
                .isEqualTo("dev.pushlab.server.demonstration."
                        + demonstration.descriptor().room());
        for (String suffix : List.of("Test", "IT", "PageIT")) {
            assertThat(Class.forName(prefix + suffix)).isNotNull();
        }
    }

    private static String resource(Demonstration demonstration, String file) throws IOException {
        String path = Demonstrations.resource(demonstration.descriptor(), file);
        try (InputStream in = DemonstrationCatalogTest.class.getResourceAsStream(path)) {
            assertThat(in).as(file).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
