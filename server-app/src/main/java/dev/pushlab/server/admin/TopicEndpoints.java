package dev.pushlab.server.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.access.Actor;
import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.hub.Retention;
import dev.pushlab.server.hub.RetentionExceededException;
import dev.pushlab.server.hub.SlowConsumer;
import dev.pushlab.server.hub.TopicSettings;
import dev.pushlab.server.hub.TopicStats;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.HttpRoutes;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;

/**
 * {@code GET /topics} lists the topics with their settings and figures; {@code PUT /topics/TOPIC} sets how one is kept,
 * and makes it if there is none. What the body leaves out has its default.
 */
public final class TopicEndpoints {
    private final Hub hub;
    private final TopicAdministration administration;

    public TopicEndpoints(Hub hub, TopicAdministration administration) {
        this.hub = hub;
        this.administration = administration;
    }

    public void addTo(HttpRoutes.Builder routes) {
        routes.get("/topics", this::list).put("/topics/{topic}", this::configure);
    }

    private void list(HttpExchange exchange) {
        exchange.requireReader();
        ArrayNode list = AdminJson.JSON.createArrayNode();
        for (TopicStats stats : hub.topics()) {
            put(list.addObject().put("topic", stats.topic().name()), stats.settings())
                    .put("unreadable", stats.unreadable())
                    .put("last", stats.last().toString())
                    .put("kept", stats.kept())
                    .put("keptBytes", stats.keptBytes())
                    .put("published", stats.events())
                    .put("publishedBytes", stats.bytes())
                    .put("rate", stats.rate())
                    .put("subscribers", stats.subscribers())
                    .put("fellBehind", stats.slow().fellBehind())
                    .put("dropped", stats.slow().dropped())
                    .put("conflated", stats.slow().conflated())
                    .put("disconnected", stats.slow().disconnected());
        }
        exchange.respondJson(HttpResponseStatus.OK, list.toString());
    }

    private void configure(HttpExchange exchange) {
        Actor actor = exchange.requireAdmin();
        Topic topic = new Topic(exchange.value("topic"));
        TopicSettings wanted = settings(
                AdminJson.body(exchange, Set.of("durable", "retention", "slowConsumer", "queue", "conflateBy")));
        administration.configure(actor, topic, wanted).done().whenComplete((settings, failure) -> {
            if (failure != null) {
                exchange.fail(problem(failure));
            } else {
                ObjectNode answer = put(AdminJson.JSON.createObjectNode().put("topic", topic.name()), settings);
                exchange.respondJson(HttpResponseStatus.OK, answer.toString());
            }
        });
    }

    private static ObjectNode put(ObjectNode into, TopicSettings settings) {
        Retention retention = settings.retention();
        ObjectNode bounds = into.put("durable", settings.durable())
                .putObject("retention")
                .put("events", retention.events())
                .put("bytes", retention.bytes());
        retention.age().ifPresent(age -> bounds.put("age", age.toString()));
        SlowConsumer slow = settings.slow();
        into.put("slowConsumer", slow.policy().word());
        slow.queue().ifPresent(queue -> into.put("queue", queue));
        slow.conflateBy().ifPresent(pointer -> into.put("conflateBy", pointer));
        return into;
    }

    private static Throwable problem(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof RetentionExceededException exceeded
                ? AdminJson.wrong("retention.bytes", "1–" + exceeded.available())
                : cause;
    }

    // ---- reading ------------------------------------------------------------------------------------------------

    /** @throws ProblemException naming the member that is missing, unknown, of another kind or out of its bounds */
    private TopicSettings settings(ObjectNode body) {
        JsonNode durable = body.path("durable");
        if (!durable.isBoolean()) {
            throw AdminJson.wrong("durable", "true, false");
        }
        JsonNode retention = body.path("retention");
        if (!retention.isMissingNode() && !retention.isObject()) {
            throw AdminJson.wrong("retention", "JSON {age, bytes, events}");
        }
        retention.fieldNames().forEachRemaining(name -> {
            if (!Set.of("events", "bytes", "age").contains(name)) {
                throw AdminJson.wrong("retention", "JSON {age, bytes, events}");
            }
        });
        Retention otherwise = administration.defaults().retention();
        return new TopicSettings(
                durable.booleanValue(),
                new Retention(
                        (int) number(retention, "events", Retention.MAX_EVENTS, otherwise.events()),
                        number(retention, "bytes", Retention.MAX_BYTES, otherwise.bytes()),
                        age(retention)),
                slowConsumer(body));
    }

    private static SlowConsumer slowConsumer(ObjectNode body) {
        JsonNode word = body.path("slowConsumer");
        SlowConsumer.Policy policy = word.isMissingNode()
                ? SlowConsumer.DEFAULT.policy()
                : SlowConsumer.Policy.of(word.isTextual() ? word.textValue() : "")
                        .orElseThrow(() -> AdminJson.wrong("slowConsumer", "drop-oldest, conflate, disconnect"));
        JsonNode queue = body.path("queue");
        JsonNode pointer = body.path("conflateBy");
        boolean conflates = policy == SlowConsumer.Policy.CONFLATE;
        if (!queue.isMissingNode() && conflates) {
            throw AdminJson.wrong("queue", "slowConsumer: drop-oldest, disconnect");
        }
        if (!pointer.isMissingNode() && !conflates) {
            throw AdminJson.wrong("conflateBy", "slowConsumer: conflate");
        }
        if (!pointer.isMissingNode() && !(pointer.isTextual() && SlowConsumer.isPointer(pointer.textValue()))) {
            throw AdminJson.wrong("conflateBy", "JSON Pointer (RFC 6901), 0–" + SlowConsumer.MAX_POINTER);
        }
        return new SlowConsumer(
                policy,
                queue.isMissingNode()
                        ? Optional.empty()
                        : Optional.of((int) number(queue, "queue", Retention.MAX_EVENTS)),
                pointer.isMissingNode() ? Optional.empty() : Optional.of(pointer.textValue()));
    }

    private static long number(JsonNode retention, String name, long max, long otherwise) {
        JsonNode number = retention.path(name);
        if (number.isMissingNode()) {
            return otherwise;
        }
        return number(number, "retention." + name, max);
    }

    private static long number(JsonNode number, String member, long max) {
        if (!number.isIntegralNumber()
                || !number.canConvertToLong()
                || number.longValue() < 1
                || number.longValue() > max) {
            throw AdminJson.wrong(member, "1–" + max);
        }
        return number.longValue();
    }

    private static Optional<Duration> age(JsonNode retention) {
        JsonNode text = retention.path("age");
        if (text.isMissingNode() || text.isNull()) {
            return Optional.empty();
        }
        try {
            Duration age = Duration.parse(text.isTextual() ? text.textValue() : "");
            if (age.compareTo(Retention.MIN_AGE) >= 0 && age.compareTo(Retention.MAX_AGE) <= 0) {
                return Optional.of(age);
            }
        } catch (DateTimeException e) {
            throw age();
        }
        throw age();
    }

    private static ProblemException age() {
        return new ProblemException(Problem.Reason.INVALID_PARAMETER, "retention.age", "PT1S–P3650D (ISO 8601)");
    }
}
