package dev.pushlab.server.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BenchCommandTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--quick --full",
                "--rounds 0",
                "--rounds 100",
                "--rounds x",
                "--unknown",
                "more",
                "--micro (",
                "--micro none-of-them",
                "--micro --soak 1"
            })
    void refusesWrongArguments(String arguments) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
    }

    @Test
    void explainsItself() {
        assertThat(run("--help")).isZero();
    }

    private static int run(String... arguments) {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
        return BenchCommand.run(nowhere, nowhere, arguments);
    }
}
