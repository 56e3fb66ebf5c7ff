package dev.pushlab.protocol.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pushlab.protocol.noise.SecretBytes;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HkdfTest {
    private static final HexFormat HEX = HexFormat.of();

    @Test
    @DisplayName("RFC 5869 A.1")
    void basic() {
        check(
                "0b".repeat(22),
                "000102030405060708090a0b0c",
                "f0f1f2f3f4f5f6f7f8f9",
                "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
                "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    }

    @Test
    @DisplayName("RFC 5869 A.2, longer inputs and outputs")
    void longer() {
        check(
                range(0x00, 0x4f),
                range(0x60, 0xaf),
                range(0xb0, 0xff),
                "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244",
                "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
                        + "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
                        + "cc30c58179ec3e87c14c01d5c1f3434f1d87");
    }

    @Test
    @DisplayName("RFC 5869 A.3, no salt, no info")
    void empty() {
        check(
                "0b".repeat(22),
                "",
                "",
                "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04",
                "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
    }

    @Test
    void lengthsAreBounded() {
        SecretBytes prk = SecretBytes.random(32);
        assertThat(Hkdf.expand(prk, new byte[0], Hkdf.MAX_LENGTH).length()).isEqualTo(8160);
        assertThatThrownBy(() -> Hkdf.expand(prk, new byte[0], Hkdf.MAX_LENGTH + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Hkdf.expand(prk, new byte[0], 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Hkdf.expand(SecretBytes.random(31), new byte[0], 32))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("Wycheproof hkdf_sha256_test.json")
    void wycheproof() throws Exception {
        String folder = System.getProperty("pushlab.vectors", "");
        assumeTrue(!folder.isEmpty(), "no folder of vectors given (-Dpushlab.vectors=DIR)");
        JsonNode suite = new ObjectMapper()
                .readTree(Path.of(folder, "hkdf_sha256_test.json").toFile());
        int run = 0;
        for (JsonNode group : suite.get("testGroups")) {
            for (JsonNode test : group.get("tests")) {
                String id = "tcId " + test.get("tcId");
                SecretBytes ikm = secret(test.get("ikm").asText());
                byte[] salt = HEX.parseHex(test.get("salt").asText());
                byte[] info = HEX.parseHex(test.get("info").asText());
                int size = test.get("size").asInt();
                if (test.get("result").asText().equals("valid")) {
                    assertThat(HEX.formatHex(Hkdf.derive(salt, ikm, info, size).copy()))
                            .as(id)
                            .isEqualTo(test.get("okm").asText());
                } else {
                    assertThatThrownBy(() -> Hkdf.derive(salt, ikm, info, size))
                            .as(id)
                            .isInstanceOf(IllegalArgumentException.class);
                }
                run++;
            }
        }
        assertThat(run).isEqualTo(suite.get("numberOfTests").asInt()).isPositive();
    }

    private static void check(String ikm, String salt, String info, String prk, String okm) {
        SecretBytes extracted = Hkdf.extract(HEX.parseHex(salt), secret(ikm));
        assertThat(HEX.formatHex(extracted.copy())).isEqualTo(prk);
        SecretBytes expanded = Hkdf.expand(extracted, HEX.parseHex(info), okm.length() / 2);
        assertThat(HEX.formatHex(expanded.copy())).isEqualTo(okm);
    }

    private static SecretBytes secret(String hex) {
        return SecretBytes.takeOver(HEX.parseHex(hex));
    }

    private static String range(int first, int last) {
        StringBuilder hex = new StringBuilder();
        for (int value = first; value <= last; value++) {
            hex.append(HEX.toHexDigits((byte) value));
        }
        return hex.toString();
    }
}
