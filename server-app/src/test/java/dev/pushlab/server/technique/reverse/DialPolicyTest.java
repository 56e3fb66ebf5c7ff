package dev.pushlab.server.technique.reverse;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DialPolicyTest {
    private static final String OWN = "198.51.100.1";
    private static final String OTHER = "203.0.113.5";

    private final TestClock clock = new TestClock();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.9.9.9",
                "::1",
                "::ffff:127.0.0.1",
                "0.0.0.0",
                "::",
                "169.254.10.1",
                "fe80::1",
                "224.0.0.1",
                "ff02::1",
                "255.255.255.255",
                OWN
            })
    void refusesWhatLeadsInwardOrToMany(String address) throws Exception {
        assertThat(policy(false).checkAddress(InetAddress.getByName(address))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {OTHER, "10.0.0.7", "192.168.1.9", "2001:db8::5", "fd00::7"})
    void allowsOtherHosts(String address) throws Exception {
        assertThat(policy(false).checkAddress(InetAddress.getByName(address))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "169.254.10.1", OWN, OTHER})
    void allowsTheOwnMachineInOneMachineMode(String address) throws Exception {
        assertThat(policy(true).checkAddress(InetAddress.getByName(address))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "224.0.0.1", "ff02::1", "255.255.255.255"})
    void refusesWhatIsNoHostAlsoInOneMachineMode(String address) throws Exception {
        assertThat(policy(true).checkAddress(InetAddress.getByName(address))).isPresent();
    }

    @Test
    void refusesTheSystemsPorts() {
        DialPolicy policy = policy(true);

        assertThat(policy.checkPort(0)).isPresent();
        assertThat(policy.checkPort(1023)).isPresent();
        assertThat(policy.checkPort(1024)).isEmpty();
        assertThat(policy.checkPort(65_535)).isEmpty();
        assertThat(policy.checkPort(65_536)).isPresent();
    }

    @Test
    void countsTheCallsOfAnAddressInASlidingMinute() {
        DialPolicy policy = policy(false);
        assertThat(policy.countCall(at(OTHER, 5000))).isTrue();
        clock.advance(Duration.ofSeconds(30));
        assertThat(policy.countCall(at(OTHER, 5001))).isTrue();
        assertThat(policy.countCall(at(OTHER, 5002))).isTrue();
        assertThat(policy.countCall(at(OTHER, 5003))).isFalse();
        assertThat(policy.countCall(at("203.0.113.6", 5000))).isTrue();

        clock.advance(Duration.ofSeconds(30));
        assertThat(policy.countCall(at(OTHER, 5000))).isTrue();
        assertThat(policy.countCall(at(OTHER, 5000))).isFalse();
    }

    @Test
    void aRefusedCallDoesNotCount() {
        DialPolicy policy = policy(false);
        for (int i = 0; i < 10; i++) {
            policy.countCall(at(OTHER, 5000));
        }
        clock.advance(Duration.ofSeconds(60));

        assertThat(policy.countCall(at(OTHER, 5000))).isTrue();
    }

    private DialPolicy policy(boolean oneMachine) {
        return new DialPolicy(
                DialRules.DEFAULT.withOneMachine(oneMachine),
                clock,
                address -> address.getHostAddress().equals(OWN));
    }

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(address, port);
    }
}
