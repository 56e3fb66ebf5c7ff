package dev.pushlab.client.connection;

import dev.pushlab.protocol.message.Suite;
import dev.pushlab.protocol.noise.SecretBytes;
import java.util.List;
import java.util.Optional;

/**
 * How a server is to be believed and the connection protected.
 *
 * @param security which kind of handshake is offered; the server must allow it too
 * @param pin the server's fingerprint, 64 lower-case hex digits, if it is known beforehand; empty for trust on first use
 * @param psk the shared secret; present exactly if the security is {@link Security#SHARED_SECRET}
 */
public record ConnectOptions(Security security, Optional<String> pin, Optional<SecretBytes> psk) {
    /** The default: identities, trusted on first use. */
    public static final ConnectOptions DEFAULT =
            new ConnectOptions(Security.IDENTITY, Optional.empty(), Optional.empty());

    /** The kinds of handshake. */
    public enum Security {
        /** Noise XX: both sides prove an identity. */
        IDENTITY(Suite.XX_CHACHAPOLY, Suite.XX_AESGCM),
        /** Noise NNpsk0: both sides prove that they know a secret. */
        SHARED_SECRET(Suite.PSK_CHACHAPOLY, Suite.PSK_AESGCM),
        /** None at all, for teaching. */
        PLAINTEXT(Suite.PLAINTEXT);

        private final List<Suite> suites;

        Security(Suite... suites) {
            this.suites = List.of(suites);
        }

        Suite[] suites() {
            return suites.toArray(Suite[]::new);
        }
    }

    /** @throws IllegalArgumentException if the parts contradict each other */
    public ConnectOptions {
        if (psk.isPresent() != (security == Security.SHARED_SECRET)) {
            throw new IllegalArgumentException("a shared secret goes with " + Security.SHARED_SECRET + " only");
        }
        if (pin.isPresent() && security != Security.IDENTITY) {
            throw new IllegalArgumentException("a fingerprint cannot be checked with " + security);
        }
    }

    public static ConnectOptions pinned(String fingerprint) {
        return new ConnectOptions(Security.IDENTITY, Optional.of(fingerprint), Optional.empty());
    }

    public static ConnectOptions sharedSecret(SecretBytes psk) {
        return new ConnectOptions(Security.SHARED_SECRET, Optional.empty(), Optional.of(psk));
    }

    public static ConnectOptions plaintext() {
        return new ConnectOptions(Security.PLAINTEXT, Optional.empty(), Optional.empty());
    }
}
