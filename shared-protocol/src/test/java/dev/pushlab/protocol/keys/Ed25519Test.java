package dev.pushlab.protocol.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pushlab.protocol.noise.SecretBytes;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Ed25519Test {
    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest(name = "{0}")
    @DisplayName("RFC 8032 §7.1")
    @CsvSource({
        "TEST 1,9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
                + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a,'',"
                + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
                + "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        "TEST 2,4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
                + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c,72,"
                + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da0"
                + "85ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        "TEST 3,c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
                + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025,af82,"
                + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac1"
                + "8ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        "TEST SHA(abc),833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42,"
                + "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf,"
                + "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2"
                + "192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f,"
                + "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b5890"
                + "9351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
    })
    void publishedSignatures(String name, String seed, String publicKey, String message, String signature) {
        Identity identity = Identity.ofSeed(SecretBytes.takeOver(HEX.parseHex(seed)));
        assertThat(HEX.formatHex(identity.publicKey())).isEqualTo(publicKey);
        byte[] made = identity.sign(HEX.parseHex(message));
        assertThat(HEX.formatHex(made)).isEqualTo(signature);
        assertThat(Ed25519.verify(identity.publicKey(), HEX.parseHex(message), made))
                .isTrue();
        assertThat(Ed25519.isValidPublicKey(identity.publicKey())).isTrue();
    }

    @Test
    void anyChangeMakesASignatureInvalid() {
        Identity identity = Identity.generate();
        byte[] message = {1, 2, 3};
        byte[] signature = identity.sign(message);
        assertThat(signature).hasSize(Ed25519.SIGNATURE_LENGTH);
        for (int i = 0; i < signature.length; i++) {
            byte[] changed = signature.clone();
            changed[i] ^= 1;
            assertThat(Ed25519.verify(identity.publicKey(), message, changed)).isFalse();
        }
        assertThat(Ed25519.verify(identity.publicKey(), new byte[] {1, 2}, signature))
                .isFalse();
        assertThat(Ed25519.verify(Identity.generate().publicKey(), message, signature))
                .isFalse();
    }

    @Test
    void aSignatureOfAnotherLengthIsInvalid() {
        Identity identity = Identity.generate();
        byte[] message = {1, 2, 3};
        byte[] signature = identity.sign(message);
        for (int length : new int[] {0, 32, 63, 65, 128}) {
            assertThat(Ed25519.verify(identity.publicKey(), message, Arrays.copyOf(signature, length)))
                    .as("%d bytes", length)
                    .isFalse();
        }
    }

    /** Points of order 1, 2, 4 and 8, non-canonical encodings of such, and something that is not a point. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0100000000000000000000000000000000000000000000000000000000000000",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "0200000000000000000000000000000000000000000000000000000000000000"
            })
    void improperPublicKeys(String key) {
        assertThat(Ed25519.isValidPublicKey(HEX.parseHex(key))).isFalse();
        assertThat(Ed25519.isValidPublicKey(Arrays.copyOf(HEX.parseHex(key), 31)))
                .isFalse();
    }

    @Test
    void aPublicKeyThatIsNoPointVerifiesNothing() {
        byte[] signature = Identity.generate().sign(new byte[1]);
        byte[] noPoint = new byte[32];
        noPoint[0] = 2;
        assertThat(Ed25519.verify(noPoint, new byte[1], signature)).isFalse();
        assertThat(Ed25519.verify(new byte[31], new byte[1], signature)).isFalse();
    }

    @Test
    void aPrivateKeyOfAnotherLengthIsRefused() {
        assertThatThrownBy(() -> Identity.ofSeed(SecretBytes.random(31))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Ed25519.sign(SecretBytes.random(33), new byte[1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDestroyedIdentitySignsNothing() {
        Identity identity = Identity.generate();
        String shown = identity.toString();
        identity.close();
        assertThat(identity.isDestroyed()).isTrue();
        assertThat(identity).hasToString(shown);
        assertThatThrownBy(() -> identity.sign(new byte[1])).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("Wycheproof ed25519_test.json")
    void wycheproof() throws Exception {
        String folder = System.getProperty("pushlab.vectors", "");
        assumeTrue(!folder.isEmpty(), "no folder of vectors given (-Dpushlab.vectors=DIR)");
        JsonNode suite =
                new ObjectMapper().readTree(Path.of(folder, "ed25519_test.json").toFile());
        int run = 0;
        for (JsonNode group : suite.get("testGroups")) {
            byte[] publicKey = HEX.parseHex(group.get("publicKey").get("pk").asText());
            for (JsonNode test : group.get("tests")) {
                byte[] message = HEX.parseHex(test.get("msg").asText());
                byte[] signature = HEX.parseHex(test.get("sig").asText());
                assertThat(test.get("result").asText()).isIn("valid", "invalid");
                assertThat(Ed25519.verify(publicKey, message, signature))
                        .as("tcId %s: %s", test.get("tcId"), test.get("comment"))
                        .isEqualTo(test.get("result").asText().equals("valid"));
                run++;
            }
        }
        assertThat(run).isEqualTo(suite.get("numberOfTests").asInt()).isPositive();
    }
}
