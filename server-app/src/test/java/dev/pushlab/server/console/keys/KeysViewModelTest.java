package dev.pushlab.server.console.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.fx.FxBridge;
import dev.pushlab.server.console.LiveServices;
import dev.pushlab.server.keys.Member;
import dev.pushlab.server.keys.MemberState;
import dev.pushlab.server.session.CallStatus;
import dev.pushlab.server.testing.Recorder;
import dev.pushlab.server.testing.TestClient;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysViewModelTest {
    private static final String SOMEBODY = "ab".repeat(32);

    private final TestClient client = new TestClient("alice");
    private LiveServices live;
    private KeysViewModel model;

    @BeforeEach
    void start() throws Exception {
        live = new LiveServices();
        model = new KeysViewModel(live.services.keys(), live.services.calls(), new FxBridge(Runnable::run));
    }

    @AfterEach
    void stop() {
        client.close();
        live.close();
    }

    @Test
    void aServerWithoutKeysOffersNothing() {
        KeysViewModel bare = new KeysViewModel(Optional.empty(), Optional.empty(), new FxBridge(Runnable::run));

        assertThat(bare.isAvailable()).isFalse();
        assertThat(bare.canDial()).isFalse();
        bare.rotate();
        bare.dial();
        assertThat(bare.groupProperty().get()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "nowhere,        call.bad-address",
        "127.0.0.1:80,   call.bad-port",
        "127.0.0.1:5000, call.bad-fingerprint"
    })
    void whatIsWrongWithACallIsNamed(String address, String problem) {
        model.addressProperty().set(address);
        model.fingerprintProperty().set("12 34");
        model.dial();

        assertThat(model.dialProblemProperty().get()).isEqualTo(problem);
        assertThat(model.calls()).isEmpty();
    }

    @Test
    void aCallIsShownAndStopped() {
        model.addressProperty().set(" 127.0.0.1:1025 ");
        model.fingerprintProperty().set(SOMEBODY);
        model.dial();
        assertThat(model.dialProblemProperty().get()).isEmpty();
        await().until(() ->
                model.calls().size() == 1 && model.calls().get(0).failure().isPresent());

        model.dial();
        assertThat(model.dialProblemProperty().get()).isEqualTo("call.already-calling");

        model.stop(model.calls().get(0));
        await().until(() -> model.calls().get(0).phase() == CallStatus.Phase.STOPPED);
    }

    @Test
    void actionsReachTheGroupAndItsMembers() throws Exception {
        Recorder session = client.connect(live.server.tcpAddress());
        session.reacting(client.likeAClient()).session();
        await().until(() -> model.members().size() == 1);

        model.push(member());
        await().until(() -> member().state() == MemberState.ACKED);
        long epoch = model.groupProperty().get().orElseThrow().epoch();

        model.rotate();
        await().until(() -> member().epoch() == epoch + 1);

        model.revoke(member());
        await().until(() -> member().state() == MemberState.REVOKED);

        model.admit(member());
        await().until(() -> member().state() == MemberState.ACKED);
        assertThat(model.actionProblemProperty().get()).isEmpty();
    }

    @Test
    void anActionThatFailsSaysWhyUntilThatHasBeenRead() {
        Member stranger = new Member(
                SOMEBODY,
                "",
                MemberState.OFFLINE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                Instant.EPOCH);

        model.push(stranger);

        await().until(() -> model.actionProblemProperty().get().startsWith("reason."));
        model.forgetProblem();
        assertThat(model.actionProblemProperty().get()).isEmpty();
    }

    private Member member() {
        return model.members().get(0);
    }
}
