package dev.pushlab.server.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** The ports that are taken when none is named. */
final class Ports {
    static final int HTTP = 8080;
    static final int CROSS_ORIGIN = 8081;
    static final int TCP = 7777;

    private Ports() {}

    /** The port if it is free at present, otherwise 0: any. */
    static int orAny(InetAddress bind, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(bind, port));
            return port;
        } catch (IOException e) {
            return 0;
        }
    }
}
