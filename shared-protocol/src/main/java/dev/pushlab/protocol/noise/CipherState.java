package dev.pushlab.protocol.noise;

import dev.pushlab.protocol.noise.NoiseException.Reason;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.security.auth.Destroyable;

/**
 * A key and the counter of the messages protected with it (§5.1): one direction of a channel after the handshake.
 *
 * <p>The counter is the nonce and is never sent: both sides count. It moves on only when a message was protected or
 * verified, so a forged record that is thrown away does not disturb the ones after it (a byte stream will rather be
 * closed). One JCE cipher instance is used for all messages, in place if the caller likes.
 *
 * <p><b>The JDK and nonces.</b> The JDK's ciphers refuse to be initialized twice running with the same key and nonce,
 * ChaCha20 even for decryption; and they do so per instance, so that is a net, not the guarantee. The guarantee is the
 * counter here, which cannot be set from outside. After a failed decryption, which does not consume the nonce, and
 * after {@link #rekey()} a fresh instance is taken.
 *
 * <p>Not thread-safe: one direction belongs to one event loop.
 */
public final class CipherState implements Destroyable, AutoCloseable {
    /** The longest Noise message including its tag, in bytes (§3). */
    public static final int MAX_MESSAGE_LENGTH = 65535;

    /** What encryption adds to the length, in bytes. */
    public static final int TAG_LENGTH = NoiseCipher.TAG_LENGTH;

    /** Reserved for {@link #rekey()}; as an unsigned number the largest. */
    private static final long REKEY_NONCE = -1L;

    private static final byte[] EMPTY = new byte[0];

    private final NoiseCipher algorithm;
    private SecretBytes key;
    private SecretKey jceKey;
    private Cipher cipher;
    private long nonce;
    private boolean destroyed;

    CipherState(NoiseCipher algorithm) {
        this.algorithm = algorithm;
    }

    /** InitializeKey(key), §5.1: takes the key over and starts counting at 0. */
    void initializeKey(SecretBytes newKey) {
        if (newKey.length() != NoiseCipher.KEY_LENGTH) {
            throw new IllegalArgumentException("key of " + newKey.length() + " bytes");
        }
        if (key != null) {
            key.destroy();
        }
        key = newKey;
        jceKey = newKey.asKey(algorithm.keyAlgorithm());
        cipher = null;
        nonce = 0;
    }

    /** SetNonce(nonce), §5.1; only tests may, as a nonce used twice breaks both ciphers. */
    void setNonce(long newNonce) {
        nonce = newNonce;
        cipher = null;
    }

    /** Whether there is a key, §5.1; always true after the handshake. */
    public boolean hasKey() {
        return key != null;
    }

    /** The number of messages protected or verified so far, as an unsigned 64-bit number. */
    public long nonce() {
        return nonce;
    }

    /** The length of the ciphertext of a plaintext of this length: 16 bytes more, once there is a key. */
    public int ciphertextLength(int plaintextLength) {
        return hasKey() ? Math.addExact(plaintextLength, TAG_LENGTH) : plaintextLength;
    }

    /**
     * EncryptWithAd(ad, plaintext), §5.1.
     *
     * @param ad associated data: authenticated, not sent; may be empty
     * @param in where the plaintext is
     * @param out where the ciphertext goes, {@link #ciphertextLength} bytes; may be {@code in} with the same offset
     * @return the length of the ciphertext
     * @throws NoiseException {@link Reason#MESSAGE_TOO_LONG} if the ciphertext would exceed
     *     {@link #MAX_MESSAGE_LENGTH}; {@link Reason#NONCE_EXHAUSTED}; {@link Reason#WRONG_STATE} if destroyed
     * @throws IndexOutOfBoundsException if a range does not fit its array
     */
    public int encrypt(byte[] ad, byte[] in, int inOffset, int inLength, byte[] out, int outOffset)
            throws NoiseException {
        int outLength = ciphertextLength(inLength);
        checkRanges(in, inOffset, inLength, out, outOffset, outLength);
        checkEncryptable(outLength);
        if (!hasKey()) {
            System.arraycopy(in, inOffset, out, outOffset, inLength);
            return inLength;
        }
        try {
            int written = initialized(Cipher.ENCRYPT_MODE, ad).doFinal(in, inOffset, inLength, out, outOffset);
            nonce++;
            return written;
        } catch (GeneralSecurityException e) {
            throw broken(e);
        }
    }

    /**
     * DecryptWithAd(ad, ciphertext), §5.1. If it fails the counter stays and {@code out} holds zeros.
     *
     * @param out where the plaintext goes, {@code inLength - 16} bytes; may be {@code in} with the same offset
     * @return the length of the plaintext
     * @throws NoiseException {@link Reason#AUTHENTICATION_FAILED}; {@link Reason#MESSAGE_TRUNCATED} if there is not
     *     even a tag; {@link Reason#MESSAGE_TOO_LONG}; {@link Reason#NONCE_EXHAUSTED}; {@link Reason#WRONG_STATE}
     * @throws IndexOutOfBoundsException if a range does not fit its array
     */
    public int decrypt(byte[] ad, byte[] in, int inOffset, int inLength, byte[] out, int outOffset)
            throws NoiseException {
        checkDecryptable(inLength);
        int outLength = hasKey() ? inLength - TAG_LENGTH : inLength;
        checkRanges(in, inOffset, inLength, out, outOffset, outLength);
        if (!hasKey()) {
            System.arraycopy(in, inOffset, out, outOffset, inLength);
            return inLength;
        }
        try {
            int written = initialized(Cipher.DECRYPT_MODE, ad).doFinal(in, inOffset, inLength, out, outOffset);
            nonce++;
            return written;
        } catch (AEADBadTagException e) {
            cipher = null;
            Arrays.fill(out, outOffset, outOffset + outLength, (byte) 0);
            throw badTag(e);
        } catch (GeneralSecurityException e) {
            throw broken(e);
        }
    }

    /**
     * As {@link #encrypt(byte[], byte[], int, int, byte[], int)}: reads all that remains in {@code in}, appends to
     * {@code out}. If it fails neither position moves.
     */
    public void encrypt(byte[] ad, ByteBuffer in, ByteBuffer out) throws NoiseException {
        int outLength = ciphertextLength(in.remaining());
        if (in.hasArray() && out.hasArray()) {
            int written = encrypt(
                    ad,
                    in.array(),
                    in.arrayOffset() + in.position(),
                    in.remaining(),
                    out.array(),
                    room(out, outLength));
            in.position(in.limit());
            out.position(out.position() + written);
            return;
        }
        room(out, outLength);
        checkEncryptable(outLength);
        if (!hasKey()) {
            out.put(in);
            return;
        }
        int start = in.position();
        int outStart = out.position();
        try {
            initialized(Cipher.ENCRYPT_MODE, ad).doFinal(in, out);
            nonce++;
        } catch (GeneralSecurityException e) {
            in.position(start);
            out.position(outStart);
            throw broken(e);
        }
    }

    /**
     * As {@link #decrypt(byte[], byte[], int, int, byte[], int)}: reads all that remains in {@code in}, appends to
     * {@code out}. If it fails neither position moves.
     */
    public void decrypt(byte[] ad, ByteBuffer in, ByteBuffer out) throws NoiseException {
        checkDecryptable(in.remaining());
        int outLength = hasKey() ? in.remaining() - TAG_LENGTH : in.remaining();
        if (in.hasArray() && out.hasArray()) {
            int written = decrypt(
                    ad,
                    in.array(),
                    in.arrayOffset() + in.position(),
                    in.remaining(),
                    out.array(),
                    room(out, outLength));
            in.position(in.limit());
            out.position(out.position() + written);
            return;
        }
        room(out, outLength);
        if (!hasKey()) {
            out.put(in);
            return;
        }
        int start = in.position();
        int outStart = out.position();
        try {
            initialized(Cipher.DECRYPT_MODE, ad).doFinal(in, out);
            nonce++;
        } catch (AEADBadTagException e) {
            cipher = null;
            in.position(start);
            out.position(outStart);
            for (int i = 0; i < outLength; i++) {
                out.put(outStart + i, (byte) 0);
            }
            throw badTag(e);
        } catch (GeneralSecurityException e) {
            in.position(start);
            out.position(outStart);
            throw broken(e);
        }
    }

    /** As {@link #encrypt(byte[], byte[], int, int, byte[], int)}, into a new array. */
    public byte[] encrypt(byte[] ad, byte[] plaintext) throws NoiseException {
        byte[] out = new byte[ciphertextLength(plaintext.length)];
        encrypt(ad, plaintext, 0, plaintext.length, out, 0);
        return out;
    }

    /** As {@link #decrypt(byte[], byte[], int, int, byte[], int)}, into a new array. */
    public byte[] decrypt(byte[] ad, byte[] ciphertext) throws NoiseException {
        checkDecryptable(ciphertext.length);
        byte[] out = new byte[hasKey() ? ciphertext.length - TAG_LENGTH : ciphertext.length];
        decrypt(ad, ciphertext, 0, ciphertext.length, out, 0);
        return out;
    }

    /**
     * Rekey(), §5.1 and §4.2: replaces the key by the first 32 bytes of the encryption of 32 zero bytes under the
     * reserved nonce 2^64 - 1. One-way: the old key cannot be computed from the new one. The counter goes on. Both
     * sides must do it at the same message (§11.3).
     *
     * @throws NoiseException {@link Reason#WRONG_STATE} if there is no key
     */
    public void rekey() throws NoiseException {
        checkUsable();
        if (!hasKey()) {
            throw new NoiseException(Reason.WRONG_STATE, "rekey without a key");
        }
        byte[] output = EMPTY;
        try {
            Cipher once = algorithm.newCipher();
            once.init(Cipher.ENCRYPT_MODE, jceKey, algorithm.parameters(REKEY_NONCE));
            output = once.doFinal(new byte[NoiseCipher.KEY_LENGTH]);
            long counter = nonce;
            initializeKey(SecretBytes.takeOver(Arrays.copyOf(output, NoiseCipher.KEY_LENGTH)));
            nonce = counter;
        } catch (GeneralSecurityException e) {
            throw broken(e);
        } finally {
            SecretBytes.wipe(output);
        }
    }

    /** Wipes the key; every later use fails with {@link Reason#WRONG_STATE}. */
    @Override
    public void destroy() {
        destroyed = true;
        cipher = null;
        if (key != null) {
            key.destroy();
        }
    }

    @Override
    public boolean isDestroyed() {
        return destroyed;
    }

    /** The same as {@link #destroy()}, for try-with-resources. */
    @Override
    public void close() {
        destroy();
    }

    @Override
    public String toString() {
        return algorithm.noiseName() + "[key redacted, nonce " + Long.toUnsignedString(nonce) + "]";
    }

    private Cipher initialized(int mode, byte[] ad) throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (cipher == null) {
            cipher = algorithm.newCipher();
        }
        cipher.init(mode, jceKey, algorithm.parameters(nonce));
        if (ad.length > 0) {
            cipher.updateAAD(ad);
        }
        return cipher;
    }

    private void checkUsable() throws NoiseException {
        if (destroyed) {
            throw new NoiseException(Reason.WRONG_STATE, "cipher state already destroyed");
        }
    }

    private void checkEncryptable(int ciphertextLength) throws NoiseException {
        checkUsable();
        checkLength(ciphertextLength);
        checkNonce();
    }

    private void checkDecryptable(int ciphertextLength) throws NoiseException {
        checkUsable();
        checkLength(ciphertextLength);
        if (hasKey() && ciphertextLength < TAG_LENGTH) {
            throw new NoiseException(
                    Reason.MESSAGE_TRUNCATED, "ciphertext of " + ciphertextLength + " bytes is shorter than its tag");
        }
        checkNonce();
    }

    private void checkNonce() throws NoiseException {
        if (hasKey() && nonce == REKEY_NONCE) {
            throw new NoiseException(Reason.NONCE_EXHAUSTED, "all nonces of this key are used up");
        }
    }

    private static void checkLength(int length) throws NoiseException {
        if (length > MAX_MESSAGE_LENGTH) {
            throw new NoiseException(
                    Reason.MESSAGE_TOO_LONG, "message of " + length + " bytes exceeds " + MAX_MESSAGE_LENGTH);
        }
    }

    private static void checkRanges(byte[] in, int inOffset, int inLength, byte[] out, int outOffset, int outLength) {
        Objects.checkFromIndexSize(inOffset, inLength, in.length);
        Objects.checkFromIndexSize(outOffset, outLength, out.length);
    }

    /** Where in the backing array (if any) the output goes. */
    private static int room(ByteBuffer out, int length) {
        if (out.remaining() < length) {
            throw new IndexOutOfBoundsException(
                    "output needs " + length + " bytes but the buffer has " + out.remaining());
        }
        return out.hasArray() ? out.arrayOffset() + out.position() : 0;
    }

    private static NoiseException badTag(AEADBadTagException cause) {
        return new NoiseException(Reason.AUTHENTICATION_FAILED, "authentication tag does not match", cause);
    }

    /** Anything but a bad tag is a defect of this class or of the platform. */
    private IllegalStateException broken(GeneralSecurityException cause) {
        cipher = null;
        return new IllegalStateException(algorithm.noiseName() + " failed unexpectedly", cause);
    }
}
