package dev.pushlab.server.bench.run;

import dev.pushlab.server.bench.load.CpuClock;
import dev.pushlab.server.bench.load.Histogram;
import dev.pushlab.server.bench.load.Load;
import dev.pushlab.server.bench.load.LoadException;
import dev.pushlab.server.bench.load.LoadGenerator;
import dev.pushlab.server.bench.load.Stall;
import dev.pushlab.server.bench.load.Window;
import dev.pushlab.server.bench.target.Limits;
import dev.pushlab.server.bench.target.ProcessFiles;
import dev.pushlab.server.bench.target.ServerProcess;
import dev.pushlab.server.bench.target.Target;
import dev.pushlab.server.bench.wire.Dialect;
import dev.pushlab.server.net.EventLoops;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures server after server, and again from the first (A B A B), so that what changes on the machine meanwhile meets
 * all of them. Only the server under test runs.
 */
public final class BenchRun {
    private static final Logger LOG = LoggerFactory.getLogger(BenchRun.class);
    private static final Duration CONNECT = Duration.ofSeconds(90);

    /** Before the first measurement of a server that was just started: a JVM has to compile what it runs. */
    private static final Duration FIRST_WARM_UP = Duration.ofSeconds(3);

    private static final int WARM_UP_SUBSCRIBERS = 200;
    private static final int WARM_UP_IN_FLIGHT = 16;

    private static final int FILLING_IN_FLIGHT = 256;
    private static final Duration FILLING = Duration.ofSeconds(1);

    /** Files that are open besides the connections. */
    private static final int OTHER_FILES = 300;

    /** A server that uses less than this in a tenth of a second has settled. */
    private static final double SETTLED_MICROS = 10_001;

    private static final int SETTLE_MILLIS = 100;
    private static final int SETTLE_CHECKS = 50;

    /** A JVM has to compile also what it does when it is connected to. */
    private static final int CONNECT_WARM_UPS = 3;

    /** What is there before idle connections are counted, in shares of them: what is paid once is paid then. */
    private static final int IDLE_FIRST = 10;

    private final Plan plan;
    private final List<? extends Target> targets;
    private final Path folder;
    private final Consumer<String> progress;
    private final Results results = new Results();
    private final CpuClock self = () -> ProcessFiles.cpuMicros(ProcessHandle.current());

    /**
     * @param targets that are installed
     * @param folder for the servers' configurations and logs
     * @param progress gets a line for each step
     */
    public BenchRun(Plan plan, List<? extends Target> targets, Path folder, Consumer<String> progress) {
        this.plan = plan;
        this.targets = targets;
        this.folder = folder;
        this.progress = progress;
    }

    /** @throws IOException if a folder cannot be written */
    public Results perform() throws IOException {
        try (EventLoops loops = new EventLoops(1)) {
            for (int round = 1; round <= plan.rounds(); round++) {
                for (Target target : targets) {
                    measure(loops, target, round);
                }
            }
        }
        return results;
    }

    private void measure(EventLoops loops, Target target, int round) throws IOException {
        ServerProcess server = null;
        try {
            for (Cell cell : plan.cells()) {
                String reason = reasonToSkip(cell);
                if (reason != null) {
                    results.note(target.label() + ", " + cell.title() + ": skipped, " + reason);
                    continue;
                }
                try {
                    if (server == null) {
                        server = start(loops, target, round);
                    }
                    measure(loops, target, server, cell, round);
                    settle(server);
                } catch (LoadException | IOException e) {
                    LOG.debug("{} {}", target.id(), cell.id(), e);
                    note(target.label() + ", " + cell.title() + ", round " + round + ": failed, " + e.getMessage());
                    if (server != null) {
                        server.close();
                        server = null;
                    }
                }
            }
        } finally {
            if (server != null) {
                server.close();
            }
        }
    }

    private static String reasonToSkip(Cell cell) {
        if (cell.subscribers() + OTHER_FILES > Limits.openFiles()) {
            return "only " + Limits.openFiles() + " files may be open (ulimit -n)";
        }
        return null;
    }

    private ServerProcess start(EventLoops loops, Target target, int round) throws IOException {
        progress.accept("round " + round + " of " + plan.rounds() + ": " + target.label());
        ServerProcess server =
                target.start(Files.createTempDirectory(Files.createDirectories(folder), target.id() + "-"));
        try (LoadGenerator warm = generator(loops, target.dialect(), server, WARM_UP_SUBSCRIBERS, Cell.USUAL_BYTES)) {
            warm.open(CONNECT);
            warm.closedLoop(WARM_UP_IN_FLIGHT, Duration.ZERO, FIRST_WARM_UP);
            return server;
        } catch (LoadException e) {
            server.close();
            throw e;
        }
    }

    private LoadGenerator generator(
            EventLoops loops, Dialect dialect, ServerProcess server, int subscribers, int bytes) {
        return generator(
                loops, server, new Load(dialect, server.address(), server.publishing(), subscribers, 0, 1, bytes));
    }

    private LoadGenerator generator(EventLoops loops, ServerProcess server, Load load) {
        return new LoadGenerator(load, loops, server::cpuMicros, self);
    }

    private void measure(EventLoops loops, Target target, ServerProcess server, Cell cell, int round) {
        Recorder recorder = (metric, value) -> results.add(new Results.Sample(target.id(), cell, round, metric, value));
        if (cell.kind() == Cell.Kind.IDLE) {
            idle(loops, target, server, cell, recorder);
            return;
        }
        Dialect dialect =
                cell.group() == Cell.Group.BY_TOPICS ? target.dialect().forManyTopics() : target.dialect();
        Load load = new Load(
                dialect,
                server.address(),
                server.publishing(),
                cell.subscribers(),
                cell.stalled(),
                cell.topics(),
                cell.bytes());
        try (LoadGenerator generator = generator(loops, server, load)) {
            generator.open(CONNECT);
            if (cell.group() == Cell.Group.STALLED) {
                // Fills what the kernel stores for a subscriber that takes nothing; also without one, for fairness.
                generator.closedLoop(FILLING_IN_FLIGHT, Duration.ZERO, FILLING);
            }
            if (cell.kind() == Cell.Kind.CLOSED_LOOP) {
                record(generator.closedLoop(cell.inFlight(), plan.warmUp(), plan.measured()), recorder);
            } else {
                Histogram latency = new Histogram();
                Window window = generator.openLoop(cell.perSecond(), plan.warmUp(), plan.measured(), latency);
                record(window, recorder);
                recorder.record(Metric.P50_MILLIS, latency.percentile(50) / 1000.0);
                recorder.record(Metric.P99_MILLIS, latency.percentile(99) / 1000.0);
                for (Stall stall : generator.stalls()) {
                    recorder.record(Metric.HELD_BACK, heldBack(generator, server, stall, window.bytesPerDelivery()));
                }
            }
        }
    }

    private static void record(Window window, Recorder recorder) {
        if (window.deliveries() == 0) {
            throw new LoadException("not one message arrived during the measurement");
        }
        recorder.record(Metric.DELIVERIES, window.deliveriesPerSecond());
        recorder.record(Metric.SERVER_MICROS, window.serverMicrosPerDelivery());
        recorder.record(Metric.GENERATOR_MICROS, window.generatorMicrosPerDelivery());
        recorder.record(Metric.WIRE_BYTES, window.bytesPerDelivery());
    }

    /**
     * What the server still has for a subscriber that takes nothing: what was published, without what the subscriber has
     * taken and what waits in the kernel. 0 if the server has ended it.
     *
     * @throws LoadException if it is not stalled: the kernel has taken everything
     */
    private static double heldBack(LoadGenerator generator, ServerProcess server, Stall stall, double bytesPerMessage) {
        if (stall.closedByServer()) {
            return 0;
        }
        double kernel = ProcessFiles.queuedBytes(server.address().getPort(), stall.port());
        double held = generator.published() * bytesPerMessage - stall.received() - kernel;
        if (held <= 0) {
            throw new LoadException("the stalled subscriber was none: the kernel has taken everything for it");
        }
        return held;
    }

    /**
     * Memory: a tenth of the connections first; what the others add is what one costs. Then CPU: everybody connects and is
     * reset, some times so that it has been done and once for the measurement.
     */
    private void idle(EventLoops loops, Target target, ServerProcess server, Cell cell, Recorder recorder) {
        int first = cell.subscribers() / IDLE_FIRST;
        int others = cell.subscribers() - first;
        try (LoadGenerator few = generator(loops, target.dialect(), server, first, cell.bytes());
                LoadGenerator many = generator(loops, target.dialect(), server, others, cell.bytes())) {
            few.open(CONNECT);
            settle(server);
            double resident = server.residentBytes();
            many.open(CONNECT);
            settle(server);
            recorder.record(Metric.RESIDENT_BYTES, (server.residentBytes() - resident) / others);
        }
        for (int i = 0; i < CONNECT_WARM_UPS; i++) {
            connectAndReset(loops, target, server, cell);
        }
        double micros = connectAndReset(loops, target, server, cell);
        recorder.record(Metric.CONNECT_MICROS, micros / cell.subscribers());
    }

    private double connectAndReset(EventLoops loops, Target target, ServerProcess server, Cell cell) {
        settle(server);
        double before = server.cpuMicros();
        try (LoadGenerator generator = generator(loops, target.dialect(), server, cell.subscribers(), cell.bytes())) {
            generator.open(CONNECT);
        }
        settle(server);
        return server.cpuMicros() - before;
    }

    /** Waits until the server has nothing more to do, as after connections have ended; not longer than it may take. */
    private static void settle(ServerProcess server) {
        double before = Double.NaN;
        for (int i = 0; i < SETTLE_CHECKS; i++) {
            double now = server.cpuMicros();
            if (now - before < SETTLED_MICROS || Double.isNaN(now)) {
                return;
            }
            before = now;
            try {
                Thread.sleep(SETTLE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LoadException("interrupted", e);
            }
        }
    }

    private void note(String note) {
        progress.accept(note);
        results.note(note);
    }

    @FunctionalInterface
    private interface Recorder {
        void record(Metric metric, double value);
    }
}
