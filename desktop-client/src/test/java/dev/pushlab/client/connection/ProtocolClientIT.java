package dev.pushlab.client.connection;

import static dev.pushlab.client.connection.Scene.STOCKS;
import static dev.pushlab.client.connection.Scene.assertConsecutive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pushlab.client.connection.ConnectionState.Phase;
import dev.pushlab.client.connection.PublishException.Outcome;
import dev.pushlab.client.connection.SecurityState.Trust;
import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.message.Suite;
import dev.pushlab.protocol.noise.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The forward connection against the real server. */
@Timeout(120)
class ProtocolClientIT {
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
    void receives_what_is_published_and_knows_whom_it_talks_to() {
        scene.connect(ConnectOptions.DEFAULT);
        scene.client.subscribe(STOCKS, Position.NOW);
        scene.awaitLive(STOCKS);

        EventId id = scene.publish("hello");

        scene.awaitReceived(id);
        Event event = ((Delivery.Received) scene.deliveries.get(0)).event();
        assertThat(event.payload().toText()).isEqualTo("hello");
        SecurityState security = scene.client.security().get().orElseThrow();
        assertThat(security.peer().orElseThrow().fingerprint())
                .isEqualTo(scene.server.fingerprint().toString());
        assertThat(security.trust()).isEqualTo(Trust.FIRST_USE);
        assertThat(security.safetyNumber().orElseThrow()).matches("([0-9]{5} ){11}[0-9]{5}");
        await().until(() -> scene.client.server().get().isPresent());
        assertThat(scene.client.server().get().orElseThrow().web().orElseThrow())
                .hasToString("http://127.0.0.1:" + scene.server.httpAddress().getPort() + "/");
        await().until(() -> scene.client.traffic().get().bytesIn() > 0);
    }

    @Test
    void publishes_and_the_server_acknowledges_with_the_id() throws Exception {
        scene.connect(ConnectOptions.DEFAULT);
        scene.client.subscribe(STOCKS, Position.EARLIEST);

        EventId id = scene.client
                .publish(STOCKS, EventDraft.of("big", EventDraft.BINARY, new byte[300_000]))
                .get(20, TimeUnit.SECONDS);

        scene.awaitReceived(id);
        assertThat(((Delivery.Received) scene.deliveries.get(0))
                        .event()
                        .payload()
                        .size())
                .isEqualTo(300_000);
    }

    @Test
    void without_a_connection_in_sight_a_publication_fails_at_once() {
        assertThatThrownBy(
                        () -> scene.client.publish(STOCKS, EventDraft.text("x")).get(5, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        PublishException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_SENT));
    }

    @Test
    void what_is_published_while_the_connection_is_made_again_is_sent_once() throws Exception {
        scene.connect(ConnectOptions.DEFAULT);
        scene.stopServer();
        scene.awaitPhase(Phase.RECONNECTING);
        List<CompletableFuture<EventId>> results = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            results.add(scene.client.publish(STOCKS, EventDraft.text("waiting " + i)));
        }
        scene.client.subscribe(STOCKS, Position.EARLIEST);

        scene.startServer();

        EventId last = null;
        for (CompletableFuture<EventId> result : results) {
            last = result.get(30, TimeUnit.SECONDS);
        }
        scene.awaitReceived(last);
        assertThat(scene.received()).hasSize(20);
    }

    @Test
    void what_a_lost_connection_left_unanswered_is_sent_again_and_there_is_one_event_of_each() throws Exception {
        scene.connect(ConnectOptions.DEFAULT);
        scene.client.subscribe(STOCKS, Position.EARLIEST);
        List<CompletableFuture<EventId>> results = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 100; i++) {
                results.add(scene.client.publish(STOCKS, EventDraft.text(round + " " + i)));
            }
            int some = round * 100 + 10;
            await().until(() -> results.get(some).isDone());
            breakConnection();
            scene.awaitPhase(Phase.CONNECTED);
        }

        List<EventId> ids = new ArrayList<>();
        for (CompletableFuture<EventId> result : results) {
            ids.add(result.get(30, TimeUnit.SECONDS));
        }
        assertThat(ids).doesNotHaveDuplicates().isSorted();
        assertThat(scene.server.hub().topics().get(0).events()).isEqualTo(500);
        scene.awaitReceived(ids.get(499));
        assertThat(scene.received()).hasSize(500);
    }

    @Test
    void a_lost_connection_is_made_again_and_nothing_published_meanwhile_is_missed() throws Exception {
        scene.connect(ConnectOptions.DEFAULT);
        scene.client.subscribe(STOCKS, Position.NOW);
        scene.awaitLive(STOCKS);
        scene.publishAtRate(500);

        for (int i = 0; i < 10; i++) {
            int before = scene.received().size();
            await().until(() -> scene.received().size() > before + 20);
            breakConnection();
            scene.awaitPhase(Phase.CONNECTED);
        }

        scene.awaitReceived(scene.stopPublishing());
        assertConsecutive(scene.received());
        assertThat(scene.gaps()).isEmpty();
    }

    @Test
    void a_client_that_has_received_nothing_yet_misses_nothing_either() throws Exception {
        scene.connect(ConnectOptions.DEFAULT);
        scene.client.subscribe(STOCKS, Position.NOW);
        scene.awaitLive(STOCKS);
        // The very first event comes while there is no connection.
        var gone = scene.client.connection();
        breakConnection();
        EventId first = scene.publish("unheard");
        await().until(() -> gone.get().phase() == Phase.CONNECTED);

        scene.awaitReceived(first);
        assertThat(scene.received()).containsExactly(first);
    }

    @Test
    void a_restarted_server_is_found_again_and_its_lost_history_is_a_gap() throws Exception {
        scene.connect(ConnectOptions.DEFAULT);
        scene.client.subscribe(STOCKS, Position.NOW);
        scene.awaitLive(STOCKS);
        EventId before = scene.publish("before");
        scene.awaitReceived(before);

        scene.stopServer();
        scene.awaitPhase(Phase.RECONNECTING);
        assertThat(((ConnectionState.Reconnecting) scene.client.connection().get())
                        .cause()
                        .key())
                .isIn(ReasonCode.SHUTTING_DOWN.key(), "dial.refused");
        scene.startServer();
        scene.awaitLive(STOCKS);
        EventId after = scene.publish("after");

        scene.awaitReceived(after);
        assertThat(after.epoch()).isNotEqualTo(before.epoch());
        assertThat(scene.gaps()).singleElement().satisfies(gap -> {
            assertThat(gap.requested()).contains(before);
            assertThat(gap.resumed().next()).isEqualTo(after);
        });
        assertThat(scene.client.security().get().orElseThrow().trust()).isEqualTo(Trust.TRUSTED_BEFORE);
    }

    @Test
    void a_server_that_asks_for_it_is_connected_to_again_without_loss() throws Exception {
        scene.connect(ConnectOptions.DEFAULT);
        scene.client.subscribe(STOCKS, Position.NOW);
        scene.awaitLive(STOCKS);
        scene.awaitReceived(scene.publish("before"));

        assertThat(scene.server.connections().reconnect(each -> true, Duration.ZERO))
                .isEqualTo(1);
        scene.awaitPhase(Phase.RECONNECTING);
        assertThat(((ConnectionState.Reconnecting) scene.client.connection().get())
                        .cause()
                        .key())
                .isEqualTo(ReasonCode.RECONNECT.key());
        EventId meanwhile = scene.publish("meanwhile");
        scene.awaitLive(STOCKS);

        scene.awaitReceived(meanwhile);
        assertThat(scene.gaps()).isEmpty();
    }

    @Test
    void a_wrong_pin_ends_the_attempts() {
        String pin = "00".repeat(32);
        scene.client.connect(scene.address(), ConnectOptions.pinned(pin));

        awaitRefusal(ReasonCode.IDENTITY_CHANGED);
        ChangedIdentity changed = scene.client.changedIdentity().get().orElseThrow();
        assertThat(changed.expected()).isEqualTo(pin);
        assertThat(changed.presented()).isEqualTo(scene.server.fingerprint().toString());
        assertThat(scene.client.trustChangedIdentity()).failsWithin(5, TimeUnit.SECONDS);
    }

    @Test
    void the_right_pin_connects() {
        scene.connect(ConnectOptions.pinned(scene.server.fingerprint().toString()));

        assertThat(scene.client.security().get().orElseThrow().trust()).isEqualTo(Trust.PINNED);
    }

    @Test
    void another_identity_at_a_known_address_is_refused_until_a_person_decides() throws Exception {
        scene.connect(ConnectOptions.DEFAULT);
        scene.stopServer();
        scene.startServer("impostor", options -> options);

        awaitRefusal(ReasonCode.IDENTITY_CHANGED);
        assertThat(scene.client.trustChangedIdentity()).succeedsWithin(5, TimeUnit.SECONDS);
        scene.client.tryNow();

        scene.awaitPhase(Phase.CONNECTED);
        assertThat(scene.client.security().get().orElseThrow().trust()).isEqualTo(Trust.TRUSTED_BEFORE);
    }

    @Test
    void a_shared_secret_protects_without_identities() throws Exception {
        scene.stopServer();
        scene.startServer("server", options -> options.withPsk(secret(1)));

        scene.connect(ConnectOptions.sharedSecret(secret(1)));

        SecurityState security = scene.client.security().get().orElseThrow();
        assertThat(security.suite()).isEqualTo(Suite.PSK_CHACHAPOLY);
        assertThat(security.trust()).isEqualTo(Trust.SHARED_SECRET);
        assertThat(security.peer()).isEmpty();
    }

    @Test
    void another_secret_does_not_connect() throws Exception {
        scene.stopServer();
        scene.startServer("server", options -> options.withPsk(secret(1)));

        scene.client.connect(scene.address(), ConnectOptions.sharedSecret(secret(2)));

        await().until(() -> scene.client.connection().get() instanceof ConnectionState.Reconnecting
                || scene.client.connection().get() instanceof ConnectionState.Disconnected ended
                        && ended.cause().isPresent());
        assertThat(scene.client.security().get()).isEmpty();
    }

    @Test
    void plaintext_needs_both_sides() throws Exception {
        scene.client.connect(scene.address(), ConnectOptions.plaintext());
        awaitRefusal(ReasonCode.NO_COMMON_SUITE);

        scene.stopServer();
        scene.startServer("server", options -> options.withPlaintext(true));
        scene.connect(ConnectOptions.plaintext());

        SecurityState security = scene.client.security().get().orElseThrow();
        assertThat(security.suite()).isEqualTo(Suite.PLAINTEXT);
        assertThat(security.trust()).isEqualTo(Trust.NONE);
    }

    @Test
    void a_goodbye_is_final_and_resting_clients_stay_at_rest() {
        scene.connect(ConnectOptions.DEFAULT);

        assertThat(scene.client.disconnect()).succeedsWithin(5, TimeUnit.SECONDS);

        assertThat(scene.client.connection().get().phase()).isEqualTo(Phase.DISCONNECTED);
        assertThat(scene.client.security().get()).isEmpty();
    }

    private void awaitRefusal(ReasonCode reason) {
        await().until(() -> scene.client.connection().get() instanceof ConnectionState.Disconnected ended
                && ended.cause()
                        .filter(cause -> cause.key().equals(reason.key()))
                        .isPresent());
    }

    /** As if the network had failed: the server's side of every connection closes without a word. */
    private void breakConnection() {
        scene.server.connections().closeAll();
    }

    private static SecretBytes secret(int content) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) content);
        return SecretBytes.takeOver(bytes);
    }
}
