package dev.pushlab.protocol.noise;

import static dev.pushlab.protocol.noise.NoisePairs.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pushlab.protocol.noise.HandshakeState.Action;
import dev.pushlab.protocol.noise.HandshakeState.Role;
import dev.pushlab.protocol.noise.NoiseException.Reason;
import java.nio.file.Path;
import java.util.HexFormat;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseX25519Test {
    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest
    @DisplayName("RFC 7748 §5.2, single calls")
    @CsvSource({
        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4,"
                + "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c,"
                + "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
        "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d,"
                + "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493,"
                + "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"
    })
    void singleCalls(String scalar, String point, String result) throws NoiseException {
        assertThat(agree(scalar, HEX.parseHex(point))).isEqualTo(result);
    }

    @Test
    @DisplayName("RFC 7748 §5.2, 1 and 1,000 iterations")
    void iterations() throws NoiseException {
        byte[] k = HEX.parseHex("0900000000000000000000000000000000000000000000000000000000000000");
        byte[] u = k;
        for (int i = 1; i <= 1000; i++) {
            byte[] next = X25519.sharedSecret(SecretBytes.copyOf(k), u).copy();
            u = k;
            k = next;
            if (i == 1) {
                assertThat(HEX.formatHex(k))
                        .isEqualTo("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079");
            }
        }
        assertThat(HEX.formatHex(k)).isEqualTo("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51");
    }

    @Test
    @DisplayName("RFC 7748 §6.1")
    void diffieHellman() throws NoiseException {
        NoiseKeyPair alice = pair("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
        NoiseKeyPair bob = pair("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
        assertThat(HEX.formatHex(alice.publicKey()))
                .isEqualTo("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
        assertThat(HEX.formatHex(bob.publicKey()))
                .isEqualTo("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
        SecretBytes shared =
                SecretBytes.takeOver(HEX.parseHex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"));
        assertThat(alice.sharedSecret(bob.publicKey()).matches(shared)).isTrue();
        assertThat(bob.sharedSecret(alice.publicKey()).matches(shared)).isTrue();
    }

    private static NoiseKeyPair pair(String privateKey) throws NoiseException {
        return NoiseKeyPair.fromPrivateKey(SecretBytes.takeOver(HEX.parseHex(privateKey)));
    }

    @ParameterizedTest
    @DisplayName("all points of low order, and their non-canonical encodings")
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "0000000000000000000000000000000000000000000000000000000000000080",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            })
    void lowOrderPointsAreRejected(String point) throws NoiseException {
        byte[] lowOrder = HEX.parseHex(point);
        assertFails(() -> X25519.sharedSecret(SecretBytes.random(32), lowOrder));

        NoisePairs pairs = new NoisePairs("Noise_NN_25519_ChaChaPoly_SHA256");
        HandshakeState responder = pairs.side(Role.RESPONDER).build();
        responder.readMessage(lowOrder);
        assertFails(() -> responder.writeMessage(NONE));
        assertThat(responder.action()).isEqualTo(Action.FAILED);

        HandshakeState initiator = pairs.side(Role.INITIATOR).build();
        initiator.writeMessage(NONE);
        assertFails(() -> initiator.readMessage(java.util.Arrays.copyOf(lowOrder, 48)));
        assertThat(initiator.action()).isEqualTo(Action.FAILED);
    }

    @Test
    void lengthsAreChecked() {
        assertFails(() -> X25519.sharedSecret(SecretBytes.random(32), new byte[31]));
        assertFails(() -> X25519.sharedSecret(SecretBytes.random(32), new byte[33]));
        assertFails(() -> X25519.publicKey(SecretBytes.random(31)));
    }

    @Test
    @DisplayName("Wycheproof x25519_test.json")
    void wycheproof() throws Exception {
        String folder = System.getProperty("pushlab.vectors", "");
        assumeTrue(!folder.isEmpty(), "no folder of vectors given (-Dpushlab.vectors=DIR)");
        JsonNode suite =
                new ObjectMapper().readTree(Path.of(folder, "x25519_test.json").toFile());
        int run = 0;
        for (JsonNode group : suite.get("testGroups")) {
            for (JsonNode test : group.get("tests")) {
                String id = "tcId " + test.get("tcId");
                String shared = test.get("shared").asText();
                byte[] point = HEX.parseHex(test.get("public").asText());
                String scalar = test.get("private").asText();
                assertThat(test.get("result").asText()).as(id).isIn("valid", "acceptable");
                if (shared.matches("0+")) {
                    assertThatThrownBy(() -> agree(scalar, point)).as(id).isInstanceOf(NoiseException.class);
                } else {
                    assertThat(agree(scalar, point)).as(id).isEqualTo(shared);
                }
                run++;
            }
        }
        assertThat(run).isEqualTo(suite.get("numberOfTests").asInt()).isPositive();
    }

    private static String agree(String scalar, byte[] point) throws NoiseException {
        try (SecretBytes secret = X25519.sharedSecret(SecretBytes.takeOver(HEX.parseHex(scalar)), point)) {
            return HEX.formatHex(secret.copy());
        }
    }

    private static void assertFails(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        NoiseException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_KEY));
    }
}
