package dev.pushlab.server.technique.reverse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.message.Suite;
import dev.pushlab.protocol.session.SessionPipelines;
import dev.pushlab.server.keys.MemberFailure;
import dev.pushlab.server.keys.MemberState;
import dev.pushlab.server.session.CallRefusedException;
import dev.pushlab.server.session.CallRefusedException.Refusal;
import dev.pushlab.server.session.CallStatus.Phase;
import dev.pushlab.server.testing.TestClient;
import dev.pushlab.server.testing.TestServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Calls whose address and fingerprint somebody has entered. */
class CallsByHandIT extends ReverseScenarios {
    @Test
    void aCallByHandReachesAClientThatHasNeverConnected() throws Exception {
        InetSocketAddress listener = client.listen(call, client.toAnybody());

        server.reverse.calls().dial("localhost:" + listener.getPort(), grouped(client));

        assertThat(call.session().suite()).isEqualTo(Suite.XX_CHACHAPOLY);
        awaitState(MemberState.ACKED);
        assertThat(server.member(client).orElseThrow().direction()).contains(Direction.REVERSE);
        long id = awaitCall(Phase.CONNECTED).id();
        assertThatThrownBy(() -> server.reverse.calls().dial("127.0.0.1:5000", client.fingerprint()))
                .isInstanceOfSatisfying(
                        CallRefusedException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.ALREADY_CALLING));

        server.reverse.calls().stop(id);

        assertThat(call.end().reason()).isEqualTo(ReasonCode.GOODBYE);
        awaitCall(Phase.STOPPED);
        awaitState(MemberState.OFFLINE);
    }

    @Test
    void aCallByHandToSomebodyElseFails() throws Exception {
        server.close();
        server = TestServer.with(data, RULES.withManual(1, Duration.ofMillis(50), Duration.ofMillis(50)));
        InetSocketAddress listener = client.listen(call, client.toAnybody());
        String other = "ab".repeat(32);

        server.reverse.calls().dial("127.0.0.1:" + listener.getPort(), other);

        assertThat(awaitCall(Phase.FAILED).failure().flatMap(MemberFailure::reason))
                .contains(ReasonCode.IDENTITY_CHANGED);
        assertThat(call.isOpened()).isFalse();
        assertThat(server.keys.group().get().member(other)).hasValueSatisfying(m -> {
            assertThat(m.state()).isEqualTo(MemberState.FAILED);
            assertThat(m.epoch()).isZero();
        });
    }

    @Test
    void aCallByHandNeverSettlesForPlaintext() throws Exception {
        server.close();
        server = new TestServer(
                data,
                config -> config.withSuites(Suite.XX_CHACHAPOLY, Suite.PLAINTEXT),
                dev.pushlab.server.session.ServerSessionLimits.DEFAULT,
                dev.pushlab.server.hub.HubOptions.DEFAULT,
                RULES.withManual(1, Duration.ofMillis(50), Duration.ofMillis(50)),
                100);
        InetSocketAddress listener = client.listen(
                call,
                (channel, recorder) ->
                        SessionPipelines.openListener(channel, client.config.withSuites(Suite.PLAINTEXT), recorder));

        server.reverse.calls().dial("127.0.0.1:" + listener.getPort(), client.fingerprint());

        assertThat(awaitCall(Phase.FAILED).failure().flatMap(MemberFailure::reason))
                .contains(ReasonCode.NO_COMMON_SUITE);
    }

    @Test
    void aCallByHandIsTriedAgainUntilTheListenerIsThere() throws Exception {
        server.close();
        server = TestServer.with(data, RULES.withManual(1000, Duration.ofMillis(20), Duration.ofMillis(100)));
        int port = freePort();
        server.reverse.calls().dial("127.0.0.1:" + port, client.fingerprint());
        await().untilAsserted(() -> assertThat(server.reverse.calls().calls().get())
                .singleElement()
                .satisfies(status -> {
                    assertThat(status.attempt()).isGreaterThan(2);
                    assertThat(status.failure().map(MemberFailure::key)).contains("dial.refused");
                }));

        client.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), call, client.toAnybody());

        call.session();
        awaitState(MemberState.ACKED);
    }

    @Test
    void namesWhatIsWrongWithACallByHand() {
        assertThat(refusal("no port", client.fingerprint())).isEqualTo(Refusal.BAD_ADDRESS);
        assertThat(refusal("127.0.0.1:80", client.fingerprint())).isEqualTo(Refusal.BAD_PORT);
        assertThat(refusal("127.0.0.1:5000", "12 34")).isEqualTo(Refusal.BAD_FINGERPRINT);
        assertThat(server.reverse.calls().calls().get()).isEmpty();
    }

    @Test
    void aNameWithoutAddressIsNamedAsTheCause() throws Exception {
        server.close();
        server = TestServer.with(data, RULES.withManual(1, Duration.ofMillis(50), Duration.ofMillis(50)));

        server.reverse.calls().dial("no-such-host.invalid:5000", client.fingerprint());

        assertThat(awaitCall(Phase.FAILED).failure().map(MemberFailure::key)).contains("dial.unresolved");
    }

    private Refusal refusal(String address, String fingerprint) {
        try {
            server.reverse.calls().dial(address, fingerprint);
            throw new AssertionError("not refused: " + address);
        } catch (CallRefusedException e) {
            return e.refusal();
        }
    }

    private static String grouped(TestClient client) {
        return client.identity.fingerprint().grouped().toUpperCase(java.util.Locale.ROOT);
    }
}
