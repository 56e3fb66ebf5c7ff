package dev.pushlab.protocol.session;

import dev.pushlab.protocol.keys.Identity;
import dev.pushlab.protocol.keys.PeerRole;
import dev.pushlab.protocol.message.Suite;
import dev.pushlab.protocol.noise.SecretBytes;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What one side brings to its sessions; the same object serves any number of them. Made by {@link #server} or {@link
 * #client} and the {@code with} methods, each of which gives a changed copy.
 */
public final class SessionConfig {
    /** The length of a shared secret, in bytes. */
    public static final int PSK_BYTES = 32;

    private final PeerRole role;
    private final String name;
    private final Optional<Identity> identity;
    private final Optional<SecretBytes> psk;
    private final List<Suite> suites;
    private final PeerPolicy peerPolicy;
    private final SessionLimits limits;
    private final RenewalPolicy renewal;
    private final InstantSource clock;

    private SessionConfig(
            PeerRole role,
            String name,
            Optional<Identity> identity,
            Optional<SecretBytes> psk,
            List<Suite> suites,
            PeerPolicy peerPolicy,
            SessionLimits limits,
            RenewalPolicy renewal,
            InstantSource clock) {
        this.role = role;
        this.name = Objects.requireNonNull(name);
        this.identity = identity;
        this.psk = psk;
        this.suites = List.copyOf(suites);
        this.peerPolicy = Objects.requireNonNull(peerPolicy);
        this.limits = Objects.requireNonNull(limits);
        this.renewal = Objects.requireNonNull(renewal);
        this.clock = Objects.requireNonNull(clock);
        if (this.suites.isEmpty() || this.suites.size() > 16) {
            throw new IllegalArgumentException("1 to 16 suites, not " + this.suites.size());
        }
        if (this.suites.contains(Suite.CALLBACK_CHACHAPOLY) || this.suites.contains(Suite.CALLBACK_AESGCM)) {
            throw new IllegalArgumentException("callback suites are never negotiated: " + this.suites);
        }
        psk.ifPresent(secret -> {
            if (secret.length() != PSK_BYTES) {
                throw new IllegalArgumentException("shared secret of " + secret.length() + " bytes");
            }
        });
    }

    /** A server without identity yet: Noise XX, anyone who proves an identity, default limits. */
    public static SessionConfig server(String name) {
        return of(PeerRole.SERVER, name);
    }

    /** A client without identity yet: Noise XX, anyone who proves an identity, default limits. */
    public static SessionConfig client(String name) {
        return of(PeerRole.CLIENT, name);
    }

    private static SessionConfig of(PeerRole role, String name) {
        return new SessionConfig(
                role,
                name,
                Optional.empty(),
                Optional.empty(),
                List.of(Suite.XX_CHACHAPOLY, Suite.XX_AESGCM),
                PeerPolicy.anyone(),
                SessionLimits.DEFAULT,
                RenewalPolicy.DEFAULT,
                InstantSource.system());
    }

    public PeerRole role() {
        return role;
    }

    /** How this side calls itself, 0 to 64 characters. */
    public String name() {
        return name;
    }

    /** What this side proves to be; needed for the XX suites. */
    public Optional<Identity> identity() {
        return identity;
    }

    /** The shared secret, 32 bytes; needed for the PSK suites. */
    public Optional<SecretBytes> psk() {
        return psk;
    }

    /** Offered by a dialler, best first; accepted by a listener. */
    public List<Suite> suites() {
        return suites;
    }

    /** Whether {@link Suite#PLAINTEXT} is among the suites. */
    public boolean plaintextEnabled() {
        return suites.contains(Suite.PLAINTEXT);
    }

    public PeerPolicy peerPolicy() {
        return peerPolicy;
    }

    public SessionLimits limits() {
        return limits;
    }

    public RenewalPolicy renewal() {
        return renewal;
    }

    public InstantSource clock() {
        return clock;
    }

    /** Remains the caller's, and must outlive the sessions. */
    public SessionConfig withIdentity(Identity value) {
        return new SessionConfig(role, name, Optional.of(value), psk, suites, peerPolicy, limits, renewal, clock);
    }

    /**
     * Remains the caller's, and must outlive the sessions.
     *
     * @param value 32 bytes; a passphrase must be stretched before
     */
    public SessionConfig withPsk(SecretBytes value) {
        return new SessionConfig(role, name, identity, Optional.of(value), suites, peerPolicy, limits, renewal, clock);
    }

    /** {@link Suite#PLAINTEXT} among them enables plaintext mode on this side. */
    public SessionConfig withSuites(Suite... value) {
        return new SessionConfig(role, name, identity, psk, List.of(value), peerPolicy, limits, renewal, clock);
    }

    public SessionConfig withPeerPolicy(PeerPolicy value) {
        return new SessionConfig(role, name, identity, psk, suites, value, limits, renewal, clock);
    }

    public SessionConfig withLimits(SessionLimits value) {
        return new SessionConfig(role, name, identity, psk, suites, peerPolicy, value, renewal, clock);
    }

    public SessionConfig withRenewal(RenewalPolicy value) {
        return new SessionConfig(role, name, identity, psk, suites, peerPolicy, limits, value, clock);
    }

    /**
     * Fails early for a configuration that could negotiate what it cannot do.
     *
     * @throws IllegalStateException if a suite needs an identity or a shared secret that is not there
     */
    void checkComplete() {
        for (Suite suite : suites) {
            switch (suite) {
                case XX_CHACHAPOLY, XX_AESGCM -> require(identity.isPresent(), suite, "an identity");
                case PSK_CHACHAPOLY, PSK_AESGCM -> require(psk.isPresent(), suite, "a shared secret");
                case CALLBACK_CHACHAPOLY, CALLBACK_AESGCM, PLAINTEXT -> require(true, suite, "nothing");
            }
        }
    }

    private static void require(boolean present, Suite suite, String what) {
        if (!present) {
            throw new IllegalStateException(suite + " needs " + what);
        }
    }

    /** The clock of PING, PONG and {@link Session#since()}; timeouts run by the event loop's own. */
    public SessionConfig withClock(InstantSource value) {
        return new SessionConfig(role, name, identity, psk, suites, peerPolicy, limits, renewal, value);
    }
}
