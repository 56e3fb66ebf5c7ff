package dev.pushlab.server.bench.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What was tried for goals that are hard to reach: {@code tried.properties} beside this class. A key is that of a goal
 * ({@link Goal#key}), or a shorter one that holds for several: without the subject, or the metric alone.
 */
final class Tried {
    private final Map<String, String> texts;

    Tried(Map<String, String> texts) {
        this.texts = new TreeMap<>(texts);
    }

    static Tried load() {
        Properties properties = new Properties();
        try (InputStream stream = Tried.class.getResourceAsStream("tried.properties");
                Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, String> texts = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> texts.put(key, properties.getProperty(key)));
        return new Tried(texts);
    }

    /** From the goal's own key to the one that holds for most. */
    static Stream<String> keys(Goal goal) {
        return Stream.of(
                goal.key(),
                goal.key().substring(goal.subject().length() + 1),
                goal.metric().id());
    }

    Optional<String> text(Goal goal) {
        return keys(goal).map(texts::get).filter(it -> it != null).findFirst();
    }

    Map<String, String> texts() {
        return texts;
    }
}
