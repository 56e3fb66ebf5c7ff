package dev.pushlab.server.bench.target;

import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.bench.load.Load;
import dev.pushlab.server.bench.load.LoadGenerator;
import dev.pushlab.server.net.EventLoops;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where there is a C compiler. */
class CProgramIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void everybodyReceivesEverything(CProgram program) throws Exception {
        assumeThat(program.version()).isPresent();
        for (int bytes : new int[] {16, 128, 65_536}) {
            Path own = Files.createDirectory(folder.resolve(Integer.toString(bytes)));
            try (ServerProcess server = program.start(own);
                    EventLoops loops = new EventLoops(1);
                    LoadGenerator generator = new LoadGenerator(
                            new Load(program.dialect(), server.address(), server.publishing(), 20, 0, 3, bytes),
                            loops,
                            server::cpuMicros,
                            () -> Double.NaN)) {
                generator.open(Duration.ofSeconds(30));

                // On a busy machine a window may pass in which the program was not let run.
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> generator
                                        .closedLoop(12, Duration.ofMillis(100), Duration.ofMillis(500))
                                        .deliveries()
                                > 0);
            }
        }
    }
}
