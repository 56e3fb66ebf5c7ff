package dev.pushlab.protocol.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Handshakes and transport messages against the vectors of haskell-cryptography/cacophony: a selection always, and all
 * that use algorithms implemented here when the folder {@code pushlab.vectors} is given.
 */
class NoiseVectorsTest {
    private static final String USABLE = "Noise_[A-Za-z0-9+]+_25519_(ChaChaPoly|AESGCM)_(SHA256|SHA512)";

    @TestFactory
    Stream<DynamicTest> theSelectionInTheRepository() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("cacophony-selection.json")) {
            return tests(NoiseVector.read(in, ".*"));
        }
    }

    @TestFactory
    Stream<DynamicTest> everyUsableVectorOfCacophony() throws IOException {
        return tests(usable(suite()));
    }

    /** Counted in the raw text, so that a vector lost in reading or refused by the parser is noticed. */
    @Test
    void noUsableVectorIsLeftOut() throws Exception {
        Path suite = suite();
        long inFile = Pattern.compile("\"protocol_name\"\\s*:\\s*\"" + USABLE + "\"")
                .matcher(Files.readString(suite))
                .results()
                .count();
        List<NoiseVector> vectors = usable(suite);
        assertThat(inFile).isPositive();
        assertThat(vectors).hasSize(Math.toIntExact(inFile));
        for (NoiseVector vector : vectors) {
            assertThat(NoiseProtocol.parse(vector.protocolName()).name()).isEqualTo(vector.protocolName());
        }
    }

    private static List<NoiseVector> usable(Path suite) throws IOException {
        try (InputStream in = Files.newInputStream(suite)) {
            return NoiseVector.read(in, USABLE);
        }
    }

    private static Path suite() {
        String folder = System.getProperty("pushlab.vectors", "");
        assumeTrue(!folder.isEmpty(), "no folder of vectors given (-Dpushlab.vectors=DIR)");
        return Path.of(folder, "cacophony.txt");
    }

    private static Stream<DynamicTest> tests(List<NoiseVector> vectors) {
        assertThat(vectors).isNotEmpty();
        return vectors.stream().map(vector -> DynamicTest.dynamicTest(vector.protocolName(), vector::verify));
    }
}
