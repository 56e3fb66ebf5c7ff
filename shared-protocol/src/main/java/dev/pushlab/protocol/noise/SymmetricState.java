package dev.pushlab.protocol.noise;

import java.security.MessageDigest;
import java.util.Arrays;

/** The chaining key, the transcript hash and the cipher of a handshake in progress (§5.2). */
final class SymmetricState {
    private final NoiseCipher cipher;
    private final NoiseHash hash;
    private final MessageDigest digest;
    private final CipherState cipherState;
    private SecretBytes chainingKey;
    private byte[] h;

    /** InitializeSymmetric(protocol_name). */
    SymmetricState(NoiseProtocol protocol) {
        cipher = protocol.cipher();
        hash = protocol.hash();
        digest = hash.newDigest();
        cipherState = new CipherState(cipher);
        byte[] name = protocol.nameBytes();
        h = name.length <= hash.length() ? Arrays.copyOf(name, hash.length()) : hash.hash(name);
        chainingKey = SecretBytes.copyOf(h);
    }

    /** MixKey(input_key_material). */
    void mixKey(byte[] inputKeyMaterial) {
        SecretBytes[] outputs = hash.hkdf(chainingKey, inputKeyMaterial, 2);
        setChainingKey(outputs[0]);
        cipherState.initializeKey(truncated(outputs[1]));
    }

    /** MixHash(data). */
    void mixHash(byte[] data) {
        mixHash(data, 0, data.length);
    }

    private void mixHash(byte[] data, int offset, int length) {
        digest.update(h);
        digest.update(data, offset, length);
        h = digest.digest();
    }

    /** MixKeyAndHash(input_key_material), for psk tokens. */
    void mixKeyAndHash(byte[] inputKeyMaterial) {
        SecretBytes[] outputs = hash.hkdf(chainingKey, inputKeyMaterial, 3);
        setChainingKey(outputs[0]);
        mixHash(outputs[1].bytes());
        outputs[1].destroy();
        cipherState.initializeKey(truncated(outputs[2]));
    }

    /** EncryptAndHash(plaintext); returns the length of what was written. */
    int encryptAndHash(byte[] in, int inOffset, int inLength, byte[] out, int outOffset) throws NoiseException {
        int written = cipherState.encrypt(h, in, inOffset, inLength, out, outOffset);
        mixHash(out, outOffset, written);
        return written;
    }

    /** DecryptAndHash(ciphertext). */
    byte[] decryptAndHash(byte[] in, int offset, int length) throws NoiseException {
        byte[] plaintext = cipherState.decrypt(h, Arrays.copyOfRange(in, offset, offset + length));
        mixHash(in, offset, length);
        return plaintext;
    }

    boolean hasKey() {
        return cipherState.hasKey();
    }

    /** GetHandshakeHash(), §5.2. */
    byte[] handshakeHash() {
        return h.clone();
    }

    /** Split(): the cipher of the initiator's messages, then that of the responder's. */
    CipherState[] split() {
        SecretBytes[] keys = hash.hkdf(chainingKey, new byte[0], 2);
        CipherState[] states = {new CipherState(cipher), new CipherState(cipher)};
        for (int i = 0; i < states.length; i++) {
            states[i].initializeKey(truncated(keys[i]));
        }
        return states;
    }

    /**
     * The third output of the HKDF that Split() takes two of: a secret of the session that is independent of the
     * transport keys, for the application to derive further secrets from.
     */
    SecretBytes exporterSecret() {
        SecretBytes[] keys = hash.hkdf(chainingKey, new byte[0], 3);
        keys[0].destroy();
        keys[1].destroy();
        return keys[2];
    }

    void destroy() {
        chainingKey.destroy();
        cipherState.destroy();
    }

    private void setChainingKey(SecretBytes newKey) {
        chainingKey.destroy();
        chainingKey = newKey;
    }

    /** The first 32 bytes; the original is wiped when it was longer. */
    private static SecretBytes truncated(SecretBytes secret) {
        if (secret.length() == NoiseCipher.KEY_LENGTH) {
            return secret;
        }
        SecretBytes key = SecretBytes.takeOver(Arrays.copyOf(secret.bytes(), NoiseCipher.KEY_LENGTH));
        secret.destroy();
        return key;
    }
}
