package dev.pushlab.server.bench.target;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What Linux says of processes: proc(5). Everything is NaN on other systems and for processes that are gone. */
public final class ProcessFiles {
    /** The unit of times in {@code /proc} is 1/100 s on every architecture Linux runs on (USER_HZ). */
    private static final double MICROS_PER_TICK = 10_000;

    private static final int UTIME = 11;

    private ProcessFiles() {}

    /** User and system time of a process and its children that live, in microseconds. */
    public static double cpuMicros(ProcessHandle process) {
        return family(process).mapToDouble(it -> cpuMicros(read(it, "stat"))).sum();
    }

    /** Resident memory of a process and its children, in bytes. */
    public static double residentBytes(ProcessHandle process) {
        return family(process)
                .mapToDouble(it -> residentBytes(read(it, "status")))
                .sum();
    }

    /**
     * Bytes between two ports of the loopback interface that were written to the first one's socket and not yet read from
     * the second one's: sent, but not acknowledged or not read.
     */
    public static double queuedBytes(int from, int to) {
        return queuedBytes(table("tcp") + table("tcp6"), from, to);
    }

    private static String table(String name) {
        try {
            return Files.readString(Path.of("/proc/net", name));
        } catch (IOException e) {
            return "";
        }
    }

    static double queuedBytes(String table, int from, int to) {
        double sum = 0;
        boolean found = false;
        for (String line : table.lines().toList()) {
            // sl local_address rem_address st tx_queue:rx_queue, numbers in hexadecimal
            String[] fields = line.strip().split(" +");
            if (fields.length > 4 && fields[1].contains(":") && fields[2].contains(":")) {
                int local = port(fields[1]);
                int remote = port(fields[2]);
                String[] queues = fields[4].split(":");
                if (local == from && remote == to) {
                    sum += Long.parseLong(queues[0], 16);
                    found = true;
                } else if (local == to && remote == from) {
                    sum += Long.parseLong(queues[1], 16);
                    found = true;
                }
            }
        }
        return found ? sum : Double.NaN;
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), 16);
    }

    /** Files and sockets that a process has open, without those of its children. */
    public static double openFiles(ProcessHandle process) {
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return open.count();
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    private static Stream<ProcessHandle> family(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants());
    }

    private static String read(ProcessHandle process, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), file));
        } catch (IOException e) {
            return "";
        }
    }

    /** Fields are counted from behind the name, which may contain spaces and parentheses: the state is number 0. */
    static double cpuMicros(String stat) {
        int end = stat.lastIndexOf(')');
        if (end < 0) {
            return Double.NaN;
        }
        String[] fields = stat.substring(end + 1).trim().split(" ");
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1])) * MICROS_PER_TICK;
    }

    static double residentBytes(String status) {
        return status.lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> 1024.0 * Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElse(Double.NaN);
    }
}
