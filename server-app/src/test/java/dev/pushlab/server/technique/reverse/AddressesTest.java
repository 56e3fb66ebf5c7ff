package dev.pushlab.server.technique.reverse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    @Test
    void readsNamesAndLiterals() {
        assertThat(Addresses.parse(" lab-7.example:5000 ")).isEqualTo(new Addresses.HostPort("lab-7.example", 5000));
        assertThat(Addresses.parse("192.0.2.7:65535")).isEqualTo(new Addresses.HostPort("192.0.2.7", 65_535));
        assertThat(Addresses.parse("[2001:db8::7]:5000")).isEqualTo(new Addresses.HostPort("2001:db8::7", 5000));
        assertThat(Addresses.parse("[fe80::1%eth0]:5000")).isEqualTo(new Addresses.HostPort("fe80::1%eth0", 5000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host",
                ":5000",
                "host:",
                "host:port",
                "2001:db8::7:5000",
                "[::1]",
                "a b:5000",
                "http://h:1",
                "host:123456",
                "host:-1"
            })
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> Addresses.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void writesWhatItReads() {
        assertThat(Addresses.text(new InetSocketAddress("192.0.2.7", 5000))).isEqualTo("192.0.2.7:5000");
        assertThat(Addresses.text(new InetSocketAddress("2001:db8::7", 5000))).isEqualTo("[2001:db8:0:0:0:0:0:7]:5000");
    }
}
