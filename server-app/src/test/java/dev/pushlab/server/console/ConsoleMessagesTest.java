package dev.pushlab.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.fx.Messages;
import dev.pushlab.server.console.overview.OverviewViewModel;
import dev.pushlab.server.console.publish.ComposerViewModel;
import dev.pushlab.server.console.shell.Section;
import dev.pushlab.server.hub.SlowConsumer;
import dev.pushlab.server.keys.MemberState;
import dev.pushlab.server.metrics.Health;
import dev.pushlab.server.net.ConnectionInfo;
import dev.pushlab.server.session.CallRefusedException;
import dev.pushlab.server.session.CallStatus;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.Arrays;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No text of the console is missing, and none is there that nobody uses. */
class ConsoleMessagesTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/pushlab/server/console");
    private static final Path BUNDLES = Path.of("src/main/resources/dev/pushlab/server/console");
    private static final Pattern LITERAL =
            Pattern.compile("\"((?:console|member|call|call-phase)\\.[a-z0-9.-]+[a-z0-9])\"");
    private static final Pattern PREFIX = Pattern.compile("\"(console\\.[a-z0-9.-]*\\.)\"");

    private final Properties english = load("messages.properties");
    private final Properties chinese = load("messages_zh_CN.properties");

    @Test
    void bothLanguagesHaveTheSameKeys() {
        assertThat(chinese.stringPropertyNames()).containsExactlyInAnyOrderElementsOf(english.stringPropertyNames());
    }

    @Test
    void bothLanguagesTakeTheSameNumberOfArguments() {
        for (String key : english.stringPropertyNames()) {
            int wanted = arguments(english.getProperty(key), Locale.ENGLISH);
            assertThat(arguments(chinese.getProperty(key), Locale.CHINA))
                    .as(key)
                    .isEqualTo(wanted);
        }
    }

    @Test
    void everyKeyThatIsUsedExists() {
        Set<String> known = english.stringPropertyNames();
        for (String used : usedKeys()) {
            assertThat(known).as("used in the console").contains(used);
        }
    }

    @Test
    void everyKeyThatExistsIsUsed() {
        Set<String> used = usedKeys();
        assertThat(english.stringPropertyNames())
                .allSatisfy(key -> assertThat(used).contains(key));
    }

    /** The literals of the code, and what is put together from a prefix and the names of an enum. */
    private Set<String> usedKeys() {
        String code = code();
        Set<String> used = new TreeSet<>();
        Matcher literal = LITERAL.matcher(code);
        while (literal.find()) {
            if (!literal.group(1).equals("console.properties")) {
                used.add(literal.group(1));
            }
        }
        // A control is described by the text beside its own: the key with .tip or .prompt behind it.
        for (String key : Set.copyOf(used)) {
            for (String suffix : new String[] {".tip", ".prompt"}) {
                boolean derived = code.contains("key + \"" + suffix + "\"");
                if (derived && english.containsKey(key + suffix)) {
                    used.add(key + suffix);
                }
            }
        }
        add(used, "console.nav.", Arrays.stream(Section.values()).map(Section::id), "", ".tip");
        add(used, "console.help.screen.", Arrays.stream(Section.values()).map(Section::id), "");
        add(used, "console.state.", names(ConnectionInfo.State.values()), "");
        add(used, "console.protocol.", names(ConnectionInfo.Protocol.values()), "");
        add(used, "console.direction.", Stream.of("forward", "reverse"), "");
        add(used, "console.theme.", Stream.of("light", "dark", "projector"), "");
        add(used, "console.publish.kind.", names(ComposerViewModel.Kind.values()), "", ".tip");
        add(used, "console.overview.measure.", names(OverviewViewModel.Measure.values()), "", ".tip");
        add(used, "console.ticker.problem.", Stream.of("topic", "rate", "too-many"), "");
        String panel = read(SOURCES.resolve("topics/TopicPanelViewModel.java"));
        add(used, "console.topic.consequence.", constants(panel, "enum Consequence"), "");
        String outcome = read(SOURCES.resolve("topics/Outcome.java"));
        add(used, "console.topic.phase.", constants(outcome, "enum Phase").filter(it -> !it.equals("editing")), "");
        String problems = read(SOURCES.resolve("topics/Problem.java"));
        add(used, "console.topic.problem.", constants(problems, "enum Problem"), "");
        add(used, "console.topic.unit.", constants(read(SOURCES.resolve("topics/AgeUnit.java")), "enum AgeUnit"), "");
        Stream.of("console.topic.slow.", "console.topic.words.")
                .forEach(prefix -> add(
                        used,
                        prefix,
                        Arrays.stream(SlowConsumer.Policy.values()).map(SlowConsumer.Policy::word),
                        ""));
        String chart = read(SOURCES.resolve("metrics/Chart.java"));
        add(used, "console.metrics.chart.", charts(chart), "");
        add(used, "console.metrics.series.", series(chart), "");
        add(used, "console.health.status.", unknownOr(Health.Status.values()), "");
        add(used, "console.health.part.", names(Health.Part.values()), "");
        add(used, "console.health.condition.", unknownOr(Health.Condition.values()), "");
        Stream.of("console.metrics.pause.tip", "console.metrics.resume.tip").forEach(used::add);
        add(used, "console.publish.problem.", failures(code), "");
        add(used, "console.help.key.", helpKeys(code), "");
        Arrays.stream(MemberState.values()).map(MemberState::key).forEach(used::add);
        Arrays.stream(CallStatus.Phase.values()).map(CallStatus.Phase::key).forEach(used::add);
        Arrays.stream(CallRefusedException.Refusal.values())
                .map(refusal -> new CallRefusedException(refusal, "").key())
                .forEach(used::add);
        return used;
    }

    @Test
    void everyPrefixInTheCodeIsOneThisTestKnows() {
        Set<String> prefixes = PREFIX.matcher(code())
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(prefixes)
                .containsExactly(
                        "console.direction.",
                        "console.health.condition.",
                        "console.health.part.",
                        "console.health.status.",
                        "console.help.key.",
                        "console.help.screen.",
                        "console.metrics.chart.",
                        "console.metrics.series.",
                        "console.nav.",
                        "console.overview.measure.",
                        "console.protocol.",
                        "console.publish.kind.",
                        "console.publish.problem.",
                        "console.state.",
                        "console.theme.",
                        "console.ticker.problem.",
                        "console.topic.consequence.",
                        "console.topic.phase.",
                        "console.topic.problem.",
                        "console.topic.slow.",
                        "console.topic.unit.",
                        "console.topic.words.");
    }

    @Test
    void theReasonsOfFailuresAreThere() {
        for (Locale language : new Locale[] {Messages.ENGLISH, Messages.CHINESE}) {
            Messages messages = Console.messages(language);
            for (dev.pushlab.protocol.message.ReasonCode reason : dev.pushlab.protocol.message.ReasonCode.values()) {
                assertThat(messages.has(reason.key())).as(reason.key()).isTrue();
            }
            for (dev.pushlab.protocol.session.DialFailure failure : dev.pushlab.protocol.session.DialFailure.values()) {
                assertThat(messages.has(failure.key())).as(failure.key()).isTrue();
            }
        }
    }

    private static void add(Set<String> used, String prefix, Stream<String> middles, String... suffixes) {
        middles.forEach(middle -> Arrays.stream(suffixes).forEach(suffix -> used.add(prefix + middle + suffix)));
    }

    private static Stream<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT));
    }

    private static Stream<String> unknownOr(Enum<?>[] values) {
        return Stream.concat(names(values), Stream.of("unknown"));
    }

    /** An enum whose constants have arguments. */
    private static Stream<String> charts(String charts) {
        return Pattern.compile("(?m)^ {4}([A-Z_]+)\\(")
                .matcher(charts)
                .results()
                .map(found -> found.group(1).toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** The names of series, as the charts give them, and the one for no technique. */
    private static Stream<String> series(String charts) {
        return Stream.concat(
                Pattern.compile("\"([a-z0-9-]+)\"").matcher(charts).results().map(found -> found.group(1)),
                Stream.of("none"));
    }

    /** Of an enum that only its package sees, as they are written in keys. */
    private static Stream<String> constants(String code, String enumeration) {
        String uncommented = code.replaceAll("(?s)/\\*.*?\\*/", "");
        Matcher body = Pattern.compile(enumeration + " \\{([^;}]*)").matcher(uncommented);
        assertThat(body.find()).as(enumeration).isTrue();
        return Pattern.compile("\\b[A-Z][A-Z_]+\\b")
                .matcher(body.group(1))
                .results()
                .map(found -> found.group().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    private static Stream<String> failures(String code) {
        Stream<String> direct = Pattern.compile("failed\\(\\s*\"([a-z-]+)\"")
                .matcher(code)
                .results()
                .map(found -> found.group(1));
        Stream<String> parts = Pattern.compile("case [A-Z_]+ -> \"([a-z-]+)\"")
                .matcher(code)
                .results()
                .map(found -> found.group(1));
        return Stream.concat(direct, parts);
    }

    private static Stream<String> helpKeys(String code) {
        Matcher list = Pattern.compile("KEYS = \\{([^}]*)}").matcher(code);
        assertThat(list.find()).isTrue();
        return Pattern.compile("\"([a-z]+)\"").matcher(list.group(1)).results().map(found -> found.group(1));
    }

    private static int arguments(String pattern, Locale language) {
        return new MessageFormat(pattern, language).getFormatsByArgumentIndex().length;
    }

    private static String code() {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(ConsoleMessagesTest::read)
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Properties load(String name) {
        Properties loaded = new Properties();
        try (Reader reader = Files.newBufferedReader(BUNDLES.resolve(name), StandardCharsets.UTF_8)) {
            loaded.load(reader);
            return loaded;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
