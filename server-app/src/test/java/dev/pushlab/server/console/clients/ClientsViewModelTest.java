package dev.pushlab.server.console.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.fx.FxBridge;
import dev.pushlab.server.console.LiveServices;
import dev.pushlab.server.testing.Recorder;
import dev.pushlab.server.testing.TestClient;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientsViewModelTest {
    private final TestClient alice = new TestClient("alice");
    private final TestClient bob = new TestClient("bob");
    private LiveServices live;
    private ClientsViewModel model;
    private Recorder ofAlice;

    @BeforeEach
    void start() throws Exception {
        live = new LiveServices();
        model = new ClientsViewModel(live.services, live.sampler, new FxBridge(Runnable::run));
        ofAlice = alice.connect(live.server.tcpAddress());
        ofAlice.session();
        bob.connect(live.server.tcpAddress()).session();
        await().until(() -> live.server.keys().group().get().members().size() == 2);
        live.sampleAfter(Duration.ofSeconds(1));
    }

    @AfterEach
    void stop() {
        alice.close();
        bob.close();
        live.close();
    }

    @Test
    void theOldestComesFirst() {
        assertThat(model.rows()).extracting(row -> row.connection().who()).containsExactly("alice", "bob");
        assertThat(model.totalProperty().get()).isEqualTo(2);
    }

    @Test
    void filtersByNameAddressTechniqueAndState() {
        assertThat(matching("ALI")).containsExactly("alice");
        assertThat(matching("127.0.0.1")).containsExactly("alice", "bob");
        assertThat(matching("binary")).containsExactly("alice", "bob");
        assertThat(matching("idle bob")).containsExactly("bob");
        assertThat(matching("alice bob")).isEmpty();
        assertThat(matching("sse")).isEmpty();
        assertThat(matching("  ")).containsExactly("alice", "bob");
        assertThat(model.totalProperty().get()).isEqualTo(2);
    }

    @Test
    void theFilterHoldsForWhoComesLater() throws Exception {
        model.filterProperty().set("bob");
        bob.connect(live.server.tcpAddress()).session();
        // The client has its session before the server has read the message that makes it one there.
        await().until(() -> live.server.connections().snapshot().stream()
                        .filter(connection -> connection.who().equals("bob"))
                        .count()
                == 2);
        live.sampleAfter(Duration.ofSeconds(1));

        assertThat(model.rows())
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.who()).startsWith("bob · 127.0.0.1:"));
    }

    @Test
    void aConnectionKnowsItsMemberByTheIdentityItHasProved() {
        assertThat(model.rows().get(0).member())
                .hasValueSatisfying(member -> assertThat(member.fingerprint()).isEqualTo(alice.fingerprint()));
        assertThat(model.rows().get(1).connection().identity()).contains(bob.fingerprint());
    }

    @Test
    void aConnectionIsEnded() throws Exception {
        model.disconnect(model.rows().get(0));

        ofAlice.end();
        await().until(() -> live.server.connections().count() == 1);
        live.sampleAfter(Duration.ofSeconds(1));
        assertThat(model.rows()).extracting(row -> row.connection().who()).containsExactly("bob");
    }

    private java.util.List<String> matching(String filter) {
        model.filterProperty().set(filter);
        return model.rows().stream().map(row -> row.connection().who()).toList();
    }
}
