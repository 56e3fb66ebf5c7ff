package dev.pushlab.server.bench.micro;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures the hot pieces by themselves, with JMH: time and allocated bytes of one operation. */
public final class MicroBench {
    private final MicroExtent extent;
    private final Consumer<String> progress;

    /** @param progress is told what goes on, a line at a time */
    public MicroBench(MicroExtent extent, Consumer<String> progress) {
        this.extent = extent;
        this.progress = progress;
    }

    /** The names of the benchmarks in which this pattern occurs, in alphabetical order. */
    public static List<String> matching(Pattern pattern) {
        return BenchmarkList.defaultList()
                .getAll(OutputFormatFactory.createFormatInstance(nowhere(), VerboseMode.SILENT), List.of())
                .stream()
                .map(BenchmarkListEntry::getUsername)
                .filter(name -> pattern.matcher(name).find())
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * Measures, and saves {@code micro.md}, {@code micro.json} (JMH's format) and {@code micro.log} (what JMH says).
     *
     * @param pattern occurs in the names of those to measure
     * @return the report, as Markdown
     * @throws IOException if it cannot be saved, or a benchmark failed
     */
    public String run(Pattern pattern, Path folder) throws IOException {
        Files.createDirectories(folder);
        Collection<RunResult> results = measure(pattern, folder.resolve("micro.log"));
        try (PrintStream json =
                new PrintStream(Files.newOutputStream(folder.resolve("micro.json")), false, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, json).writeOut(results);
            if (json.checkError()) {
                throw new IOException(folder.resolve("micro.json") + " cannot be written");
            }
        }
        String report = MicroReport.write(results);
        Files.writeString(folder.resolve("micro.md"), report);
        return report;
    }

    private Collection<RunResult> measure(Pattern pattern, Path log) throws IOException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(pattern.pattern())
                .timeUnit(TimeUnit.NANOSECONDS)
                .shouldFailOnError(true)
                .addProfiler(GCProfiler.class);
        extent.applyTo(options);
        try (PrintStream out = new PrintStream(Files.newOutputStream(log), false, StandardCharsets.UTF_8)) {
            Progress format = new Progress(OutputFormatFactory.createFormatInstance(out, VerboseMode.NORMAL), progress);
            return new Runner(options.build(), format).run();
        } catch (RunnerException e) {
            throw new IOException(e.getMessage() + "; see " + log, e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static PrintStream nowhere() {
        return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }
}
