package dev.pushlab.protocol.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes that start for the first time at the same moment. */
class IdentityStoreIT {
    private static final int PROCESSES = 3;

    @Test
    void severalProcessesGetTheSameIdentity(@TempDir Path folder) throws Exception {
        Path identity = folder.resolve("identity.pem");
        List<Process> processes = new ArrayList<>();
        try {
            for (int i = 0; i < PROCESSES; i++) {
                Path answer = folder.resolve("answer-" + i);
                processes.add(new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Program.class.getName(),
                                identity.toString(),
                                answer.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("output-" + i).toFile())
                        .start());
            }
            TreeSet<String> fingerprints = new TreeSet<>();
            for (int i = 0; i < PROCESSES; i++) {
                assertThat(processes.get(i).waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(processes.get(i).exitValue())
                        .as(Files.readString(folder.resolve("output-" + i)))
                        .isZero();
                fingerprints.add(Files.readString(folder.resolve("answer-" + i)));
            }
            assertThat(fingerprints).hasSize(1);
            assertThat(new IdentityStore(identity).load().orElseThrow().fingerprint())
                    .hasToString(fingerprints.first());
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
    }

    /** One of the processes: identity file, answer file. */
    static final class Program {
        private Program() {}

        public static void main(String[] args) throws IOException {
            Identity identity = new IdentityStore(Path.of(args[0])).loadOrCreate();
            Files.writeString(Path.of(args[1]), identity.fingerprint().toString());
        }
    }
}
