package dev.pushlab.server.keys;

import java.time.Duration;
import java.util.Optional;

/**
 * How a group's keys are made and handed out.
 *
 * @param groupId 1 to 64 characters with the syntax of a topic
 * @param algorithm what the keys are for: {@code ChaCha20-Poly1305} or {@code AES-256-GCM}
 * @param lifetime of a key; at its end the key is replaced
 * @param rotateEvery replaces the key more often than its lifetime demands; empty for not
 * @param ackTimeout how long a confirmation may take before the key is pushed again
 * @param attempts how often a key is pushed over one session before the member counts as failed
 * @param maxMembers how many members are remembered; beyond, the one that has been offline longest is forgotten
 */
public record KeyOptions(
        String groupId,
        String algorithm,
        Duration lifetime,
        Optional<Duration> rotateEvery,
        Duration ackTimeout,
        int attempts,
        int maxMembers) {
    public static final String DEFAULT_GROUP = "default";

    public KeyOptions {
        if (!groupId.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException("not a group name: " + groupId);
        }
        positive(lifetime, "lifetime");
        rotateEvery.ifPresent(every -> positive(every, "rotateEvery"));
        positive(ackTimeout, "ackTimeout");
        if (attempts < 1 || maxMembers < 1) {
            throw new IllegalArgumentException("attempts and maxMembers must be at least 1");
        }
    }

    /** Group {@code default}, keys of a day, 5 s and three attempts for a confirmation, 1,000 members. */
    public static KeyOptions defaults() {
        return new KeyOptions(
                DEFAULT_GROUP,
                "ChaCha20-Poly1305",
                Duration.ofDays(1),
                Optional.empty(),
                Duration.ofSeconds(5),
                3,
                1000);
    }

    public KeyOptions withGroup(String name) {
        return new KeyOptions(name, algorithm, lifetime, rotateEvery, ackTimeout, attempts, maxMembers);
    }

    public KeyOptions withLifetime(Duration value) {
        return new KeyOptions(groupId, algorithm, value, rotateEvery, ackTimeout, attempts, maxMembers);
    }

    public KeyOptions withRotation(Duration every) {
        return new KeyOptions(groupId, algorithm, lifetime, Optional.of(every), ackTimeout, attempts, maxMembers);
    }

    /** After what time a key is replaced by the clock. */
    Duration replaceAfter() {
        return rotateEvery.filter(every -> every.compareTo(lifetime) < 0).orElse(lifetime);
    }

    private static void positive(Duration value, String what) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(what + " must be positive, not " + value);
        }
    }
}
