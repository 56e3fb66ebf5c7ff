package dev.pushlab.protocol.session;

import dev.pushlab.protocol.keys.Hkdf;
import dev.pushlab.protocol.noise.NoiseKeyPair;
import dev.pushlab.protocol.noise.NoiseProtocol;
import dev.pushlab.protocol.noise.SecretBytes;
import dev.pushlab.protocol.noise.TransportKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The secrets of a protected session: what the handshake gave, and what the next one starts from. Wiped when the
 * session ends.
 *
 * @param protocol of the first handshake; its cipher is that of the whole session
 * @param initiator whether this side sent the first handshake message, and so begins renewals
 * @param transport of the first handshake
 * @param statics this side's static key pair and the peer's static public key; empty with a shared secret
 * @param psk the shared secret; empty with statics
 */
record ChannelKeys(
        NoiseProtocol protocol,
        boolean initiator,
        TransportKeys transport,
        Optional<Statics> statics,
        Optional<SecretBytes> psk) {
    private static final byte[] EXPORT = "pushlab/1 export".getBytes(StandardCharsets.US_ASCII);

    /** @param remote the peer's public key, 32 bytes */
    record Statics(NoiseKeyPair local, byte[] remote) {}

    /** See docs/protocol.md, "Exported secrets". */
    SessionSecrets exporter() {
        return (label, context, length) -> {
            byte[] labelBytes = label.getBytes(StandardCharsets.US_ASCII);
            if (labelBytes.length < 1 || labelBytes.length > 255 || context.length > 0xFFFF) {
                throw new IllegalArgumentException(
                        "label of " + labelBytes.length + " bytes, context of " + context.length);
            }
            byte[] info = ByteBuffer.allocate(EXPORT.length + 1 + labelBytes.length + 2 + context.length)
                    .put(EXPORT)
                    .put((byte) labelBytes.length)
                    .put(labelBytes)
                    .putShort((short) context.length)
                    .put(context)
                    .array();
            try (SecretBytes secret = Hkdf.expand(transport.exporterSecret(), info, length)) {
                return secret.copy();
            }
        };
    }

    void destroy() {
        transport.destroy();
        statics.ifPresent(keys -> keys.local().destroy());
    }
}
