package dev.pushlab.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeartbeatsTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final EventLoop loop = channel.eventLoop();
    private final Heartbeats heartbeats = new Heartbeats(Duration.ofSeconds(15));
    private final List<String> beats = new ArrayList<>();

    @BeforeEach
    void freeze() {
        channel.freezeTime();
    }

    @AfterEach
    void finish() {
        channel.finishAndReleaseAll();
    }

    @Test
    void callsEachOnceInEveryInterval() {
        start("a");
        advance(7);
        start("b");
        advance(8);
        assertThat(beats).containsExactly("a");
        advance(7);
        assertThat(beats).containsExactly("a", "b");
        advance(150);
        assertThat(beats).hasSize(22);
    }

    @Test
    void whoJoinsBetweenTwoTicksWaitsNoLongerThanAnInterval() {
        start("first");
        channel.advanceTimeBy(500, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        start("second");
        advance(14);
        assertThat(beats).isEmpty();
        channel.advanceTimeBy(500, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(beats).containsExactlyInAnyOrder("first", "second");
    }

    @Test
    void whoHasStoppedIsNotCalled() {
        Heartbeats.Beat a = start("a");
        start("b");
        a.stop();
        a.stop();
        advance(15);
        assertThat(beats).containsExactly("b");
    }

    @Test
    void stoppingOthersWhileBeingCalledLeavesNobodyOut() {
        List<Heartbeats.Beat> places = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String name = "x" + i;
            places.add(heartbeats.start(loop, () -> {
                beats.add(name);
                if (name.equals("x3")) {
                    places.get(4).stop();
                    places.get(3).stop();
                    places.get(1).stop();
                }
            }));
        }
        advance(15);
        assertThat(beats).containsExactly("x4", "x3", "x2", "x0");
        beats.clear();
        advance(15);
        assertThat(beats).containsExactlyInAnyOrder("x2", "x0");
    }

    @Test
    void planNothingForNobody() {
        Heartbeats.Beat a = start("a");
        a.stop();
        assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
        start("b");
        advance(15);
        assertThat(beats).containsExactly("b");
    }

    private Heartbeats.Beat start(String name) {
        return heartbeats.start(loop, () -> beats.add(name));
    }

    private void advance(int seconds) {
        for (int i = 0; i < seconds; i++) {
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
        }
    }
}
