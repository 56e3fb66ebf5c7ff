package dev.pushlab.protocol.session;

import dev.pushlab.protocol.message.Suite;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/**
 * What one side brings to its sessions; the same object serves any number of them. Made by {@link #server} or {@link
 * #client} and the {@code with} methods, each of which gives a changed copy.
 */
public final class SessionConfig {
    /** Which of the two parts a side plays, whoever dials. */
    public enum Role {
        SERVER,
        CLIENT;

        public Role other() {
            return this == SERVER ? CLIENT : SERVER;
        }
    }

    private final Role role;
    private final String name;
    private final List<Suite> suites;
    private final PeerPolicy peerPolicy;
    private final SessionLimits limits;
    private final RenewalPolicy renewal;
    private final InstantSource clock;

    private SessionConfig(
            Role role,
            String name,
            List<Suite> suites,
            PeerPolicy peerPolicy,
            SessionLimits limits,
            RenewalPolicy renewal,
            InstantSource clock) {
        this.role = role;
        this.name = Objects.requireNonNull(name);
        this.suites = List.copyOf(suites);
        this.peerPolicy = Objects.requireNonNull(peerPolicy);
        this.limits = Objects.requireNonNull(limits);
        this.renewal = Objects.requireNonNull(renewal);
        this.clock = Objects.requireNonNull(clock);
        if (this.suites.isEmpty() || this.suites.size() > 16) {
            throw new IllegalArgumentException("1 to 16 suites, not " + this.suites.size());
        }
    }

    /** A server: Noise XX, anyone who proves an identity, default limits. */
    public static SessionConfig server(String name) {
        return of(Role.SERVER, name);
    }

    /** A client: Noise XX, anyone who proves an identity, default limits. */
    public static SessionConfig client(String name) {
        return of(Role.CLIENT, name);
    }

    private static SessionConfig of(Role role, String name) {
        return new SessionConfig(
                role,
                name,
                List.of(Suite.XX_CHACHAPOLY, Suite.XX_AESGCM),
                PeerPolicy.anyone(),
                SessionLimits.DEFAULT,
                RenewalPolicy.DEFAULT,
                InstantSource.system());
    }

    public Role role() {
        return role;
    }

    /** How this side calls itself, 0 to 64 characters. */
    public String name() {
        return name;
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

    /** {@link Suite#PLAINTEXT} among them enables plaintext mode on this side. */
    public SessionConfig withSuites(Suite... value) {
        return new SessionConfig(role, name, List.of(value), peerPolicy, limits, renewal, clock);
    }

    public SessionConfig withPeerPolicy(PeerPolicy value) {
        return new SessionConfig(role, name, suites, value, limits, renewal, clock);
    }

    public SessionConfig withLimits(SessionLimits value) {
        return new SessionConfig(role, name, suites, peerPolicy, value, renewal, clock);
    }

    public SessionConfig withRenewal(RenewalPolicy value) {
        return new SessionConfig(role, name, suites, peerPolicy, limits, value, clock);
    }

    /** The clock of PING, PONG and {@link Session#since()}; timeouts run by the event loop's own. */
    public SessionConfig withClock(InstantSource value) {
        return new SessionConfig(role, name, suites, peerPolicy, limits, renewal, value);
    }
}
