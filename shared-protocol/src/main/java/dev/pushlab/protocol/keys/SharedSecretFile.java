package dev.pushlab.protocol.keys;

import dev.pushlab.protocol.keys.KeyFileException.Reason;
import dev.pushlab.protocol.noise.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Reads a shared secret for the PSK suites: a text file with 64 hexadecimal digits, 32 bytes, and white space wherever
 * one likes; {@code openssl rand -hex 32} writes one. Only the owner may read the file. There are no passphrases: what
 * a person can remember would be guessed off-line after one observed handshake attempt.
 */
public final class SharedSecretFile {
    /** In bytes. */
    public static final int LENGTH = 32;

    private static final int MAX_FILE_BYTES = 1024;

    private SharedSecretFile() {}

    /**
     * @return the secret; the caller's to destroy
     * @throws KeyFileException {@link Reason#READABLE_BY_OTHERS}, {@link Reason#WRITABLE_BY_OTHERS} or
     *     {@link Reason#MALFORMED}
     * @throws IOException if the file cannot be read
     */
    public static SecretBytes read(Path file) throws IOException {
        OwnerOnlyFiles.checkSecret(file);
        byte[] text = OwnerOnlyFiles.read(file, MAX_FILE_BYTES);
        byte[] secret = new byte[LENGTH];
        try {
            int digits = 0;
            for (byte b : text) {
                int digit = Character.digit(b, 16);
                if (digit >= 0 && digits < 2 * LENGTH) {
                    secret[digits / 2] = (byte) (secret[digits / 2] << 4 | digit);
                    digits++;
                } else if (!Character.isWhitespace(b)) {
                    digits = -1;
                    break;
                }
            }
            if (digits != 2 * LENGTH) {
                throw new KeyFileException(
                        Reason.MALFORMED, file + " does not hold a secret of " + 2 * LENGTH + " hexadecimal digits");
            }
            return SecretBytes.copyOf(secret);
        } finally {
            SecretBytes.wipe(text, secret);
        }
    }
}
