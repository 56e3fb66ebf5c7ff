package dev.pushlab.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pushlab.protocol.keys.Identity;
import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.MessageType;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.message.Suite;
import dev.pushlab.protocol.noise.SecretBytes;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CallbackSessionTest {
    private static final Bytes NONCE = Bytes.ofHex("000102030405060708090a0b0c0d0e0f");
    private static final Bytes REGISTRATION = Bytes.ofHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff");

    private final Identity serverIdentity = Identity.generate();
    private final Identity clientIdentity = Identity.generate();
    private final SessionConfig server = SessionConfig.server("lab").withIdentity(serverIdentity);
    private final SessionConfig client = SessionConfig.client("desk").withIdentity(clientIdentity);
    private CallbackTicket atServer;
    private CallbackTicket atClient;

    @BeforeEach
    void register() {
        register(Suite.XX_CHACHAPOLY, Instant.now().plusSeconds(60));
    }

    /** Over a forward session, which is closed again: the tickets outlive it. */
    private void register(Suite suite, Instant expiry) {
        try (SessionPair pair = SessionPair.forward(client.withSuites(suite), server.withSuites(suite))
                .pump()) {
            Message.Register register = new Message.Register(4000, "desk", NONCE);
            Message.RegisterOk ok =
                    new Message.RegisterOk(REGISTRATION, "192.0.2.7", expiry.truncatedTo(ChronoUnit.MICROS));
            atServer = CallbackTicket.derive(pair.accepted.session, register, ok);
            atClient = CallbackTicket.derive(pair.dialled.session, register, ok);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Suite.class,
            names = {"XX_CHACHAPOLY", "XX_AESGCM"})
    void theServerCallsARegisteredClient(Suite suite) {
        register(suite, Instant.now().plusSeconds(60));
        try (SessionPair pair =
                SessionPair.callback(server, atServer, client, atClient).pump()) {
            assertThat(pair.dialled.calls).containsExactly("opened");
            assertThat(pair.accepted.calls).containsExactly("opened");
            Session there = pair.accepted.session;
            assertThat(there.direction()).isEqualTo(Message.Direction.REVERSE);
            assertThat(there.suite().noiseName())
                    .startsWith("Noise_KKpsk0")
                    .contains(suite.noiseName().split("_")[3]);
            assertThat(there.peer().orElseThrow().fingerprint())
                    .isEqualTo(serverIdentity.fingerprint().toString());
            assertThat(pair.dialled.session.peer().orElseThrow().fingerprint())
                    .isEqualTo(clientIdentity.fingerprint().toString());
            assertThat(there.handshakeHash()).isEqualTo(pair.dialled.session.handshakeHash());
            pair.dialled.session.send(new Message.Poll(1));
            there.send(new Message.Polled(1, 0));
            pair.pump();
            assertThat(pair.accepted.messages).containsExactly(new Message.Poll(1));
            assertThat(pair.dialled.messages).containsExactly(new Message.Polled(1, 0));
            assertThat(atServer.isUsed()).isTrue();
        }
    }

    @Test
    void theServerIsSilentUntilTheListenerHasProvedItself() {
        try (SessionPair pair = new SessionPair()) {
            SessionPipelines.callbackDialler(pair.dialler, server, atServer, pair.dialled);
            pair.dialler.runPendingTasks();
            assertThat(pair.dialler.outboundMessages()).isEmpty();

            pair.dialler.writeInbound(Unpooled.copiedBuffer("220 mail.example ESMTP\r\n".getBytes()));

            assertThat(pair.dialler.outboundMessages()).isEmpty();
            assertThat(pair.dialler.isOpen()).isFalse();
            assertThat(pair.dialled.reason).isEqualTo(ReasonCode.NOT_PUSHLAB);
        }
    }

    @Test
    void aForgedProofIsAnsweredBySilence() {
        try (SessionPair pair = SessionPair.callback(server, atServer, client, atClient)) {
            pair.tamperListener = bytes -> {
                bytes[bytes.length - 1] ^= 1;
                return bytes;
            };
            pair.pump();
            assertThat(pair.dialled.reason).isEqualTo(ReasonCode.BAD_CALLBACK);
            assertThat(pair.fromDialler).isEmpty();
            assertThat(pair.accepted.calls).containsExactly("failed");
            assertThat(atServer.isUsed()).isFalse();
        }
    }

    @Test
    void aListenerThatSaysNothingTimesOutWithoutHavingHeardAnything() {
        try (SessionPair pair = new SessionPair()) {
            SessionPipelines.callbackDialler(pair.dialler, server, atServer, pair.dialled);
            pair.pump().advance(Duration.ofSeconds(5));
            assertThat(pair.dialled.reason).isEqualTo(ReasonCode.HANDSHAKE_TIMEOUT);
            assertThat(pair.fromDialler).isEmpty();
        }
    }

    @Test
    void aTicketIsGoodForOneCall() {
        try (SessionPair pair =
                SessionPair.callback(server, atServer, client, atClient).pump()) {
            assertThat(pair.dialled.calls).containsExactly("opened");
        }
        try (SessionPair again =
                SessionPair.callback(server, atServer, client, atClient).pump()) {
            assertThat(again.dialled.reason).isEqualTo(ReasonCode.BAD_CALLBACK);
            assertThat(again.accepted.reason).isEqualTo(ReasonCode.BAD_CALLBACK);
        }
    }

    @Test
    void anExpiredTicketIsGoodForNone() {
        register(Suite.XX_CHACHAPOLY, Instant.now().minusSeconds(1));
        try (SessionPair pair =
                SessionPair.callback(server, atServer, client, atClient).pump()) {
            assertThat(pair.dialled.reason).isEqualTo(ReasonCode.BAD_CALLBACK);
            assertThat(pair.fromDialler).isEmpty();
        }
    }

    @Test
    void whoeverOverhearsTheProofCannotCallInTheServersPlace() {
        CallbackTicket other = atServer;
        register(Suite.XX_CHACHAPOLY, Instant.now().plusSeconds(60));
        // Same registration number, other session: other token, other static keys.
        try (SessionPair pair = SessionPair.callback(server, other, client, atClient)) {
            pair.pump();
            assertThat(pair.dialled.reason).isEqualTo(ReasonCode.BAD_CALLBACK);
        }
    }

    @Test
    void onlyASessionWithIdentitiesCanRegister() {
        SecretBytes secret = SecretBytes.random(32);
        for (Suite suite : new Suite[] {Suite.PLAINTEXT, Suite.PSK_CHACHAPOLY}) {
            try (SessionPair pair = SessionPair.forward(
                            client.withPsk(secret).withSuites(suite),
                            server.withPsk(secret).withSuites(suite))
                    .pump()) {
                assertThatThrownBy(() -> CallbackTicket.derive(
                                pair.accepted.session,
                                new Message.Register(4000, "desk", NONCE),
                                new Message.RegisterOk(REGISTRATION, "192.0.2.7", Instant.now())))
                        .isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    void aListenerEnteredByHandIsCalledAndPinned() {
        String fingerprint = clientIdentity.fingerprint().grouped();
        try (SessionPair pair = SessionPair.byHand(server, fingerprint, client).pump()) {
            assertThat(pair.dialled.calls).containsExactly("opened");
            assertThat(pair.accepted.calls).containsExactly("opened");
            assertThat(pair.dialled.session.direction()).isEqualTo(Message.Direction.REVERSE);
            assertThat(pair.dialled.session.peer().orElseThrow().name()).isEqualTo("desk");
            assertThat(pair.accepted.session.peer().orElseThrow().name()).isEqualTo("lab");
        }
    }

    @Test
    void aListenerWithAnotherFingerprintHearsNothing() {
        String fingerprint = Identity.generate().fingerprint().toString();
        try (SessionPair pair = SessionPair.byHand(server, fingerprint, client).pump()) {
            assertThat(pair.dialled.reason).isEqualTo(ReasonCode.IDENTITY_CHANGED);
            assertThat(pair.fromDialler).isEmpty();
        }
    }

    @Test
    void whoeverReplaysTheGreetingOfAnotherListenerIsFoundOutBeforeMessageThree() {
        // The impostor knows the fingerprint, which is no secret, but has another identity.
        Identity impostor = Identity.generate();
        SessionConfig fake = SessionConfig.client("desk").withIdentity(impostor);
        try (SessionPair pair = new SessionPair()) {
            SessionPipelines.listenerDialler(
                    pair.dialler, server, clientIdentity.fingerprint().toString(), pair.dialled);
            SessionPipelines.openListener(pair.listener, fake, pair.accepted);
            Bytes overheard = CallbackProof.ofListener(clientIdentity.fingerprint());
            pair.tamperListener = bytes -> {
                if (bytes[5] == MessageType.CB_HELLO.code()) {
                    System.arraycopy(overheard.toArray(), 0, bytes, bytes.length - 16, 16);
                }
                return bytes;
            };
            pair.pump();
            assertThat(pair.dialled.calls).containsExactly("failed");
            // The transcripts differ already; with the proof made by the impostor itself it would be the pin.
            assertThat(pair.dialled.reason).isIn(ReasonCode.HANDSHAKE_FAILED, ReasonCode.IDENTITY_CHANGED);
            assertThat(pair.fromDialler.stream().filter(bytes -> bytes[5] == MessageType.HANDSHAKE.code()))
                    .hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void aForwardHelloIsRefusedByAListenerThatWaitsToBeCalled() {
        try (SessionPair pair = new SessionPair()) {
            SessionPipelines.forwardDialler(pair.dialler, client, pair.dialled);
            SessionPipelines.openListener(pair.listener, client, pair.accepted);
            pair.pump();
            assertThat(pair.dialled.calls).containsExactly("failed");
            assertThat(pair.accepted.calls).containsExactly("failed");
        }
    }
}
