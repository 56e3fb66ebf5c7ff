package dev.pushlab.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RequestRateTest {
    private long now = -5;

    @Test
    void eachAddressHasABurstAndThenTheAverage() {
        RequestRate rate = rate(new PerAddress(2, false), 4);
        for (int i = 0; i < 4; i++) {
            assertThat(rate.take(address("192.0.2.1"))).isZero();
        }
        assertThat(rate.take(address("192.0.2.1"))).isEqualTo(Duration.ofMillis(500));
        assertThat(rate.take(address("192.0.2.2"))).isZero();
        now += TimeUnit.MILLISECONDS.toNanos(400);
        assertThat(rate.take(address("192.0.2.1"))).isBetween(Duration.ofMillis(99), Duration.ofMillis(101));
        now += TimeUnit.MILLISECONDS.toNanos(101);
        assertThat(rate.take(address("192.0.2.1"))).isZero();
    }

    @Test
    void whoIsRefusedDoesNotWaitLongerForHavingAsked() {
        RequestRate rate = rate(new PerAddress(1, false), 1);
        rate.take(address("192.0.2.1"));
        for (int i = 0; i < 100; i++) {
            assertThat(rate.take(address("192.0.2.1"))).isEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void thisMachineIsBoundOnlyIfItIsSaid() {
        RequestRate exempt = rate(new PerAddress(1, false), 1);
        RequestRate bound = rate(new PerAddress(1, true), 1);
        for (String loopback : new String[] {"127.0.0.1", "::1"}) {
            assertThat(exempt.take(address(loopback))).isZero();
            assertThat(exempt.take(address(loopback))).isZero();
            assertThat(bound.take(address(loopback))).isZero();
            assertThat(bound.take(address(loopback))).isPositive();
        }
    }

    @Test
    void aNetworkOfOneHostIsOneAddress() {
        RequestRate rate = rate(new PerAddress(1, false), 1);
        assertThat(rate.take(address("2001:db8:0:1::1"))).isZero();
        assertThat(rate.take(address("2001:db8:0:1:ffff::2"))).isPositive();
        assertThat(rate.take(address("2001:db8:0:2::1"))).isZero();
    }

    @Test
    void forgetsWhoHasNotAskedForAWhile() {
        RequestRate rate = rate(PerAddress.of(1), 2);
        for (int i = 0; i < 100; i++) {
            rate.take(number(i));
        }
        assertThat(rate.size()).isEqualTo(100);
        now += TimeUnit.SECONDS.toNanos(61);
        rate.take(number(7));
        assertThat(rate.size()).isEqualTo(1);
    }

    @Test
    void thoseThatFindNoPlaceShareOneAllowanceUntilThereIsRoom() {
        RequestRate rate = rate(PerAddress.of(1), 2);
        for (int i = 0; i < RequestRate.ADDRESSES; i++) {
            assertThat(rate.take(number(i))).isZero();
        }
        int more = RequestRate.ADDRESSES;
        assertThat(rate.take(number(more))).isZero();
        assertThat(rate.take(number(more + 1))).isZero();
        assertThat(rate.take(number(more + 2))).isPositive();
        assertThat(rate.size()).isEqualTo(RequestRate.ADDRESSES);
        assertThat(rate.take(number(0))).as("who has a place is not disturbed").isZero();

        now += TimeUnit.SECONDS.toNanos(2);
        for (int i = 2; i < 5; i++) {
            assertThat(rate.take(number(more + i))).isZero();
        }
        assertThat(rate.size()).isEqualTo(3);
    }

    private RequestRate rate(PerAddress limit, int burst) {
        return new RequestRate(limit, burst, () -> now);
    }

    private static InetAddress number(int number) {
        return address("10." + (number >> 16) + "." + (number >> 8 & 255) + "." + (number & 255));
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
