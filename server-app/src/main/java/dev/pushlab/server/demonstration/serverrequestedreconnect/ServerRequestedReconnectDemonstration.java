package dev.pushlab.server.demonstration.serverrequestedreconnect;

import dev.pushlab.protocol.message.Message;
import dev.pushlab.server.access.Actor;
import dev.pushlab.server.access.Audit;
import dev.pushlab.server.demonstration.Credentials;
import dev.pushlab.server.demonstration.RunDemonstration;
import dev.pushlab.server.net.Connection;
import dev.pushlab.server.net.ConnectionInfo;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.HttpRoutes;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Serves {@code POST …/ask} and {@code …/cut} as well, to whoever may publish to its topic: they concern clients that the
 * server plays itself. {@code POST …/everybody} asks all clients of this server
 * to come again, and is for administrators.
 */
public final class ServerRequestedReconnectDemonstration extends RunDemonstration<Flock> {
    private static final int LONGEST_SECONDS = 60;

    public ServerRequestedReconnectDemonstration() {
        super(Flock.TOPIC.name());
    }

    @Override
    protected void addMore(HttpRoutes.Builder routes, String path) {
        routes.post(path + "/ask", this::ask)
                .post(path + "/cut", exchange -> act(exchange, Flock::cut))
                .post(path + "/everybody", this::everybody);
    }

    @Override
    protected Flock begin(HttpExchange exchange) {
        int clients = exchange.query("clients", 1, Flock.MOST_CLIENTS, Flock.MOST_CLIENTS);
        return new Flock(context(), technique(exchange), clients, Credentials.of(exchange, context()));
    }

    private void ask(HttpExchange exchange) {
        Duration within = within(exchange);
        act(exchange, flock -> flock.ask(within));
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

    // snippet:begin everybody
    /** All who receive events now: what is published meanwhile waits for them in the history of their topics. */
    private void everybody(HttpExchange exchange) {
        Actor actor = exchange.requireAdmin();
        Duration within = within(exchange);
        int asked = context().connections().reconnect(each -> receives(each) && each != exchange.connection(), within);
        context()
                .audit()
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
