package dev.pushlab.server.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.message.Suite;
import dev.pushlab.protocol.observe.Subscription;
import dev.pushlab.protocol.session.DialFailure;
import dev.pushlab.protocol.session.Peer;
import dev.pushlab.server.access.Audit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyDistributionTest {
    private static final KeyOptions OPTIONS = KeyOptions.defaults();

    @TempDir
    Path data;

    private final ManualExecutor executor = new ManualExecutor();
    private final Peer alice = FakeSession.peer("alice");
    private final Peer bob = FakeSession.peer("bob");
    private KeyDistribution keys;

    @BeforeEach
    void open() throws IOException {
        keys = open(OPTIONS);
    }

    @AfterEach
    void close() {
        keys.close();
    }

    @Test
    void connectingIsNotJoining() {
        FakeSession session = FakeSession.forward(alice);
        keys.opened(session);

        assertThat(session.sent).isEmpty();
        assertThat(state(alice)).isEqualTo(MemberState.CONNECTED);
    }

    @Test
    void aPushIsConfirmedByTheMember() throws Exception {
        FakeSession session = connect(alice);
        keys.push(alice.fingerprint()).get();
        assertThat(state(alice)).isEqualTo(MemberState.PUSHING);

        keys.acknowledged(session, session.ack());

        Member member = member(alice);
        assertThat(member.state()).isEqualTo(MemberState.ACKED);
        assertThat(member.epoch()).isEqualTo(keys.group().get().epoch());
        assertThat(member.keyFingerprint())
                .contains(keys.group().get().keyFingerprint())
                .get()
                .asString()
                .hasSize(32);
        assertThat(member.direction()).contains(Direction.FORWARD);
    }

    @Test
    void rotationReachesEveryoneConnectedWithAKeyThatDiffers() throws Exception {
        FakeSession a = connect(alice);
        FakeSession b = connect(bob);
        long first = keys.group().get().epoch();

        assertThat(keys.rotate().get()).isEqualTo(first + 1);
        byte[] key = a.lastKey();
        assertThat(b.lastKey()).isEqualTo(key);
        assertThat(keys.rotate().get()).isEqualTo(first + 2);

        assertThat(a.lastKey()).isNotEqualTo(key).hasSize(32);
        assertThat(a.pushes()).extracting(Message.KeyPush::epoch).containsExactly(first + 1, first + 2);
        assertThat(b.pushes()).hasSize(2);
    }

    @Test
    void theKeyIsWipedOnceItIsSent() throws Exception {
        FakeSession session = connect(alice);
        keys.push(alice.fingerprint()).get();

        assertThat(session.lastKey()).isNotEqualTo(new byte[32]);
        assertThat(session.pushes().get(0).wraps().get(0).wrapped().toArray()).isEqualTo(new byte[32]);
    }

    @Test
    void aWrongConfirmationFailsTheMemberAndIsAnswered() throws Exception {
        FakeSession session = connect(alice);
        keys.push(alice.fingerprint()).get();
        byte[] mac = session.ack().mac().toArray();
        mac[31] ^= 1;

        keys.acknowledged(
                session, new Message.KeyAck(OPTIONS.groupId(), session.ack().epoch(), Bytes.of(mac)));

        assertThat(state(alice)).isEqualTo(MemberState.FAILED);
        assertThat(member(alice).failure().flatMap(MemberFailure::reason)).contains(ReasonCode.BAD_KEY_ACK);
        assertThat(session.sent(Message.Error.class))
                .extracting(Message.Error::reason)
                .containsExactly(ReasonCode.BAD_KEY_ACK);
    }

    @Test
    void aConfirmationReplayedInAnotherSessionIsWrong() throws Exception {
        FakeSession first = connect(alice);
        keys.push(alice.fingerprint()).get();
        Message.KeyAck replayed = first.ack();
        disconnect(first);
        FakeSession second = connect(alice);
        assertThat(second.pushes()).hasSize(1);

        keys.acknowledged(second, replayed);

        assertThat(state(alice)).isEqualTo(MemberState.FAILED);
        assertThat(member(alice).epoch()).isZero();
    }

    @Test
    void aConfirmationOfAnotherMemberIsWrong() throws Exception {
        FakeSession a = connect(alice);
        FakeSession b = connect(bob);
        keys.rotate().get();

        keys.acknowledged(b, a.ack());

        assertThat(state(bob)).isEqualTo(MemberState.FAILED);
        assertThat(state(alice)).isEqualTo(MemberState.PUSHING);
    }

    @Test
    void aRepeatedConfirmationChangesNothing() throws Exception {
        FakeSession session = connect(alice);
        keys.push(alice.fingerprint()).get();
        keys.acknowledged(session, session.ack());
        KeyGroup before = keys.group().get();

        keys.acknowledged(session, session.ack());

        assertThat(keys.group().get()).isEqualTo(before);
        assertThat(session.sent(Message.Error.class)).isEmpty();
    }

    @Test
    void aConfirmationThatCrossedWithANewerKeyIsPassedOver() throws Exception {
        FakeSession session = connect(alice);
        keys.push(alice.fingerprint()).get();
        Message.KeyAck older = session.ack();
        keys.rotate().get();

        keys.acknowledged(session, older);

        assertThat(state(alice)).isEqualTo(MemberState.PUSHING);
        assertThat(session.sent(Message.Error.class)).isEmpty();
        keys.acknowledged(session, session.ack());
        assertThat(state(alice)).isEqualTo(MemberState.ACKED);
    }

    @Test
    void aConfirmationOfWhatWasNeverPushedIsAnswered() {
        FakeSession session = connect(alice);

        keys.acknowledged(session, new Message.KeyAck("default", 1, Bytes.of(new byte[32])));

        assertThat(session.sent(Message.Error.class))
                .extracting(Message.Error::reason)
                .containsExactly(ReasonCode.UNKNOWN_EPOCH);
        assertThat(state(alice)).isEqualTo(MemberState.CONNECTED);
    }

    @Test
    void anUnconfirmedKeyIsPushedAgainAndThenGivenUp() throws Exception {
        FakeSession session = connect(alice);
        keys.push(alice.fingerprint()).get();

        executor.advance(OPTIONS.ackTimeout());
        assertThat(session.pushes()).hasSize(2);
        assertThat(state(alice)).isEqualTo(MemberState.PUSHING);
        executor.advance(OPTIONS.ackTimeout().multipliedBy(5));

        assertThat(session.pushes())
                .hasSize(OPTIONS.attempts())
                .allSatisfy(p -> assertThat(p.epoch()).isEqualTo(1));
        assertThat(state(alice)).isEqualTo(MemberState.FAILED);
        assertThat(member(alice).failure().flatMap(MemberFailure::reason)).contains(ReasonCode.NO_KEY_ACK);
    }

    @Test
    void aLateConfirmationStillCounts() throws Exception {
        FakeSession session = connect(alice);
        keys.push(alice.fingerprint()).get();
        executor.advance(OPTIONS.ackTimeout().multipliedBy(5));

        keys.acknowledged(session, session.ack());

        assertThat(state(alice)).isEqualTo(MemberState.ACKED);
        assertThat(member(alice).failure()).isEmpty();
    }

    @Test
    void whoWasOfflineGetsTheCurrentKeyWhenItComesBack() throws Exception {
        FakeSession session = connect(alice);
        keys.rotate().get();
        keys.acknowledged(session, session.ack());
        disconnect(session);
        assertThat(state(alice)).isEqualTo(MemberState.OFFLINE);
        long epoch = keys.rotate().get();

        FakeSession back = connect(alice);

        assertThat(back.pushes()).extracting(Message.KeyPush::epoch).containsExactly(epoch);
    }

    @Test
    void keysGoToTheNewestSessionOnlyAndToTheOlderOneAfterIt() throws Exception {
        FakeSession forward = connect(alice);
        FakeSession reverse = FakeSession.reverse(alice);
        keys.opened(reverse);
        assertThat(reverse.pushes()).hasSize(1);

        long epoch = keys.rotate().get();
        assertThat(reverse.pushes()).hasSize(2);
        assertThat(forward.pushes()).isEmpty();
        assertThat(member(alice).direction()).contains(Direction.REVERSE);

        disconnect(reverse);
        assertThat(forward.pushes()).extracting(Message.KeyPush::epoch).containsExactly(epoch);
    }

    @Test
    void aSecondConnectionOfAMemberThatHoldsTheKeyBringsNoDuplicate() throws Exception {
        FakeSession first = connect(alice);
        keys.push(alice.fingerprint()).get();
        keys.acknowledged(first, first.ack());

        FakeSession second = connect(alice);

        assertThat(second.pushes()).isEmpty();
        assertThat(state(alice)).isEqualTo(MemberState.ACKED);
    }

    @Test
    void whoIsRevokedIsToldAndNeverLearnsALaterKey() throws Exception {
        FakeSession a = connect(alice);
        FakeSession b = connect(bob);
        long epoch = keys.rotate().get();
        keys.acknowledged(a, a.ack());

        keys.revoke(alice.fingerprint()).get();

        assertThat(a.sent(Message.Revoked.class)).containsExactly(new Message.Revoked("default", epoch));
        assertThat(a.pushes()).hasSize(1);
        assertThat(b.pushes()).extracting(Message.KeyPush::epoch).containsExactly(epoch, epoch + 1);
        keys.rotate().get();
        assertThat(a.pushes()).hasSize(1);
        assertThat(member(alice).epoch()).isZero();

        disconnect(a);
        FakeSession again = connect(alice);
        assertThat(again.pushes()).isEmpty();
        assertThat(again.sent(Message.Revoked.class)).hasSize(1);
        assertThat(state(alice)).isEqualTo(MemberState.REVOKED);
        assertThat(keys.isRevoked(alice.fingerprint())).isTrue();
        assertThatThrownBy(() -> keys.push(alice.fingerprint()).get())
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        MemberException.class, e -> assertThat(e.reason()).isEqualTo(ReasonCode.REVOKED));
    }

    @Test
    void theConfirmationOfARevokedMemberIsNotBelieved() throws Exception {
        FakeSession session = connect(alice);
        keys.push(alice.fingerprint()).get();
        Message.KeyAck ack = session.ack();
        keys.revoke(alice.fingerprint()).get();

        keys.acknowledged(session, ack);

        assertThat(state(alice)).isEqualTo(MemberState.REVOKED);
    }

    @Test
    void whoIsAdmittedAgainGetsTheCurrentKey() throws Exception {
        FakeSession session = connect(alice);
        keys.revoke(alice.fingerprint()).get();

        keys.admit(alice.fingerprint()).get();

        assertThat(session.pushes())
                .extracting(Message.KeyPush::epoch)
                .containsExactly(keys.group().get().epoch());
        assertThat(keys.isRevoked(alice.fingerprint())).isFalse();
    }

    @Test
    void aRestartReusesNoEpochAndForgetsNoRevocation() throws Exception {
        connect(alice);
        keys.rotate().get();
        keys.revoke(alice.fingerprint()).get();
        long last = keys.group().get().epoch();
        String fingerprint = keys.group().get().keyFingerprint();
        keys.close();

        keys = open(OPTIONS);

        assertThat(keys.group().get().epoch()).isGreaterThan(last);
        assertThat(keys.group().get().keyFingerprint()).isNotEqualTo(fingerprint);
        assertThat(keys.isRevoked(alice.fingerprint())).isTrue();
        assertThat(state(alice)).isEqualTo(MemberState.REVOKED);
    }

    @Test
    void aDamagedStateIsAnErrorAndNotEpochOne() throws Exception {
        keys.close();
        Path file = data.resolve("groups").resolve("default.group");
        Files.writeString(file, "pushlab-group 1\nepoch many\n");

        assertThatThrownBy(() -> open(OPTIONS)).isInstanceOf(IOException.class).hasMessageContaining("epoch");
    }

    @Test
    void ifTheEpochCannotBeWrittenTheOldKeyStays() throws Exception {
        KeyGroup before = keys.group().get();
        // A folder in the place of the file that is written first.
        Files.createDirectory(data.resolve("groups").resolve("default.group.new"));

        assertThatThrownBy(() -> keys.rotate().get()).hasCauseInstanceOf(IOException.class);

        assertThat(keys.group().get()).isEqualTo(before);
        Files.delete(data.resolve("groups").resolve("default.group.new"));
        assertThat(keys.rotate().get()).isEqualTo(before.epoch() + 1);
    }

    @Test
    void keysNeverGoOverASessionWithoutAProvedIdentity() throws Exception {
        FakeSession plain = new FakeSession(Direction.FORWARD, Suite.PLAINTEXT, Optional.of(alice));
        FakeSession secret = new FakeSession(Direction.FORWARD, Suite.PSK_CHACHAPOLY, Optional.empty());
        keys.opened(plain);
        keys.opened(secret);
        keys.rotate().get();

        assertThat(plain.sent).isEmpty();
        assertThat(secret.sent).isEmpty();
        assertThat(keys.group().get().members()).isEmpty();
        keys.acknowledged(plain, new Message.KeyAck("default", 1, Bytes.of(new byte[32])));
        assertThat(plain.sent(Message.Error.class))
                .extracting(Message.Error::reason)
                .containsExactly(ReasonCode.NOT_AUTHENTICATED);
    }

    @Test
    void aCallGoesThroughItsStates() {
        List<MemberState> seen = new ArrayList<>();
        FakeSession forward = connect(alice);
        Subscription watching = keys.group()
                .subscribe(g ->
                        seen.add(g.member(alice.fingerprint()).orElseThrow().state()));
        try {
            keys.registered(forward, "alice's laptop");
            for (MemberState step : List.of(MemberState.DIALING, MemberState.COOKIE_OK, MemberState.HANDSHAKE)) {
                keys.calling(alice.fingerprint(), "", "192.0.2.7:5000", step);
            }
            FakeSession reverse = FakeSession.reverse(alice);
            keys.opened(reverse);
            keys.acknowledged(reverse, reverse.ack());
        } finally {
            watching.close();
        }

        assertThat(seen)
                .containsExactly(
                        MemberState.CONNECTED,
                        MemberState.REGISTERED,
                        MemberState.DIALING,
                        MemberState.COOKIE_OK,
                        MemberState.HANDSHAKE,
                        MemberState.PUSHING,
                        MemberState.ACKED);
        assertThat(member(alice).name()).isEqualTo("alice");
        assertThat(forward.pushes()).isEmpty();
    }

    @Test
    void aFailedCallFallsBackToTheForwardConnectionAndNamesTheCause() {
        FakeSession forward = connect(alice);
        keys.registered(forward, "alice");
        keys.calling(alice.fingerprint(), "alice", "192.0.2.7:5000", MemberState.DIALING);

        keys.callFailed(alice.fingerprint(), MemberFailure.of(DialFailure.TIMED_OUT, "3 s"));

        assertThat(state(alice)).isEqualTo(MemberState.PUSHING);
        assertThat(member(alice).failure().flatMap(MemberFailure::dial)).contains(DialFailure.TIMED_OUT);
        keys.acknowledged(forward, forward.ack());
        assertThat(state(alice)).isEqualTo(MemberState.FALLBACK);
        assertThat(member(alice).failure().map(MemberFailure::key)).contains("dial.timed-out");
        assertThat(member(alice).epoch()).isEqualTo(1);
    }

    @Test
    void aFailedCallWithoutAnotherConnectionIsAFailure() {
        keys.calling(bob.fingerprint(), "bob", "192.0.2.9:5000", MemberState.DIALING);
        keys.callFailed(bob.fingerprint(), MemberFailure.of(DialFailure.REFUSED, ""));

        assertThat(state(bob)).isEqualTo(MemberState.FAILED);
        assertThat(member(bob).failure().map(MemberFailure::key)).contains("dial.refused");
    }

    @Test
    void aSecondFailedCallOfAMemberThatHoldsTheKeyPushesNothing() {
        FakeSession forward = connect(alice);
        keys.registered(forward, "alice");
        keys.callFailed(alice.fingerprint(), MemberFailure.of(DialFailure.REFUSED, ""));
        keys.acknowledged(forward, forward.ack());

        keys.registered(forward, "alice");
        keys.callFailed(alice.fingerprint(), MemberFailure.of(DialFailure.TIMED_OUT, ""));

        assertThat(forward.pushes()).hasSize(1);
        assertThat(state(alice)).isEqualTo(MemberState.FALLBACK);
        assertThat(member(alice).failure().map(MemberFailure::key)).contains("dial.timed-out");
    }

    @Test
    void theKeyIsReplacedByTheClock() throws Exception {
        keys.close();
        keys = open(OPTIONS.withRotation(Duration.ofMinutes(10)));
        long first = keys.group().get().epoch();
        FakeSession session = connect(alice);
        keys.push(alice.fingerprint()).get();
        keys.acknowledged(session, session.ack());

        executor.advance(Duration.ofMinutes(10));

        assertThat(keys.group().get().epoch()).isEqualTo(first + 1);
        assertThat(session.pushes()).extracting(Message.KeyPush::epoch).containsExactly(first, first + 1);
    }

    @Test
    void aMemberThatRefusesTheKeyHasFailedForThatReason() throws Exception {
        FakeSession session = connect(alice);
        keys.push(alice.fingerprint()).get();

        keys.refused(session, new Message.Error(ReasonCode.UNKNOWN_EPOCH, Optional.empty(), "not greater"));

        assertThat(member(alice).failure().flatMap(MemberFailure::reason)).contains(ReasonCode.UNKNOWN_EPOCH);
    }

    @Test
    void theNumberOfMembersIsBounded() throws Exception {
        keys.close();
        keys = open(new KeyOptions(
                "default", "ChaCha20-Poly1305", Duration.ofDays(1), Optional.empty(), Duration.ofSeconds(5), 3, 2));
        FakeSession a = connect(alice);
        disconnect(a);
        connect(bob);
        executor.advance(Duration.ofSeconds(1));
        connect(FakeSession.peer("carol"));

        assertThat(keys.group().get().members()).extracting(Member::name).containsExactly("bob", "carol");
    }

    @Test
    void nothingIsPushedForAnUnknownMember() {
        assertThatThrownBy(() -> keys.push("00".repeat(32)).get())
                .cause()
                .isInstanceOfSatisfying(
                        MemberException.class, e -> assertThat(e.reason()).isEqualTo(ReasonCode.NOT_ALLOWED));
    }

    private KeyDistribution open(KeyOptions options) throws IOException {
        ManualExecutor thread = executor.isShutdown() ? executor.restarted() : executor;
        return new KeyDistribution(
                options, new GroupStore(data, options.groupId()), Audit.NONE, executor.clock(), thread);
    }

    private FakeSession connect(Peer peer) {
        FakeSession session = FakeSession.forward(peer);
        keys.opened(session);
        return session;
    }

    private void disconnect(FakeSession session) {
        session.open = false;
        keys.closed(session);
    }

    private Member member(Peer peer) {
        return keys.group().get().member(peer.fingerprint()).orElseThrow();
    }

    private MemberState state(Peer peer) {
        return member(peer).state();
    }
}
