package dev.pushlab.protocol.keys;

import dev.pushlab.protocol.keys.KeyFileException.Reason;
import dev.pushlab.protocol.noise.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a program keeps its {@link Identity}: a PEM file with the PKCS#8 form of an Ed25519 private key (RFC 8410 §7,
 * RFC 7468 §10), the same as {@code openssl genpkey -algorithm ed25519} writes. Not encrypted; only the owner may read
 * it, and a file that others may read or write is refused.
 */
public final class IdentityStore {
    private static final byte[] BEGIN = ascii("-----BEGIN PRIVATE KEY-----");
    private static final byte[] END = ascii("-----END PRIVATE KEY-----");

    /** SEQUENCE { version 0, SEQUENCE { OID 1.3.101.112 }, OCTET STRING { OCTET STRING of 32 bytes } }. */
    private static final byte[] PKCS8_PREFIX = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private static final int MAX_FILE_BYTES = 4096;

    private final Path file;

    /** @param file need not exist, nor its folder */
    public IdentityStore(Path file) {
        this.file = Objects.requireNonNull(file);
    }

    public Path file() {
        return file;
    }

    /**
     * The identity in the file, or empty if there is no file.
     *
     * @throws KeyFileException {@link Reason#READABLE_BY_OTHERS}, {@link Reason#WRITABLE_BY_OTHERS} or
     *     {@link Reason#MALFORMED}
     * @throws IOException if the file cannot be read
     */
    public Optional<Identity> load() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        OwnerOnlyFiles.checkSecret(file);
        byte[] content = OwnerOnlyFiles.read(file, MAX_FILE_BYTES);
        try {
            return Optional.of(decode(content));
        } finally {
            SecretBytes.wipe(content);
        }
    }

    /**
     * The identity in the file; a fresh one is created if there is no file. Of several processes that do this at the
     * same time one creates it, and all get the same.
     *
     * @throws KeyFileException as {@link #load()}, or {@link Reason#LOCKED}
     * @throws IOException if the file cannot be read or created
     */
    public Identity loadOrCreate() throws IOException {
        Optional<Identity> existing = load();
        return existing.isPresent() ? existing.get() : OwnerOnlyFiles.locked(file, this::loadOrCreateAlone);
    }

    private Identity loadOrCreateAlone() throws IOException {
        Optional<Identity> existing = load();
        if (existing.isPresent()) {
            return existing.get();
        }
        Identity identity = Identity.generate();
        byte[] content = encode(identity);
        try {
            OwnerOnlyFiles.replace(file, content);
        } finally {
            SecretBytes.wipe(content);
        }
        return identity;
    }

    private static byte[] encode(Identity identity) {
        byte[] seed = identity.seed().copy();
        byte[] der = ByteBuffer.allocate(PKCS8_PREFIX.length + seed.length)
                .put(PKCS8_PREFIX)
                .put(seed)
                .array();
        byte[] base64 = Base64.getEncoder().encode(der);
        byte[] pem = ByteBuffer.allocate(BEGIN.length + base64.length + END.length + 3)
                .put(BEGIN)
                .put((byte) '\n')
                .put(base64)
                .put((byte) '\n')
                .put(END)
                .put((byte) '\n')
                .array();
        SecretBytes.wipe(seed, der, base64);
        return pem;
    }

    private Identity decode(byte[] content) throws KeyFileException {
        int begin = indexOf(content, BEGIN, 0);
        int end = begin < 0 ? -1 : indexOf(content, END, begin + BEGIN.length);
        if (end < 0) {
            throw malformed("contains no PEM block of type PRIVATE KEY");
        }
        byte[] base64 = Arrays.copyOfRange(content, begin + BEGIN.length, end);
        byte[] der = null;
        try {
            der = Base64.getMimeDecoder().decode(base64);
            if (der.length != PKCS8_PREFIX.length + Ed25519.KEY_LENGTH
                    || !Arrays.equals(der, 0, PKCS8_PREFIX.length, PKCS8_PREFIX, 0, PKCS8_PREFIX.length)) {
                throw malformed("is not an Ed25519 private key in PKCS#8 form");
            }
            return Identity.ofSeed(SecretBytes.takeOver(Arrays.copyOfRange(der, PKCS8_PREFIX.length, der.length)));
        } catch (IllegalArgumentException e) {
            throw malformed("contains a PEM block that is not Base64");
        } finally {
            SecretBytes.wipe(base64, der);
        }
    }

    private KeyFileException malformed(String problem) {
        return new KeyFileException(Reason.MALFORMED, file + " " + problem);
    }

    private static int indexOf(byte[] content, byte[] searched, int from) {
        for (int i = from; i <= content.length - searched.length; i++) {
            if (Arrays.equals(content, i, i + searched.length, searched, 0, searched.length)) {
                return i;
            }
        }
        return -1;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
