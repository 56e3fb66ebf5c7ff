package dev.pushlab.server.hub;

import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.journal.DurableFiles;
import java.io.IOException;
import java.io.StringReader;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/** The folder of the topics that somebody configured: for each one a folder with its settings and its journal. */
final class TopicStore {
    private static final String SETTINGS = "settings.properties";

    private final Path root;

    /** @param root made if it is missing */
    TopicStore(Path root) throws IOException {
        this.root = Files.createDirectories(root);
    }

    /** What is stored about a topic. */
    record Stored(Topic topic, TopicSettings settings) {}

    /** @throws IOException if settings cannot be read or are damaged, naming the file */
    List<Stored> read() throws IOException {
        List<Stored> all = new ArrayList<>();
        for (Path folder : DurableFiles.list(root)) {
            Path file = folder.resolve(SETTINGS);
            if (Files.exists(file)) {
                all.add(read(file));
            }
        }
        return all;
    }

    void save(Topic topic, TopicSettings settings) throws IOException {
        Path folder = folder(topic);
        if (Files.notExists(folder)) {
            Files.createDirectories(folder);
            DurableFiles.forceFolder(root);
        }
        Retention retention = settings.retention();
        StringBuilder text = new StringBuilder();
        text.append("topic=").append(topic.name()).append('\n');
        text.append("durable=").append(settings.durable()).append('\n');
        text.append("events=").append(retention.events()).append('\n');
        text.append("bytes=").append(retention.bytes()).append('\n');
        retention.age().ifPresent(age -> text.append("age=").append(age).append('\n'));
        SlowConsumer slow = settings.slow();
        text.append("slowConsumer=").append(slow.policy().word()).append('\n');
        slow.queue().ifPresent(queue -> text.append("queue=").append(queue).append('\n'));
        slow.conflateBy()
                .ifPresent(pointer -> text.append("conflateBy=")
                        .append(URLEncoder.encode(pointer, StandardCharsets.UTF_8))
                        .append('\n'));
        DurableFiles.replace(folder.resolve(SETTINGS), text.toString());
    }

    /**
     * The folder of a topic. File systems may ignore case, reserve names such as {@code con} and {@code ..}, and drop a
     * full stop at the end: capitals are written as {@code +} and the small letter, and the name stands within others.
     */
    Path folder(Topic topic) {
        StringBuilder name = new StringBuilder("t-");
        for (char c : topic.name().toCharArray()) {
            if (c >= 'A' && c <= 'Z') {
                name.append('+');
            }
            name.append(Character.toLowerCase(c));
        }
        return root.resolve(name.append(".topic").toString().toLowerCase(Locale.ROOT));
    }

    private Stored read(Path file) throws IOException {
        Properties values = new Properties();
        try {
            values.load(new StringReader(Files.readString(file, StandardCharsets.UTF_8)));
            Topic topic = new Topic(values.getProperty("topic"));
            if (!folder(topic).equals(file.getParent())) {
                throw new IllegalArgumentException("the folder is not that of topic " + topic);
            }
            Retention retention = new Retention(
                    Integer.parseInt(values.getProperty("events")),
                    Long.parseLong(values.getProperty("bytes")),
                    Optional.ofNullable(values.getProperty("age")).map(Duration::parse));
            String durable = values.getProperty("durable", "");
            if (!durable.equals("true") && !durable.equals("false")) {
                throw new IllegalArgumentException("durable must be true or false");
            }
            return new Stored(topic, new TopicSettings(durable.equals("true"), retention, slow(values)));
        } catch (IllegalArgumentException | DateTimeException | CharacterCodingException e) {
            throw new IOException(file + " does not hold a topic's settings: " + e.getMessage(), e);
        }
    }

    /** Settings of a version that knew nothing of slow consumers have the default. */
    private static SlowConsumer slow(Properties values) {
        String word =
                values.getProperty("slowConsumer", SlowConsumer.DEFAULT.policy().word());
        return new SlowConsumer(
                SlowConsumer.Policy.of(word)
                        .orElseThrow(() -> new IllegalArgumentException("slowConsumer is unknown: " + word)),
                Optional.ofNullable(values.getProperty("queue")).map(Integer::valueOf),
                Optional.ofNullable(values.getProperty("conflateBy"))
                        .map(pointer -> URLDecoder.decode(pointer, StandardCharsets.UTF_8)));
    }
}
