package dev.pushlab.server.bench.target;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What this process and its children may use. */
public final class Limits {
    private static final int ELSEWHERE = 1024;
    private static final int MANY = 1_000_000;

    private Limits() {}

    /** Open files, connections among them: of this process, and inherited by its children. */
    public static int openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? (int) Math.min(MANY, unix.getMaxFileDescriptorCount())
                : ELSEWHERE;
    }
}
