package dev.pushlab.client.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No text is missing, none is left over, and both languages say the same things. Keys stand in the code as they are. */
class BundlesTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/pushlab/client/screen");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\d)");
    /** Buttons take their tooltip's text from the key of their own with this at its end. */
    private static final String TIP = ".tip";

    @ParameterizedTest
    @ValueSource(strings = {"shell", "connect", "technique", "events", "reverse", "keys", "demo"})
    void every_key_in_the_code_is_worded_and_every_wording_is_used(String part) throws IOException {
        Properties english = load(part, "");
        Set<String> used = used(part);
        Set<String> worded = new TreeSet<>(english.stringPropertyNames());
        used.stream().map(key -> key + TIP).filter(worded::contains).toList().forEach(used::add);
        assertThat(worded).isEqualTo(used);
    }

    @ParameterizedTest
    @ValueSource(strings = {"shell", "connect", "technique", "events", "reverse", "keys", "demo"})
    void both_languages_have_the_same_keys_with_the_same_arguments(String part) throws IOException {
        Properties english = load(part, "");
        Properties chinese = load(part, "_zh_CN");
        assertThat(chinese.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            assertThat(arguments(chinese.getProperty(key))).as(key).isEqualTo(arguments(english.getProperty(key)));
            assertThat(new MessageFormat(chinese.getProperty(key)).format(new Object[] {1, 2, 3}))
                    .as(key)
                    .isNotBlank();
            assertThat(new MessageFormat(english.getProperty(key)).format(new Object[] {1, 2, 3}))
                    .as(key)
                    .isNotBlank();
        }
    }

    private static Set<String> arguments(String pattern) {
        Set<String> found = new TreeSet<>();
        for (Matcher matcher = PLACEHOLDER.matcher(pattern); matcher.find(); ) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static Set<String> used(String part) throws IOException {
        Pattern key = Pattern.compile("\"(" + part + "\\.[a-z0-9.-]+)\"");
        Set<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                for (Matcher matcher = key.matcher(Files.readString(file)); matcher.find(); ) {
                    if (!matcher.group(1).endsWith(".messages")) {
                        found.add(matcher.group(1));
                    }
                }
            }
        }
        return found;
    }

    private static Properties load(String part, String language) throws IOException {
        Properties properties = new Properties();
        try (InputStreamReader reader = new InputStreamReader(
                ClientWindow.class.getResourceAsStream(part + "/messages" + language + ".properties"),
                StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        return properties;
    }
}
