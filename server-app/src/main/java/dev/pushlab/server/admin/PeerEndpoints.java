package dev.pushlab.server.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.pushlab.server.access.Actor;
import dev.pushlab.server.access.Audit;
import dev.pushlab.server.access.KeptJson;
import dev.pushlab.server.access.PeerRights;
import dev.pushlab.server.access.Rights;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.HttpRoutes;
import dev.pushlab.server.net.Problem;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The rights of peers that speak the binary protocol: {@code GET /peers} lists those that were given some, {@code PUT
 * /peers/PEER} gives them, {@code DELETE /peers/PEER} takes that back. PEER is a fingerprint, {@code identified} or
 * {@code shared-secret}.
 */
public final class PeerEndpoints {
    private final PeerRights peers;
    private final Audit audit;

    public PeerEndpoints(PeerRights peers, Audit audit) {
        this.peers = peers;
        this.audit = audit;
    }

    public void addTo(HttpRoutes.Builder routes) {
        routes.get("/peers", this::list).put("/peers/{peer}", this::set).delete("/peers/{peer}", this::remove);
    }

    private void list(HttpExchange exchange) {
        exchange.requireAdmin();
        ArrayNode list = AdminJson.JSON.createArrayNode();
        peers.list().forEach((peer, rights) -> KeptJson.put(list.addObject().put("peer", peer), rights));
        exchange.respondJson(HttpResponseStatus.OK, list.toString());
    }

    private void set(HttpExchange exchange) {
        Actor actor = exchange.requireAdmin();
        String peer = peer(exchange);
        Rights rights = AdminJson.rights(AdminJson.body(exchange, Set.of("role", "topics")));
        answer(exchange, actor, "peer.set", peer, peers.set(peer, rights));
    }

    private void remove(HttpExchange exchange) {
        Actor actor = exchange.requireAdmin();
        String peer = peer(exchange);
        answer(exchange, actor, "peer.remove", peer, peers.remove(peer));
    }

    private static String peer(HttpExchange exchange) {
        try {
            return PeerRights.peer(exchange.value("peer"));
        } catch (IllegalArgumentException e) {
            throw AdminJson.wrong("peer", "64 0-9 a-f, identified, shared-secret");
        }
    }

    private void answer(
            HttpExchange exchange, Actor actor, String action, String peer, CompletableFuture<Void> change) {
        change.whenComplete((done, failure) -> {
            audit.record(actor, action, peer, failure);
            if (failure != null) {
                exchange.fail(AdminJson.problem(failure, Problem.Reason.UNKNOWN_PEER));
            } else {
                exchange.respondEmpty();
            }
        });
    }
}
