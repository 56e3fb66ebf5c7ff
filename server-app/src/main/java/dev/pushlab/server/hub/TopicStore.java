package dev.pushlab.server.hub;

import dev.pushlab.protocol.event.InvalidEventException;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of the topics that somebody configured: for each one a folder with its settings and its journal. */
final class TopicStore {
    private static final Logger LOG = LoggerFactory.getLogger(TopicStore.class);
    private static final String SETTINGS = "settings.properties";
    private static final Pattern FOLDER = Pattern.compile("t-(.+)\\.topic");
    private static final Pattern CAPITAL = Pattern.compile("\\+([a-z])");
    /** Of a topic whose settings cannot be read: nothing is accepted for it that it might have promised to keep. */
    private static final TopicSettings UNKNOWN =
            new TopicSettings(true, new Retention(1_000, 8 << 20, Optional.empty()));

    private final Path root;

    /** @param root made if it is missing */
    TopicStore(Path root) throws IOException {
        this.root = Files.createDirectories(root);
    }

    /**
     * What is stored about a topic.
     *
     * @param failure why the settings could not be read, naming the file; they are the default ones then
     */
    record Stored(Topic topic, TopicSettings settings, Optional<IOException> failure) {}

    /** @throws IOException if the folder cannot be read */
    List<Stored> read() throws IOException {
        List<Stored> all = new ArrayList<>();
        for (Path folder : DurableFiles.list(root)) {
            Path file = folder.resolve(SETTINGS);
            if (Files.exists(file)) {
                try {
                    all.add(read(file));
                } catch (IOException e) {
                    topic(folder)
                            .ifPresentOrElse(
                                    topic -> all.add(new Stored(topic, UNKNOWN, Optional.of(e))),
                                    () -> LOG.error("{} is no topic's folder and is left alone", folder, e));
                }
            }
        }
        return all;
    }

    /** The topic whose folder this is; empty if it is none's. */
    private Optional<Topic> topic(Path folder) {
        Matcher name = FOLDER.matcher(folder.getFileName().toString());
        if (!name.matches()) {
            return Optional.empty();
        }
        String text =
                CAPITAL.matcher(name.group(1)).replaceAll(it -> it.group(1).toUpperCase(Locale.ROOT));
        try {
            Topic topic = new Topic(text);
            return folder(topic).equals(folder) ? Optional.of(topic) : Optional.empty();
        } catch (InvalidEventException e) {
            return Optional.empty();
        }
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
            return new Stored(
                    topic, new TopicSettings(durable.equals("true"), retention, slow(values)), Optional.empty());
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
