package dev.pushlab.server.catalog;

import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.server.demonstration.Demonstration;
import dev.pushlab.server.demonstration.DemonstrationContext;
import dev.pushlab.server.demonstration.Demonstrations;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.HttpHandler;
import dev.pushlab.server.net.HttpRoutes;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** The addresses of the demonstrations and of their pages. */
public final class DemonstrationRoutes {
    private final DemonstrationCatalog catalog;
    private final DemonstrationContext context;
    private final Map<String, TechniquePages> pages = new HashMap<>();
    private final Map<String, Demonstration> demonstrations = new HashMap<>();
    private final StaticFile listing;

    public DemonstrationRoutes(DemonstrationCatalog catalog, DemonstrationContext context) {
        this.catalog = catalog;
        this.context = context;
        for (Demonstration demonstration : catalog.demonstrations()) {
            TechniqueDescriptor descriptor = demonstration.descriptor();
            demonstrations.put(descriptor.id(), demonstration);
            pages.put(
                    descriptor.id(),
                    new TechniquePages(
                            file -> Demonstrations.resource(descriptor, file), Demonstrations.bundle(descriptor)));
        }
        String json = CatalogRoutes.json(catalog.descriptors());
        this.listing = new StaticFile(json.getBytes(StandardCharsets.UTF_8), "application/json");
    }

    public void addTo(HttpRoutes.Builder routes) {
        // The first address that fits is taken, and that of a script fits all others: it comes last.
        catalog.demonstrations().forEach(demonstration -> demonstration.addTo(routes, context));
        routes.page("/demonstrations", listing::serve)
                .page("/demonstrations/{demonstration}", this::slash)
                .page("/demonstrations/{demonstration}/", this::page)
                .page("/demonstrations/{demonstration}/source/{file}", part(TechniquePages::source))
                .page("/demonstrations/{demonstration}/lesson", part(TechniquePages::lesson))
                .page("/demonstrations/{demonstration}/messages", part(TechniquePages::messages))
                .page("/demonstrations/{demonstration}/{script}", part(TechniquePages::script));
    }

    private void page(HttpExchange exchange) {
        Demonstration demonstration = demonstrations.get(exchange.value("demonstration"));
        pages(exchange).page(exchange, demonstration.origins(exchange));
    }

    private HttpHandler part(BiConsumer<TechniquePages, HttpExchange> part) {
        return exchange -> part.accept(pages(exchange), exchange);
    }

    private TechniquePages pages(HttpExchange exchange) {
        return Optional.ofNullable(pages.get(exchange.value("demonstration")))
                .orElseThrow(() -> new ProblemException(Problem.Reason.NOT_FOUND));
    }

    /** Relative addresses in a page need the slash. 301, because WebView follows no 308. */
    private void slash(HttpExchange exchange) {
        pages(exchange);
        FullHttpResponse response =
                exchange.response(HttpResponseStatus.MOVED_PERMANENTLY, "text/plain", Unpooled.EMPTY_BUFFER);
        response.headers()
                .set(
                        HttpHeaderNames.LOCATION,
                        "/demonstrations/" + exchange.value("demonstration") + "/" + exchange.rawQuery())
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_CACHE);
        exchange.respond(response);
    }
}
