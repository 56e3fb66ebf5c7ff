package dev.pushlab.server.technique.reverse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.server.keys.Member;
import dev.pushlab.server.keys.MemberState;
import dev.pushlab.server.session.CallStatus;
import dev.pushlab.server.session.CallStatus.Phase;
import dev.pushlab.server.testing.Recorder;
import dev.pushlab.server.testing.TestClient;
import dev.pushlab.server.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server that calls with little patience, and a client that listens. */
abstract class ReverseScenarios {
    static final DialRules RULES =
            TestServer.RULES.withTimes(Duration.ofSeconds(3), Duration.ofSeconds(1), Duration.ofMillis(200));

    @TempDir
    Path data;

    TestServer server;
    final TestClient client = new TestClient("alice");
    final Recorder call = new Recorder().reacting(client.likeAClient());

    @BeforeEach
    void start() throws Exception {
        server = TestServer.with(data, RULES);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    void awaitState(MemberState state) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(server.member(client).map(Member::state)).contains(state));
    }

    /** A port on which nobody listens, as far as one can know. */
    static int freePort() throws IOException {
        try (ServerSocket socket = bystander()) {
            return socket.getLocalPort();
        }
    }

    CallStatus awaitCall(Phase phase) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(server.reverse.calls().calls().get())
                        .extracting(CallStatus::phase)
                        .containsExactly(phase));
        return server.reverse.calls().calls().get().get(0);
    }

    static ServerSocket bystander() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }
}
