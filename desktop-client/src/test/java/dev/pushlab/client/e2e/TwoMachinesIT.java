package dev.pushlab.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reverse connection between two machines, with and without a firewall before the client. */
class TwoMachinesIT {
    @TempDir
    Path directory;

    private TwoMachines machines;
    private Program server;
    private int tcpPort;

    @BeforeEach
    void startServer() throws IOException {
        assumeTrue(TwoMachines.possible(), "needs Linux, root, iproute2 and nftables");
        machines = TwoMachines.create();
        server = Program.server(
                machines.onServer(),
                directory.resolve("server"),
                "--bind",
                TwoMachines.SERVER_ADDRESS,
                "--http-port",
                "0",
                "--tcp-port",
                "0",
                "--ticker",
                "stocks:20");
        tcpPort = server.await("ready", line -> line.path("ready").asBoolean())
                .path("tcp")
                .asInt();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
        if (machines != null) {
            machines.close();
        }
    }

    @Test
    void the_server_dials_the_registered_client_and_hands_it_a_key() throws IOException {
        try (Program client = client(freePort())) {
            assertThat(client.await("registered").path("observedAddress").asText())
                    .isEqualTo(TwoMachines.CLIENT_ADDRESS);
            client.await("called");
            assertThat(client.await("key").path("keyFingerprint").asText()).matches("[0-9a-f]{32}");
            assertConsecutive(client.await("event", 20));
            assertThat(client.lines("fallback")).isEmpty();
        }
    }

    @Test
    void dropped_packets_are_named_a_timeout_and_the_key_comes_over_the_forward_connection() throws IOException {
        namesTheFailureAndFallsBack(TwoMachines::dropInbound, "TIMED_OUT");
    }

    @Test
    void a_reset_is_named_a_refusal_and_the_key_comes_over_the_forward_connection() throws IOException {
        namesTheFailureAndFallsBack(TwoMachines::resetInbound, "REFUSED");
    }

    @Test
    void a_prohibition_is_named_and_the_key_comes_over_the_forward_connection() throws IOException {
        namesTheFailureAndFallsBack(TwoMachines::prohibitInbound, "HOST_UNREACHABLE", "ADMIN_PROHIBITED");
    }

    private void namesTheFailureAndFallsBack(BiConsumer<TwoMachines, Integer> firewall, String... causes)
            throws IOException {
        int port = freePort();
        firewall.accept(machines, port);
        try (Program client = client(port)) {
            client.await("registered");
            JsonNode fallback = client.await("fallback");
            assertThat(fallback.path("cause").asText()).isIn((Object[]) causes);
            assertThat(client.await("key").path("epoch").asLong()).isPositive();
            assertThat(client.lines("called")).isEmpty();
            assertConsecutive(client.await("event", 20));
        }
    }

    private Program client(int listenPort) throws IOException {
        return Program.client(
                machines.onClient(),
                directory.resolve("client"),
                "--connect",
                TwoMachines.SERVER_ADDRESS + ":" + tcpPort,
                "--reverse=" + listenPort,
                "subscribe",
                "stocks");
    }

    /** Free on this machine; in the client's own namespace every port is. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void assertConsecutive(List<JsonNode> events) {
        List<Long> offsets = new ArrayList<>();
        events.forEach(
                event -> offsets.add(Long.parseLong(event.path("id").asText().split(":")[1])));
        for (int i = 1; i < offsets.size(); i++) {
            assertThat(offsets.get(i)).isEqualTo(offsets.get(i - 1) + 1);
        }
    }
}
