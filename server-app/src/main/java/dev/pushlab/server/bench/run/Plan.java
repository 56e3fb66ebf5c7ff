package dev.pushlab.server.bench.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How much is measured.
 *
 * @param rounds how often each server is started and measured, in turn
 * @param warmUp before each measurement
 * @param measured the length of each measurement
 * @param cells what is repeated is measured that often in each round
 */
public record Plan(int rounds, Duration warmUp, Duration measured, List<Cell> cells) {
    /** Idle connections first: later a server has memory left over from others. */
    private static final List<Cell> CORE = List.of(
            Cell.idle(10_000),
            Cell.fanOut(1_000, 1),
            Cell.fanOut(1_000, 32),
            Cell.fanOut(1_000, 256),
            Cell.fanOut(10_000, 8),
            Cell.latency(1_000, 10),
            Cell.latency(1_000, 200),
            Cell.stalled(1_000, 100, 0),
            Cell.stalled(1_000, 100, 1),
            Cell.stalled(1_000, 100, 0),
            Cell.stalled(1_000, 100, 1));

    /** Within about seven minutes for this server alone. */
    public static Plan quick() {
        return new Plan(3, Duration.ofSeconds(1), Duration.ofSeconds(2), CORE);
    }

    public static Plan usual() {
        return new Plan(3, Duration.ofSeconds(2), Duration.ofSeconds(5), CORE);
    }

    /** With what shows how cost grows. */
    public static Plan full() {
        List<Cell> cells = new ArrayList<>(CORE);
        IntStream.of(10, 100, 1_000, 10_000)
                .forEach(n -> cells.add(Cell.closed(Cell.Group.BY_SUBSCRIBERS, n, Cell.USUAL_BYTES, 1, 8)));
        IntStream.of(16, 128, 1_024, 8_192, 65_536)
                .forEach(n -> cells.add(Cell.closed(Cell.Group.BY_BYTES, 100, n, 1, 8)));
        IntStream.of(1, 10, 100, 1_000)
                .forEach(n -> cells.add(Cell.closed(Cell.Group.BY_TOPICS, 1_000, Cell.USUAL_BYTES, n, 32)));
        return new Plan(5, Duration.ofSeconds(2), Duration.ofSeconds(5), List.copyOf(cells));
    }

    /** Without repetitions. */
    public List<Cell> cells(Cell.Group group) {
        return cells.stream().filter(it -> it.group() == group).distinct().toList();
    }

    public Plan withRounds(int other) {
        return new Plan(other, warmUp, measured, cells);
    }
}
