package dev.pushlab.server.metrics;

import dev.pushlab.server.hub.Hub;
import dev.pushlab.server.net.ConnectionRegistry;
import dev.pushlab.server.net.EventLoops;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyEventExecutorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.HashMap;
import java.util.Map;

/**
 * The figures of one server: its topics, connections and traffic, and the JVM's and Netty's memory, threads and
 * processors. Safe for use by any thread.
 */
public final class Metrics implements AutoCloseable {
    /** However often it is asked for, the figures are gathered once in this time. */
    private static final long FRESH_NANOS = 1_000_000_000;

    private final PrometheusRegistry prometheus = new PrometheusRegistry();
    private final PrometheusMeterRegistry registry;
    private final LoopProbe probe = new LoopProbe();
    private final Health health;
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final Map<String, Scrape> scrapes = new HashMap<>();

    private record Scrape(String text, long nanos) {}

    public Metrics(Hub hub, ConnectionRegistry connections) {
        health = new Health(hub, connections, probe);
        prometheus.register(new ServerCollector(hub, connections, probe));
        registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, prometheus, Clock.SYSTEM);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        gc.bindTo(registry);
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider allocator) {
            new NettyAllocatorMetrics(allocator).bindTo(registry);
        }
    }

    /** From now on tells of these threads too. */
    public void watch(EventLoops loops) {
        new NettyEventExecutorMetrics(loops.workers()).bindTo(registry);
        probe.watch(loops.workers());
    }

    /** Whether the server can do what it is for. */
    public Health health() {
        return health;
    }

    /** The same figures that {@code GET /metrics} gives, gathered now. */
    public Figures figures() {
        return Figures.of(prometheus.scrape());
    }

    /** The figures, at most a second old, in this text format of Prometheus or OpenMetrics. */
    synchronized String scrape(String contentType) {
        long now = System.nanoTime();
        Scrape known = scrapes.get(contentType);
        if (known == null || now - known.nanos() > FRESH_NANOS) {
            known = new Scrape(registry.scrape(contentType), now);
            scrapes.put(contentType, known);
        }
        return known.text();
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
