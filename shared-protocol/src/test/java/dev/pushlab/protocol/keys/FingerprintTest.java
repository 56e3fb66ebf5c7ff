package dev.pushlab.protocol.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintTest {
    /** SHA-256 of the public key of RFC 8032 §7.1, TEST 1. */
    private static final Fingerprint KNOWN =
            Fingerprint.of(HexFormat.of().parseHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));

    private static final String TEXT = "21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9";

    @Test
    void isTheSha256OfTheRawKey() {
        assertThat(KNOWN).hasToString(TEXT);
        assertThat(HexFormat.of().formatHex(KNOWN.bytes())).isEqualTo(TEXT);
    }

    @Test
    void isShownInGroupsOfFour() {
        assertThat(KNOWN.grouped())
                .isEqualTo("21fe 31df a154 a261 626b f854 046f d227 1b7b ed4b 6abe 45aa 5887 7ef4 7f97 21b9");
    }

    @Test
    void whatPeopleTypeIsUnderstood() {
        for (String text : new String[] {
            TEXT,
            TEXT.toUpperCase(Locale.ROOT),
            KNOWN.grouped(),
            " " + KNOWN.grouped() + "\n",
            KNOWN.grouped().replace(' ', ':'),
            KNOWN.grouped().replace(' ', '-'),
            KNOWN.grouped().replace(" ", "\u00A0\t")
        }) {
            assertThat(Fingerprint.parse(text)).as(text).isEqualTo(KNOWN).hasSameHashCodeAs(KNOWN);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "21fe",
                "21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b",
                "21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9a",
                "21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721bg",
                "21fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b_",
                "２1fe31dfa154a261626bf854046fd2271b7bed4b6abe45aa58877ef47f9721b9"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> Fingerprint.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("fingerprint");
        assertThatThrownBy(() -> Fingerprint.parse(" ".repeat(10_000))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void differentKeysDiffer() {
        assertThat(Identity.generate().fingerprint()).isNotEqualTo(KNOWN);
        assertThatThrownBy(() -> Fingerprint.of(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }
}
