package dev.pushlab.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTokenTest {
    @Test
    void randomTokensDifferAndHave128Bits() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String text = AccessToken.random().reveal();
            assertThat(text).matches("[A-Za-z0-9_-]{22}");
            assertThat(seen.add(text)).isTrue();
        }
    }

    @Test
    void matchesItselfOnly() {
        AccessToken token = AccessToken.of("correct-horse");
        assertThat(token.hash())
                .isEqualTo(TokenHash.of("correct-horse"))
                .hasSameHashCodeAs(TokenHash.of("correct-horse"));
        for (String other : new String[] {"correct-horsf", "correct-hors", "correct-horse ", "Correct-horse", ""}) {
            assertThat(token.hash()).as(other).isNotEqualTo(TokenHash.of(other));
        }
        assertThat(token.hash().toString()).isEqualTo("[redacted]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12345678", "a.b_c~d+e/f-g==", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"})
    void takesTheSyntaxOfBearerTokens(String text) {
        assertThat(AccessToken.of(text).reveal()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1234567", "with blank", "quote\"quote", "==========", "mid=dle====", "中文中文中文中文"})
    void refusesEverythingElse(String text) {
        assertThatThrownBy(() -> AccessToken.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("8 to 256")
                .satisfies(e -> assertThat(e.getMessage().contains(text) && !text.isEmpty())
                        .isFalse());
    }

    @Test
    void boundsItsLength() {
        String longest = "x".repeat(AccessToken.MAX_LENGTH);
        assertThat(AccessToken.of(longest).reveal()).isEqualTo(longest);
        assertThatThrownBy(() -> AccessToken.of(longest + "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"Bearer abcdefgh,abcdefgh", "bearer abcdefgh,abcdefgh", "BEARER  abcdefgh ,abcdefgh"})
    void isFoundInItsHeader(String header, String token) {
        assertThat(AccessToken.ofHeader(header)).isEqualTo(token);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"Basic abcdefgh", "Bearer", "Bearerabcdefgh", "abcdefgh"})
    void isNotFoundInOtherHeaders(String header) {
        assertThat(AccessToken.ofHeader(header)).isNull();
    }

    @Test
    void isNeverWrittenOut() {
        assertThat(AccessToken.of("correct-horse").toString()).doesNotContain("horse");
    }
}
