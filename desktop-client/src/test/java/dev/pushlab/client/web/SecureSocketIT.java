package dev.pushlab.client.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * wss of the pages' sockets against a TLS server of the JDK: the JVM's default SSLContext decides whom to believe, and
 * the certificate must be for the host's name.
 */
class SecureSocketIT {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final Pattern KEY = Pattern.compile("(?im)^sec-websocket-key: *(\\S+)");

    @TempDir
    Path folder;

    private final SSLContext before = defaultContext();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final SocketClient client = new SocketClient();
    private KeyStore keys;
    private SSLServerSocket server;

    private static SSLContext defaultContext() {
        try {
            return SSLContext.getDefault();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void startServer() throws Exception {
        Path store = folder.resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=Pushlab test",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).isZero();
        keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        server = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 4, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws Exception {
        SSLContext.setDefault(before);
        client.close();
        server.close();
    }

    @Test
    void opensWithACertificateThatTheDefaultContextTrusts() throws Exception {
        SSLContext.setDefault(trusting());
        CompletableFuture<Void> served = CompletableFuture.runAsync(this::greetAndClose);

        connect("127.0.0.1");

        assertThat(next()).isEqualTo("opened");
        assertThat(next()).isEqualTo("text secret");
        assertThat(next()).isEqualTo("closing");
        assertThat(next()).isEqualTo("closed false 1000 true");
        served.get(20, TimeUnit.SECONDS);
    }

    @Test
    void failsWithACertificateThatNobodyVouchesFor() {
        CompletableFuture<Void> served = CompletableFuture.runAsync(this::refuseQuietly);
        connect("127.0.0.1");
        assertThat(next()).isEqualTo("closed true 1006 false");
        served.join();
    }

    @Test
    void failsWithACertificateForAnotherName() throws Exception {
        SSLContext.setDefault(trusting());
        CompletableFuture<Void> served = CompletableFuture.runAsync(this::refuseQuietly);
        connect("localhost");
        assertThat(next()).isEqualTo("closed true 1006 false");
        served.join();
    }

    private SSLContext trusting() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", keys.getCertificate("server"));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private void connect(String host) {
        SocketTarget target = new SocketTarget(true, host, server.getLocalPort(), "/", "", "http://127.0.0.1");
        client.connect(new SocketConnection(target, new Recorder(), client.loop()));
    }

    private String next() {
        try {
            return events.poll(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** One handshake (RFC 6455 section 4.2.2), one text, one Close frame, whose answer it awaits. */
    private void greetAndClose() {
        try (SSLSocket socket = (SSLSocket) server.accept()) {
            socket.setSoTimeout(20_000);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            Matcher key = KEY.matcher(head);
            assertThat(key.find()).isTrue();
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key.group(1) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                            .getBytes(StandardCharsets.US_ASCII));
            out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(new byte[] {(byte) 0x81, 6});
            out.write("secret".getBytes(StandardCharsets.US_ASCII));
            out.write(new byte[] {(byte) 0x88, 2, 0x03, (byte) 0xE8});
            out.flush();
            // FIN and opcode 8, masked, two bytes: the client's Close frame.
            assertThat(in.readNBytes(8)).startsWith((byte) 0x88, (byte) 0x82);
        } catch (java.io.IOException | java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** The client leaves in the middle of the TLS handshake. */
    private void refuseQuietly() {
        try (SSLSocket socket = (SSLSocket) server.accept()) {
            socket.setSoTimeout(20_000);
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (java.io.IOException expected) {
            assertThat(expected).isInstanceOf(javax.net.ssl.SSLException.class);
        }
    }

    private final class Recorder implements SocketEvents {
        @Override
        public void opened(String protocol, String extensions) {
            events.add("opened");
        }

        @Override
        public void text(String data) {
            events.add("text " + data);
        }

        @Override
        public void binary(byte[] data) {
            events.add("binary " + data.length);
        }

        @Override
        public void sent(int bytes) {
            events.add("sent " + bytes);
        }

        @Override
        public void closing() {
            events.add("closing");
        }

        @Override
        public void closed(boolean failed, int code, String reason, boolean clean) {
            events.add("closed " + failed + " " + code + " " + clean);
        }
    }
}
