package dev.pushlab.client.connection;

import static dev.pushlab.client.connection.Scene.STOCKS;
import static dev.pushlab.client.connection.Scene.assertConsecutive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.client.connection.ConnectionState.Phase;
import dev.pushlab.client.connection.SecurityState.Trust;
import dev.pushlab.client.keys.ReceivedKey;
import dev.pushlab.client.keys.ReceivedKey.Status;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.protocol.message.Suite;
import dev.pushlab.server.keys.MemberState;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The reverse connection against the real server. */
@Timeout(180)
class ReverseConnectionIT {
    @TempDir
    Path folder;

    private Scene scene;

    @BeforeEach
    void begin() throws IOException {
        scene = new Scene(folder);
        scene.startServer();
    }

    @AfterEach
    void end() {
        scene.close();
    }

    @Test
    void the_server_calls_the_registered_client_and_hands_it_a_key() {
        scene.connect(ConnectOptions.DEFAULT);
        scene.client.subscribe(STOCKS, Position.NOW);
        scene.awaitLive(STOCKS);
        scene.client.setMode(Direction.REVERSE);

        scene.awaitReverse(ReverseState.Phase.KEYED);
        EventId id = scene.publish("over the call");
        scene.awaitReceived(id);

        assertThat(scene.reversePhases)
                .containsSubsequence(
                        ReverseState.Phase.LISTENING,
                        ReverseState.Phase.REGISTERING,
                        ReverseState.Phase.REGISTERED,
                        ReverseState.Phase.CALLED,
                        ReverseState.Phase.AUTHENTICATED,
                        ReverseState.Phase.KEYED);
        SecurityState security = scene.client.security().get().orElseThrow();
        assertThat(security.suite()).isEqualTo(Suite.CALLBACK_CHACHAPOLY);
        assertThat(security.peer().orElseThrow().fingerprint())
                .isEqualTo(scene.server.fingerprint().toString());
        Delivery.Received last = (Delivery.Received) scene.deliveries.get(scene.deliveries.size() - 1);
        assertThat(last.direction()).isEqualTo(Direction.REVERSE);
        awaitMember(MemberState.ACKED);
        assertThat(newestKey().fingerprint())
                .isEqualTo(scene.server.keys().group().get().keyFingerprint());
        assertThat(newestKey().direction()).isEqualTo(Direction.REVERSE);
    }

    @Test
    void the_client_publishes_over_the_call_as_well() throws Exception {
        reverse();

        EventId id = scene.client.publish(STOCKS, EventDraft.text("x")).get(20, TimeUnit.SECONDS);

        assertThat(id.offset()).isPositive();
        assertThat(scene.client.connection().get())
                .isInstanceOfSatisfying(
                        ConnectionState.Connected.class,
                        c -> assertThat(c.direction()).isEqualTo(Direction.REVERSE));
    }

    @Test
    void twenty_live_changes_of_direction_under_load_lose_and_repeat_nothing() throws Exception {
        scene.connect(ConnectOptions.DEFAULT);
        scene.client.subscribe(STOCKS, Position.NOW);
        scene.awaitLive(STOCKS);
        scene.publishAtRate(500);

        for (int i = 0; i < 20; i++) {
            Direction direction = i % 2 == 0 ? Direction.REVERSE : Direction.FORWARD;
            scene.client.setMode(direction);
            await().atMost(60, TimeUnit.SECONDS).until(() -> arrivesBy(direction));
        }

        scene.awaitReceived(scene.stopPublishing());
        assertConsecutive(scene.received());
        assertThat(scene.gaps()).isEmpty();
        assertThat(scene.received().size()).isGreaterThan(100);
    }

    @Test
    void a_listener_without_a_server_is_dialled_by_address_and_fingerprint() throws Exception {
        scene.client.subscribe(STOCKS, Position.EARLIEST);
        scene.client.setMode(Direction.REVERSE);
        scene.awaitReverse(ReverseState.Phase.LISTENING);
        InetSocketAddress address = scene.client.listener().get().orElseThrow();
        assertThat(address.getAddress().isLoopbackAddress()).isTrue();

        scene.server.reverse().dial("127.0.0.1:" + address.getPort(), scene.client.fingerprint());

        scene.awaitReverse(ReverseState.Phase.KEYED);
        scene.awaitReceived(scene.publish("to whom it may concern"));
        assertThat(scene.client.security().get().orElseThrow().trust()).isEqualTo(Trust.FIRST_USE);
        assertThat(scene.client.security().get().orElseThrow().suite()).isEqualTo(Suite.XX_CHACHAPOLY);
    }

    @Test
    void when_the_call_is_lost_the_client_dials_and_registers_again() throws Exception {
        reverse();
        scene.client.subscribe(STOCKS, Position.NOW);
        scene.awaitLive(STOCKS);
        scene.publishAtRate(200);
        await().until(() -> scene.received().size() > 10);
        scene.reversePhases.clear();

        scene.server.connections().closeAll();

        await().atMost(30, TimeUnit.SECONDS).until(() -> scene.reversePhases.contains(ReverseState.Phase.REGISTERED));
        await().atMost(30, TimeUnit.SECONDS).until(() -> arrivesBy(Direction.REVERSE));
        scene.awaitReceived(scene.stopPublishing());
        assertConsecutive(scene.received());
        assertThat(scene.gaps()).isEmpty();
    }

    @Test
    void strangers_are_not_answered_with_a_session_and_do_not_disturb() throws Exception {
        scene.client.setMode(Direction.REVERSE);
        scene.awaitReverse(ReverseState.Phase.LISTENING);
        InetSocketAddress address = scene.client.listener().get().orElseThrow();
        try (Socket stranger = new Socket(address.getAddress(), address.getPort())) {
            scene.awaitReverse(ReverseState.Phase.CALLED);
            // One call at a time: the second one is closed at once, without a byte.
            try (Socket second = new Socket(address.getAddress(), address.getPort())) {
                second.setSoTimeout(10_000);
                assertThat(second.getInputStream().read()).isEqualTo(-1);
            }
            stranger.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes());
            scene.awaitReverse(ReverseState.Phase.LISTENING);
        }

        scene.server.reverse().dial("127.0.0.1:" + address.getPort(), scene.client.fingerprint());

        scene.awaitReverse(ReverseState.Phase.KEYED);
    }

    @Test
    void without_a_reachable_listener_the_cause_is_named_and_the_key_comes_forward() throws Exception {
        scene.stopServer();
        // A server that dials nobody on its own machine: every call fails before it is made.
        scene.startServer("server", options -> options.withOneMachine(false));
        scene.connect(ConnectOptions.DEFAULT);
        scene.client.setMode(Direction.REVERSE);

        scene.awaitReverse(ReverseState.Phase.FALLBACK_FORWARD);

        assertThat(scene.client.connection().get().phase()).isEqualTo(Phase.CONNECTED);
        ReverseState.FallbackForward fallback =
                (ReverseState.FallbackForward) scene.client.reverse().get();
        assertThat(fallback.cause().key()).startsWith("reason.");
        scene.server.keys().push(scene.client.fingerprint()).get(10, TimeUnit.SECONDS);
        await().until(() -> !scene.client.keys().history().get().isEmpty());
        assertThat(newestKey().direction()).isEqualTo(Direction.FORWARD);
    }

    @Test
    void a_new_key_replaces_the_old_one_and_a_revocation_takes_it_away() throws Exception {
        reverse();
        awaitMember(MemberState.ACKED);
        long first = newestKey().epoch();

        scene.server.keys().rotate().get(10, TimeUnit.SECONDS);
        await().until(() -> newestKey().epoch() > first);
        assertThat(keys()).extracting(ReceivedKey::status).containsExactly(Status.CURRENT, Status.SUPERSEDED);

        scene.server.keys().revoke(scene.client.fingerprint()).get(10, TimeUnit.SECONDS);
        await().until(() -> newestKey().status() == Status.REVOKED);
    }

    @Test
    void a_port_that_is_taken_is_named() throws Exception {
        try (java.net.ServerSocket taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            scene.client.setListenOptions(new ListenOptions(java.util.Optional.empty(), taken.getLocalPort()));
            scene.client.setMode(Direction.REVERSE);

            await().until(() -> scene.client.reverse().get() instanceof ReverseState.Off off
                    && off.cause()
                            .filter(cause -> cause.key().equals("listen.failed"))
                            .isPresent());
        }
    }

    private void reverse() {
        scene.connect(ConnectOptions.DEFAULT);
        scene.client.setMode(Direction.REVERSE);
        scene.awaitReverse(ReverseState.Phase.KEYED);
    }

    private boolean arrivesBy(Direction direction) {
        List<Delivery> deliveries = scene.deliveries;
        return scene.client.connection().get() instanceof ConnectionState.Connected connected
                && connected.direction() == direction
                && deliveries.get(deliveries.size() - 1) instanceof Delivery.Received last
                && last.direction() == direction;
    }

    private List<ReceivedKey> keys() {
        return scene.client.keys().history().get();
    }

    private ReceivedKey newestKey() {
        return keys().get(0);
    }

    private void awaitMember(MemberState state) {
        await().until(() -> scene.server
                .keys()
                .group()
                .get()
                .member(scene.client.fingerprint())
                .filter(member -> member.state() == state)
                .isPresent());
    }
}
