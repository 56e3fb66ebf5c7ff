package dev.pushlab.server.keys;

import dev.pushlab.protocol.message.ReasonCode;
import java.time.Clock;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who is known, by fingerprint, within a bound. Confined to the thread of {@link KeyDistribution}. */
final class Members {
    private final int max;
    private final Clock clock;
    private final Map<String, MemberRecord> byFingerprint = new LinkedHashMap<>();

    /** @param max beyond, the one that has been offline longest is forgotten */
    Members(int max, Clock clock) {
        this.max = max;
        this.clock = clock;
    }

    Optional<MemberRecord> find(String fingerprint) {
        return Optional.ofNullable(byFingerprint.get(fingerprint));
    }

    /** @throws MemberException for a fingerprint that is not known */
    MemberRecord get(String fingerprint) throws MemberException {
        return find(fingerprint)
                .orElseThrow(() ->
                        new MemberException(ReasonCode.NOT_ALLOWED, "no member has the fingerprint " + fingerprint));
    }

    /** @param name what it calls itself now; empty if that is not known */
    MemberRecord remember(String fingerprint, String name) {
        MemberRecord member = byFingerprint.get(fingerprint);
        if (member == null) {
            if (byFingerprint.size() >= max) {
                forgetOne();
            }
            member = new MemberRecord(fingerprint, clock.instant());
            byFingerprint.put(fingerprint, member);
        }
        if (!name.isEmpty()) {
            member.name(name);
        }
        return member;
    }

    private void forgetOne() {
        byFingerprint.values().stream()
                .filter(member -> member.session().isEmpty())
                .min(Comparator.comparing(MemberRecord::since))
                .ifPresent(member -> byFingerprint.remove(member.fingerprint()));
    }

    Collection<MemberRecord> all() {
        return byFingerprint.values();
    }

    List<Member> snapshot() {
        return byFingerprint.values().stream().map(MemberRecord::snapshot).toList();
    }
}
