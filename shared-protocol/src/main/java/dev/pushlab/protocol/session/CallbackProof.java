package dev.pushlab.protocol.session;

import dev.pushlab.protocol.frame.ProtocolException;
import dev.pushlab.protocol.keys.Fingerprint;
import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.noise.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;

/** The {@code mac} of CB_HELLO. */
final class CallbackProof {
    /** Stands for the registration of a listener that has none. */
    static final Bytes NO_REGISTRATION = Bytes.of(new byte[16]);

    private static final String REGISTERED = "pushlab callback";
    private static final String LISTENER = "pushlab listener";
    private static final int LENGTH = 16;

    private CallbackProof() {}

    /** Of a registered client: it knows the one-time token. */
    static Bytes ofRegistered(SecretBytes token, Bytes registration) {
        return mac(token, REGISTERED, registration);
    }

    /**
     * Of a client that waits for any server. The fingerprint is no secret; this keeps the server from talking to
     * whatever else listens on a mistyped address, and the handshake proves the rest.
     */
    static Bytes ofListener(Fingerprint fingerprint) {
        try (SecretBytes key = SecretBytes.takeOver(fingerprint.bytes())) {
            return mac(key, LISTENER, NO_REGISTRATION);
        }
    }

    /**
     * Compares in constant time.
     *
     * @param otherwise the reason if they differ
     * @throws ProtocolException if they differ
     */
    static void check(Bytes expected, Bytes received, ReasonCode otherwise) {
        if (!MessageDigest.isEqual(expected.toArray(), received.toArray())) {
            throw new ProtocolException(otherwise, "the listener does not prove that it expects this call");
        }
    }

    private static Bytes mac(SecretBytes key, String label, Bytes registration) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key.asKey("HmacSHA256"));
            mac.update(label.getBytes(StandardCharsets.US_ASCII));
            mac.update(registration.toArray());
            return Bytes.of(Arrays.copyOf(mac.doFinal(), LENGTH));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 missing from this platform", e);
        }
    }
}
