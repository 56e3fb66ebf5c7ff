package dev.pushlab.server.technique.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeflateOfferTest {
    private static final String ACCEPTED = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    /** The first is what Chromium and Firefox offer; then RFC 7692 §7.1.3. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate; client_max_window_bits",
                "permessage-deflate",
                "Permessage-Deflate ; Client_Max_Window_Bits = 10",
                "permessage-deflate; client_max_window_bits=\"8\"",
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
                "x-webkit-deflate-frame, permessage-deflate",
                "permessage-deflate; server_max_window_bits=10, permessage-deflate",
            })
    void isAcceptedWithoutContextTakeover(String offer) {
        assertThat(DeflateOffer.accept(List.of(offer))).contains(ACCEPTED);
    }

    /** §7.1.2.1: a server that accepts this parameter must say so. */
    @Test
    void namesTheWindowIfTheOfferDoes() {
        assertThat(DeflateOffer.accept(List.of("permessage-deflate; server_max_window_bits=15")))
                .contains(ACCEPTED + "; server_max_window_bits=15");
    }

    @Test
    void findsItInAnyOfSeveralHeaders() {
        assertThat(DeflateOffer.accept(List.of("a; b=c", "permessage-deflate"))).contains(ACCEPTED);
        assertThat(DeflateOffer.accept(List.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'permessage-deflate; server_max_window_bits=10', a window that java.util.zip does not have",
        "'permessage-deflate; server_max_window_bits', no value",
        "'permessage-deflate; client_max_window_bits=7', out of range",
        "'permessage-deflate; client_max_window_bits=16', out of range",
        "'permessage-deflate; client_max_window_bits=08', a zero in front",
        "'permessage-deflate; server_no_context_takeover=1', a value where there is none",
        "'permessage-deflate; client_max_window_bits; client_max_window_bits', twice",
        "'permessage-deflate; unknown', a parameter that nobody knows",
        "'permessage-deflate;', an empty parameter",
        "'permessage-bzip2', another extension",
        "'', nothing",
    })
    void isDeclined(String offer, String why) {
        assertThat(DeflateOffer.accept(List.of(offer))).as(why).isEmpty();
    }
}
