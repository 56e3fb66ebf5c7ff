package dev.pushlab.client.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Two machines on one: two network namespaces joined by a pair of virtual interfaces, with a firewall (nftables) on the
 * client's side. Linux, root, {@code ip} and {@code nft}.
 */
final class TwoMachines implements AutoCloseable {
    static final String SERVER_ADDRESS = "10.77.0.1";
    static final String CLIENT_ADDRESS = "10.77.0.2";

    private final String suffix =
            Integer.toHexString(ThreadLocalRandom.current().nextInt(0x1000, 0x10000));
    private final String server = "pls" + suffix;
    private final String client = "plc" + suffix;

    private TwoMachines() {}

    /** Whether this machine lets us do this; otherwise the tests that want it are skipped. */
    static boolean possible() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return false;
        }
        try (TwoMachines machines = new TwoMachines()) {
            machines.connect();
            machines.dropInbound(9);
            return true;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    static TwoMachines create() {
        TwoMachines machines = new TwoMachines();
        try {
            machines.connect();
            return machines;
        } catch (UncheckedIOException e) {
            machines.close();
            throw e;
        }
    }

    /** What to put before a command so that it runs on the server's machine. */
    List<String> onServer() {
        return List.of("ip", "netns", "exec", server);
    }

    /** What to put before a command so that it runs on the client's machine. */
    List<String> onClient() {
        return List.of("ip", "netns", "exec", client);
    }

    /** The client's firewall drops new connections to the port without an answer. */
    void dropInbound(int port) {
        filter("tcp dport " + port + " ct state new drop");
    }

    /** The client's firewall answers new connections to the port with a reset, as if nobody listened. */
    void resetInbound(int port) {
        filter("tcp dport " + port + " ct state new reject with tcp reset");
    }

    /** The client's firewall answers new connections to the port with "administratively prohibited". */
    void prohibitInbound(int port) {
        filter("tcp dport " + port + " ct state new reject with icmp type admin-prohibited");
    }

    private void filter(String rule) {
        client("nft", "add", "table", "inet", "lab");
        client(
                "nft",
                "add",
                "chain",
                "inet",
                "lab",
                "inbound",
                "{ type filter hook input priority 0 ; policy accept ; }");
        client("nft", "add", "rule", "inet", "lab", "inbound", rule);
    }

    private void connect() {
        run("ip", "netns", "add", server);
        run("ip", "netns", "add", client);
        run(
                "ip",
                "link",
                "add",
                "s" + suffix,
                "netns",
                server,
                "type",
                "veth",
                "peer",
                "name",
                "c" + suffix,
                "netns",
                client);
        run("ip", "-n", server, "address", "add", SERVER_ADDRESS + "/24", "dev", "s" + suffix);
        run("ip", "-n", client, "address", "add", CLIENT_ADDRESS + "/24", "dev", "c" + suffix);
        for (String machine : List.of(server, client)) {
            run("ip", "-n", machine, "link", "set", "lo", "up");
        }
        run("ip", "-n", server, "link", "set", "s" + suffix, "up");
        run("ip", "-n", client, "link", "set", "c" + suffix, "up");
    }

    private void client(String... command) {
        List<String> all = new ArrayList<>(onClient());
        all.addAll(Arrays.asList(command));
        run(all.toArray(String[]::new));
    }

    private static void run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new UncheckedIOException(new IOException(String.join(" ", command) + ": " + output));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }

    @Override
    public void close() {
        for (String machine : List.of(server, client)) {
            try {
                run("ip", "netns", "delete", machine);
            } catch (UncheckedIOException e) {
                // It was never made; what was made is deleted all the same.
                continue;
            }
        }
    }
}
