package dev.pushlab.server.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pushlab.protocol.event.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Entry for the Jazzer fuzzer: the file of a topic's settings. An ordinary test run replays the seeds in the resources
 * folder of this class; with {@code JAZZER_FUZZ=1} in the environment, {@code -Dtest=TopicStoreFuzzTest} searches for new
 * inputs.
 */
class TopicStoreFuzzTest {
    /** Whatever is in the file, it is refused by name, or what was read is what is read again after it was written. */
    @FuzzTest(maxDuration = "5m")
    void settings(byte[] bytes) throws IOException {
        Path root = Files.createTempDirectory("topics-fuzz");
        try {
            TopicStore store = new TopicStore(root);
            Path folder = Files.createDirectories(store.folder(new Topic("news")));
            Files.write(folder.resolve("settings.properties"), bytes);
            List<TopicStore.Stored> read;
            try {
                read = store.read();
            } catch (IOException e) {
                assertThat(e.getMessage()).contains("settings.properties");
                return;
            }
            assertThat(read).singleElement().satisfies(stored -> {
                assertThat(stored.topic().name()).isEqualTo("news");
                store.save(stored.topic(), stored.settings());
            });
            assertThat(store.read()).isEqualTo(read);
        } finally {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
