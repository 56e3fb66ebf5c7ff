package dev.pushlab.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostNamesTest {
    @Test
    void aMachineHasItsNameWithAndWithoutDomainAndInTheLocalNetwork() {
        assertThat(HostNames.variants("Lab.Uni.Example"))
                .containsExactlyInAnyOrder("lab.uni.example", "lab", "lab.local");
        assertThat(HostNames.variants("lab")).containsExactlyInAnyOrder("lab", "lab.local");
        assertThat(HostNames.variants("no host name")).isEmpty();
    }

    @Test
    void namesAreComparedInLowerCase() {
        assertThat(HostNames.parse("Lab.Example")).isEqualTo("lab.example");
        assertThat(Access.parseOrigin("HTTPS://Lab.Example:8443")).isEqualTo("https://lab.example:8443");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a..b", "http://a", "a:80", "a/b", "a b", "*.example", "ä.example", "a."})
    void anythingElseIsNoHostName(String text) {
        assertThatThrownBy(() -> HostNames.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "*", "null", "lab.example", "ftp://a", "http://", "http://a/", "http://a/b", "http://a:x"})
    void anythingElseIsNoOrigin(String text) {
        assertThatThrownBy(() -> Access.parseOrigin(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
