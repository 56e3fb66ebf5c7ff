package dev.pushlab.server.bench.soak;

import dev.pushlab.server.bench.target.PushlabTarget;
import dev.pushlab.server.bench.target.ServerProcess;
import dev.pushlab.server.bench.wire.PushlabDialect;
import dev.pushlab.server.net.EventLoops;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Runs a server for a long time while subscribers of every kind come and go, some of them orderly and some by a reset,
 * some stop reading for a while, others poll, and everything that is received is verified. Every ten seconds it looks at
 * what the server holds; at the end everybody leaves, and it looks whether anything stays.
 */
public final class Soak {
    private static final List<String> TOPICS = List.of("t0", "t1", "t2", "t3");
    private static final int MEMBERS = 300;
    private static final int PER_SECOND = 50;
    private static final Duration TICK = Duration.ofMillis(100);
    /** How many come or go at a tick at most. */
    private static final int COMERS = 6;

    /** Nobody stops reading for so long that the history could overrun it: 1,000 events. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(10);
    private static final Duration TO_SETTLE = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Duration length;
    private final Random random;
    private final long seed;
    private final Consumer<String> progress;
    private final Tally tally = new Tally();
    private final List<Sample> samples = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    /** Confined to the event loop, as everything that they do. */
    private final List<Member> members = new ArrayList<>();

    private EventLoops loops;
    private EventLoop loop;
    private ServerProcess binary;
    private long[] numbers;

    /**
     * @param seed of who does what when
     * @param progress gets a line for each sample
     */
    public Soak(Duration length, long seed, Consumer<String> progress) {
        this.length = length;
        this.seed = seed;
        this.random = new Random(seed);
        this.progress = progress;
    }

    /**
     * Runs it, with a server of its own.
     *
     * @throws IOException if the server does not start or does not answer any more
     */
    public SoakReport run(Path folder) throws IOException {
        try (ServerProcess server = new PushlabTarget(PushlabDialect.BINARY).start(folder);
                EventLoops group = new EventLoops(1)) {
            binary = server;
            loops = group;
            loop = group.workers().next();
            numbers = new long[TOPICS.size()];
            Sample before = sample(0);
            List<Poller> pollers = TOPICS.stream()
                    .map(topic -> new Poller(base(), topic, tally))
                    .toList();
            pollers.forEach(Poller::start);
            work();
            pollers.forEach(Poller::stop);
            everybodyCatchesUp();
            leave();
            return new SoakReport(seed, length, before, samples, settled(before), tally);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void work() throws IOException, InterruptedException {
        long start = System.nanoTime();
        long nextSample = start + BETWEEN_SAMPLES.toNanos();
        long end = start + length.toNanos();
        while (System.nanoTime() < end && tally.failures().isEmpty()) {
            onLoop(this::comeAndGo);
            publish();
            if (System.nanoTime() >= nextSample) {
                Sample sample = sample(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
                samples.add(sample);
                progress.accept(sample + "; " + tally);
                nextSample += BETWEEN_SAMPLES.toNanos();
            }
            TimeUnit.NANOSECONDS.sleep(TICK.toNanos());
        }
    }

    // ---- subscribers, on the event loop ---------------------------------------------------------------------

    private void comeAndGo() {
        members.removeIf(member -> !member.isHereOrComing());
        int change = random.nextInt(COMERS + 1);
        for (int i = 0; i < change; i++) {
            boolean comes = members.size() < MEMBERS / 2 || members.size() < MEMBERS && random.nextBoolean();
            if (comes) {
                come();
            } else {
                members.get(random.nextInt(members.size())).leave(random.nextBoolean());
            }
        }
        if (!members.isEmpty() && random.nextInt(5) == 0) {
            pause(members.get(random.nextInt(members.size())));
        }
    }

    private void come() {
        PushlabDialect dialect = PushlabDialect.values()[random.nextInt(PushlabDialect.values().length)];
        Member member = new Member(dialect, TOPICS.get(random.nextInt(TOPICS.size())), tally);
        members.add(member);
        new Bootstrap()
                .group(loop)
                .channel(loops.clientChannel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) PATIENCE.toMillis())
                .handler(member)
                .connect(dialect == PushlabDialect.BINARY ? binary.address() : binary.publishing())
                .addListener(done -> {
                    if (!done.isSuccess() && member.isHereOrComing()) {
                        tally.failed("cannot connect: " + done.cause());
                    }
                });
    }

    private void pause(Member member) {
        if (member.isHere()) {
            member.reading(false);
            long millis = random.nextInt((int) LONGEST_PAUSE.toMillis());
            loop.schedule(() -> member.reading(true), millis, TimeUnit.MILLISECONDS);
        }
    }

    private void leave() throws IOException, InterruptedException {
        onLoop(() -> members.forEach(member -> member.leave(random.nextBoolean())));
    }

    private void everybodyCatchesUp() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<String> behind = new ArrayList<>();
        do {
            behind.clear();
            onLoop(() -> members.stream()
                    .filter(member -> member.isHere() && member.last() >= 0)
                    .filter(member -> member.last() < numbers[TOPICS.indexOf(member.topic())] - 1)
                    .forEach(member -> behind.add(member.topic() + " at " + member.last())));
            if (behind.isEmpty()) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        } while (System.nanoTime() < deadline);
        tally.failed("messages that did not come: " + behind);
    }

    private void onLoop(Runnable action) throws IOException, InterruptedException {
        try {
            loop.submit(action).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the load cannot go on: " + e, e);
        }
    }

    // ---- publishing -------------------------------------------------------------------------------------------

    private void publish() throws IOException, InterruptedException {
        int count = PER_SECOND * (int) TICK.toMillis() / 1000;
        for (int i = 0; i < count; i++) {
            int topic = random.nextInt(TOPICS.size());
            String data = numbers[topic] + " " + "x".repeat(random.nextInt(2_000));
            HttpRequest request = HttpRequest.newBuilder(base().resolve("/topics/" + TOPICS.get(topic) + "/events"))
                    .timeout(PATIENCE)
                    .header("Content-Type", "text/plain")
                    .POST(HttpRequest.BodyPublishers.ofString(data))
                    .build();
            int status = http.send(request, BodyHandlers.discarding()).statusCode();
            if (status != 201) {
                tally.failed("publishing was answered with " + status);
                return;
            }
            numbers[topic]++;
            tally.published();
        }
    }

    // ---- looking ------------------------------------------------------------------------------------------------

    private URI base() {
        return URI.create("http://127.0.0.1:" + binary.publishing().getPort());
    }

    private Sample sample(long seconds) throws IOException, InterruptedException {
        collectGarbage();
        HttpRequest request = HttpRequest.newBuilder(base().resolve("/metrics"))
                .timeout(PATIENCE)
                .build();
        return Sample.of(seconds, http.send(request, BodyHandlers.ofString()).body(), binary.openFiles());
    }

    /** The server is a JVM of this JDK. */
    private void collectGarbage() throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(binary.pid()),
                        "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!jcmd.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            jcmd.destroyForcibly();
            throw new IOException("the server does not collect garbage");
        }
    }

    /** The server when everybody has left: as soon as it has as few connections as before, or when it took too long. */
    private Sample settled(Sample before) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TO_SETTLE.toNanos();
        while (true) {
            Sample now = sample(length.toSeconds());
            boolean quiet = now.get(Sample.Figure.CONNECTIONS) <= before.get(Sample.Figure.CONNECTIONS) + 1
                    && now.get(Sample.Figure.SUBSCRIPTIONS) == 0;
            if (quiet || System.nanoTime() > deadline) {
                return now;
            }
            TimeUnit.SECONDS.sleep(1);
        }
    }
}
