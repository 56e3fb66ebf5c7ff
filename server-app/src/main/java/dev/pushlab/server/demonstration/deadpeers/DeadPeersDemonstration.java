package dev.pushlab.server.demonstration.deadpeers;

import dev.pushlab.server.demonstration.Credentials;
import dev.pushlab.server.demonstration.RunDemonstration;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.HttpRoutes;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

/**
 * Serves {@code POST …/kill}, {@code …/flood} and {@code …/left} as well, and {@code GET …/own}, a stream of the page, to
 * whoever may publish to its topic. They concern connections that the server makes to itself, and that stream.
 */
public final class DeadPeersDemonstration extends RunDemonstration<Ward> {
    public DeadPeersDemonstration() {
        super(Ward.TOPIC.name());
    }

    @Override
    protected void addMore(HttpRoutes.Builder routes, String path) {
        routes.get(path + "/own", this::own)
                .post(path + "/kill", this::kill)
                .post(path + "/flood", exchange -> act(exchange, Ward::flood))
                .post(path + "/left", exchange -> act(exchange, Ward::ownDied));
    }

    @Override
    protected Ward begin(HttpExchange exchange) {
        return new Ward(context(), Credentials.of(exchange, context()));
    }

    /** One of them, or all. */
    private void kill(HttpExchange exchange) {
        act(exchange, ward -> {
            int peer = exchange.query("peer", 0, ward.size() - 1, ward.size());
            if (peer == ward.size()) {
                ward.killAll();
            } else {
                ward.kill(peer);
            }
        });
    }

    private void own(HttpExchange exchange) {
        exchange.requireOrigin();
        require(exchange);
        OwnStream stream = present().own();
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        head.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_EVENT_STREAM)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        exchange.stream(head, stream);
    }
}
