package dev.pushlab.server.bench.target;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessFilesTest {
    @Test
    void readsTimesBehindANameWithParentheses() {
        assertThat(ProcessFiles.cpuMicros(
                        "4711 (odd ) name (x)) S 1 4711 4711 0 -1 4194560 100 0 0 0 250 50 9 9 20 0 12 0 100 1 1"))
                .isEqualTo(3_000_000);
        assertThat(ProcessFiles.cpuMicros("")).isNaN();
    }

    @Test
    void readsResidentMemory() {
        assertThat(ProcessFiles.residentBytes("Name:\tjava\nVmHWM:\t  9999 kB\nVmRSS:\t  2048 kB\nThreads:\t7\n"))
                .isEqualTo(2048 * 1024);
        assertThat(ProcessFiles.residentBytes("Name:\tzombie\n")).isNaN();
    }

    @Test
    void readsWhatWaitsBetweenTwoPorts() {
        String table = """
                  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
                   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1
                   1: 0100007F:1F90 0100007F:9C40 01 00000100:00000007 01:00000000 00000000     0        0 2
                   2: 0100007F:9C40 0100007F:1F90 01 00000009:00000020 00:00000000 00000000     0        0 3
                   3: 0000000000000000FFFF00000100007F:1F90 0000000000000000FFFF00000100007F:9C41 01 00000001:00000000 0
                """;

        assertThat(ProcessFiles.queuedBytes(table, 8080, 40000)).isEqualTo(0x100 + 0x20);
        assertThat(ProcessFiles.queuedBytes(table, 40000, 8080)).isEqualTo(9 + 7);
        assertThat(ProcessFiles.queuedBytes(table, 8080, 40001)).isEqualTo(1);
        assertThat(ProcessFiles.queuedBytes(table, 8080, 40002)).isNaN();
        assertThat(ProcessFiles.queuedBytes("", 8080, 40000)).isNaN();
    }

    @Test
    void findsVersionsInWhatProgramsSay() {
        assertThat(Programs.versionIn("nginx version: nginx/1.22.1\n")).hasValue("1.22.1");
        assertThat(Programs.versionIn("mosquitto version 2.0.11\n")).hasValue("2.0.11");
        assertThat(Programs.versionIn("Redis server v=7.0.15 sha=0000:0 malloc=jemalloc-5.3.0"))
                .hasValue("7.0.15");
        assertThat(Programs.versionIn("nothing")).isEmpty();
        assertThat(Programs.version("no-such-program-here", "-v")).isEmpty();
    }
}
