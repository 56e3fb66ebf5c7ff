package dev.pushlab.server.access;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pushlab.protocol.keys.OwnerOnlyFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A file of JSON that only its owner may read, and how rights are written in it and in the HTTP interface. */
public final class KeptJson {
    /** What could be understood in two ways is not as it was written. */
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Longer files are not ours. */
    private static final int MAX_BYTES = 1 << 20;

    private static final int VERSION = 1;

    private final Path file;

    KeptJson(Path file) {
        this.file = file;
    }

    /**
     * What was kept last, as the array of this name; empty if there is no file.
     *
     * @throws IOException also for a file that others may read, or that is not as it was written: to go on without it
     *     could give rights to somebody who has lost them
     */
    List<JsonNode> load(String name) throws IOException {
        if (Files.notExists(file)) {
            return List.of();
        }
        OwnerOnlyFiles.checkSecret(file);
        byte[] text = OwnerOnlyFiles.read(file, MAX_BYTES);
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (IOException e) {
            // Its message quotes the contents, or does not say where.
            throw new IOException(file + " is not JSON");
        }
        if (root == null
                || !root.path("version").isInt()
                || root.path("version").intValue() != VERSION
                || !root.path(name).isArray()) {
            throw new IOException(file + " is not of a version that this server understands");
        }
        List<JsonNode> all = new ArrayList<>();
        root.get(name).forEach(all::add);
        return all;
    }

    /** Puts these in place of what was kept, in one step; it is on the disk when this returns. */
    void save(String name, ArrayNode all) throws IOException {
        ObjectNode root = JSON.createObjectNode().put("version", VERSION);
        root.set(name, all);
        byte[] text = (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n")
                .getBytes(StandardCharsets.UTF_8);
        if (text.length > MAX_BYTES) {
            throw new IOException(file + " would be more than can be read again");
        }
        OwnerOnlyFiles.createFolderOf(file);
        OwnerOnlyFiles.replace(file, text);
    }

    /** For a member that cannot be understood; never quotes it. */
    IOException malformed(int index) {
        return new IOException(file + " has a malformed entry, number " + (index + 1));
    }

    /** Adds the members {@code role} and, if they are bounded, {@code topics}. */
    public static void put(ObjectNode node, Rights rights) {
        node.put("role", rights.role().word());
        if (!rights.topics().equals(List.of(TopicPattern.ALL))) {
            ArrayNode topics = node.putArray("topics");
            rights.topics().forEach(topic -> topics.add(topic.text()));
        }
    }

    /**
     * The rights that the members {@code role} and {@code topics} tell; without {@code topics} they extend to all.
     *
     * @throws IllegalArgumentException naming what such rights look like
     */
    public static Rights rights(JsonNode node) {
        Role role = Role.parse(node.path("role").textValue());
        JsonNode topics = node.path("topics");
        if (topics.isMissingNode()) {
            return new Rights(role, List.of(TopicPattern.ALL));
        }
        if (!topics.isArray() || topics.size() > Rights.MAX_TOPICS) {
            throw new IllegalArgumentException("1 to " + Rights.MAX_TOPICS + " topics");
        }
        List<TopicPattern> patterns = new ArrayList<>();
        for (JsonNode topic : topics) {
            patterns.add(new TopicPattern(topic.isTextual() ? topic.asText() : null));
        }
        return new Rights(role, patterns);
    }

    static Optional<KeptJson> in(Optional<Path> folder, String name) {
        return folder.map(path -> new KeptJson(path.resolve(name)));
    }
}
