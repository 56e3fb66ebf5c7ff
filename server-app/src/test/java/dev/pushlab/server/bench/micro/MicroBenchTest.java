package dev.pushlab.server.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MicroBenchTest {
    private static final Pattern ALL = Pattern.compile("");

    @TempDir
    Path folder;

    /** Each of them with each of its parameters, once; the first that fails would be named here. */
    @Test
    void everyBenchmarkWorks() throws IOException {
        List<String> told = new ArrayList<>();
        String report = new MicroBench(MicroExtent.ONCE, told::add).run(ALL, folder);

        JsonNode results =
                new JsonMapper().readTree(folder.resolve("micro.json").toFile());
        Set<String> measured = new TreeSet<>();
        for (JsonNode result : results) {
            measured.add(result.get("benchmark").textValue());
            assertThat(result.get("primaryMetric").get("score").doubleValue()).isPositive();
        }
        assertThat(measured).containsExactlyElementsOf(MicroBench.matching(ALL));
        assertThat(told).hasSize(results.size());
        assertThat(report.lines().filter(line -> line.startsWith("| "))).hasSize(results.size() + 1);
        assertThat(report).contains("| Session.send | bytes=128 protection=AESGCM |");
        assertThat(Files.readString(folder.resolve("micro.md"))).isEqualTo(report);
        assertThat(folder.resolve("micro.log")).isNotEmptyFile();
    }

    @Test
    void benchmarksOfBothModulesAreFoundByPartsOfTheirNames() {
        assertThat(MicroBench.matching(Pattern.compile("protocol\\.session|EventFormat.*next")))
                .containsExactly(
                        "dev.pushlab.protocol.session.SessionBenchmark.send",
                        "dev.pushlab.protocol.session.SessionBenchmark.sendAndReceive",
                        "dev.pushlab.server.session.EventFormatBenchmark.next");
        assertThat(MicroBench.matching(ALL).stream().map(name -> name.replaceAll(".*\\.([A-Za-z]+)\\.[A-Za-z]+", "$1")))
                .contains(
                        "MessageCodecBenchmark",
                        "SessionBenchmark",
                        "EventJsonBenchmark",
                        "SseEncoderBenchmark",
                        "WebSocketEncoderBenchmark",
                        "ClientMessageBenchmark",
                        "EventFormatBenchmark",
                        "TopicLogBenchmark",
                        "FrameBenchmark",
                        "ConflationBenchmark");
    }
}
