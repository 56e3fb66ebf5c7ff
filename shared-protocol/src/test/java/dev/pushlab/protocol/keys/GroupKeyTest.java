package dev.pushlab.protocol.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pushlab.protocol.noise.SecretBytes;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class GroupKeyTest {
    private static final Instant CREATED = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant NOT_AFTER = CREATED.plusSeconds(3600);
    private static final byte[] TRANSCRIPT = new byte[32];

    static {
        Arrays.fill(TRANSCRIPT, (byte) 0x11);
    }

    /** Both values computed independently with Python's hmac from the description in the Javadoc. */
    @Test
    void fingerprintAndAcknowledgementAreWhatTheDescriptionSays() {
        byte[] raw = new byte[32];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) i;
        }
        GroupKey key = new GroupKey("lab", 3, SecretBytes.copyOf(raw), CREATED, NOT_AFTER);
        assertThat(key.fingerprintHex())
                .isEqualTo("86e04671d1bdf0641716bdedefe5a96e")
                .isEqualTo(HexFormat.of().formatHex(key.fingerprint()));
        assertThat(HexFormat.of().formatHex(key.acknowledgement("alice", TRANSCRIPT)))
                .isEqualTo("ad3e8b1e05bd374874a97f04e4711cf557339f40be58177790cbc0ce31b226bb");
    }

    @Test
    void anAcknowledgementHoldsForOneMemberEpochGroupKeyAndChannel() {
        SecretBytes secret = SecretBytes.random(32);
        GroupKey key = key("lab", 1, secret);
        byte[] answer = key.acknowledgement("alice", TRANSCRIPT);
        assertThat(answer).hasSize(GroupKey.ACKNOWLEDGEMENT_LENGTH);
        assertThat(key.isAcknowledgedBy("alice", TRANSCRIPT, answer)).isTrue();
        assertThat(key("lab", 1, secret).isAcknowledgedBy("alice", TRANSCRIPT, answer))
                .isTrue();

        assertThat(key.isAcknowledgedBy("bob", TRANSCRIPT, answer)).isFalse();
        assertThat(key.isAcknowledgedBy("alice", new byte[32], answer)).isFalse();
        assertThat(key("lab", 2, secret).isAcknowledgedBy("alice", TRANSCRIPT, answer))
                .isFalse();
        assertThat(key("other", 1, secret).isAcknowledgedBy("alice", TRANSCRIPT, answer))
                .isFalse();
        assertThat(key("lab", 1, SecretBytes.random(32)).isAcknowledgedBy("alice", TRANSCRIPT, answer))
                .isFalse();
        for (int i = 0; i < answer.length; i++) {
            byte[] forged = answer.clone();
            forged[i] ^= 1;
            assertThat(key.isAcknowledgedBy("alice", TRANSCRIPT, forged)).isFalse();
        }
        assertThat(key.isAcknowledgedBy("alice", TRANSCRIPT, new byte[0])).isFalse();
        assertThat(key.isAcknowledgedBy("alice", TRANSCRIPT, Arrays.copyOf(answer, 33)))
                .isFalse();
    }

    @Test
    void fingerprintsTellKeysApart() {
        SecretBytes secret = SecretBytes.random(32);
        assertThat(key("lab", 1, secret).fingerprint())
                .hasSize(GroupKey.FINGERPRINT_LENGTH)
                .isEqualTo(key("lab", 1, secret).fingerprint())
                .isNotEqualTo(key("lab", 2, secret).fingerprint())
                .isNotEqualTo(key("lab2", 1, secret).fingerprint())
                .isNotEqualTo(key("lab", 1, SecretBytes.random(32)).fingerprint());
    }

    @Test
    void generatedKeysDifferAndDoNotShowThemselves() {
        GroupKey key = GroupKey.generate("lab", 1, CREATED, NOT_AFTER);
        assertThat(key.key()
                        .matches(GroupKey.generate("lab", 1, CREATED, NOT_AFTER).key()))
                .isFalse();
        assertThat(key.toString())
                .contains("lab", "epoch 1", key.fingerprintHex())
                .doesNotContain(HexFormat.of().formatHex(key.key().copy()));
        assertThat(key.isExpired(NOT_AFTER)).isFalse();
        assertThat(key.isExpired(NOT_AFTER.plusMillis(1))).isTrue();
    }

    @Test
    void aDestroyedKeyKeepsItsFingerprintOnly() {
        GroupKey key = GroupKey.generate("lab", 1, CREATED, NOT_AFTER);
        String fingerprint = key.fingerprintHex();
        key.close();
        assertThat(key.isDestroyed()).isTrue();
        assertThat(key.fingerprintHex()).isEqualTo(fingerprint);
        assertThatThrownBy(() -> key.acknowledgement("alice", TRANSCRIPT)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> key.key().copy()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatIsOutOfRangeIsNamed() {
        assertRefused("group id", () -> key("", 1, SecretBytes.random(32)));
        assertRefused("group id", () -> key("a b", 1, SecretBytes.random(32)));
        assertRefused("group id", () -> key("x".repeat(65), 1, SecretBytes.random(32)));
        assertRefused("epoch -1", () -> key("lab", -1, SecretBytes.random(32)));
        assertRefused("31 bytes", () -> key("lab", 1, SecretBytes.random(31)));
        assertRefused("before it begins", () -> GroupKey.generate("lab", 1, NOT_AFTER, CREATED));
        GroupKey key = GroupKey.generate("lab", 1, CREATED, NOT_AFTER);
        assertRefused("member id", () -> key.acknowledgement("", TRANSCRIPT));
        assertRefused("member id", () -> key.acknowledgement("x".repeat(256), TRANSCRIPT));
        assertRefused("transcript", () -> key.acknowledgement("alice", new byte[65]));
    }

    private static GroupKey key(String group, long epoch, SecretBytes secret) {
        return new GroupKey(group, epoch, secret, CREATED, NOT_AFTER);
    }

    private static void assertRefused(String what, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(what);
    }
}
