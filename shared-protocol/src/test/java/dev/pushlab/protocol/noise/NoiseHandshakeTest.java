package dev.pushlab.protocol.noise;

import static dev.pushlab.protocol.noise.NoisePairs.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pushlab.protocol.noise.HandshakeState.Action;
import dev.pushlab.protocol.noise.HandshakeState.Role;
import dev.pushlab.protocol.noise.NoiseException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not succeed, and how a handshake behaves when it does not. */
class NoiseHandshakeTest {
    private static final String XX = "Noise_XX_25519_ChaChaPoly_SHA256";
    private static final String KK_PSK0 = "Noise_KKpsk0_25519_AESGCM_SHA256";

    /**
     * Changes each byte of each message. Where nothing is encrypted yet (the first messages of NN and XX) the change is
     * noticed in the message after.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Noise_XX_25519_ChaChaPoly_SHA256",
                "Noise_KKpsk0_25519_ChaChaPoly_SHA256",
                "Noise_NNpsk0_25519_AESGCM_SHA256",
                "Noise_IK_25519_ChaChaPoly_SHA512",
                "Noise_NN_25519_AESGCM_SHA512"
            })
    void everyByteOfEveryMessageIsProtected(String name) throws NoiseException {
        NoisePairs pairs = new NoisePairs(name);
        byte[] payload = "a payload".getBytes(StandardCharsets.US_ASCII);
        int messages = pairs.messages();
        for (int tampered = 0; tampered < messages; tampered++) {
            int length = messageLength(pairs, tampered, payload);
            for (int at = 0; at < length; at++) {
                assertThat(completesDespite(pairs, tampered, at, payload))
                        .as("message %d of %s, byte %d", tampered + 1, name, at)
                        .isFalse();
            }
        }
    }

    private static int messageLength(NoisePairs pairs, int index, byte[] payload) throws NoiseException {
        HandshakeState initiator = pairs.side(Role.INITIATOR).build();
        HandshakeState responder = pairs.side(Role.RESPONDER).build();
        NoisePairs.exchange(initiator, responder, index);
        return (index % 2 == 0 ? initiator : responder).nextMessageOverhead() + payload.length;
    }

    /** Whether both sides finish, agree on the transcript and understand each other afterwards. */
    private static boolean completesDespite(NoisePairs pairs, int tampered, int at, byte[] payload)
            throws NoiseException {
        HandshakeState initiator = pairs.side(Role.INITIATOR).build();
        HandshakeState responder = pairs.side(Role.RESPONDER).build();
        for (int i = 0; i < pairs.messages(); i++) {
            HandshakeState writer = i % 2 == 0 ? initiator : responder;
            HandshakeState reader = i % 2 == 0 ? responder : initiator;
            byte[] message = writer.writeMessage(payload);
            if (i == tampered) {
                message[at] ^= 1;
            }
            try {
                reader.readMessage(message);
            } catch (NoiseException e) {
                assertThat(i).isGreaterThanOrEqualTo(tampered);
                assertThat(e.reason()).isIn(Reason.AUTHENTICATION_FAILED, Reason.INVALID_KEY);
                assertThat(reader.action()).isEqualTo(Action.FAILED);
                return false;
            }
        }
        return true;
    }

    @ParameterizedTest
    @ValueSource(strings = {XX, KK_PSK0, "Noise_NN_25519_AESGCM_SHA512", "Noise_X_25519_ChaChaPoly_SHA256"})
    void everyTruncationIsNoticed(String name) throws NoiseException {
        NoisePairs pairs = new NoisePairs(name);
        for (int index = 0; index < pairs.messages(); index++) {
            int length = messageLength(pairs, index, NONE);
            for (int cut = 0; cut < length; cut++) {
                HandshakeState initiator = pairs.side(Role.INITIATOR).build();
                HandshakeState responder = pairs.side(Role.RESPONDER).build();
                NoisePairs.exchange(initiator, responder, index);
                HandshakeState writer = index % 2 == 0 ? initiator : responder;
                HandshakeState reader = index % 2 == 0 ? responder : initiator;
                byte[] message = Arrays.copyOf(writer.writeMessage(NONE), cut);
                assertFails(Reason.MESSAGE_TRUNCATED, () -> reader.readMessage(message));
                assertThat(reader.action()).isEqualTo(Action.FAILED);
            }
        }
    }

    @Test
    void trailingBytesAreNotIgnored() throws NoiseException {
        NoisePairs pairs = new NoisePairs(KK_PSK0);
        byte[] message = pairs.side(Role.INITIATOR).build().writeMessage(NONE);
        HandshakeState responder = pairs.side(Role.RESPONDER).build();
        assertFails(
                Reason.AUTHENTICATION_FAILED, () -> responder.readMessage(Arrays.copyOf(message, message.length + 1)));
    }

    @Test
    void callsOutOfTurnAreRefusedAndChangeNothing() throws NoiseException {
        NoisePairs pairs = new NoisePairs(XX);
        HandshakeState initiator = pairs.side(Role.INITIATOR).build();
        HandshakeState responder = pairs.side(Role.RESPONDER).build();

        assertFails(Reason.WRONG_STATE, () -> initiator.readMessage(new byte[32]));
        assertFails(Reason.WRONG_STATE, () -> responder.writeMessage(NONE));
        assertFails(Reason.WRONG_STATE, initiator::split);
        assertFails(Reason.WRONG_STATE, initiator::handshakeHash);
        responder.readMessage(initiator.writeMessage(NONE));
        assertFails(Reason.WRONG_STATE, () -> initiator.writeMessage(NONE));
        assertFails(Reason.WRONG_STATE, () -> responder.readMessage(new byte[64]));
        initiator.readMessage(responder.writeMessage(NONE));
        responder.readMessage(initiator.writeMessage(NONE));

        assertThat(initiator.action()).isEqualTo(Action.SPLIT);
        assertFails(Reason.WRONG_STATE, () -> initiator.writeMessage(NONE));
        assertFails(Reason.WRONG_STATE, () -> initiator.readMessage(NONE));
        assertFails(Reason.WRONG_STATE, initiator::nextMessageOverhead);
        TransportKeys one = initiator.split();
        TransportKeys other = responder.split();
        assertFails(Reason.WRONG_STATE, initiator::split);
        assertThat(initiator.action()).isEqualTo(Action.COMPLETE);
        assertThat(initiator.handshakeHash()).hasSize(32).isEqualTo(responder.handshakeHash());
        assertThat(other.receiver().decrypt(NONE, one.sender().encrypt(NONE, NONE)))
                .isEmpty();
    }

    @Test
    void afterAFailureNothingWorksAndTheEphemeralKeyIsWiped() throws NoiseException {
        NoisePairs pairs = new NoisePairs(XX);
        NoiseKeyPair ephemeral = NoiseKeyPair.generate();
        HandshakeState initiator =
                pairs.side(Role.INITIATOR).fixedEphemeral(ephemeral).build();
        initiator.writeMessage(NONE);
        byte[] garbage = new byte[96];
        garbage[0] = 9;

        assertFails(Reason.AUTHENTICATION_FAILED, () -> initiator.readMessage(garbage));

        assertThat(initiator.isDestroyed()).isTrue();
        assertThat(ephemeral.isDestroyed()).isTrue();
        assertThat(pairs.staticOf(Role.INITIATOR).isDestroyed()).isFalse();
        assertFails(Reason.WRONG_STATE, () -> initiator.readMessage(garbage));
        assertFails(Reason.WRONG_STATE, () -> initiator.writeMessage(NONE));
        assertFails(Reason.WRONG_STATE, initiator::split);
        assertFails(Reason.WRONG_STATE, initiator::handshakeHash);
    }

    @Test
    void splitWipesWhatLedToTheKeys() throws NoiseException {
        NoisePairs pairs = new NoisePairs("Noise_NN_25519_ChaChaPoly_SHA256");
        NoiseKeyPair ephemeral = NoiseKeyPair.generate();
        HandshakeState initiator =
                pairs.side(Role.INITIATOR).fixedEphemeral(ephemeral).build();
        NoisePairs.exchange(initiator, pairs.side(Role.RESPONDER).build(), 2);
        initiator.split();
        assertThat(ephemeral.isDestroyed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Noise_NNpsk0_25519_ChaChaPoly_SHA256",
                KK_PSK0,
                "Noise_NNpsk2_25519_ChaChaPoly_SHA256",
                "Noise_XXpsk3_25519_AESGCM_SHA512",
                "Noise_NNpsk0+psk2_25519_ChaChaPoly_SHA256"
            })
    void aWrongPskFails(String name) throws NoiseException {
        NoisePairs pairs = new NoisePairs(name);
        List<SecretBytes> wrong = pairs.protocol().pattern().messages().stream()
                .flatMap(List::stream)
                .filter(HandshakePattern.Token.PSK::equals)
                .map(token -> SecretBytes.random(32))
                .toList();
        HandshakeState initiator = pairs.side(Role.INITIATOR).build();
        HandshakeState responder = pairs.withPsks(Role.RESPONDER, wrong).build();
        assertFails(Reason.AUTHENTICATION_FAILED, () -> NoisePairs.exchange(initiator, responder, pairs.messages()));
    }

    @Test
    void severalPsksAreUsedInOrder() throws NoiseException {
        NoisePairs pairs = new NoisePairs("Noise_NNpsk0+psk1+psk2_25519_ChaChaPoly_SHA256");
        assertThat(pairs.protocol().pattern().pskCount()).isEqualTo(3);
        pairs.connect();

        SecretBytes a = SecretBytes.random(32);
        SecretBytes b = SecretBytes.random(32);
        SecretBytes c = SecretBytes.random(32);
        HandshakeState initiator =
                pairs.withPsks(Role.INITIATOR, List.of(a, b, c)).build();
        HandshakeState swapped =
                pairs.withPsks(Role.RESPONDER, List.of(b, a, c)).build();
        assertFails(Reason.AUTHENTICATION_FAILED, () -> swapped.readMessage(initiator.writeMessage(NONE)));
    }

    /** Downgrade: a man in the middle who changes what was offered in clear changes the prologue of one side. */
    @ParameterizedTest
    @ValueSource(strings = {XX, KK_PSK0, "Noise_NN_25519_ChaChaPoly_SHA256"})
    void aDifferentPrologueFails(String name) throws NoiseException {
        NoisePairs pairs = new NoisePairs(name);
        HandshakeState initiator = pairs.side(Role.INITIATOR)
                .prologue("offered: strong, weak".getBytes(StandardCharsets.US_ASCII))
                .build();
        HandshakeState responder = pairs.side(Role.RESPONDER)
                .prologue("offered: weak".getBytes(StandardCharsets.US_ASCII))
                .build();
        assertFails(Reason.AUTHENTICATION_FAILED, () -> NoisePairs.exchange(initiator, responder, pairs.messages()));
    }

    @Test
    void theWrongStaticKeyFails() throws NoiseException {
        NoisePairs pairs = new NoisePairs("Noise_KK_25519_ChaChaPoly_SHA256");
        NoisePairs impostor = new NoisePairs("Noise_KK_25519_ChaChaPoly_SHA256");
        HandshakeState forged = HandshakeState.builder(pairs.protocol(), Role.INITIATOR)
                .localStatic(impostor.staticOf(Role.INITIATOR))
                .remoteStatic(pairs.staticOf(Role.RESPONDER).publicKey())
                .build();
        HandshakeState responder = pairs.side(Role.RESPONDER).build();
        assertFails(Reason.AUTHENTICATION_FAILED, () -> responder.readMessage(forged.writeMessage(NONE)));
    }

    @Test
    void anEarlierFirstMessageIsOfNoUse() throws NoiseException {
        NoisePairs pairs = new NoisePairs(KK_PSK0);
        HandshakeState initiator = pairs.side(Role.INITIATOR).build();
        byte[] recorded = initiator.writeMessage(NONE);
        pairs.side(Role.RESPONDER).build().readMessage(recorded);
        // Replayed to a new responder it is accepted as first message (§14, replay), but the answer to it
        // fits only the initiator who holds the ephemeral key.
        HandshakeState second = pairs.side(Role.RESPONDER).build();
        second.readMessage(recorded);
        byte[] answer = second.writeMessage(NONE);
        HandshakeState other = pairs.side(Role.INITIATOR).build();
        other.writeMessage(NONE);
        assertFails(Reason.AUTHENTICATION_FAILED, () -> other.readMessage(answer));
    }

    @Test
    void messagesAreBounded() throws NoiseException {
        NoisePairs pairs = new NoisePairs("Noise_NNpsk0_25519_ChaChaPoly_SHA256");
        HandshakeState initiator = pairs.side(Role.INITIATOR).build();
        int room = CipherState.MAX_MESSAGE_LENGTH - initiator.nextMessageOverhead();
        assertFails(Reason.MESSAGE_TOO_LONG, () -> initiator.writeMessage(new byte[room + 1]));
        byte[] largest = initiator.writeMessage(new byte[room]);
        assertThat(largest).hasSize(65535);
        HandshakeState responder = pairs.side(Role.RESPONDER).build();
        assertThat(responder.readMessage(largest)).isEqualTo(new byte[room]);
        HandshakeState another = pairs.side(Role.RESPONDER).build();
        assertFails(Reason.MESSAGE_TOO_LONG, () -> another.readMessage(new byte[65536]));
    }

    @Test
    void keysAreCheckedAgainstThePattern() throws NoiseException {
        NoiseProtocol kk = NoiseProtocol.parse(KK_PSK0);
        NoiseProtocol nn = NoiseProtocol.parse("Noise_NN_25519_ChaChaPoly_SHA256");
        NoiseKeyPair pair = NoiseKeyPair.generate();
        byte[] remote = NoiseKeyPair.generate().publicKey();
        SecretBytes psk = SecretBytes.random(32);

        assertFails(
                Reason.MISSING_KEY,
                () -> initiator(kk).remoteStatic(remote).psk(psk).build());
        assertFails(
                Reason.MISSING_KEY,
                () -> initiator(kk).localStatic(pair).psk(psk).build());
        assertFails(
                Reason.MISSING_KEY,
                () -> initiator(kk).localStatic(pair).remoteStatic(remote).build());
        assertFails(Reason.UNEXPECTED_KEY, () -> initiator(nn).localStatic(pair).build());
        assertFails(
                Reason.UNEXPECTED_KEY, () -> initiator(nn).remoteStatic(remote).build());
        assertFails(Reason.UNEXPECTED_KEY, () -> initiator(nn).psk(psk).build());
        assertFails(
                Reason.INVALID_KEY,
                () -> initiator(kk)
                        .localStatic(pair)
                        .remoteStatic(new byte[31])
                        .psk(psk)
                        .build());
        assertFails(
                Reason.INVALID_KEY,
                () -> initiator(kk)
                        .localStatic(pair)
                        .remoteStatic(remote)
                        .psk(SecretBytes.random(16))
                        .build());
    }

    private static HandshakeBuilder initiator(NoiseProtocol protocol) {
        return HandshakeState.builder(protocol, Role.INITIATOR);
    }

    @Test
    void oneWayPatternsHaveOneDirection() throws NoiseException {
        TransportKeys[] keys = new NoisePairs("Noise_X_25519_AESGCM_SHA256").connect();
        assertFails(Reason.WRONG_STATE, keys[0]::receiver);
        assertFails(Reason.WRONG_STATE, keys[1]::sender);
        byte[] payload = {1, 2, 3};
        assertThat(keys[1].receiver().decrypt(NONE, keys[0].sender().encrypt(NONE, payload)))
                .isEqualTo(payload);
    }

    @Test
    void aReflectedMessageFails() throws NoiseException {
        TransportKeys[] keys = new NoisePairs(XX).connect();
        byte[] message = keys[0].sender().encrypt(NONE, new byte[] {1});
        assertFails(Reason.AUTHENTICATION_FAILED, () -> keys[0].receiver().decrypt(NONE, message));
    }

    @Test
    void secretsDoNotShowThemselves() throws NoiseException {
        NoisePairs pairs = new NoisePairs(XX);
        assertThat(SecretBytes.random(32)).hasToString("[redacted]");
        assertThat(SecretBytes.random(32).asKey("AES").toString()).isEqualTo("[redacted]");
        assertThat(pairs.staticOf(Role.INITIATOR)).hasToString("[redacted]");
        assertThat(pairs.side(Role.INITIATOR).build())
                .hasToString("Noise_XX_25519_ChaChaPoly_SHA256 INITIATOR, message 1, WRITE");
        assertThat(pairs.connect()[0].sender()).hasToString("ChaChaPoly[key redacted, nonce 0]");
    }

    private static void assertFails(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        NoiseException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
