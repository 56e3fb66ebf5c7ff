package dev.pushlab.client.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pushlab.client.keys.ReceivedKey.Status;
import dev.pushlab.protocol.keys.Fingerprint;
import dev.pushlab.protocol.keys.GroupKey;
import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.protocol.message.Message.KeyAck;
import dev.pushlab.protocol.message.Message.KeyPush;
import dev.pushlab.protocol.message.Message.Revoked;
import dev.pushlab.protocol.message.Message.Wrap;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.message.Suite;
import dev.pushlab.protocol.message.WrappedKey;
import dev.pushlab.protocol.noise.SecretBytes;
import dev.pushlab.protocol.observe.State;
import dev.pushlab.protocol.session.Peer;
import dev.pushlab.protocol.session.Session;
import dev.pushlab.protocol.session.SessionStatus;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class KeyRingTest {
    private static final Instant NOW = Instant.parse("2026-11-23T16:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(3600);
    private static final String MEMBER = "ab".repeat(32);

    private final KeyRing ring = new KeyRing(MEMBER, Clock.fixed(NOW, ZoneOffset.UTC));
    private final Session session = new FakeSession(Optional.of(peer(1)), 1);

    @Test
    void confirms_a_key_bound_to_member_and_session() throws Exception {
        KeyAck ack = ring.accept(session, push(1, 7));

        try (GroupKey expected = key(1, 7)) {
            assertThat(expected.isAcknowledgedBy(
                            MEMBER, session.handshakeHash().toArray(), ack.mac().toArray()))
                    .isTrue();
            assertThat(ring.history().get()).singleElement().satisfies(shown -> {
                assertThat(shown.epoch()).isEqualTo(1);
                assertThat(shown.fingerprint()).isEqualTo(expected.fingerprintHex());
                assertThat(shown.status()).isEqualTo(Status.CURRENT);
                assertThat(shown.toString()).doesNotContain("07".repeat(32));
            });
        }
    }

    @Test
    void the_key_is_wiped_out_of_the_message() throws Exception {
        KeyPush push = push(1, 7);
        ring.accept(session, push);

        assertThat(push.wraps().get(0).wrapped().toArray()).containsOnly(0);
    }

    @Test
    void refuses_a_key_from_somebody_unproved() {
        KeyPush push = push(1, 7);
        refuses(new FakeSession(Optional.empty(), 1), push, ReasonCode.NOT_AUTHENTICATED);

        assertThat(ring.history().get()).isEmpty();
        assertThat(push.wraps().get(0).wrapped().toArray()).containsOnly(0);
    }

    @Test
    void epochs_rise_strictly() throws Exception {
        ring.accept(session, push(5, 1));

        refuses(session, push(5, 2), ReasonCode.UNKNOWN_EPOCH);
        refuses(session, push(4, 3), ReasonCode.UNKNOWN_EPOCH);
        ring.accept(session, push(9, 4));
        refuses(session, push(8, 5), ReasonCode.UNKNOWN_EPOCH);

        assertThat(ring.history().get()).extracting(ReceivedKey::epoch).containsExactly(9L, 5L);
        assertThat(ring.history().get())
                .extracting(ReceivedKey::status)
                .containsExactly(Status.CURRENT, Status.SUPERSEDED);
    }

    @Test
    void the_same_key_again_is_confirmed_again_for_the_session_it_came_over() throws Exception {
        KeyAck first = ring.accept(session, push(1, 7));
        Session other = new FakeSession(Optional.of(peer(1)), 2);
        KeyAck second = ring.accept(other, push(1, 7));

        assertThat(second.mac()).isNotEqualTo(first.mac());
        try (GroupKey expected = key(1, 7)) {
            assertThat(expected.isAcknowledgedBy(
                            MEMBER,
                            other.handshakeHash().toArray(),
                            second.mac().toArray()))
                    .isTrue();
        }
        assertThat(ring.history().get()).hasSize(1);
    }

    @Test
    void a_revocation_ends_the_group_up_to_its_epoch() throws Exception {
        ring.accept(session, push(3, 1));

        ring.revoke(session, new Revoked("default", 4));

        assertThat(ring.history().get()).extracting(ReceivedKey::status).containsExactly(Status.REVOKED);
        refuses(session, push(3, 1), ReasonCode.UNKNOWN_EPOCH);
        refuses(session, push(4, 2), ReasonCode.UNKNOWN_EPOCH);
        ring.accept(session, push(5, 3));
        assertThat(ring.history().get().get(0).status()).isEqualTo(Status.CURRENT);
    }

    @Test
    void a_revocation_counts_even_before_any_key() {
        ring.revoke(session, new Revoked("default", 4));

        refuses(session, push(4, 2), ReasonCode.UNKNOWN_EPOCH);
    }

    @Test
    void a_late_revocation_does_not_take_a_newer_key() throws Exception {
        ring.accept(session, push(5, 1));

        ring.revoke(session, new Revoked("default", 4));

        assertThat(ring.history().get()).extracting(ReceivedKey::status).containsExactly(Status.CURRENT);
    }

    @Test
    void another_server_can_neither_replace_nor_revoke() throws Exception {
        ring.accept(session, push(5, 1));
        Session stranger = new FakeSession(Optional.of(peer(2)), 3);

        ring.revoke(stranger, new Revoked("default", 9));
        ring.revoke(new FakeSession(Optional.empty(), 4), new Revoked("default", 9));
        ring.accept(stranger, push(10, 2));

        assertThat(ring.history().get())
                .extracting(ReceivedKey::status)
                .containsExactly(Status.CURRENT, Status.CURRENT);
        ring.accept(session, push(6, 3));
    }

    @Test
    void refuses_what_is_expired_or_wrapped_otherwise() {
        byte[] bytes = new byte[32];
        refuses(
                session,
                new KeyPush("default", 1, "ChaCha20-Poly1305", NOW.minusSeconds(1), List.of(wrap(0, bytes))),
                ReasonCode.UNKNOWN_EPOCH);
        refuses(
                session,
                new KeyPush("default", 1, "ChaCha20-Poly1305", LATER, List.of(wrap(3, bytes))),
                ReasonCode.MALFORMED);
        refuses(session, new KeyPush("default", 1, "ChaCha20-Poly1305", LATER, List.of()), ReasonCode.MALFORMED);
        refuses(
                session,
                new KeyPush("default", 1, "ChaCha20-Poly1305", LATER, List.of(wrap(0, new byte[31]))),
                ReasonCode.MALFORMED);
    }

    @Test
    void the_history_and_the_groups_are_bounded() throws Exception {
        for (int epoch = 1; epoch <= KeyRing.MAX_HISTORY + 10; epoch++) {
            ring.accept(session, push(epoch, epoch));
        }
        assertThat(ring.history().get()).hasSize(KeyRing.MAX_HISTORY);
        for (int server = 2; server <= KeyRing.MAX_GROUPS; server++) {
            ring.accept(new FakeSession(Optional.of(peer(server)), server), push(1, server));
        }
        refuses(new FakeSession(Optional.of(peer(100)), 100), push(1, 1), ReasonCode.NOT_ALLOWED);
    }

    @Test
    void after_the_end_nothing_is_accepted() throws Exception {
        ring.accept(session, push(1, 7));
        ring.close();

        refuses(session, push(2, 8), ReasonCode.NOT_ALLOWED);
    }

    private void refuses(Session over, KeyPush push, ReasonCode reason) {
        assertThatThrownBy(() -> ring.accept(over, push))
                .isInstanceOfSatisfying(
                        KeyRefusedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static KeyPush push(long epoch, int content) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) content);
        return new KeyPush("default", epoch, "ChaCha20-Poly1305", LATER, List.of(wrap(0, bytes)));
    }

    private static GroupKey key(long epoch, int content) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) content);
        return new GroupKey("default", epoch, SecretBytes.copyOf(bytes), NOW, LATER);
    }

    private static Wrap wrap(long node, byte[] bytes) {
        return new Wrap(node, new WrappedKey(bytes));
    }

    private static Peer peer(int number) {
        byte[] key = new byte[32];
        key[0] = (byte) number;
        return new Peer("server", Bytes.of(key), Fingerprint.of(key).toString());
    }

    /** Says who the peer is and which handshake it was; everything else is not asked for. */
    private record FakeSession(Optional<Peer> peer, int handshake) implements Session {
        @Override
        public Bytes handshakeHash() {
            byte[] hash = new byte[32];
            hash[0] = (byte) handshake;
            return Bytes.of(hash);
        }

        @Override
        public Direction direction() {
            return Direction.REVERSE;
        }

        @Override
        public Suite suite() {
            return Suite.CALLBACK_CHACHAPOLY;
        }

        @Override
        public long id() {
            return handshake;
        }

        @Override
        public InetSocketAddress remoteAddress() {
            return new InetSocketAddress(1);
        }

        @Override
        public Instant since() {
            return NOW;
        }

        @Override
        public State<SessionStatus> status() {
            return new State<>(new SessionStatus(NOW, Optional.empty(), Optional.empty(), 0));
        }

        @Override
        public CompletionStage<Void> send(Message message) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close(ReasonCode reason, String detail) {}

        @Override
        public boolean isOpen() {
            return true;
        }
    }
}
