package dev.pushlab.server.demonstration.serverrequestedreconnect;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.server.access.Actor;
import dev.pushlab.server.access.Audit;
import dev.pushlab.server.demonstration.Credentials;
import dev.pushlab.server.demonstration.Demonstration;
import dev.pushlab.server.demonstration.DemonstrationContext;
import dev.pushlab.server.demonstration.Demonstrations;
import dev.pushlab.server.net.Connection;
import dev.pushlab.server.net.ConnectionInfo;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.HttpRoutes;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Serves {@code POST …/start}, {@code …/ask}, {@code …/cut}, {@code …/stop} and {@code GET …/state}, to whoever may publish
 * to its topic: they concern clients that the server plays itself. {@code POST …/everybody} asks all clients of this server
 * to come again, and is for administrators.
 */
public final class ServerRequestedReconnectDemonstration implements Demonstration {
    static final String ID = "server-requested-reconnect";

    private static final String PATH = "/demonstrations/" + ID;
    private static final int LONGEST_SECONDS = 60;

    private final TechniqueDescriptor descriptor = Demonstrations.descriptor(ID);
    private DemonstrationContext context;
    private volatile Flock flock;

    @Override
    public TechniqueDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public void addTo(HttpRoutes.Builder routes, DemonstrationContext given) {
        context = given;
        routes.get(PATH + "/state", this::state)
                .post(PATH + "/start", this::start)
                .post(PATH + "/ask", this::ask)
                .post(PATH + "/cut", this::cut)
                .post(PATH + "/stop", this::stop)
                .post(PATH + "/everybody", this::everybody);
    }

    @Override
    public void close() {
        running().ifPresent(Flock::close);
    }

    private Optional<Flock> running() {
        return Optional.ofNullable(flock).filter(it -> !it.isOver());
    }

    private Flock present() {
        return running().orElseThrow(() -> new ProblemException(Problem.Reason.NOT_FOUND));
    }

    private void state(HttpExchange exchange) {
        exchange.requirePublisher(Flock.TOPIC);
        describe(exchange);
    }

    private void describe(HttpExchange exchange) {
        String json = running().map(it -> it.describe().toString()).orElse("{\"running\":false}");
        exchange.respondJson(HttpResponseStatus.OK, json);
    }

    private synchronized void start(HttpExchange exchange) {
        exchange.requirePublisher(Flock.TOPIC);
        int clients = exchange.query("clients", 1, Flock.MOST_CLIENTS, Flock.MOST_CLIENTS);
        Flock.Technique technique = technique(exchange);
        running().ifPresent(Flock::close);
        flock = new Flock(context, technique, clients, Credentials.of(exchange, context));
        describe(exchange);
    }

    private static Flock.Technique technique(HttpExchange exchange) {
        String word = exchange.query("technique").orElse(Flock.Technique.SSE.word());
        return Arrays.stream(Flock.Technique.values())
                .filter(it -> it.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        Problem.Reason.INVALID_PARAMETER,
                        "technique",
                        Arrays.stream(Flock.Technique.values())
                                .map(Flock.Technique::word)
                                .collect(Collectors.joining(", "))));
    }

    private void ask(HttpExchange exchange) {
        exchange.requirePublisher(Flock.TOPIC);
        Duration within = within(exchange);
        present().ask(within);
        describe(exchange);
    }

    private void cut(HttpExchange exchange) {
        exchange.requirePublisher(Flock.TOPIC);
        present().cut();
        describe(exchange);
    }

    private void stop(HttpExchange exchange) {
        exchange.requirePublisher(Flock.TOPIC);
        running().ifPresent(Flock::close);
        describe(exchange);
    }

    // snippet:begin everybody
    /** All who receive events now: what is published meanwhile waits for them in the history of their topics. */
    private void everybody(HttpExchange exchange) {
        Actor actor = exchange.requireAdmin();
        Duration within = within(exchange);
        int asked = context.connections().reconnect(each -> receives(each) && each != exchange.connection(), within);
        context.audit()
                .record(actor, "clients.reconnect", asked + " within " + within.toSeconds() + " s", Audit.Outcome.DONE);
        exchange.respondJson(HttpResponseStatus.OK, "{\"asked\":" + asked + "}");
    }
    // snippet:end

    /** Those that this side dialled cannot come again by themselves. */
    private static boolean receives(Connection connection) {
        ConnectionInfo info = connection.info();
        return info.technique().isPresent() && info.direction() == Message.Direction.FORWARD;
    }

    private static Duration within(HttpExchange exchange) {
        return Duration.ofSeconds(exchange.query("within", 0, LONGEST_SECONDS, 10));
    }
}
