package dev.pushlab.server.pages;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.tap.TrafficCounters;
import dev.pushlab.server.PushlabServer;
import dev.pushlab.server.ServerOptions;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.net.HttpLimits;
import dev.pushlab.server.net.Language;
import dev.pushlab.server.tls.HttpsOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** The real server, with pages to open and topics to publish to. */
public final class PagesServer implements AutoCloseable {
    private final PushlabServer server;

    private PagesServer(ServerOptions options) throws IOException {
        server = new PushlabServer(options);
        server.start();
    }

    public static PagesServer start() throws IOException {
        return new PagesServer(ServerOptions.defaults());
    }

    /** @param history how many events each topic keeps */
    public static PagesServer start(int history) throws IOException {
        return new PagesServer(ServerOptions.defaults().withHistory(new HubOptions(10, history, 1 << 20)));
    }

    /** @param before one that listened at the ports of this one: for pages a restart of it, with another epoch */
    public static PagesServer startInsteadOf(PagesServer before) throws IOException {
        return new PagesServer(ServerOptions.defaults()
                .withHttpPort(before.port())
                .withCrossOriginPort(before.server.crossOriginAddress().getPort()));
    }

    /** @param heartbeat between two signs of life on a stream */
    public static PagesServer startBeating(Duration heartbeat) throws IOException {
        return new PagesServer(ServerOptions.defaults().withLimits(HttpLimits.DEFAULT.withHeartbeat(heartbeat)));
    }

    /** @param port whose pages may read at the server's other origin too */
    public static PagesServer startAllowingItself(int port) throws IOException {
        return new PagesServer(
                ServerOptions.defaults().withHttpPort(port).withOrigins(Set.of("http://127.0.0.1:" + port)));
    }

    /** One at which nobody may publish without its token. */
    public static PagesServer startGuarded() throws IOException {
        return new PagesServer(ServerOptions.defaults().withLoopbackExempt(false));
    }

    /** One at which nobody may read without a token, over HTTPS as well. */
    public static PagesServer startForReadersWithTokens() throws IOException {
        return new PagesServer(
                ServerOptions.defaults().withReadersNeedToken(true).withHttps(HttpsOptions.selfMade(0)));
    }

    public PushlabServer server() {
        return server;
    }

    /** The address of a technique's page over HTTPS. */
    public String securePage(String technique) {
        return "https://localhost:" + server.httpsAddress().orElseThrow().getPort() + "/techniques/" + technique + "/";
    }

    public String token() {
        return server.token().reveal();
    }

    public int port() {
        return server.httpAddress().getPort();
    }

    /** The address of a technique's page. */
    public String page(String technique) {
        return "http://127.0.0.1:" + port() + "/techniques/" + technique + "/";
    }

    /** Publishes text and waits until it is accepted. */
    public void publish(String topic, String type, String text) {
        EventDraft draft = new EventDraft(type, EventDraft.TEXT, Payload.text(text));
        server.hub().publish(new Topic(topic), draft).toCompletableFuture().join();
    }

    /** A text of a technique's room. */
    public String message(String technique, Language language, String key) {
        return language.bundle("dev.pushlab.server.technique." + technique.replace("-", "") + ".messages")
                .getString(key);
    }

    /** How many connections are open, of whatever kind. */
    public int connections() {
        return server.connections().count();
    }

    /** What went over all connections on behalf of a technique. */
    public TrafficCounters traffic(String technique) {
        return server.connections().traffic(technique);
    }

    @Override
    public void close() {
        server.close();
    }
}
