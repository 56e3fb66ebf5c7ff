package dev.pushlab.server.bench.load;

import dev.pushlab.server.bench.wire.Dialect;
import dev.pushlab.server.net.EventLoops;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Subscribers and publishers of one load, on one event loop. Its methods are called from another thread, one after the
 * other, and block; everything else happens on the loop.
 *
 * <p>A message is answered when every subscriber of its topic has it. In a closed loop the next message is published when
 * one is answered, so that always the same number is in flight; in an open loop messages are published by the clock, and
 * latency counts from the moment at which a message was due, so that a generator that is late does not hide it.
 */
public final class LoadGenerator implements AutoCloseable {
    /** After a run, for the messages that are still under way. */
    private static final Duration DRAIN = Duration.ofSeconds(60);

    private static final int CAPACITY = 8192;
    private static final long MAX_BOOK_BYTES = 64L << 20;
    private static final int CONNECTING = 64;
    private static final int CONNECT_MILLIS = 10_000;

    private final Load load;
    private final EventLoops loops;
    private final EventLoop loop;
    private final CpuClock server;
    private final CpuClock self;
    private final MessageBook book;
    private final SharedReceiveBuffer receiveBuffer = new SharedReceiveBuffer();
    private final byte[] scratch = new byte[SharedReceiveBuffer.SIZE];
    private final List<LoadConnection> connections = new ArrayList<>();
    private final LoadConnection[] publishers;
    private final List<LoadConnection> unflushed = new ArrayList<>();
    private final CompletableFuture<Void> open = new CompletableFuture<>();
    private Throwable failure;
    private boolean closing;
    private int started;
    private int ready;
    private int alive;
    private long deliveries;
    private long bytes;
    private Run run;

    /**
     * @param server of the server under test
     * @param self of this process
     */
    public LoadGenerator(Load load, EventLoops loops, CpuClock server, CpuClock self) {
        this.load = load;
        this.loops = loops;
        this.loop = loops.workers().next();
        this.server = server;
        this.self = self;
        int capacity = CAPACITY;
        while (capacity > 1024 && (long) capacity * load.bytes() > MAX_BOOK_BYTES) {
            capacity /= 2;
        }
        int reading = load.subscribers() - load.stalled();
        int[] perTopic = IntStream.range(0, load.topics())
                .map(topic -> (reading - topic + load.topics() - 1) / load.topics())
                .toArray();
        book = new MessageBook(perTopic, load.bytes(), capacity);
        Dialect dialect = load.dialect();
        for (int i = 0; i < load.subscribers(); i++) {
            int topic = i % load.topics();
            connections.add(
                    i < reading
                            ? new Subscriber(this, dialect, i, topic, book)
                            : new StalledSubscriber(this, dialect, topic));
        }
        publishers = new LoadConnection[load.topics()];
        for (int topic = 0; topic < load.topics(); topic++) {
            publishers[topic] = switch (dialect.publishers()) {
                case SUBSCRIBERS -> connections.get(topic);
                case ONE_PER_TOPIC -> new Publisher(this, dialect, topic);
                case ONE -> topic == 0 ? new Publisher(this, dialect, 0) : publishers[0];
            };
            if (!connections.contains(publishers[topic])) {
                connections.add(publishers[topic]);
            }
        }
    }

    // ---- connections ------------------------------------------------------------------------------------------

    /**
     * Connects everybody and waits until all subscriptions are established.
     *
     * @throws LoadException if one could not be
     */
    public void open(Duration deadline) {
        loop.execute(() -> {
            while (started < Math.min(CONNECTING, connections.size())) {
                connectNext();
            }
        });
        await(open, deadline, () -> "only " + ready + " of " + connections.size() + " connections were established");
    }

    private void connectNext() {
        LoadConnection connection = connections.get(started++);
        alive++;
        new Bootstrap()
                .group(loop)
                .channel(loops.clientChannel())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.TCP_NODELAY, true)
                // Reset at the end: tens of thousands of connections must not occupy ports for a minute.
                .option(ChannelOption.SO_LINGER, 0)
                .option(ChannelOption.RECVBUF_ALLOCATOR, receiveBuffer)
                .handler(connection)
                .connect(connection instanceof Publisher ? load.publishing() : load.address())
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        fail(new LoadException(connection + ": " + done.cause().getMessage(), done.cause()));
                    }
                })
                .channel()
                .closeFuture()
                .addListener(closed -> alive--);
    }

    void established() {
        ready++;
        if (started < connections.size() && failure == null && !closing) {
            connectNext();
        }
        if (ready == connections.size()) {
            open.complete(null);
        }
    }

    /** The first failure counts; it ends whatever is waited for. */
    void fail(Throwable cause) {
        if (failure == null && !closing) {
            failure = cause;
            open.completeExceptionally(cause);
            if (run != null) {
                run.result.completeExceptionally(cause);
            }
        }
    }

    // ---- messages ---------------------------------------------------------------------------------------------

    byte[] scratch() {
        return scratch;
    }

    void received(int count) {
        bytes += count;
    }

    void delivered(long number) {
        deliveries++;
        long stamp = book.stamp(number);
        boolean answered = book.delivered(number);
        if (run != null) {
            run.delivered(stamp);
            if (answered) {
                run.answered();
            }
        }
    }

    /** @return false if too many messages are outstanding */
    boolean publish(long stamp) {
        if (book.isFull()) {
            return false;
        }
        long number = book.publish(stamp);
        int topic = book.topic(number);
        LoadConnection publisher = publishers[topic];
        ByteBuf message = publisher.context.alloc().directBuffer(load.bytes() + 256);
        load.dialect().publish(Load.topic(topic), book.payload(number), message);
        publisher.send(message);
        return true;
    }

    void written(LoadConnection publisher) {
        if (!publisher.unflushed) {
            publisher.unflushed = true;
            unflushed.add(publisher);
        }
    }

    /** What has been published since the last call goes out in one write per connection. */
    void flush() {
        for (int i = 0; i < unflushed.size(); i++) {
            LoadConnection publisher = unflushed.get(i);
            publisher.unflushed = false;
            publisher.context.flush();
        }
        unflushed.clear();
    }

    int outstanding() {
        return book.outstanding();
    }

    int topics() {
        return load.topics();
    }

    EventLoop loop() {
        return loop;
    }

    Window.Mark mark() {
        return new Window.Mark(System.nanoTime(), deliveries, bytes, server.micros(), self.micros());
    }

    /** Messages so far; between runs. */
    public long published() {
        return CompletableFuture.supplyAsync(book::published, loop).join();
    }

    /** Those that take nothing; between runs. */
    public List<Stall> stalls() {
        return CompletableFuture.supplyAsync(
                        () -> connections.stream()
                                .filter(StalledSubscriber.class::isInstance)
                                .map(it -> ((StalledSubscriber) it).stall())
                                .toList(),
                        loop)
                .join();
    }

    // ---- runs -------------------------------------------------------------------------------------------------

    /**
     * Keeps so many messages in flight, first to warm up and then for the measurement.
     *
     * @throws LoadException if something was not delivered as it must be
     */
    public Window closedLoop(int inFlight, Duration warmUp, Duration measured) {
        return perform(new ClosedLoop(this, inFlight, warmUp, measured), warmUp.plus(measured));
    }

    /**
     * Publishes by the clock, first to warm up and then for the measurement.
     *
     * @param latency gets the microseconds from the moment a message was due until a subscriber had it, of each delivery
     *     of the measurement
     * @throws LoadException if something was not delivered as it must be, or the server falls back without end
     */
    public Window openLoop(int perSecond, Duration warmUp, Duration measured, Histogram latency) {
        return perform(new OpenLoop(this, perSecond, warmUp, measured, latency), warmUp.plus(measured));
    }

    private Window perform(Run next, Duration length) {
        loop.execute(() -> {
            run = next;
            if (failure == null) {
                next.start();
            } else {
                next.result.completeExceptionally(failure);
            }
        });
        return await(next.result, length.plus(DRAIN), this::stragglers);
    }

    private String stragglers() {
        long late = connections.stream()
                .filter(it -> it instanceof Subscriber subscriber && subscriber.next() < book.published())
                .count();
        return book.outstanding() + " messages are not delivered; " + late + " subscribers wait";
    }

    private <R> R await(CompletableFuture<R> future, Duration deadline, Supplier<String> late) {
        try {
            return future.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof LoadException known ? known : new LoadException("failed", e.getCause());
        } catch (TimeoutException e) {
            // On the loop, because it reads what belongs to the loop.
            String what = CompletableFuture.supplyAsync(late, loop).join();
            throw new LoadException("not done after " + deadline.toSeconds() + " s: " + what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadException("interrupted", e);
        }
    }

    /** Resets all connections and waits until they are gone. */
    @Override
    public void close() {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        loop.execute(() -> {
            closing = true;
            for (int i = 0; i < started; i++) {
                if (connections.get(i).context != null) {
                    connections.get(i).context.close();
                }
            }
            // Behind the tasks that closing has queued.
            loop.execute(() -> {
                receiveBuffer.release();
                gone.complete(null);
            });
        });
        try {
            gone.join();
        } catch (CompletionException e) {
            throw new LoadException("could not close", e);
        }
    }
}
