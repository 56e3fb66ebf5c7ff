package dev.pushlab.server.demonstration.blockingserver;

import dev.pushlab.server.demonstration.Credentials;
import dev.pushlab.server.demonstration.RunDemonstration;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.HttpRoutes;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves {@code POST …/crowd} as well: a port and connections are opened. There is one blocking server at a time. */
public final class BlockingServerDemonstration extends RunDemonstration<Trial> {
    private static final Logger LOG = LoggerFactory.getLogger(BlockingServerDemonstration.class);

    public BlockingServerDemonstration() {
        super(Trial.TOPIC.name());
    }

    @Override
    protected void addMore(HttpRoutes.Builder routes, String path) {
        routes.post(path + "/crowd", this::crowd);
    }

    /** The port of the blocking server, while there is one: a page that is loaded then may ask it as well. */
    @Override
    public List<String> origins(HttpExchange page) {
        return running().map(Trial::origin).stream().toList();
    }

    @Override
    protected Trial begin(HttpExchange exchange) {
        String origin = exchange.headers().get(HttpHeaderNames.ORIGIN);
        try {
            Trial trial = new Trial(context(), origin == null ? Set.of() : Set.of(origin));
            LOG.info("Blocking server for {} on {}", exchange.remote(), trial.origin());
            return trial;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void crowd(HttpExchange exchange) {
        int clients = exchange.query("clients", 1, Trial.MOST_CLIENTS, 1);
        act(exchange, trial -> trial.ask(clients, Credentials.of(exchange, context())));
    }
}
