package dev.pushlab.server.demonstration.connectionsperhost;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.server.demonstration.Demonstration;
import dev.pushlab.server.demonstration.DemonstrationContext;
import dev.pushlab.server.demonstration.Demonstrations;
import dev.pushlab.server.demonstration.LoopbackNames;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.HttpRoutes;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Serves {@code GET …/hold}, which is answered after a while, {@code GET …/ask}, which is answered at once, and {@code POST
 * …/release}, which has all be answered that a page has here. How many of them are here at a time is the browser's doing.
 */
public final class ConnectionsPerHostDemonstration implements Demonstration {
    static final String ID = "connections-per-host";

    private static final String PATH = "/demonstrations/" + ID;
    private static final Pattern RUN = Pattern.compile("[a-z0-9-]{4,32}");
    private static final int SHORTEST_MILLIS = 100;
    private static final int LONGEST_MILLIS = 5_000;

    private final TechniqueDescriptor descriptor = Demonstrations.descriptor(ID);
    private final Holds holds = new Holds();

    @Override
    public TechniqueDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public void addTo(HttpRoutes.Builder routes, DemonstrationContext context) {
        routes.get(PATH + "/hold", this::hold).get(PATH + "/ask", this::ask).post(PATH + "/release", this::release);
    }

    /** The other name of this machine has an allowance of its own: its page may ask under both. */
    @Override
    public List<String> origins(HttpExchange page) {
        return LoopbackNames.otherOrigin(page).stream().toList();
    }

    @Override
    public void close() {
        holds.close();
    }

    private void hold(HttpExchange exchange) {
        permit(exchange);
        String run = run(exchange);
        int millis = exchange.query("millis", SHORTEST_MILLIS, LONGEST_MILLIS, LONGEST_MILLIS);
        holds.hold(exchange, run, Duration.ofMillis(millis));
    }

    private void ask(HttpExchange exchange) {
        permit(exchange);
        Holds.answer(exchange, Duration.ZERO);
    }

    private void release(HttpExchange exchange) {
        permit(exchange);
        exchange.respondJson(HttpResponseStatus.OK, "{\"released\":" + holds.release(run(exchange)) + "}");
    }

    private static void permit(HttpExchange exchange) {
        if (!LoopbackNames.isOtherName(exchange)) {
            exchange.requireOrigin();
        }
        exchange.requireReader();
    }

    private static String run(HttpExchange exchange) {
        return exchange.query("run")
                .filter(text -> RUN.matcher(text).matches())
                .orElseThrow(() -> new ProblemException(Problem.Reason.INVALID_PARAMETER, "run", "4–32 a-z 0-9 -"));
    }
}
