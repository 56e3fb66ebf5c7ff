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
            TopicStore.Stored read = onlyOne(store);
            assertThat(read.topic().name()).isEqualTo("news");
            if (read.failure().isPresent()) {
                assertThat(read.failure().get()).hasMessageContaining("settings.properties");
                return;
            }
            store.save(read.topic(), read.settings());
            assertThat(onlyOne(store)).isEqualTo(read);
        } finally {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static TopicStore.Stored onlyOne(TopicStore store) throws IOException {
        List<TopicStore.Stored> all = store.read();
        assertThat(all).hasSize(1);
        return all.get(0);
    }
}
