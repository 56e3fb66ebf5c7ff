package dev.pushlab.server.demonstration.deadpeers;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.server.demonstration.Credentials;
import dev.pushlab.server.demonstration.Demonstration;
import dev.pushlab.server.demonstration.DemonstrationContext;
import dev.pushlab.server.demonstration.Demonstrations;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.HttpRoutes;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Serves {@code POST …/start}, {@code …/kill}, {@code …/flood}, {@code …/left} and {@code …/stop}, {@code GET …/state} and
 * {@code GET …/own}, a stream of the page, to whoever may publish to its topic. They concern connections that the server
 * makes to itself, and that stream.
 */
public final class DeadPeersDemonstration implements Demonstration {
    static final String ID = "dead-peers";

    private static final String PATH = "/demonstrations/" + ID;

    private final TechniqueDescriptor descriptor = Demonstrations.descriptor(ID);
    private DemonstrationContext context;
    private volatile Ward ward;

    @Override
    public TechniqueDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public void addTo(HttpRoutes.Builder routes, DemonstrationContext given) {
        context = given;
        routes.get(PATH + "/state", this::state)
                .get(PATH + "/own", this::own)
                .post(PATH + "/start", this::start)
                .post(PATH + "/kill", this::kill)
                .post(PATH + "/flood", exchange -> act(exchange, Ward::flood))
                .post(PATH + "/left", exchange -> act(exchange, Ward::ownDied))
                .post(PATH + "/stop", this::stop);
    }

    @Override
    public void close() {
        running().ifPresent(Ward::close);
    }

    private Optional<Ward> running() {
        return Optional.ofNullable(ward).filter(it -> !it.isOver());
    }

    private Ward present() {
        return running().orElseThrow(() -> new ProblemException(Problem.Reason.NOT_FOUND));
    }

    private void state(HttpExchange exchange) {
        exchange.requirePublisher(Ward.TOPIC);
        describe(exchange);
    }

    private void describe(HttpExchange exchange) {
        String json = running().map(it -> it.describe().toString()).orElse("{\"running\":false}");
        exchange.respondJson(HttpResponseStatus.OK, json);
    }

    private synchronized void start(HttpExchange exchange) {
        exchange.requirePublisher(Ward.TOPIC);
        running().ifPresent(Ward::close);
        ward = new Ward(context, Credentials.of(exchange, context));
        describe(exchange);
    }

    /** One of them, or all. */
    private void kill(HttpExchange exchange) {
        exchange.requirePublisher(Ward.TOPIC);
        Ward present = present();
        int peer = exchange.query("peer", 0, present.size() - 1, present.size());
        if (peer == present.size()) {
            present.killAll();
        } else {
            present.kill(peer);
        }
        describe(exchange);
    }

    private void act(HttpExchange exchange, Consumer<Ward> action) {
        exchange.requirePublisher(Ward.TOPIC);
        action.accept(present());
        describe(exchange);
    }

    private void stop(HttpExchange exchange) {
        exchange.requirePublisher(Ward.TOPIC);
        running().ifPresent(Ward::close);
        describe(exchange);
    }

    private void own(HttpExchange exchange) {
        exchange.requireOrigin();
        exchange.requirePublisher(Ward.TOPIC);
        OwnStream stream = present().own();
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_EVENT_STREAM)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        exchange.stream(head, stream);
    }
}
