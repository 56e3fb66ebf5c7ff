package dev.pushlab.server.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.tap.TrafficCounters;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.HttpRoutes;
import dev.pushlab.server.net.Obstacle;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import dev.pushlab.server.technique.Technique;
import dev.pushlab.server.technique.TechniqueContext;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** The addresses of the catalog, of its techniques and of their pages. */
public final class CatalogRoutes {
    private static final JsonMapper JSON = new JsonMapper();

    private final TechniqueCatalog catalog;
    private final TechniqueContext context;
    private final Map<String, TechniquePages> pages = new HashMap<>();
    private final WebFiles web = new WebFiles();
    private final IndexPage index;
    private final StaticFile listing;

    public CatalogRoutes(TechniqueCatalog catalog, TechniqueContext context) {
        this(catalog, context, List.of());
    }

    /** @param demonstrations listed on the index page behind the techniques */
    public CatalogRoutes(TechniqueCatalog catalog, TechniqueContext context, List<TechniqueDescriptor> demonstrations) {
        this.catalog = catalog;
        this.context = context;
        for (Technique technique : catalog.techniques()) {
            pages.put(technique.descriptor().id(), new TechniquePages(technique));
        }
        this.index = new IndexPage(Stream.concat(catalog.descriptors().stream(), demonstrations.stream())
                .toList());
        this.listing = new StaticFile(json(catalog.descriptors()).getBytes(StandardCharsets.UTF_8), "application/json");
    }

    public void addTo(HttpRoutes.Builder routes) {
        for (Technique technique : catalog.techniques()) {
            if (technique.takesActions()) {
                String address = "/topics/{topic}/" + technique.descriptor().id();
                routes.post(address, exchange -> technique.act(exchange, begin(exchange, technique), context));
            }
        }
        routes.get("/topics/{topic}/{technique}", this::technique)
                .delete("/topics/{topic}/{technique}/streams/{stream}", this::endStream)
                .page("/", index::serve)
                .page("/web/{file}", web::serve)
                .page("/web/kit/{file}", web::serve)
                .page("/techniques", listing::serve)
                .page("/techniques/{technique}", this::slash)
                .page("/techniques/{technique}/", exchange -> page(exchange, TechniquePages::page))
                .page("/techniques/{technique}/source/{file}", exchange -> page(exchange, TechniquePages::source))
                .page("/techniques/{technique}/lesson", exchange -> page(exchange, TechniquePages::lesson))
                .page("/techniques/{technique}/messages", exchange -> page(exchange, TechniquePages::messages))
                .get("/techniques/{technique}/traffic", this::traffic)
                .page("/techniques/{technique}/{script}", exchange -> page(exchange, TechniquePages::script))
                .get("/other-origin", CatalogRoutes::otherOrigin)
                .page("/problems/{reason}", this::problem);
    }

    private void technique(HttpExchange exchange) {
        String id = exchange.value("technique");
        Technique technique = catalog.find(id).orElseThrow(CatalogRoutes::unknown);
        Topic topic = begin(exchange, technique);
        Obstacle.place(exchange);
        technique.serve(exchange, topic, context);
    }

    /** The topic, if whoever asks may read it; from here on the connection's bytes are the technique's. */
    private Topic begin(HttpExchange exchange, Technique technique) {
        Topic topic = new Topic(exchange.value("topic"));
        if (!technique.takesTokensLater()) {
            exchange.requireReader();
        }
        exchange.connection()
                .technique(creditedTo(exchange, technique.descriptor().id()));
        return topic;
    }

    /** A technique that uses others names itself: what goes over them on its behalf counts as its own. */
    private String creditedTo(HttpExchange exchange, String id) {
        String named = exchange.query("for").orElse(id);
        if (!pages.containsKey(named)) {
            throw unknown();
        }
        return named;
    }

    private void endStream(HttpExchange exchange) {
        Technique technique = catalog.find(exchange.value("technique")).orElseThrow(CatalogRoutes::unknown);
        technique.end(exchange, begin(exchange, technique), exchange.value("stream"));
    }

    private void page(HttpExchange exchange, BiConsumer<TechniquePages, HttpExchange> part) {
        TechniquePages page =
                Optional.ofNullable(pages.get(exchange.value("technique"))).orElseThrow(CatalogRoutes::unknown);
        part.accept(page, exchange);
    }

    /** Relative addresses in a page need the slash. 301, because WebView follows no 308. */
    private void slash(HttpExchange exchange) {
        String id = exchange.value("technique");
        if (!pages.containsKey(id)) {
            throw unknown();
        }
        FullHttpResponse response =
                exchange.response(HttpResponseStatus.MOVED_PERMANENTLY, "text/plain", Unpooled.EMPTY_BUFFER);
        response.headers().set(HttpHeaderNames.LOCATION, "/techniques/" + id + "/" + exchange.rawQuery());
        response.headers().set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_CACHE);
        exchange.respond(response);
    }

    /** For pages, which cannot see what their browser sends. */
    private void traffic(HttpExchange exchange) {
        String id = exchange.value("technique");
        if (!pages.containsKey(id)) {
            throw unknown();
        }
        TrafficCounters traffic = exchange.connection().traffic(id);
        exchange.respondJson(
                HttpResponseStatus.OK, "{\"in\":" + traffic.bytesIn() + ",\"out\":" + traffic.bytesOut() + "}");
    }

    /** For pages, which cannot know at which ports the server is. */
    private static void otherOrigin(HttpExchange exchange) {
        String origin = exchange.otherOrigin().orElseThrow(() -> new ProblemException(Problem.Reason.NOT_FOUND));
        exchange.respondJson(HttpResponseStatus.OK, "{\"origin\":\"" + origin + "\"}");
    }

    /** What the type of a problem (RFC 9457 §3.1.1) says to somebody who looks it up. */
    private void problem(HttpExchange exchange) {
        for (Problem.Reason reason : Problem.Reason.values()) {
            if (reason.code().equals(exchange.value("reason"))) {
                String text = reason.status().code() + " " + Problem.of(reason).title(exchange.language()) + "\n";
                exchange.respond(exchange.response(
                        HttpResponseStatus.OK,
                        "text/plain; charset=utf-8",
                        Unpooled.copiedBuffer(text, StandardCharsets.UTF_8)));
                return;
            }
        }
        throw new ProblemException(Problem.Reason.NOT_FOUND);
    }

    private static ProblemException unknown() {
        return new ProblemException(Problem.Reason.UNKNOWN_TECHNIQUE);
    }

    static String json(List<TechniqueDescriptor> techniques) {
        ArrayNode list = JSON.createArrayNode();
        for (TechniqueDescriptor technique : techniques) {
            ObjectNode one = list.addObject()
                    .put("id", technique.id())
                    .put("family", word(technique.family()))
                    .put("kind", word(technique.kind()));
            technique.page().ifPresent(page -> one.put("page", page));
            technique.lesson().ifPresent(lesson -> one.put("lesson", lesson));
            technique.titles().forEach(one.putObject("titles")::put);
            technique.summaries().forEach(one.putObject("summaries")::put);
        }
        try {
            return JSON.writeValueAsString(list);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
