package dev.pushlab.server.technique;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScriptedDocumentTest {
    /** CSP Level 3 §7.1: the nonce must not be known to who may write into the document. */
    @Test
    void eachHasANonceOfItsOwn() {
        ScriptedDocument one = ScriptedDocument.create();
        ScriptedDocument other = ScriptedDocument.create();

        assertThat(one.nonce()).matches("[A-Za-z0-9_-]{22}").isNotEqualTo(other.nonce());
        assertThat(one.policy("style-src 'self'; "))
                .isEqualTo("default-src 'none'; script-src 'nonce-" + one.nonce()
                        + "'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'");
    }
}
