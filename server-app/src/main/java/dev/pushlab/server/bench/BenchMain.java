package dev.pushlab.server.bench;

import dev.pushlab.server.bench.cli.BenchCommand;

/** Starts the measurements: wiring only. */
public final class BenchMain {
    private BenchMain() {}

    public static void main(String[] arguments) {
        System.exit(BenchCommand.run(System.out, System.err, arguments));
    }
}
