package dev.pushlab.server.demonstration.blockingserver;

import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.Hub;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server as they were written before {@code java.nio}: a thread accepts a connection, reads the request, waits until
 * there is an answer, writes it and closes; then it accepts the next one. There are {@link #THREADS} of them. It listens on
 * the loopback address only, at a port that the system chooses.
 */
final class BlockingServer implements AutoCloseable {
    static final int THREADS = 4;

    /** Connections that the operating system makes and keeps until a thread accepts them; it refuses more. */
    static final int BACKLOG = 64;

    /** Of a connection: its request, the longest wait and the answer have to fit into it, whatever its client does. */
    static final Duration LONGEST = Duration.ofSeconds(BlockingPoll.MAX_WAIT_SECONDS + 15);

    private static final int REMEMBERED = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(BlockingServer.class);

    private final ServerSocket listener;
    private final BlockingPoll poll;
    private final ScheduledExecutorService timer;
    private final Duration longest;
    private final List<Thread> threads = new ArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Map<Integer, Long> accepted = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * Opens its port and starts its threads.
     *
     * @param key stands in the address of everything that it answers: nobody else is told
     * @param origins of pages that may read its answers
     * @param timer closes connections that are older than {@code longest}: a thread that writes cannot be interrupted
     */
    BlockingServer(
            Hub hub, Topic topic, String key, Set<String> origins, ScheduledExecutorService timer, Duration longest)
            throws IOException {
        this.timer = timer;
        this.longest = longest;
        listener = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        poll = new BlockingPoll(hub, topic, key, origins, listener.getLocalPort());
        for (int i = 1; i <= THREADS; i++) {
            Thread thread = new Thread(this::work, "blocking-server-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    // snippet:begin thread
    /** What each of the threads does, one connection after the other. */
    private void work() {
        while (!closed) {
            try (Socket client = listener.accept()) {
                Future<?> deadline = begin(client);
                // The thread is here until there is an answer. Whoever connects meanwhile needs another thread.
                poll.serve(client);
                deadline.cancel(false);
            } catch (IOException | RuntimeException e) {
                // That connection's misfortune; the thread goes on.
                LOG.debug("Blocking server: {}", e.toString());
            } catch (InterruptedException e) {
                return;
            } finally {
                open.removeIf(Socket::isClosed);
            }
        }
    }
    // snippet:end

    private Future<?> begin(Socket client) throws IOException {
        if (accepted.size() < REMEMBERED) {
            accepted.put(client.getPort(), System.nanoTime());
        }
        open.add(client);
        if (closed) {
            // It came between: whoever closes may not have seen it.
            client.close();
        }
        return timer.schedule(() -> end(client), longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void end(Socket client) {
        try {
            client.close();
        } catch (IOException e) {
            LOG.debug("Blocking server: {}", e.toString());
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
    }

    /** How many threads have a connection at present. */
    int busy() {
        return (int) open.stream().filter(client -> !client.isClosed()).count();
    }

    /** By {@link System#nanoTime} when the client at this port was accepted last; null if it was not. */
    Long acceptedAt(int port) {
        return accepted.get(port);
    }

    /** Whether all its threads have ended. */
    boolean isOver() {
        return closed && threads.stream().noneMatch(Thread::isAlive);
    }

    /** Closes the port and every connection, and ends the threads, wherever they wait. */
    @Override
    public void close() {
        closed = true;
        try {
            listener.close();
        } catch (IOException e) {
            LOG.debug("Blocking server: {}", e.toString());
        }
        open.forEach(BlockingServer::end);
        threads.forEach(Thread::interrupt);
    }
}
