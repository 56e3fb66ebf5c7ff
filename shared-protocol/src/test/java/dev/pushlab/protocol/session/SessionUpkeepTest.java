package dev.pushlab.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.keys.Identity;
import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.MessageType;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.message.Suite;
import dev.pushlab.protocol.noise.SecretBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Heartbeat, deadlines, renewal and bounds, with time that stands still unless it is advanced. */
class SessionUpkeepTest {
    private static final SecretBytes SECRET = SecretBytes.copyOf(new byte[32]);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SessionConfig server =
            SessionConfig.server("lab").withIdentity(Identity.generate()).withPsk(SECRET);
    private final SessionConfig client =
            SessionConfig.client("desk").withIdentity(Identity.generate()).withPsk(SECRET);

    // ---- handshake --------------------------------------------------------------------------------------------

    @Test
    void aSilentDiallerTimesOutAtAnAbsoluteDeadline() {
        try (SessionPair pair = new SessionPair()) {
            SessionPipelines.forwardListener(pair.listener, server, pair.accepted);
            pair.pump();
            byte[] hello = {0, 0, 0, 30, 1, 1, 0, 0, 'P', 'S', 'H', 'L', 1};
            // A byte now and then does not move the deadline.
            for (int i = 0; i < 4; i++) {
                pair.advance(SECOND);
                pair.listener.writeInbound(Unpooled.copiedBuffer(hello, i, 1));
                assertThat(pair.accepted.calls).isEmpty();
            }
            pair.advance(SECOND);
            assertThat(pair.accepted.calls).containsExactly("failed");
            assertThat(pair.accepted.reason).isEqualTo(ReasonCode.HANDSHAKE_TIMEOUT);
            assertThat(pair.listener.isOpen()).isFalse();
        }
    }

    @Test
    void aConnectionLostDuringTheHandshakeFailsOnce() {
        try (SessionPair pair = new SessionPair()) {
            SessionPipelines.forwardDialler(pair.dialler, client, pair.dialled);
            pair.pump();
            pair.dialler.close();
            pair.advance(Duration.ofSeconds(10));
            assertThat(pair.dialled.calls).containsExactly("failed");
            assertThat(pair.dialled.reason).isEqualTo(ReasonCode.CONNECTION_LOST);
        }
    }

    // ---- heartbeat --------------------------------------------------------------------------------------------

    @Test
    void anIdleSessionIsKeptAliveByItsHeartbeat() {
        try (SessionPair pair = SessionPair.forward(client, server).pump()) {
            for (int i = 0; i < 600; i++) {
                pair.advance(SECOND);
            }
            assertThat(pair.dialled.isOpen()).isTrue();
            assertThat(pair.accepted.isOpen()).isTrue();
            assertThat(pair.dialled.messages).isEmpty();
        }
    }

    @Test
    void aPeerThatFallsSilentIsGivenUp() {
        try (SessionPair pair = SessionPair.forward(client, server).pump()) {
            pair.advance(Duration.ofSeconds(10));
            pair.tamperDialler = bytes -> null;
            for (int i = 0; i < 29; i++) {
                pair.advance(SECOND);
            }
            assertThat(pair.accepted.isOpen()).isTrue();
            pair.advance(SECOND);
            assertThat(pair.accepted.calls).containsExactly("opened", "closed");
            assertThat(pair.accepted.reason).isEqualTo(ReasonCode.HEARTBEAT_LOST);
        }
    }

    @Test
    void pingAndPongMeasureRoundTripAndClockOffset() {
        AtomicReference<Instant> clientTime = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        InstantSource ahead = () -> clientTime.get().plusSeconds(5);
        try (SessionPair pair = SessionPair.forward(client.withClock(clientTime::get), server.withClock(ahead))) {
            // 40 ms there, none back.
            pair.tamperDialler = bytes -> {
                clientTime.updateAndGet(now -> now.plusMillis(40));
                return bytes;
            };
            pair.pump();
            SessionStatus status = pair.dialled.session.status().get();
            assertThat(status.roundTrip().orElseThrow()).isGreaterThanOrEqualTo(Duration.ofMillis(40));
            Duration offset = status.clockOffset().orElseThrow();
            Duration error = offset.minusSeconds(5).abs();
            assertThat(error)
                    .isLessThanOrEqualTo(status.roundTrip().orElseThrow().dividedBy(2));
        }
    }

    // ---- renewal ----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(
            value = Suite.class,
            names = {"XX_CHACHAPOLY", "XX_AESGCM", "PSK_CHACHAPOLY", "PSK_AESGCM"})
    void keysAreRenewedWhileMessagesFlow(Suite suite) {
        RenewalPolicy often = new RenewalPolicy(3, SECOND);
        try (SessionPair pair = SessionPair.forward(
                        client.withSuites(suite).withRenewal(often),
                        server.withSuites(suite).withRenewal(often))
                .pump()) {
            List<Message> sent = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Message message = new Message.Poll(i);
                sent.add(message);
                pair.dialled.session.send(message);
                pair.accepted.session.send(message);
                pair.advance(Duration.ofMillis(100));
            }
            assertThat(pair.accepted.messages).isEqualTo(sent);
            assertThat(pair.dialled.messages).isEqualTo(sent);
            assertThat(pair.dialled.isOpen()).isTrue();
            pair.advance(Duration.ofSeconds(10));
            assertThat(pair.dialled.session.status().get().renewals()).isGreaterThanOrEqualTo(4);
            assertThat(pair.accepted.session.status().get().renewals())
                    .isEqualTo(pair.dialled.session.status().get().renewals());
        }
    }

    @Test
    void messagesInFlightDuringARenewalAreNeitherLostNorReordered() {
        RenewalPolicy often = new RenewalPolicy(5, SECOND);
        try (SessionPair pair = SessionPair.forward(client.withRenewal(often), server.withRenewal(often))
                .pump()) {
            // Each side answers every handshake message of the other by data, so data surrounds all three of them.
            List<Long> fromDialler = new ArrayList<>();
            List<Long> fromListener = new ArrayList<>();
            pair.tamperDialler = bytes -> {
                fromListener.add((long) fromListener.size());
                pair.listener.writeAndFlush(new Message.Poll(fromListener.size() - 1));
                return bytes;
            };
            int[] budget = {200};
            pair.tamperListener = bytes -> {
                if (budget[0]-- > 0) {
                    fromDialler.add((long) fromDialler.size());
                    pair.dialler.writeAndFlush(new Message.Poll(fromDialler.size() - 1));
                }
                return bytes;
            };
            pair.advance(SECOND);
            assertThat(pair.dialled.session.status().get().renewals()).isEqualTo(1);
            assertThat(pair.accepted.messages)
                    .isEqualTo(fromDialler.stream().map(Message.Poll::new).toList());
            assertThat(pair.dialled.messages)
                    .isEqualTo(fromListener.stream().map(Message.Poll::new).toList());
            assertThat(fromDialler).hasSize(200);
        }
    }

    @Test
    void theKeysOnTheWireReallyChange() {
        // A side that misses a switch cannot read on: here the client's peer counts records differently.
        try (SessionPair pair = SessionPair.forward(
                        client.withRenewal(new RenewalPolicy(10, SECOND)),
                        server.withRenewal(new RenewalPolicy(1L << 20, SECOND)))
                .pump()) {
            IntStream.range(0, 20).forEach(i -> {
                if (pair.dialled.isOpen()) {
                    pair.dialled.session.send(new Message.Poll(i));
                    pair.pump();
                }
            });
            assertThat(pair.accepted.reason).isEqualTo(ReasonCode.DECRYPTION_FAILED);
        }
    }

    @Test
    void aRenewalThatIsNotAnsweredEndsTheSession() {
        RenewalPolicy soon = new RenewalPolicy(1L << 20, SECOND);
        try (SessionPair pair =
                SessionPair.forward(client.withRenewal(soon), server).pump()) {
            // A server that keeps its heartbeat but overhears every HANDSHAKE.
            pair.listener.pipeline().addBefore(HandlerNames.SESSION, "deaf", new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                    if (!(message instanceof Message.Handshake)) {
                        ctx.fireChannelRead(message);
                    }
                }
            });
            for (int i = 0; i < 30; i++) {
                pair.advance(SECOND);
            }
            assertThat(pair.dialled.isOpen()).isTrue();
            pair.advance(SECOND);
            assertThat(pair.dialled.reason).isEqualTo(ReasonCode.HANDSHAKE_TIMEOUT);
        }
    }

    @Test
    void anInitiatorThatNeverRenewsIsGivenUp() {
        RenewalPolicy never = new RenewalPolicy(1L << 20, Duration.ofDays(1));
        try (SessionPair pair =
                SessionPair.forward(client.withRenewal(never), server).pump()) {
            for (int i = 0; i < 269; i++) {
                pair.advance(SECOND);
            }
            assertThat(pair.accepted.isOpen()).isTrue();
            pair.advance(SECOND);
            assertThat(pair.accepted.reason).isEqualTo(ReasonCode.HANDSHAKE_TIMEOUT);
        }
    }

    @Test
    void anInitiatorThatLeavesARenewalHalfDoneIsGivenUp() {
        // It asks, goes on with its heartbeat, and never hears the answer.
        SessionLimits patient = SessionLimits.DEFAULT.withHeartbeat(Duration.ofSeconds(10), Duration.ofMinutes(5));
        RenewalPolicy soon = new RenewalPolicy(1L << 20, SECOND);
        try (SessionPair pair = SessionPair.forward(client.withRenewal(soon).withLimits(patient), server)
                .pump()) {
            pair.tamperListener = bytes -> null;
            pair.advance(SECOND);
            for (int i = 0; i < 29 && pair.accepted.isOpen(); i++) {
                pair.advance(SECOND);
            }
            assertThat(pair.accepted.isOpen()).isTrue();
            pair.advance(SECOND);
            assertThat(pair.accepted.reason).isEqualTo(ReasonCode.HANDSHAKE_TIMEOUT);
        }
    }

    @Test
    void anInitiatorThatKeepsAskingForNewKeysIsGivenUp() {
        RenewalPolicy always = new RenewalPolicy(1L << 20, SECOND);
        try (SessionPair pair =
                SessionPair.forward(client.withRenewal(always), server).pump()) {
            for (int i = 0; i < KeyRenewal.MAX_PER_INTERVAL; i++) {
                pair.advance(SECOND);
            }
            assertThat(pair.accepted.isOpen()).isTrue();
            assertThat(pair.accepted.session.status().get().renewals()).isEqualTo(KeyRenewal.MAX_PER_INTERVAL);
            pair.advance(SECOND);
            assertThat(pair.accepted.reason).isEqualTo(ReasonCode.RATE_EXCEEDED);
        }
    }

    @Test
    void aForgedHandshakeInsideTheSessionEndsIt() {
        try (SessionPair pair = SessionPair.forward(client, server).pump()) {
            pair.dialled.session.send(new Message.Handshake(Bytes.of(new byte[48])));
            pair.pump();
            assertThat(pair.accepted.reason).isEqualTo(ReasonCode.HANDSHAKE_FAILED);
        }
        try (SessionPair pair = SessionPair.forward(client, server).pump()) {
            // Only the side that began the first handshake may begin a renewal.
            pair.accepted.session.send(new Message.Handshake(Bytes.of(new byte[48])));
            pair.pump();
            assertThat(pair.dialled.reason).isEqualTo(ReasonCode.UNEXPECTED);
        }
    }

    // ---- bounds and order -------------------------------------------------------------------------------------

    @Test
    void aHelloInAnEstablishedSessionIsUnexpected() {
        for (Suite suite : new Suite[] {Suite.PLAINTEXT, Suite.XX_CHACHAPOLY}) {
            try (SessionPair pair = SessionPair.forward(client.withSuites(suite), server.withSuites(suite))
                    .pump()) {
                pair.dialled.session.send(
                        new Message.Hello(Message.Direction.FORWARD, List.of(suite), Bytes.of(new byte[16])));
                pair.pump();
                assertThat(pair.accepted.reason).isEqualTo(ReasonCode.UNEXPECTED);
                assertThat(pair.dialled.reason).isEqualTo(ReasonCode.UNEXPECTED);
            }
        }
    }

    @Test
    void aClearFrameInAProtectedSessionIsUnexpected() {
        try (SessionPair pair = SessionPair.forward(client, server).pump()) {
            byte[] poll = {0, 0, 0, 5, 1, (byte) MessageType.POLL.code(), 0, 0, 1};
            pair.listener.writeInbound(Unpooled.copiedBuffer(poll));
            assertThat(pair.accepted.messages).isEmpty();
            assertThat(pair.accepted.reason).isEqualTo(ReasonCode.UNEXPECTED);
        }
    }

    @Test
    void theFirstPingsFollowEachOtherQuicklyForTheSakeOfTheClock() {
        try (SessionPair pair = SessionPair.forward(
                        client.withSuites(Suite.PLAINTEXT), server.withSuites(Suite.PLAINTEXT))
                .pump()) {
            List<Duration> sent = new ArrayList<>();
            for (int millis = 0; millis <= 22_000; millis += 100) {
                for (ByteBuf frame = pair.listener.readOutbound();
                        frame != null;
                        frame = pair.listener.readOutbound()) {
                    if (frame.getUnsignedByte(5) == MessageType.PING.code()) {
                        sent.add(Duration.ofMillis(millis));
                    }
                    frame.release();
                }
                pair.listener.advanceTimeBy(100, TimeUnit.MILLISECONDS);
                pair.listener.runScheduledPendingTasks();
            }
            assertThat(sent)
                    .containsExactly(
                            Duration.ofMillis(500),
                            Duration.ofMillis(1_000),
                            Duration.ofMillis(1_500),
                            Duration.ofMillis(11_500),
                            Duration.ofMillis(21_500));
        }
    }

    @Test
    void aPeerThatDoesNotReadIsTooSlowAtTheHardBound() {
        SessionLimits small = SessionLimits.DEFAULT.withBacklog(Duration.ofSeconds(10), 1024, 2048, 8192);
        for (Suite suite : new Suite[] {Suite.PLAINTEXT, Suite.XX_CHACHAPOLY}) {
            try (SessionPair pair = SessionPair.forward(
                            client.withSuites(suite), server.withSuites(suite).withLimits(small))
                    .pump()) {
                // Written but not flushed: it stays in the channel, as with a peer that does not read.
                for (int i = 0; i < 3 && pair.listener.isOpen(); i++) {
                    pair.listener.write(Unpooled.wrappedBuffer(new byte[70_000]));
                }
                assertThat(pair.accepted.writability).startsWith(false);
                assertThat(pair.accepted.reason).isEqualTo(ReasonCode.TOO_SLOW);
            }
        }
    }

    @Test
    void aPeerThatReadsTooLittleIsTooSlowAtTheDeadline() {
        // Without a PING in between, which would flush what is to stay in the channel.
        SessionLimits small = SessionLimits.DEFAULT
                .withBacklog(Duration.ofSeconds(3), 1024, 2048, 1 << 20)
                .withHeartbeat(Duration.ofMinutes(5), Duration.ofMinutes(15));
        try (SessionPair pair = SessionPair.forward(
                        client.withSuites(Suite.PLAINTEXT),
                        server.withSuites(Suite.PLAINTEXT).withLimits(small))
                .pump()) {
            pair.listener.write(Unpooled.wrappedBuffer(new byte[4096]));
            assertThat(pair.accepted.session.isWritable()).isFalse();
            pair.listener.advanceTimeBy(2, TimeUnit.SECONDS);
            pair.listener.runScheduledPendingTasks();
            assertThat(pair.accepted.isOpen()).isTrue();
            pair.listener.advanceTimeBy(1, TimeUnit.SECONDS);
            pair.listener.runScheduledPendingTasks();
            assertThat(pair.accepted.reason).isEqualTo(ReasonCode.TOO_SLOW);
        }
    }

    @Test
    void aListenerThatFailsEndsItsOwnSessionOnly() {
        try (SessionPair pair = SessionPair.forward(client, server).pump()) {
            pair.accepted.onMessage = (session, message) -> {
                throw new IllegalStateException("a defect of the application");
            };
            pair.dialled.session.send(new Message.Poll(1));
            pair.pump();
            assertThat(pair.accepted.reason).isEqualTo(ReasonCode.INTERNAL_ERROR);
            assertThat(pair.dialled.reason).isEqualTo(ReasonCode.INTERNAL_ERROR);
        }
    }

    @Test
    void aSessionThatIsClosedAsItOpensSaysNothingAfterItsClose() {
        try (SessionPair pair =
                SessionPair.forward(client.withSuites(Suite.PLAINTEXT), server.withSuites(Suite.PLAINTEXT))) {
            pair.accepted.onOpened = session -> session.close(ReasonCode.TOO_MANY_CONNECTIONS, "");
            pair.pump();
            assertThat(pair.dialled.reason).isEqualTo(ReasonCode.TOO_MANY_CONNECTIONS);
            assertThat(pair.accepted.calls).containsExactly("opened", "closed");
            byte[] last = pair.fromListener.get(pair.fromListener.size() - 1);
            assertThat((int) last[5]).isEqualTo(MessageType.CLOSE.code());
            pair.advance(Duration.ofSeconds(60));
            assertThat(pair.accepted.calls).containsExactly("opened", "closed");
        }
    }

    @Test
    void aListenerThatFailsToOpenEndsItsSession() {
        try (SessionPair pair = SessionPair.forward(client, server)) {
            pair.accepted.onOpened = session -> {
                throw new IllegalStateException("a defect of the application");
            };
            pair.pump();
            assertThat(pair.accepted.calls).containsExactly("opened", "closed");
            assertThat(pair.dialled.reason).isEqualTo(ReasonCode.INTERNAL_ERROR);
        }
    }
}
