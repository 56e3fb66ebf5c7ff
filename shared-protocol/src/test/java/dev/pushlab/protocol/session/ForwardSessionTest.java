package dev.pushlab.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pushlab.protocol.codec.MessageCodec;
import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.keys.Identity;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.MessageType;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.message.Suite;
import dev.pushlab.protocol.noise.SecretBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ForwardSessionTest {
    private static final Topic NEWS = new Topic("news");
    private static final SecretBytes SECRET = SecretBytes.copyOf(new byte[32]);

    private final Identity serverIdentity = Identity.generate();
    private final Identity clientIdentity = Identity.generate();
    private final SessionConfig server =
            SessionConfig.server("lab").withIdentity(serverIdentity).withPsk(SECRET);
    private final SessionConfig client =
            SessionConfig.client("desk").withIdentity(clientIdentity).withPsk(SECRET);

    @ParameterizedTest
    @EnumSource(
            value = Suite.class,
            names = {"CALLBACK_CHACHAPOLY", "CALLBACK_AESGCM"},
            mode = EnumSource.Mode.EXCLUDE)
    void messagesGoBothWaysInEverySuite(Suite suite) {
        try (SessionPair pair = SessionPair.forward(client.withSuites(suite), server.withSuites(suite))) {
            pair.pump();
            assertThat(pair.dialled.calls).containsExactly("opened");
            assertThat(pair.accepted.calls).containsExactly("opened");
            Session here = pair.dialled.session;
            Session there = pair.accepted.session;
            assertThat(here.suite()).isEqualTo(suite);
            assertThat(here.direction()).isEqualTo(Message.Direction.FORWARD);
            assertThat(here.handshakeHash()).isEqualTo(there.handshakeHash());
            assertThat(here.handshakeHash().size()).isEqualTo(32);

            here.send(new Message.Subscribe(NEWS, Position.EARLIEST));
            there.send(new Message.Subscribed(NEWS, 7, new EventId(1, 0), true));
            Message.EventMessage event = event(1, 1_000_000);
            there.send(event);
            pair.pump();

            assertThat(pair.accepted.messages).containsExactly(new Message.Subscribe(NEWS, Position.EARLIEST));
            assertThat(pair.dialled.messages)
                    .containsExactly(new Message.Subscribed(NEWS, 7, new EventId(1, 0), true), event);
            here.close(ReasonCode.GOODBYE, "done");
            pair.pump();
            assertThat(pair.dialled.reason).isEqualTo(ReasonCode.GOODBYE);
            assertThat(pair.accepted.reason).isEqualTo(ReasonCode.GOODBYE);
            assertThat(pair.accepted.calls).containsExactly("opened", "closed");
            assertThat(pair.dialled.calls).containsExactly("opened", "closed");
        }
    }

    @Test
    void identitiesAreProvedAndSecretsAgree() {
        try (SessionPair pair = SessionPair.forward(client, server).pump()) {
            Peer atClient = pair.dialled.session.peer().orElseThrow();
            Peer atServer = pair.accepted.session.peer().orElseThrow();
            assertThat(atClient.name()).isEqualTo("lab");
            assertThat(atClient.fingerprint())
                    .isEqualTo(serverIdentity.fingerprint().toString());
            assertThat(atServer.name()).isEqualTo("desk");
            assertThat(atServer.fingerprint())
                    .isEqualTo(clientIdentity.fingerprint().toString());
            SessionSecrets here = pair.dialled.session.secrets().orElseThrow();
            SessionSecrets there = pair.accepted.session.secrets().orElseThrow();
            byte[] context = {1, 2, 3};
            assertThat(here.export("a", context, 32))
                    .isEqualTo(there.export("a", context, 32))
                    .isNotEqualTo(there.export("b", context, 32))
                    .isNotEqualTo(there.export("a", new byte[0], 32));
        }
    }

    @Test
    void nothingIsReadableOnTheWire() {
        try (SessionPair pair = SessionPair.forward(client, server).pump()) {
            pair.dialled.session.send(new Message.Publish(1, NEWS, EventDraft.text("a very secret sentence indeed")));
            pair.pump();
            assertThat(pair.accepted.messages).hasSize(1);
            assertThat(pair.fromDialler).noneMatch(bytes -> new String(bytes).contains("secret sentence"));
        }
    }

    @Test
    void bytesEncodedOnceReachEverySession() {
        ByteBuf encoded = Unpooled.buffer();
        MessageCodec.encode(event(1, 100), encoded);
        MessageCodec.encode(event(2, 70_000), encoded);
        for (Suite suite : List.of(Suite.PLAINTEXT, Suite.XX_CHACHAPOLY, Suite.XX_AESGCM)) {
            try (SessionPair pair = SessionPair.forward(client.withSuites(suite), server.withSuites(suite))
                    .pump()) {
                pair.accepted.session.send(new Message.Subscribed(NEWS, 7, new EventId(1, 0), true));
                Future<Void> written = pair.listener
                        .pipeline()
                        .context(HandlerNames.MESSAGES)
                        .writeAndFlush(encoded.retainedDuplicate());
                pair.pump();
                assertThat(written.isSuccess()).isTrue();
                assertThat(pair.dialled.messages.subList(1, 3)).containsExactly(event(1, 100), event(2, 70_000));
            }
        }
        assertThat(encoded.refCnt()).isEqualTo(1);
        encoded.release();
    }

    @Test
    void smallMessagesBetweenTwoFlushesShareARecord() {
        try (SessionPair pair = SessionPair.forward(client, server).pump()) {
            int before = pair.fromDialler.size();
            IntStream.range(0, 100).forEach(i -> pair.dialler.write(new Message.Poll(i)));
            pair.dialler.flush();
            pair.pump();
            assertThat(pair.accepted.messages).hasSize(100);
            assertThat(pair.fromDialler).hasSize(before + 1);
        }
    }

    @Test
    void plaintextMustBeEnabledOnBothSides() {
        try (SessionPair pair =
                SessionPair.forward(client.withSuites(Suite.PLAINTEXT), server).pump()) {
            assertThat(pair.dialled.calls).containsExactly("failed");
            assertThat(pair.accepted.calls).containsExactly("failed");
            assertThat(pair.dialled.reason).isEqualTo(ReasonCode.NO_COMMON_SUITE);
            assertThat(pair.accepted.reason).isEqualTo(ReasonCode.NO_COMMON_SUITE);
        }
    }

    @Test
    void theServerTakesTheFirstOfferThatItAccepts() {
        try (SessionPair pair = SessionPair.forward(
                        client.withSuites(Suite.PSK_AESGCM, Suite.XX_AESGCM, Suite.XX_CHACHAPOLY),
                        server.withSuites(Suite.XX_CHACHAPOLY, Suite.XX_AESGCM))
                .pump()) {
            assertThat(pair.dialled.session.suite()).isEqualTo(Suite.XX_AESGCM);
        }
    }

    @Test
    void aStrippedOfferIsNoticed() {
        try (SessionPair pair = SessionPair.forward(client.withSuites(Suite.XX_CHACHAPOLY, Suite.XX_AESGCM), server)) {
            // Somebody in between removes the first suite from the offer.
            pair.tamperDialler = bytes -> bytes[5] == MessageType.HELLO.code() ? withoutFirstSuite(bytes) : bytes;
            pair.pump();
            assertThat(pair.dialled.reason).isEqualTo(ReasonCode.HANDSHAKE_FAILED);
            assertThat(pair.dialled.calls).containsExactly("failed");
            assertThat(pair.accepted.calls).containsExactly("failed");
        }
    }

    /** HELLO: 8 header, 4 magic, 1 direction, 16 nonce, 1 count, suites. */
    private static byte[] withoutFirstSuite(byte[] hello) {
        byte[] shorter = new byte[hello.length - 1];
        System.arraycopy(hello, 0, shorter, 0, 30);
        System.arraycopy(hello, 31, shorter, 30, hello.length - 31);
        shorter[3]--;
        shorter[29]--;
        return shorter;
    }

    @Test
    void aChangedServerIdentityEndsTheHandshakeBeforeOursIsShown() {
        SessionConfig pinning = client.withPeerPolicy(
                PeerPolicy.pinned(Identity.generate().fingerprint().toString()));
        try (SessionPair pair = SessionPair.forward(pinning, server).pump()) {
            assertThat(pair.dialled.reason).isEqualTo(ReasonCode.IDENTITY_CHANGED);
            assertThat(pair.dialled.calls).containsExactly("failed");
            assertThat(pair.accepted.reason).isEqualTo(ReasonCode.IDENTITY_CHANGED);
            // HELLO, message 1, CLOSE: message 3 never left.
            assertThat(pair.fromDialler.stream().map(bytes -> (int) bytes[5]))
                    .containsExactly(MessageType.HELLO.code(), MessageType.HANDSHAKE.code(), MessageType.CLOSE.code());
        }
    }

    @Test
    void aClientThatIsNotWantedIsToldSoUnderProtection() {
        SessionConfig choosy = server.withPeerPolicy(peer -> Optional.of(ReasonCode.NOT_ALLOWED));
        try (SessionPair pair = SessionPair.forward(client, choosy).pump()) {
            assertThat(pair.accepted.calls).containsExactly("failed");
            assertThat(pair.accepted.reason).isEqualTo(ReasonCode.NOT_ALLOWED);
            assertThat(pair.dialled.reason).isEqualTo(ReasonCode.NOT_ALLOWED);
            assertThat(pair.fromListener).noneMatch(bytes -> bytes[5] == MessageType.CLOSE.code());
        }
    }

    @Test
    void anotherSharedSecretFailsAtTheFirstMessage() {
        SecretBytes other = SecretBytes.random(32);
        try (SessionPair pair = SessionPair.forward(
                        client.withPsk(other).withSuites(Suite.PSK_CHACHAPOLY), server.withSuites(Suite.PSK_CHACHAPOLY))
                .pump()) {
            assertThat(pair.accepted.reason).isEqualTo(ReasonCode.HANDSHAKE_FAILED);
            assertThat(pair.dialled.calls).containsExactly("failed");
        }
    }

    @Test
    void anyTamperingEndsTheSession() {
        try (SessionPair pair = SessionPair.forward(client, server).pump()) {
            pair.tamperDialler = bytes -> {
                bytes[bytes.length - 1] ^= 1;
                return bytes;
            };
            pair.dialled.session.send(new Message.Poll(1));
            pair.pump();
            assertThat(pair.accepted.messages).isEmpty();
            assertThat(pair.accepted.calls).containsExactly("opened", "closed");
            assertThat(pair.accepted.reason).isEqualTo(ReasonCode.DECRYPTION_FAILED);
            assertThat(pair.dialled.reason).isEqualTo(ReasonCode.DECRYPTION_FAILED);
        }
    }

    @Test
    void aReplayedRecordEndsTheSession() {
        try (SessionPair pair = SessionPair.forward(client, server).pump()) {
            pair.tamperDialler = bytes -> {
                byte[] twice = new byte[2 * bytes.length];
                System.arraycopy(bytes, 0, twice, 0, bytes.length);
                System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
                return twice;
            };
            pair.dialled.session.send(new Message.Poll(1));
            pair.pump();
            assertThat(pair.accepted.messages).containsExactly(new Message.Poll(1));
            assertThat(pair.accepted.reason).isEqualTo(ReasonCode.DECRYPTION_FAILED);
        }
    }

    @Test
    void afterTheEndNothingCanBeSent() {
        try (SessionPair pair = SessionPair.forward(client, server).pump()) {
            Session session = pair.dialled.session;
            session.close(ReasonCode.SHUTTING_DOWN, "");
            pair.pump();
            assertThat(session.isOpen()).isFalse();
            assertThat(session.isWritable()).isFalse();
            assertThatThrownBy(() -> session.send(new Message.Poll(1))
                            .toCompletableFuture()
                            .get())
                    .hasCauseInstanceOf(SessionClosedException.class)
                    .hasMessageContaining("SHUTTING_DOWN");
            assertThatThrownBy(() -> session.secrets().orElseThrow().export("a", new byte[0], 32))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aStrangerIsToldThatThisIsNotItsProtocol() {
        try (SessionPair pair = new SessionPair()) {
            SessionPipelines.forwardListener(pair.listener, server, pair.accepted);
            pair.listener.writeInbound(Unpooled.copiedBuffer("GET / HTTP/1.1\r\n\r\n".getBytes()));
            assertThat(pair.accepted.reason).isEqualTo(ReasonCode.NOT_PUSHLAB);
            assertThat(pair.listener.isOpen()).isFalse();
        }
    }

    private static Message.EventMessage event(long offset, int size) {
        return new Message.EventMessage(
                7,
                new Event(
                        new EventId(1, offset),
                        NEWS,
                        "tick",
                        Instant.EPOCH.plusSeconds(offset),
                        EventDraft.BINARY,
                        Payload.binary(new byte[size])));
    }
}
