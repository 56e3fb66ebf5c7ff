package dev.pushlab.server.cli;

import dev.pushlab.server.PushlabServer;
import java.util.Locale;

/** The line that tells whoever started the server that it is ready, and where it listens. */
final class ReadyLine {
    private ReadyLine() {}

    /** A JSON object, as {@link ServerCommand} describes it; of a server that has started. */
    static String of(PushlabServer server) {
        String https = server.httpsAddress()
                .map(address -> "\"https\":" + address.getPort() + ",\"crossOriginHttps\":"
                        + server.crossOriginHttpsAddress().orElseThrow().getPort() + ",\"certificate\":\""
                        + server.certificate().orElseThrow().fingerprint().get() + "\",")
                .orElse("");
        return String.format(
                Locale.ROOT,
                "{\"ready\":true,\"http\":%d,\"crossOrigin\":%d,%s\"tcp\":%d,\"pid\":%d,\"fingerprint\":\"%s\"}",
                server.httpAddress().getPort(),
                server.crossOriginAddress().getPort(),
                https,
                server.tcpAddress().getPort(),
                ProcessHandle.current().pid(),
                server.fingerprint());
    }
}
