package dev.pushlab.server.technique.reverse;

import dev.pushlab.protocol.message.Bytes;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The registrations that still wait for their one call. A member has one at a time: a new one takes the place of the
 * old one. Nonces are remembered as long as the registration they were used for could have lived, so that a REGISTER
 * that is sent again asks for nothing.
 *
 * <p>Not thread-safe.
 */
final class RegistrationTable {
    private static final int ID_BYTES = 16;

    private final DialRules rules;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<Bytes, Registration> waiting = new LinkedHashMap<>();
    private final Map<Nonce, Instant> nonces = new LinkedHashMap<>();
    private final Map<String, Bytes> byMember = new HashMap<>();

    private record Nonce(String fingerprint, Bytes value) {}

    RegistrationTable(DialRules rules, InstantSource clock) {
        this.rules = rules;
        this.clock = clock;
    }

    /** 16 random bytes, never all zeros: those stand for a listener that is not registered. */
    Bytes newId() {
        while (true) {
            byte[] id = new byte[ID_BYTES];
            random.nextBytes(id);
            Bytes fresh = Bytes.of(id);
            if (!fresh.equals(Bytes.of(new byte[ID_BYTES]))) {
                return fresh;
            }
        }
    }

    /** When a registration that is made now lapses. */
    Instant expiry() {
        return clock.instant().plus(rules.lifetime());
    }

    /** Why a registration with this nonce is refused; empty, and the nonce is used up, if it is not. */
    Optional<String> admit(String fingerprint, Bytes nonce) {
        lapse();
        Nonce used = new Nonce(fingerprint, nonce);
        if (nonces.containsKey(used)) {
            return Optional.of("this registration was sent before");
        }
        boolean replaces = byMember.containsKey(fingerprint);
        if (waiting.size() >= rules.maxRegistrations() && !replaces || nonces.size() >= 4 * rules.maxRegistrations()) {
            return Optional.of("there are too many registrations");
        }
        nonces.put(used, expiry());
        return Optional.empty();
    }

    void add(Registration registration) {
        Bytes replaced = byMember.put(registration.fingerprint(), registration.id());
        if (replaced != null) {
            waiting.remove(replaced).ticket().destroy();
        }
        waiting.put(registration.id(), registration);
    }

    /** Takes a registration out for its one call; empty if it has lapsed, was replaced, or had its call. */
    Optional<Registration> take(Bytes id) {
        lapse();
        Registration taken = waiting.remove(id);
        if (taken == null) {
            return Optional.empty();
        }
        byMember.remove(taken.fingerprint(), id);
        return Optional.of(taken);
    }

    int size() {
        lapse();
        return waiting.size();
    }

    private void lapse() {
        Instant now = clock.instant();
        for (Iterator<Registration> all = waiting.values().iterator(); all.hasNext(); ) {
            Registration registration = all.next();
            // In the order of their making, which is that of their expiry.
            if (registration.expiry().isAfter(now)) {
                break;
            }
            all.remove();
            byMember.remove(registration.fingerprint(), registration.id());
            registration.ticket().destroy();
        }
        nonces.values().removeIf(until -> !until.isAfter(now));
    }
}
