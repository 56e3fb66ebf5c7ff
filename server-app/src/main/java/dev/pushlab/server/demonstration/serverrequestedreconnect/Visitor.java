package dev.pushlab.server.demonstration.serverrequestedreconnect;

import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.demonstration.LoopbackClient;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * A client that receives by one technique and comes again whenever its connection ends, going on after the last event. It
 * checks the ids. Calls come one after the other.
 */
abstract class Visitor implements LoopbackClient.Listener {
    /** Nothing that a server says here without end in between is longer. */
    private static final int LONGEST = 1 << 20;

    private final Flock flock;
    private final ByteBuf unread = Unpooled.buffer(256, LONGEST);
    private LoopbackClient client;
    private EventId last;
    private boolean gone;
    private boolean live;
    private long endedAt;
    private long connectedAt;
    private int received;
    private int duplicates;
    private long lost;

    /** @param last where it begins */
    Visitor(Flock flock, EventId last) {
        this.flock = flock;
        this.last = last;
    }

    /** What it says on a new connection. */
    abstract String request();

    /**
     * Understands as much of what has come as is complete.
     *
     * @return whether there was something that was
     */
    abstract boolean understand(ByteBuf bytes);

    /** A new connection: nothing is understood of it so far. */
    abstract void begin();

    /** How long it waits before it comes again, in ms. */
    abstract long pauseMillis();

    // ---- for the techniques -------------------------------------------------------------------------------------

    /** Its events come from now on. */
    final void isHere() {
        if (!live) {
            live = true;
            if (endedAt != 0) {
                flock.cameBack(endedAt, connectedAt);
            }
        }
    }

    final void event(EventId id) {
        long step = id.offset() - last.offset();
        if (step <= 0) {
            duplicates++;
            return;
        }
        lost += step - 1;
        received++;
        last = id;
    }

    final EventId last() {
        return last;
    }

    final void say(ByteBuf bytes) {
        client.say(bytes);
    }

    final void say(String text) {
        client.say(text);
    }

    /** What the server says cannot be understood, or is a refusal: comes again. */
    final void hangUp() {
        client.close();
    }

    /** The next line without its end; null if it is not there as a whole. */
    static String line(ByteBuf bytes) {
        int length = bytes.bytesBefore((byte) '\n');
        if (length < 0) {
            return null;
        }
        String line = bytes.readCharSequence(length, StandardCharsets.UTF_8).toString();
        bytes.skipBytes(1);
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    final String headers() {
        return flock.headers();
    }

    // ---- its life -----------------------------------------------------------------------------------------------

    final synchronized void come() {
        if (!gone) {
            unread.clear();
            begin();
            client = flock.connect(this);
        }
    }

    final synchronized void go() {
        gone = true;
        if (client != null) {
            client.close();
        }
    }

    /** Its port; 0 if it is not connected. */
    final synchronized int port() {
        return client == null ? 0 : client.port();
    }

    final synchronized boolean isLive() {
        return live;
    }

    final synchronized void addTo(Flock.Counts counts) {
        counts.received += received;
        counts.duplicates += duplicates;
        counts.lost += lost;
        counts.live += live ? 1 : 0;
    }

    @Override
    public final synchronized void connected(LoopbackClient it) {
        connectedAt = System.nanoTime();
        it.say(request());
    }

    @Override
    public final synchronized void received(LoopbackClient it, ByteBuf bytes) {
        if (unread.readableBytes() + bytes.readableBytes() > LONGEST) {
            it.close();
            return;
        }
        unread.discardReadBytes();
        unread.writeBytes(bytes);
        while (!gone && understand(unread)) {
            // And the next one.
        }
    }

    @Override
    public final synchronized void closed(LoopbackClient it) {
        if (gone) {
            return;
        }
        if (live) {
            live = false;
            endedAt = System.nanoTime();
        }
        flock.later(this::come, pauseMillis());
    }
}
