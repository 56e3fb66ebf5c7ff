package dev.pushlab.protocol.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pushlab.protocol.noise.HandshakePattern.Token;
import dev.pushlab.protocol.noise.HandshakeState.Role;
import dev.pushlab.protocol.noise.NoiseException.Reason;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The patterns as data against the validity rules of §7.3 and §9.3, and the names of §8. */
class NoisePatternTest {
    /** All patterns, bare and with each psk modifier that fits. */
    static Stream<String> patterns() throws NoiseException {
        List<String> names = new ArrayList<>();
        for (String base : HandshakePattern.baseNames()) {
            names.add(base);
            int messages = HandshakePattern.parse(base).messages().size();
            for (int psk = 0; psk <= messages; psk++) {
                names.add(base + "psk" + psk);
            }
        }
        return names.stream();
    }

    @Test
    void thereAreThreeOneWayTwelveFundamentalAndTwentyThreeDeferred() {
        assertThat(HandshakePattern.baseNames()).hasSize(3 + 12 + 23);
    }

    @ParameterizedTest
    @MethodSource("patterns")
    @DisplayName("§7.3: keys are sent before they are used, once; no secret is mixed twice")
    void followsTheValidityRules(String name) throws NoiseException {
        HandshakePattern pattern = HandshakePattern.parse(name);
        Map<Role, Set<Token>> sent =
                Map.of(Role.INITIATOR, EnumSet.noneOf(Token.class), Role.RESPONDER, EnumSet.noneOf(Token.class));
        for (Role role : Role.values()) {
            if (pattern.staticKnown(role)) {
                sent.get(role).add(Token.S);
            }
        }
        Set<Token> mixed = EnumSet.noneOf(Token.class);
        Role sender = Role.INITIATOR;
        for (List<Token> message : pattern.messages()) {
            for (Token token : message) {
                switch (token) {
                    case E, S ->
                        assertThat(sent.get(sender).add(token))
                                .as("%s sent once", token)
                                .isTrue();
                    case EE, ES, SE, SS -> {
                        assertThat(mixed.add(token)).as("%s mixed once", token).isTrue();
                        Token ofInitiator = token == Token.EE || token == Token.ES ? Token.E : Token.S;
                        Token ofResponder = token == Token.EE || token == Token.SE ? Token.E : Token.S;
                        assertThat(sent.get(Role.INITIATOR)).contains(ofInitiator);
                        assertThat(sent.get(Role.RESPONDER)).contains(ofResponder);
                    }
                    case PSK -> assertThat(pattern.pskCount()).isEqualTo(1);
                }
            }
            // What is encrypted with a static secret or a psk needs randomness of the sender's own (§7.3, §9.3):
            // after se the initiator, after es the responder, after ss both, after psk both need an ephemeral key.
            assertThat(sent.get(sender)).contains(Token.E);
            assertMixesEphemeral(sender, mixed);
            sender = sender.other();
        }
    }

    private static void assertMixesEphemeral(Role sender, Set<Token> mixed) {
        boolean initiator = sender == Role.INITIATOR;
        if (mixed.contains(initiator ? Token.SE : Token.ES)) {
            assertThat(mixed).contains(Token.EE);
        }
        if (mixed.contains(Token.SS)) {
            assertThat(mixed).contains(initiator ? Token.ES : Token.SE);
        }
    }

    @Test
    void namesGiveWhatTheySay() throws NoiseException {
        NoiseProtocol protocol = NoiseProtocol.parse("Noise_XXpsk3_25519_AESGCM_SHA512");
        assertThat(protocol.pattern().name()).isEqualTo("XXpsk3");
        assertThat(protocol.pattern().messages())
                .containsExactly(
                        List.of(Token.E),
                        List.of(Token.E, Token.EE, Token.S, Token.ES),
                        List.of(Token.S, Token.SE, Token.PSK));
        assertThat(protocol.cipher()).isEqualTo(NoiseCipher.AESGCM);
        assertThat(protocol.hash()).isEqualTo(NoiseHash.SHA512);
        assertThat(protocol).hasToString("Noise_XXpsk3_25519_AESGCM_SHA512");
        assertThat(HandshakePattern.parse("NNpsk0+psk2").messages())
                .containsExactly(List.of(Token.PSK, Token.E), List.of(Token.E, Token.EE, Token.PSK));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Noise",
                "Noise_XX_25519_ChaChaPoly",
                "Noise_XX_25519_ChaChaPoly_SHA256_",
                "noise_XX_25519_ChaChaPoly_SHA256",
                "Noise_xx_25519_ChaChaPoly_SHA256",
                "Noise_ZZ_25519_ChaChaPoly_SHA256",
                "Noise_XX_448_ChaChaPoly_SHA256",
                "Noise_XX_25519_chachapoly_SHA256",
                "Noise_XX_25519_ChaChaPoly_BLAKE2s",
                "Noise_XXfallback_25519_ChaChaPoly_SHA256",
                "Noise_XXpsk4_25519_ChaChaPoly_SHA256",
                "Noise_NNpsk0psk2_25519_ChaChaPoly_SHA256",
                "Noise_NNpsk2+psk0_25519_ChaChaPoly_SHA256",
                "Noise_NNpsk0+psk0_25519_ChaChaPoly_SHA256",
                "Noise_NNpsk0+_25519_ChaChaPoly_SHA256",
                "Noise_NNpsk00_25519_ChaChaPoly_SHA256",
                "Noise_NN+psk0_25519_ChaChaPoly_SHA256",
                " Noise_NN_25519_ChaChaPoly_SHA256"
            })
    void anythingElseIsRefused(String name) {
        assertThatThrownBy(() -> NoiseProtocol.parse(name))
                .isInstanceOfSatisfying(
                        NoiseException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED_PROTOCOL));
    }

    @Test
    void aNameOfMoreThan255BytesIsRefused() {
        assertThatThrownBy(() -> NoiseProtocol.parse("Noise_" + "X".repeat(250)))
                .isInstanceOfSatisfying(
                        NoiseException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED_PROTOCOL));
    }
}
