package dev.pushlab.server.demonstration;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pushlab.protocol.catalog.TechniqueDescriptor;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.HttpRoutes;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * A demonstration that has at most one run, which all its pages look at and may act upon: {@code POST …/start} begins a new
 * one in the place of the present one, {@code POST …/stop} ends it, and {@code GET …/state} tells what there is to see. All
 * are for whoever may publish to its topic, and answer with the state. Its {@code run} counts the runs, so that a page finds
 * out that the one it sees is not the one it saw.
 *
 * @param <R> a run
 */
public abstract class RunDemonstration<R extends DemonstrationRun> implements Demonstration {
    /** So that the numbers of two lives of a server are others. */
    private static final int FIRST_RUN = 1_000_000;

    private final TechniqueDescriptor descriptor;
    private final Topic topic;
    private DemonstrationContext context;
    private R latest;
    private int runs = ThreadLocalRandom.current().nextInt(FIRST_RUN);

    /** @param id its name in addresses; its topic is called the same */
    protected RunDemonstration(String id) {
        descriptor = Demonstrations.descriptor(id);
        topic = new Topic(id);
    }

    /**
     * Begins a run. What it had opened when it fails, it has closed again.
     *
     * @throws ProblemException naming the parameter that is wrong
     */
    protected abstract R begin(HttpExchange exchange);

    /** Adds what is asked for besides start, stop and state. */
    protected abstract void addMore(HttpRoutes.Builder routes, String path);

    @Override
    public final TechniqueDescriptor descriptor() {
        return descriptor;
    }

    @Override
    public final void addTo(HttpRoutes.Builder routes, DemonstrationContext given) {
        context = given;
        String path = "/demonstrations/" + descriptor.id();
        routes.get(path + "/state", this::state)
                .post(path + "/start", this::start)
                .post(path + "/stop", this::stop);
        addMore(routes, path);
    }

    protected final DemonstrationContext context() {
        return context;
    }

    /** The run, if one is going on. */
    protected final synchronized Optional<R> running() {
        return Optional.ofNullable(latest).filter(it -> !it.isOver());
    }

    /**
     * The run.
     *
     * @throws ProblemException {@code NOT_FOUND} if none is going on
     */
    protected final R present() {
        return running().orElseThrow(() -> new ProblemException(Problem.Reason.NOT_FOUND));
    }

    /** Does something to the run, and answers with the state. */
    protected final void act(HttpExchange exchange, Consumer<R> action) {
        require(exchange);
        action.accept(present());
        describe(exchange);
    }

    /** @throws ProblemException if who asks may not publish to the topic */
    protected final void require(HttpExchange exchange) {
        exchange.requirePublisher(topic);
    }

    private void state(HttpExchange exchange) {
        require(exchange);
        describe(exchange);
    }

    private void start(HttpExchange exchange) {
        require(exchange);
        synchronized (this) {
            R next = begin(exchange);
            running().ifPresent(DemonstrationRun::close);
            latest = next;
            runs++;
        }
        describe(exchange);
    }

    private void stop(HttpExchange exchange) {
        require(exchange);
        close();
        describe(exchange);
    }

    private synchronized void describe(HttpExchange exchange) {
        ObjectNode state = running()
                .map(DemonstrationRun::describe)
                .orElseGet(() -> JsonNodeFactory.instance.objectNode().put("running", false));
        exchange.respondJson(HttpResponseStatus.OK, state.put("run", runs).toString());
    }

    @Override
    public final void close() {
        running().ifPresent(DemonstrationRun::close);
    }
}
