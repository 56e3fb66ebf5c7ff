package dev.pushlab.server.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pushlab.server.access.AccessToken;
import dev.pushlab.server.access.Actor;
import dev.pushlab.server.access.Audit;
import dev.pushlab.server.access.KeptJson;
import dev.pushlab.server.access.Rights;
import dev.pushlab.server.access.Tokens;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.HttpRoutes;
import dev.pushlab.server.net.Problem;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * {@code GET /tokens} lists the tokens and never a secret; {@code POST /tokens} makes one, {@code POST
 * /tokens/NAME/rotation} puts another secret in its place, {@code DELETE /tokens/NAME} revokes it. A secret is told in the
 * answer that made it and never again.
 */
public final class TokenEndpoints {
    private final Tokens tokens;
    private final Audit audit;

    public TokenEndpoints(Tokens tokens, Audit audit) {
        this.tokens = tokens;
        this.audit = audit;
    }

    public void addTo(HttpRoutes.Builder routes) {
        routes.get("/tokens", this::list)
                .post("/tokens", this::create)
                .post("/tokens/{name}/rotation", this::rotate)
                .delete("/tokens/{name}", this::revoke);
    }

    private void list(HttpExchange exchange) {
        exchange.requireAdmin();
        ArrayNode list = AdminJson.JSON.createArrayNode();
        for (Tokens.Info token : tokens.list()) {
            ObjectNode one = list.addObject().put("name", token.name());
            KeptJson.put(one, token.rights());
            one.put("created", token.created().toString());
        }
        exchange.respondJson(HttpResponseStatus.OK, list.toString());
    }

    private void create(HttpExchange exchange) {
        Actor actor = exchange.requireAdmin();
        ObjectNode body = AdminJson.body(exchange, Set.of("name", "role", "topics"));
        // Null, and no name at all, for anything but a string.
        String name = body.path("name").textValue();
        try {
            Tokens.checkName(name);
        } catch (IllegalArgumentException e) {
            throw AdminJson.wrong("name", e.getMessage());
        }
        Rights rights = AdminJson.rights(body);
        answer(exchange, actor, "token.create", name, HttpResponseStatus.CREATED, tokens.create(name, rights));
    }

    private void rotate(HttpExchange exchange) {
        Actor actor = exchange.requireAdmin();
        String name = exchange.value("name");
        answer(exchange, actor, "token.rotate", name, HttpResponseStatus.OK, tokens.rotate(name));
    }

    private void revoke(HttpExchange exchange) {
        Actor actor = exchange.requireAdmin();
        String name = exchange.value("name");
        tokens.revoke(name).whenComplete((done, failure) -> {
            audit.record(actor, "token.revoke", name, failure);
            if (failure != null) {
                exchange.fail(AdminJson.problem(failure, Problem.Reason.UNKNOWN_TOKEN));
            } else {
                exchange.respondEmpty();
            }
        });
    }

    private void answer(
            HttpExchange exchange,
            Actor actor,
            String action,
            String name,
            HttpResponseStatus status,
            CompletableFuture<AccessToken> token) {
        token.whenComplete((fresh, failure) -> {
            audit.record(actor, action, name, failure);
            if (failure != null) {
                exchange.fail(AdminJson.problem(failure, Problem.Reason.UNKNOWN_TOKEN));
                return;
            }
            ObjectNode answer =
                    AdminJson.JSON.createObjectNode().put("name", name).put("token", fresh.reveal());
            exchange.respondJson(status, answer.toString());
        });
    }
}
