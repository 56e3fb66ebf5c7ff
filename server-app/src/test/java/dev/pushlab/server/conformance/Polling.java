package dev.pushlab.server.conformance;

import dev.pushlab.protocol.event.Position;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** A client that asks again and again over one connection, each time after what it has. */
public abstract class Polling implements Receiver {
    private final HttpWire wire;
    private String after;

    protected Polling(InetSocketAddress server, Position after) throws IOException {
        wire = new HttpWire(server);
        this.after = after.toString();
    }

    /** Asks for what comes after a position, and reads the answer. */
    protected abstract List<Arrival> ask(HttpWire http, String position) throws IOException;

    @Override
    public List<Arrival> receive() throws IOException {
        List<Arrival> arrivals = ask(wire, after);
        for (Arrival arrival : arrivals) {
            if (arrival instanceof Arrival.Delivered event) {
                after = event.id().toString();
            } else if (arrival instanceof Arrival.Standing standing) {
                after = standing.at().toString();
            } else if (arrival instanceof Arrival.Missed missed) {
                after = missed.resumed().toString();
            }
        }
        return arrivals;
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
