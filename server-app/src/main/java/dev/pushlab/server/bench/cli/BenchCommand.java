package dev.pushlab.server.bench.cli;

import dev.pushlab.server.bench.micro.MicroBench;
import dev.pushlab.server.bench.micro.MicroExtent;
import dev.pushlab.server.bench.report.CsvReport;
import dev.pushlab.server.bench.report.Machine;
import dev.pushlab.server.bench.report.MarkdownReport;
import dev.pushlab.server.bench.report.SvgChart;
import dev.pushlab.server.bench.run.BenchRun;
import dev.pushlab.server.bench.run.Cell;
import dev.pushlab.server.bench.run.Metric;
import dev.pushlab.server.bench.run.Plan;
import dev.pushlab.server.bench.run.Results;
import dev.pushlab.server.bench.soak.Soak;
import dev.pushlab.server.bench.soak.SoakReport;
import dev.pushlab.server.bench.target.CProgram;
import dev.pushlab.server.bench.target.Peer;
import dev.pushlab.server.bench.target.PushlabTarget;
import dev.pushlab.server.bench.target.Target;
import dev.pushlab.server.bench.wire.PushlabDialect;
import dev.pushlab.server.net.Transport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What may be written behind {@code ./pushlab bench}: docs/cli.md. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures fan-out, latency and idle connections of this server, and with --peers of others beside it.",
            "The report is written to standard output and, with every single number and a chart, to a folder."
        },
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it was measured, whatever came out",
            "1:an unexpected failure; after --soak: something grew, stayed, was lost or came twice",
            "2:wrong arguments, or files that cannot be written"
        })
public final class BenchCommand implements Callable<Integer> {
    private static final int UNUSABLE = 2;
    private static final int MAX_ROUNDS = 99;
    private static final int MAX_SOAK_MINUTES = 24 * 60;

    private final PrintStream out;
    private final PrintStream err;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--peers",
            description = "Also nchan in nginx, mosquitto, redis and nats, as far as they are installed.")
    private boolean peers;

    @ArgGroup
    private Extent extent = new Extent();

    static final class Extent {
        @Option(names = "--quick", description = "Short measurements: about seven minutes for this server alone.")
        private boolean quick;

        @Option(
                names = "--full",
                description = "Also how cost grows: 10 to 10,000 subscribers, 16 B to 64 KiB, 1 to 1,000 topics.")
        private boolean full;
    }

    @Option(
            names = "--soak",
            paramLabel = "MINUTES",
            description = {
                "Instead: subscribers of every kind come and go for so long, everything is verified,",
                "and what grows or stays is told."
            })
    private Integer soak;

    @Option(
            names = "--micro",
            paramLabel = "PATTERN",
            arity = "0..1",
            fallbackValue = "",
            description = {
                "Instead: the hot pieces by themselves, with JMH; those whose name contains PATTERN,",
                "a regular expression. With --quick about three minutes for all."
            })
    private String micro;

    @Option(names = "--seed", paramLabel = "N", description = "Of --soak. Default: any.")
    private Long seed;

    @Option(names = "--rounds", paramLabel = "N", description = "How often each server is measured. Default: 3 or 5.")
    private Integer rounds;

    @Option(names = "--out", paramLabel = "DIR", description = "Where to save. Default: target/bench.")
    private Path folder = Path.of("target", "bench");

    private BenchCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Reads the arguments and does what they say.
     *
     * @param out for the report
     * @param err for what goes on meanwhile
     * @return the exit code
     */
    public static int run(PrintStream out, PrintStream err, String... arguments) {
        return new CommandLine(new BenchCommand(out, err)).execute(arguments);
    }

    @Override
    public Integer call() {
        if (soak != null && micro != null) {
            throw new ParameterException(spec.commandLine(), "--soak and --micro exclude each other");
        }
        if (soak != null) {
            return soak();
        }
        if (micro != null) {
            return micro();
        }
        Plan plan = plan();
        List<Target> targets = targets();
        Machine machine = Machine.here();
        String loadBefore = Machine.loadAverage();
        try {
            Results results = measure(plan, targets);
            String report = MarkdownReport.write(machine, loadBefore, plan, targets, results);
            save(plan, targets, results, report);
            out.print(report);
            out.flush();
            return 0;
        } catch (IOException e) {
            say(e.getMessage());
            return UNUSABLE;
        }
    }

    private int soak() {
        if (soak < 1 || soak > MAX_SOAK_MINUTES) {
            throw new ParameterException(
                    spec.commandLine(), "--soak: 1 to " + MAX_SOAK_MINUTES + " minutes, not " + soak);
        }
        long chosen = seed == null ? new SecureRandom().nextLong() : seed;
        say("soak: seed " + chosen);
        try {
            SoakReport report =
                    inScratch(scratch -> new Soak(Duration.ofMinutes(soak), chosen, this::say).run(scratch));
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("soak.md"), report.markdown());
            Files.writeString(folder.resolve("soak.csv"), report.csv());
            out.print(report.markdown());
            out.flush();
            return report.passed() ? 0 : 1;
        } catch (IOException e) {
            say(e.getMessage());
            return UNUSABLE;
        }
    }

    private int micro() {
        Pattern pattern;
        try {
            pattern = Pattern.compile(micro);
        } catch (PatternSyntaxException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--micro: not a regular expression: " + micro + " (" + e.getDescription() + ")");
        }
        if (MicroBench.matching(pattern).isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--micro: no benchmark's name contains " + micro + ". There are\n"
                            + String.join("\n", MicroBench.matching(Pattern.compile(""))));
        }
        MicroExtent chosen = extent.quick ? MicroExtent.QUICK : extent.full ? MicroExtent.FULL : MicroExtent.USUAL;
        try {
            out.print(new MicroBench(chosen, this::say).run(pattern, folder));
            out.flush();
            say("saved in " + folder.toAbsolutePath());
            return 0;
        } catch (IOException e) {
            say(e.getMessage());
            return UNUSABLE;
        }
    }

    private Results measure(Plan plan, List<Target> targets) throws IOException {
        return inScratch(scratch -> new BenchRun(plan, targets, scratch, this::say).perform());
    }

    private interface Work<R> {
        R in(Path scratch) throws IOException;
    }

    /** What the servers write is of no use when they have ended. */
    private static <R> R inScratch(Work<R> work) throws IOException {
        Path scratch = Files.createTempDirectory("pushlab-bench");
        try {
            return work.in(scratch);
        } finally {
            try (Stream<Path> files = Files.walk(scratch)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private void save(Plan plan, List<Target> targets, Results results, String report) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("bench.md"), report);
        Files.writeString(folder.resolve("bench.csv"), CsvReport.write(results));
        for (Cell.Group group : Cell.Group.values()) {
            List<Cell> cells = plan.cells(group);
            if (!cells.isEmpty()) {
                Files.writeString(folder.resolve(file(group)), chart(group, cells, targets, results));
            }
        }
        say("saved in " + folder.toAbsolutePath());
    }

    private static String chart(Cell.Group group, List<Cell> cells, List<Target> targets, Results results) {
        return switch (group) {
            case FAN_OUT -> SvgChart.bars("Fan-out", Metric.DELIVERIES, cells, targets, results);
            case LATENCY -> SvgChart.bars("Latency, 99th percentile", Metric.P99_MILLIS, cells, targets, results);
            case STALLED -> SvgChart.bars("A stalled subscriber", Metric.P99_MILLIS, cells, targets, results);
            case IDLE -> SvgChart.bars("Memory of idle connections", Metric.RESIDENT_BYTES, cells, targets, results);
            case BY_SUBSCRIBERS ->
                SvgChart.bars("Growth with subscribers", Metric.SERVER_MICROS, cells, targets, results);
            case BY_BYTES -> SvgChart.bars("Growth with size", Metric.SERVER_MICROS, cells, targets, results);
            case BY_TOPICS -> SvgChart.bars("Growth with topics", Metric.SERVER_MICROS, cells, targets, results);
        };
    }

    private static String file(Cell.Group group) {
        return switch (group) {
            case FAN_OUT -> "fan-out.svg";
            case LATENCY -> "latency.svg";
            case IDLE -> "idle.svg";
            case STALLED -> "stalled.svg";
            case BY_SUBSCRIBERS -> "growth-subscribers.svg";
            case BY_BYTES -> "growth-size.svg";
            case BY_TOPICS -> "growth-topics.svg";
        };
    }

    private Plan plan() {
        Plan plan = extent.quick ? Plan.quick() : extent.full ? Plan.full() : Plan.usual();
        if (rounds == null) {
            return plan;
        }
        if (rounds < 1 || rounds > MAX_ROUNDS) {
            throw new ParameterException(spec.commandLine(), "--rounds: 1 to " + MAX_ROUNDS + ", not " + rounds);
        }
        return plan.withRounds(rounds);
    }

    private List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        targets.add(new PushlabTarget(PushlabDialect.WEBSOCKET));
        targets.add(new PushlabTarget(PushlabDialect.SSE));
        targets.add(new PushlabTarget(PushlabDialect.BINARY));
        if (extent.full && Transport.IO_URING.isAvailable()) {
            targets.add(new PushlabTarget(PushlabDialect.WEBSOCKET, Optional.of(Transport.IO_URING)));
        }
        if (peers) {
            List<Target> others = Stream.<Target>concat(Arrays.stream(Peer.values()), Arrays.stream(CProgram.values()))
                    .toList();
            List<Target> missing =
                    others.stream().filter(it -> it.version().isEmpty()).toList();
            others.stream().filter(it -> !missing.contains(it)).forEach(targets::add);
            if (!missing.isEmpty()) {
                say("not installed: " + missing.stream().map(Target::label).collect(Collectors.joining(", "))
                        + ". On Debian: apt-get install --no-install-recommends "
                        + missing.stream()
                                .flatMap(it -> it.debianPackage().stream())
                                .distinct()
                                .collect(Collectors.joining(" ")));
            }
        }
        return targets;
    }

    private void say(String message) {
        err.println("bench: " + message);
    }
}
