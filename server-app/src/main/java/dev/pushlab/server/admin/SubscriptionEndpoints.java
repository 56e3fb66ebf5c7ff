package dev.pushlab.server.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.access.Actor;
import dev.pushlab.server.access.Audit;
import dev.pushlab.server.access.Role;
import dev.pushlab.server.hub.DurableOptions;
import dev.pushlab.server.hub.DurableStats;
import dev.pushlab.server.hub.DurableSubscription;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.SubscriptionName;
import dev.pushlab.server.net.Caller;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.HttpRoutes;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import dev.pushlab.server.net.SubscriptionNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;

/**
 * Durable subscriptions: {@code /topics/TOPIC/subscriptions} lists those of whoever asks, {@code PUT} and {@code DELETE} of
 * one of them make and delete it, {@code POST …/ack} acknowledges. An administrator sees all, and deletes those of others
 * by naming the {@code owner}.
 */
public final class SubscriptionEndpoints {
    private final Hub hub;
    private final Audit audit;

    public SubscriptionEndpoints(Hub hub, Audit audit) {
        this.hub = hub;
        this.audit = audit;
    }

    public void addTo(HttpRoutes.Builder routes) {
        String one = "/topics/{topic}/subscriptions/{name}";
        routes.get("/topics/{topic}/subscriptions", this::list)
                .put(one, this::put)
                .delete(one, this::delete)
                .post(one + "/ack", this::acknowledge);
    }

    private void list(HttpExchange exchange) {
        Topic topic = new Topic(exchange.value("topic"));
        Caller caller = exchange.caller();
        boolean all = caller.refusal(Role.ADMIN).isEmpty();
        // Any name will do: it is the owner that counts.
        String owner = SubscriptionNames.of(caller, "any").owner();
        ArrayNode list = AdminJson.JSON.createArrayNode();
        for (DurableStats stats : hub.durables().list(topic)) {
            if (all || stats.name().owner().equals(owner)) {
                write(stats, list.addObject());
            }
        }
        exchange.respondJson(HttpResponseStatus.OK, list.toString());
    }

    private void put(HttpExchange exchange) {
        Topic topic = new Topic(exchange.value("topic"));
        SubscriptionName name = SubscriptionNames.of(exchange.caller(), exchange.value("name"));
        ObjectNode body = exchange.request().content().isReadable()
                ? AdminJson.body(exchange, Set.of("window", "ackWait", "expiry", "after"))
                : AdminJson.JSON.createObjectNode();
        DurableOptions options = options(body);
        JsonNode after = body.path("after");
        if (!after.isMissingNode() && !after.isTextual()) {
            throw AdminJson.wrong("after", "EPOCH:OFFSET, earliest");
        }
        Position start = Position.parse(after.isTextual() ? after.textValue() : null);
        boolean isNew = hub.durables().find(topic, name).isEmpty();
        hub.durables().put(topic, name, options, start).whenComplete((subscription, failure) -> {
            if (failure != null) {
                exchange.fail(cause(failure));
                return;
            }
            ObjectNode answer = AdminJson.JSON.createObjectNode();
            write(subscription.stats(), answer);
            exchange.respondJson(isNew ? HttpResponseStatus.CREATED : HttpResponseStatus.OK, answer.toString());
        });
    }

    private void delete(HttpExchange exchange) {
        Topic topic = new Topic(exchange.value("topic"));
        Optional<String> owner = exchange.query("owner");
        Optional<Actor> actor = owner.map(it -> exchange.requireAdmin());
        SubscriptionName name = owner.isPresent()
                ? ofOwner(owner.get(), exchange.value("name"))
                : SubscriptionNames.of(exchange.caller(), exchange.value("name"));
        hub.durables().remove(topic, name).whenComplete((found, failure) -> {
            actor.ifPresent(it -> audit.record(
                    it,
                    "subscription.delete",
                    topic + " " + name,
                    failure == null && !found ? SubscriptionNames.unknown() : failure));
            if (failure != null) {
                exchange.fail(cause(failure));
            } else if (!found) {
                exchange.fail(SubscriptionNames.unknown());
            } else {
                exchange.respondEmpty();
            }
        });
    }

    private static SubscriptionName ofOwner(String owner, String name) {
        try {
            return new SubscriptionName(owner, name);
        } catch (IllegalArgumentException e) {
            throw AdminJson.wrong("owner, subscription", "owner: 1–128 × 0x21–0x7E");
        }
    }

    private void acknowledge(HttpExchange exchange) {
        Topic topic = new Topic(exchange.value("topic"));
        SubscriptionName name = SubscriptionNames.of(exchange.caller(), exchange.value("name"));
        JsonNode id = AdminJson.body(exchange, Set.of("id")).path("id");
        DurableSubscription subscription = hub.durables().find(topic, name).orElseThrow(SubscriptionNames::unknown);
        if (!subscription.acknowledge(EventId.parse(id.isTextual() ? id.textValue() : ""))) {
            throw new ProblemException(Problem.Reason.INVALID_ID);
        }
        exchange.respondEmpty();
    }

    private static DurableOptions options(ObjectNode body) {
        JsonNode window = body.path("window");
        if (!window.isMissingNode() && !(window.isIntegralNumber() && window.canConvertToInt())) {
            throw bounds("window");
        }
        DurableOptions otherwise = DurableOptions.DEFAULT;
        try {
            return new DurableOptions(
                    window.asInt(otherwise.window()),
                    duration(body, "ackWait", otherwise.ackWait()),
                    duration(body, "expiry", otherwise.expiry()));
        } catch (IllegalArgumentException e) {
            throw bounds(e.getMessage());
        }
    }

    private static Duration duration(ObjectNode body, String name, Duration otherwise) {
        JsonNode text = body.path(name);
        if (text.isMissingNode()) {
            return otherwise;
        }
        try {
            return Duration.parse(text.isTextual() ? text.textValue() : "");
        } catch (DateTimeException e) {
            throw bounds(name);
        }
    }

    private static ProblemException bounds(String name) {
        return AdminJson.wrong(
                name,
                switch (name) {
                    case "window" -> "1–" + DurableOptions.MAX_WINDOW;
                    case "ackWait" -> DurableOptions.MIN_ACK_WAIT + "–" + DurableOptions.MAX_ACK_WAIT + " (ISO 8601)";
                    default -> DurableOptions.MIN_EXPIRY + "–P" + DurableOptions.MAX_EXPIRY.toDays() + "D (ISO 8601)";
                });
    }

    private static void write(DurableStats stats, ObjectNode into) {
        into.put("topic", stats.topic().name())
                .put("name", stats.name().name())
                .put("owner", stats.name().owner())
                .put("acknowledged", stats.acknowledged().toString())
                .put("waiting", stats.waiting())
                .put("delivering", stats.delivering())
                .put("redelivered", stats.redelivered())
                .put("used", stats.used().toString())
                .put("window", stats.options().window())
                .put("ackWait", stats.options().ackWait().toString())
                .put("expiry", stats.options().expiry().toString());
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }
}
