package dev.pushlab.server.fanout;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Clients of an event stream that ask and never read, in a process of their own: what they hold is not the server's, and a
 * process may open only so many files.
 */
final class StalledClients implements AutoCloseable {
    private final Process process;
    private final PrintStream commands;
    private final BufferedReader answers;
    private int count;

    /** @param topic of the stream at this server of this machine */
    StalledClients(InetSocketAddress server, String topic) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StalledClients.class.getName(),
                        String.valueOf(server.getPort()),
                        topic)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    }

    /** So many more; returns when all have sent their requests. */
    void open(int more, String query) throws IOException {
        commands.println(more + " " + query);
        String answer = answers.readLine();
        if (!"done".equals(answer)) {
            throw new IOException("of " + more + " more beside " + count + ": " + answer);
        }
        count += more;
    }

    int count() {
        return count;
    }

    @Override
    public void close() {
        commands.close();
        process.onExit()
                .orTimeout(20, TimeUnit.SECONDS)
                .exceptionally(late -> process.destroyForcibly())
                .join();
    }

    /** Ends with its input. */
    public static void main(String[] args) throws IOException {
        InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
        List<SocketChannel> open = new ArrayList<>();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", 2);
            byte[] request = ("GET /topics/" + args[1] + "/sse" + words[1] + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            for (int i = Integer.parseInt(words[0]); i > 0; i--) {
                SocketChannel channel = SocketChannel.open();
                channel.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 10);
                channel.connect(server);
                for (ByteBuffer bytes = ByteBuffer.wrap(request); bytes.hasRemaining(); ) {
                    channel.write(bytes);
                }
                open.add(channel);
            }
            System.out.println("done");
        }
        for (SocketChannel channel : open) {
            channel.close();
        }
    }
}
