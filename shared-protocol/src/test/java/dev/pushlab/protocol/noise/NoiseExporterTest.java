package dev.pushlab.protocol.noise;

import static dev.pushlab.protocol.noise.NoisePairs.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import javax.crypto.Mac;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The one addition to the specification: a further output of Split(). */
class NoiseExporterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Noise_XX_25519_ChaChaPoly_SHA256",
                "Noise_KKpsk0_25519_AESGCM_SHA512",
                "Noise_N_25519_AESGCM_SHA256"
            })
    void isEqualOnBothSidesAndNewInEverySession(String name) throws NoiseException {
        NoisePairs pairs = new NoisePairs(name);
        TransportKeys[] keys = pairs.connect();
        assertThat(keys[0].exporterSecret().matches(keys[1].exporterSecret())).isTrue();
        assertThat(keys[0].exporterSecret().length())
                .isEqualTo(pairs.protocol().hash().length());
        assertThat(pairs.connect()[0].exporterSecret().matches(keys[0].exporterSecret()))
                .isFalse();
    }

    /** Written out with HMAC, §4.3: T1 and T2 are the transport keys, T3 is exported. */
    @ParameterizedTest
    @EnumSource
    void isTheThirdOutputOfTheHkdfOfSplit(NoiseHash hash) throws Exception {
        NoiseProtocol protocol = new NoiseProtocol(HandshakePattern.parse("NN"), NoiseCipher.AESGCM, hash);
        SymmetricState symmetric = new SymmetricState(protocol);
        byte[] name = protocol.nameBytes();
        byte[] chainingKey = name.length <= hash.length() ? Arrays.copyOf(name, hash.length()) : hash.hash(name);

        byte[] temp = hmac(hash, chainingKey, NONE);
        byte[] t1 = hmac(hash, temp, new byte[] {1});
        byte[] t2 = hmac(hash, temp, appended(t1, 2));
        byte[] t3 = hmac(hash, temp, appended(t2, 3));

        assertThat(symmetric.exporterSecret().copy()).isEqualTo(t3);
        CipherState[] split = symmetric.split();
        byte[][] keys = {t1, t2};
        for (int i = 0; i < keys.length; i++) {
            CipherState expected = new CipherState(NoiseCipher.AESGCM);
            expected.initializeKey(SecretBytes.copyOf(Arrays.copyOf(keys[i], NoiseCipher.KEY_LENGTH)));
            assertThat(split[i].encrypt(NONE, new byte[9])).isEqualTo(expected.encrypt(NONE, new byte[9]));
        }
    }

    @Test
    void isWipedWithTheKeys() throws NoiseException {
        TransportKeys keys = new NoisePairs("Noise_NN_25519_ChaChaPoly_SHA256").connect()[0];
        SecretBytes exporter = keys.exporterSecret();
        keys.close();
        assertThat(keys.isDestroyed()).isTrue();
        assertThat(exporter.isDestroyed()).isTrue();
        assertThatThrownBy(exporter::copy).isInstanceOf(IllegalStateException.class);
    }

    private static byte[] hmac(NoiseHash hash, byte[] key, byte[] message) throws Exception {
        String algorithm = hash == NoiseHash.SHA256 ? "HmacSHA256" : "HmacSHA512";
        Mac mac = Mac.getInstance(algorithm);
        mac.init(SecretBytes.copyOf(key).asKey(algorithm));
        return mac.doFinal(message);
    }

    private static byte[] appended(byte[] bytes, int last) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        longer[bytes.length] = (byte) last;
        return longer;
    }
}
