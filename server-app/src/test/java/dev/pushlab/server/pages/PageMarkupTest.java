package dev.pushlab.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages' files promise: nothing inline, no markup made of data, lessons alike in both languages. */
class PageMarkupTest {
    private static final Path RESOURCES = Path.of("src/main/resources/dev/pushlab/server");
    private static final Pattern TAG = Pattern.compile("<(/?[a-zA-Z][a-zA-Z0-9]*)([^>]*)>");
    /** In our modules only what stands in a function is indented. */
    private static final Pattern TOP_LEVEL_AWAIT = Pattern.compile("(?m)^(?![ /*]).*\\bawait\\b.*$");

    private static final Pattern DATA = Pattern.compile("data-(?:source|snippet)=\"([^\"]*)\"");

    static List<Path> markup() throws IOException {
        return files(".html");
    }

    static List<Path> modules() throws IOException {
        return files(".js");
    }

    static List<Path> rooms() throws IOException {
        try (Stream<Path> techniques = Files.list(RESOURCES.resolve("technique"));
                Stream<Path> demonstrations = Files.list(RESOURCES.resolve("demonstration"))) {
            return Stream.concat(techniques, demonstrations).toList();
        }
    }

    static List<Path> roomsWithPages() throws IOException {
        return rooms().stream()
                .filter(folder -> Files.exists(folder.resolve("page.js")))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("markup")
    void nothingIsInline(Path file) throws IOException {
        String text = Files.readString(file);

        assertThat(TAG.matcher(text).results().map(MatchResult::group))
                .noneMatch(tag -> tag.matches("(?is)<style.*"))
                .noneMatch(tag -> tag.matches("(?is).*\\s(style|on[a-z]+)\\s*=.*"))
                .noneMatch(tag -> tag.matches("(?is)<script(?!.*\\ssrc=).*"))
                .noneMatch(tag -> tag.matches("(?is).*(javascript:|https?://).*"));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void noMarkupIsMadeOfText(Path file) throws IOException {
        assertThat(Files.readString(file))
                .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(");
    }

    /** A page left while a module waits at its top level freezes the WebView for good (decision 0004). */
    @ParameterizedTest
    @MethodSource("modules")
    void noModuleWaitsAtItsTopLevel(Path file) throws IOException {
        assertThat(TOP_LEVEL_AWAIT.matcher(Files.readString(file)).results().map(MatchResult::group))
                .isEmpty();
    }

    @Test
    void waitingAtTheTopLevelIsRecognized() {
        assertThat("await load();\nconst x = await y;\nasync function f() {\n  await z;\n}\n// await")
                .satisfies(text ->
                        assertThat(TOP_LEVEL_AWAIT.matcher(text).results()).hasSize(2));
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void lessonsHaveTheSameShapeInBothLanguages(Path room) throws IOException {
        assertThat(shape(room.resolve("lesson_zh_CN.html"))).isEqualTo(shape(room.resolve("lesson_en.html")));
    }

    @ParameterizedTest
    @MethodSource("roomsWithPages")
    void snippetsOfThePageExist(Path room) throws IOException {
        assertThat(Files.readString(room.resolve("page.js"))).contains("// snippet:begin loop", "// snippet:end");
    }

    @Test
    void modulesAreThere() throws IOException {
        assertThat(modules()).hasSizeGreaterThan(10);
        assertThat(markup()).hasSizeGreaterThanOrEqualTo(9);
    }

    private static List<String> shape(Path lesson) throws IOException {
        String text = Files.readString(lesson);
        Stream<String> tags = TAG.matcher(text).results().map(match -> match.group(1));
        Stream<String> data = DATA.matcher(text).results().map(match -> match.group(1));
        return Stream.concat(tags, data).toList();
    }

    private static List<Path> files(String ending) throws IOException {
        try (Stream<Path> walk = Files.walk(RESOURCES)) {
            return walk.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }
}
