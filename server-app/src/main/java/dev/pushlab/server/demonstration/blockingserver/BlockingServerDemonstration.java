package dev.pushlab.server.demonstration.blockingserver;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.server.demonstration.Credentials;
import dev.pushlab.server.demonstration.Demonstration;
import dev.pushlab.server.demonstration.DemonstrationContext;
import dev.pushlab.server.demonstration.Demonstrations;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.HttpRoutes;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code POST …/start}, {@code …/crowd} and {@code …/stop} and {@code GET …/state}, to whoever may publish to its
 * topic: they open a port and connections. There is one blocking server at a time.
 */
public final class BlockingServerDemonstration implements Demonstration {
    static final String ID = "blocking-server";

    private static final Logger LOG = LoggerFactory.getLogger(BlockingServerDemonstration.class);
    private static final String PATH = "/demonstrations/" + ID;

    private final TechniqueDescriptor descriptor = Demonstrations.descriptor(ID);
    private DemonstrationContext context;
    private volatile Trial trial;

    @Override
    public TechniqueDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public void addTo(HttpRoutes.Builder routes, DemonstrationContext given) {
        context = given;
        routes.get(PATH + "/state", this::state)
                .post(PATH + "/start", this::start)
                .post(PATH + "/crowd", this::crowd)
                .post(PATH + "/stop", this::stop);
    }

    /** The port of the blocking server, while there is one: a page that is loaded then may ask it as well. */
    @Override
    public List<String> origins(HttpExchange page) {
        return running().map(Trial::origin).stream().toList();
    }

    @Override
    public void close() {
        running().ifPresent(Trial::close);
    }

    private Optional<Trial> running() {
        return Optional.ofNullable(trial).filter(it -> !it.isOver());
    }

    private void state(HttpExchange exchange) {
        exchange.requirePublisher(Trial.TOPIC);
        describe(exchange);
    }

    private void describe(HttpExchange exchange) {
        String json = running().map(it -> it.describe().toString()).orElse("{\"running\":false}");
        exchange.respondJson(HttpResponseStatus.OK, json);
    }

    private synchronized void start(HttpExchange exchange) {
        exchange.requirePublisher(Trial.TOPIC);
        running().ifPresent(Trial::close);
        String origin = exchange.headers().get(HttpHeaderNames.ORIGIN);
        try {
            trial = new Trial(context, origin == null ? Set.of() : Set.of(origin));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        LOG.info("Blocking server for {} on {}", exchange.remote(), trial.origin());
        describe(exchange);
    }

    private void crowd(HttpExchange exchange) {
        exchange.requirePublisher(Trial.TOPIC);
        int clients = exchange.query("clients", 1, Trial.MOST_CLIENTS, 1);
        Trial present = running().orElseThrow(() -> new ProblemException(Problem.Reason.NOT_FOUND));
        present.ask(clients, Credentials.of(exchange, context));
        describe(exchange);
    }

    private synchronized void stop(HttpExchange exchange) {
        exchange.requirePublisher(Trial.TOPIC);
        running().ifPresent(Trial::close);
        describe(exchange);
    }
}
