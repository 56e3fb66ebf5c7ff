package dev.pushlab.server.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** No page asks for a message that is missing, and no message is there that no page asks for. */
class PageBundlesTest {
    private static final Path RESOURCES = Path.of("src/main/resources/dev/pushlab/server");
    private static final Pattern IN_MARKUP = Pattern.compile("data-(?:text|label|title|placeholder)=\"([^\"]+)\"");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}");

    /** A folder of pages and the prefix of its messages. */
    record Room(Path folder, String prefix) {
        Map<String, String> messages(String suffix) throws IOException {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(folder.resolve("messages" + suffix + ".properties"))) {
                properties.load(reader);
            }
            return properties.stringPropertyNames().stream()
                    .collect(Collectors.toMap(key -> key, properties::getProperty));
        }

        /** The keys of this room that its markup and modules name, and those that the kit asks of every room. */
        Set<String> used() throws IOException {
            Set<String> keys = new TreeSet<>();
            for (Path file : files(folder, ".html")) {
                keys.addAll(found(IN_MARKUP, file));
            }
            Pattern inModule = Pattern.compile("'(" + Pattern.quote(prefix) + "\\.[a-z0-9.]+)'");
            for (Path file : files(folder, ".js")) {
                keys.addAll(found(inModule, file));
            }
            keys.removeIf(key -> !key.startsWith(prefix + "."));
            if (!prefix.equals("kit")) {
                keys.addAll(List.of(prefix + ".title", prefix + ".summary"));
            }
            return keys;
        }
    }

    static List<Arguments> rooms() throws IOException {
        try (Stream<Path> techniqueFolders = Files.list(RESOURCES.resolve("technique"));
                Stream<Path> demonstrations = Files.list(RESOURCES.resolve("demonstration"))) {
            Stream<Path> folders = Stream.concat(techniqueFolders, demonstrations);
            Stream<Room> techniques = folders.filter(folder -> Files.exists(folder.resolve("page.js")))
                    .map(folder -> new Room(folder, idOf(folder)));
            return Stream.concat(Stream.of(new Room(RESOURCES.resolve("web"), "kit")), techniques)
                    .<Arguments>map(room -> argumentSet(room.prefix(), room))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void everyMessageIsUsedAndEveryUseHasAMessage(Room room) throws IOException {
        assertThat(room.messages("").keySet()).isEqualTo(room.used());
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void bothLanguagesSayTheSameThingsWithTheSameValues(Room room) throws IOException {
        Map<String, String> english = room.messages("");
        Map<String, String> chinese = room.messages("_zh_CN");

        assertThat(chinese.keySet()).isEqualTo(english.keySet());
        english.forEach((key, pattern) ->
                assertThat(placeholders(chinese.get(key))).as(key).isEqualTo(placeholders(pattern)));
    }

    /** The pages know only plain placeholders; what java.text.MessageFormat does beyond them would show through. */
    @ParameterizedTest
    @MethodSource("rooms")
    void patternsAreValidAndPlain(Room room) throws IOException {
        for (String suffix : List.of("", "_zh_CN")) {
            room.messages(suffix).forEach((key, pattern) -> {
                assertThat(pattern).as(key).isNotBlank().doesNotContain("'");
                assertThat(placeholders(pattern)).as(key).allMatch(placeholder -> placeholder.matches("\\{\\d}"));
                assertThatCode(() -> new MessageFormat(pattern, Locale.ROOT))
                        .as(key)
                        .doesNotThrowAnyException();
            });
        }
    }

    /** Rooms use messages of the kit only through the kit, and never those of another room. */
    @ParameterizedTest
    @MethodSource("rooms")
    void keysCarryThePrefixOfTheirRoom(Room room) throws IOException {
        assertThat(room.messages("").keySet()).allMatch(key -> key.startsWith(room.prefix() + "."));
    }

    private static Set<String> placeholders(String pattern) {
        return PLACEHOLDER.matcher(pattern).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    private static Set<String> found(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }

    /** The id of the technique, which alone knows where the hyphens of its folder's name belong: from page.js. */
    private static String idOf(Path folder) {
        try {
            // Of a demonstration also its elements have ids: that of its own begins a line.
            String begin = folder.getParent().endsWith("demonstration") ? "(?m)^ {2}" : "\\b";
            return found(Pattern.compile(begin + "id: '([a-z0-9-]+)'"), folder.resolve("page.js")).stream()
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
