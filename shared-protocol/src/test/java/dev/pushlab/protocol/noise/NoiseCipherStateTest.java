package dev.pushlab.protocol.noise;

import static dev.pushlab.protocol.noise.NoisePairs.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pushlab.protocol.noise.NoiseException.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NoiseCipherStateTest {
    private static final byte[] AD = {7, 7};

    @ParameterizedTest
    @EnumSource
    void rekeyInStep(NoiseCipher algorithm) throws NoiseException {
        CipherState[] pair = pair(algorithm);
        byte[] before = pair[0].encrypt(NONE, new byte[40]);
        pair[1].decrypt(NONE, before);
        for (int i = 0; i < 5; i++) {
            pair[0].rekey();
            pair[1].rekey();
            byte[] payload = {(byte) i};
            assertThat(pair[1].decrypt(NONE, pair[0].encrypt(NONE, payload))).isEqualTo(payload);
        }
        assertThat(pair[0].nonce()).isEqualTo(6).isEqualTo(pair[1].nonce());
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("§4.2: the new key is the encryption of zeros under nonce 2^64 - 1")
    void rekeyFollowsTheSpecification(NoiseCipher algorithm) throws Exception {
        byte[] key = SecretBytes.random(32).copy();
        byte[] nonce = new byte[12];
        Arrays.fill(nonce, 4, 12, (byte) 0xFF);
        javax.crypto.Cipher jce = algorithm.newCipher();
        jce.init(
                javax.crypto.Cipher.ENCRYPT_MODE,
                SecretBytes.copyOf(key).asKey(algorithm.keyAlgorithm()),
                algorithm == NoiseCipher.AESGCM
                        ? new javax.crypto.spec.GCMParameterSpec(128, nonce)
                        : new javax.crypto.spec.IvParameterSpec(nonce));
        byte[] expectedKey = Arrays.copyOf(jce.doFinal(new byte[32]), 32);

        CipherState rekeyed = state(algorithm, key);
        rekeyed.rekey();
        CipherState expected = state(algorithm, expectedKey);
        assertThat(rekeyed.encrypt(AD, new byte[10])).isEqualTo(expected.encrypt(AD, new byte[10]));
    }

    @ParameterizedTest
    @EnumSource
    void rekeyOnOneSideOnlyIsNoticed(NoiseCipher algorithm) throws NoiseException {
        CipherState[] pair = pair(algorithm);
        pair[0].rekey();
        byte[] message = pair[0].encrypt(NONE, new byte[4]);
        assertFails(Reason.AUTHENTICATION_FAILED, () -> pair[1].decrypt(NONE, message));
        pair[1].rekey();
        assertThat(pair[1].decrypt(NONE, message)).isEqualTo(new byte[4]);
    }

    @ParameterizedTest
    @EnumSource
    void everyMessageHasItsOwnNonce(NoiseCipher algorithm) throws NoiseException {
        CipherState[] pair = pair(algorithm);
        byte[] first = pair[0].encrypt(AD, new byte[20]);
        byte[] second = pair[0].encrypt(AD, new byte[20]);
        assertThat(first).isNotEqualTo(second);
        assertFails(Reason.AUTHENTICATION_FAILED, () -> pair[1].decrypt(AD, second));
        assertThat(pair[1].decrypt(AD, first)).isEqualTo(new byte[20]);
        assertFails(Reason.AUTHENTICATION_FAILED, () -> pair[1].decrypt(AD, first));
        assertThat(pair[1].decrypt(AD, second)).isEqualTo(new byte[20]);
    }

    /** The JDK's ChaCha20 would refuse to decrypt twice under one nonce with one instance. */
    @ParameterizedTest
    @EnumSource
    void aForgedMessageDoesNotConsumeTheNonce(NoiseCipher algorithm) throws NoiseException {
        CipherState[] pair = pair(algorithm);
        byte[] genuine = pair[0].encrypt(AD, new byte[100]);
        for (int at = 0; at < genuine.length; at++) {
            byte[] forged = genuine.clone();
            forged[at] ^= (byte) 0x80;
            byte[] out = new byte[100];
            Arrays.fill(out, (byte) 1);
            assertFails(Reason.AUTHENTICATION_FAILED, () -> pair[1].decrypt(AD, forged, 0, forged.length, out, 0));
            assertThat(out).containsOnly(0);
        }
        assertFails(Reason.AUTHENTICATION_FAILED, () -> pair[1].decrypt(NONE, genuine));
        assertThat(pair[1].nonce()).isZero();
        assertThat(pair[1].decrypt(AD, genuine)).isEqualTo(new byte[100]);
    }

    @ParameterizedTest
    @EnumSource
    void theLastNonceIsReserved(NoiseCipher algorithm) throws NoiseException {
        CipherState[] pair = pair(algorithm);
        pair[0].setNonce(-2);
        pair[1].setNonce(-2);
        byte[] last = pair[0].encrypt(NONE, new byte[1]);
        assertFails(Reason.NONCE_EXHAUSTED, () -> pair[0].encrypt(NONE, new byte[1]));
        assertFails(Reason.NONCE_EXHAUSTED, () -> pair[0].encrypt(NONE, ByteBuffer.allocate(1), room(17)));
        assertThat(pair[1].decrypt(NONE, last)).hasSize(1);
        assertFails(Reason.NONCE_EXHAUSTED, () -> pair[1].decrypt(NONE, last));
        assertThat(pair[0]).asString().contains("18446744073709551615");
    }

    @ParameterizedTest
    @EnumSource
    void lengthsAreBounded(NoiseCipher algorithm) throws NoiseException {
        CipherState[] pair = pair(algorithm);
        int largest = CipherState.MAX_MESSAGE_LENGTH - CipherState.TAG_LENGTH;
        assertFails(Reason.MESSAGE_TOO_LONG, () -> pair[0].encrypt(NONE, new byte[largest + 1]));
        assertFails(Reason.MESSAGE_TOO_LONG, () -> pair[1].decrypt(NONE, new byte[65536]));
        assertFails(Reason.MESSAGE_TOO_LONG, () -> pair[1].decrypt(NONE, ByteBuffer.allocate(65536), room(65536)));
        for (int length = 0; length < CipherState.TAG_LENGTH; length++) {
            byte[] tooShort = new byte[length];
            assertFails(Reason.MESSAGE_TRUNCATED, () -> pair[1].decrypt(NONE, tooShort));
            assertFails(Reason.MESSAGE_TRUNCATED, () -> pair[1].decrypt(NONE, ByteBuffer.wrap(tooShort), room(16)));
        }
        assertThat(pair[1].decrypt(NONE, pair[0].encrypt(NONE, new byte[largest])))
                .hasSize(largest);
    }

    @ParameterizedTest
    @EnumSource
    void inPlaceAndWithOffsets(NoiseCipher algorithm) throws NoiseException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        CipherState[] pair = pair(algorithm);
        for (int i = 0; i < 200; i++) {
            byte[] payload = new byte[random.nextInt(300)];
            random.nextBytes(payload);
            int offset = random.nextInt(20);
            byte[] buffer = new byte[offset + payload.length + CipherState.TAG_LENGTH + 5];
            System.arraycopy(payload, 0, buffer, offset, payload.length);
            int written = pair[0].encrypt(AD, buffer, offset, payload.length, buffer, offset);
            assertThat(written).isEqualTo(pair[0].ciphertextLength(payload.length));
            int read = pair[1].decrypt(AD, buffer, offset, written, buffer, offset);
            assertThat(Arrays.copyOfRange(buffer, offset, offset + read))
                    .as("seed %d, round %d", seed, i)
                    .isEqualTo(payload);
        }
    }

    @ParameterizedTest
    @EnumSource
    void buffersOfEveryKindGiveTheSame(NoiseCipher algorithm) throws NoiseException {
        byte[] key = SecretBytes.random(32).copy();
        for (int length : new int[] {0, 1, 15, 16, 17, 64, 1000, 16_000, 65_519}) {
            byte[] payload = new byte[length];
            Arrays.fill(payload, (byte) 0x5A);
            byte[] expected = state(algorithm, key).encrypt(AD, payload);
            for (boolean directIn : new boolean[] {false, true}) {
                for (boolean directOut : new boolean[] {false, true}) {
                    ByteBuffer in = buffer(directIn, length).put(payload).flip();
                    ByteBuffer out = buffer(directOut, expected.length + 3);
                    out.put((byte) 9);
                    CipherState sender = state(algorithm, key);
                    sender.encrypt(AD, in, out);
                    assertThat(in.hasRemaining()).isFalse();
                    assertThat(sender.nonce()).isEqualTo(1);
                    assertThat(out.position()).isEqualTo(1 + expected.length);
                    assertThat(bytes(out.flip().position(1))).isEqualTo(expected);

                    ByteBuffer cipherIn =
                            buffer(directIn, expected.length).put(expected).flip();
                    ByteBuffer plainOut = buffer(directOut, length);
                    state(algorithm, key).decrypt(AD, cipherIn, plainOut);
                    assertThat(bytes(plainOut.flip())).isEqualTo(payload);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFailedBufferIsLeftWhereItWas(NoiseCipher algorithm) throws NoiseException {
        CipherState[] pair = pair(algorithm);
        byte[] genuine = pair[0].encrypt(NONE, new byte[50]);
        byte[] forged = genuine.clone();
        forged[3] ^= 1;
        for (boolean direct : new boolean[] {false, true}) {
            ByteBuffer in = buffer(direct, forged.length).put(forged).flip();
            ByteBuffer out = buffer(direct, 50);
            assertFails(Reason.AUTHENTICATION_FAILED, () -> pair[1].decrypt(NONE, in, out));
            assertThat(in.position()).isZero();
            assertThat(out.position()).isZero();
            assertThat(bytes(out)).containsOnly(0);
        }
        ByteBuffer in = buffer(true, genuine.length).put(genuine).flip();
        ByteBuffer out = buffer(true, 50);
        pair[1].decrypt(NONE, in, out);
        assertThat(out.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aTooSmallOutputCostsNoNonce(NoiseCipher algorithm) throws NoiseException {
        CipherState[] pair = pair(algorithm);
        assertThatThrownBy(() -> pair[0].encrypt(NONE, new byte[4], 0, 4, new byte[19], 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> pair[0].encrypt(NONE, ByteBuffer.allocate(4), room(19)))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> pair[0].encrypt(NONE, ByteBuffer.allocateDirect(4), ByteBuffer.allocateDirect(19)))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(pair[0].nonce()).isZero();
        assertThat(pair[1].decrypt(NONE, pair[0].encrypt(NONE, AD))).isEqualTo(AD);
    }

    @Test
    void withoutAKeyNothingIsEncrypted() throws NoiseException {
        CipherState keyless = new CipherState(NoiseCipher.AESGCM);
        assertThat(keyless.encrypt(AD, AD)).isEqualTo(AD);
        assertThat(keyless.decrypt(AD, AD)).isEqualTo(AD);
        ByteBuffer out = ByteBuffer.allocateDirect(2);
        keyless.encrypt(AD, ByteBuffer.wrap(AD), out);
        assertThat(bytes(out.flip())).isEqualTo(AD);
        assertFails(Reason.WRONG_STATE, keyless::rekey);
    }

    @ParameterizedTest
    @EnumSource
    void destroyed(NoiseCipher algorithm) throws NoiseException {
        CipherState[] pair = pair(algorithm);
        pair[0].close();
        assertThat(pair[0].isDestroyed()).isTrue();
        assertFails(Reason.WRONG_STATE, () -> pair[0].encrypt(NONE, AD));
        assertFails(Reason.WRONG_STATE, () -> pair[0].decrypt(NONE, new byte[16]));
        assertFails(Reason.WRONG_STATE, pair[0]::rekey);
    }

    private static CipherState[] pair(NoiseCipher algorithm) {
        byte[] key = SecretBytes.random(32).copy();
        return new CipherState[] {state(algorithm, key), state(algorithm, key)};
    }

    private static CipherState state(NoiseCipher algorithm, byte[] key) {
        CipherState state = new CipherState(algorithm);
        state.initializeKey(SecretBytes.copyOf(key));
        return state;
    }

    private static ByteBuffer room(int length) {
        return ByteBuffer.allocate(length);
    }

    private static ByteBuffer buffer(boolean direct, int capacity) {
        return direct ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static void assertFails(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        NoiseException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
