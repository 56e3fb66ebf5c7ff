package dev.pushlab.server.bench.run;

/** What one number says. */
public enum Metric {
    DELIVERIES("deliveries-per-second", "deliveries/s"),
    SERVER_MICROS("server-cpu-micros", "server CPU, µs per delivery"),
    GENERATOR_MICROS("generator-cpu-micros", "generator CPU, µs per delivery"),
    WIRE_BYTES("wire-bytes", "bytes on the wire per delivery"),
    P50_MILLIS("p50-millis", "p50, ms"),
    P99_MILLIS("p99-millis", "p99, ms"),
    /** Bytes of events that a server has not even given to the kernel for a subscriber that takes nothing. */
    HELD_BACK("held-back-bytes", "bytes held back from the stalled"),
    RESIDENT_BYTES("resident-bytes", "RSS per idle connection, bytes"),
    CONNECT_MICROS("connect-cpu-micros", "server CPU per connection, handshake and reset, µs");

    private final String id;
    private final String title;

    Metric(String id, String title) {
        this.id = id;
        this.title = title;
    }

    /** In the CSV file. */
    public String id() {
        return id;
    }

    /** For people, with the unit. */
    public String title() {
        return title;
    }
}
