package dev.pushlab.server.keys;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The group as it stands at a moment.
 *
 * @param groupId its name
 * @param epoch of the current key; 0 before the first
 * @param keyFingerprint tells the current key from others without giving it away; empty before the first
 * @param algorithm what the key is for
 * @param since when the current key was made
 * @param notAfter when the current key must no longer be used
 * @param members in the order in which they were first seen
 */
public record KeyGroup(
        String groupId,
        long epoch,
        String keyFingerprint,
        String algorithm,
        Instant since,
        Instant notAfter,
        List<Member> members) {
    public KeyGroup {
        members = List.copyOf(members);
    }

    /** The member with this fingerprint. */
    public Optional<Member> member(String fingerprint) {
        return members.stream().filter(m -> m.fingerprint().equals(fingerprint)).findFirst();
    }
}
