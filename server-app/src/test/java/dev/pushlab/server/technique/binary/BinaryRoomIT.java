package dev.pushlab.server.technique.binary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.message.Suite;
import dev.pushlab.protocol.noise.SecretBytes;
import dev.pushlab.protocol.session.Session;
import dev.pushlab.protocol.session.SessionConfig;
import dev.pushlab.server.access.PeerRights;
import dev.pushlab.server.access.Rights;
import dev.pushlab.server.access.Role;
import dev.pushlab.server.access.TopicPattern;
import dev.pushlab.server.hub.HubOptions;
import dev.pushlab.server.keys.MemberState;
import dev.pushlab.server.net.ConnectionInfo;
import dev.pushlab.server.session.ServerSessionLimits;
import dev.pushlab.server.testing.Recorder;
import dev.pushlab.server.testing.TestClient;
import dev.pushlab.server.testing.TestServer;
import java.io.DataInputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinaryRoomIT {
    private static final Topic TOPIC = new Topic("stocks");

    @TempDir
    Path data;

    private TestServer server;
    private final TestClient client = new TestClient("alice");

    @BeforeEach
    void start() throws Exception {
        server = new TestServer(data);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void introducesItself() throws Exception {
        Recorder recorder = client.connect(server.address());

        assertThat(recorder.welcome()).isEqualTo(TestServer.WELCOME);
        assertThat(recorder.session().peer().orElseThrow().fingerprint())
                .isEqualTo(server.identity.fingerprint().toString());
    }

    @Test
    void takesLeaveWhenTheServerShutsDown() throws Exception {
        Recorder recorder = client.connect(server.address());
        recorder.session();

        server.registry.shutDownNow();

        assertThat(recorder.end().reason()).isEqualTo(ReasonCode.SHUTTING_DOWN);
    }

    @Test
    void asksAClientToComeAgain() throws Exception {
        Recorder recorder = client.connect(server.address());
        recorder.session();

        assertThat(server.registry.reconnect(each -> true, Duration.ZERO)).isEqualTo(1);

        assertThat(recorder.end().reason()).isEqualTo(ReasonCode.RECONNECT);
    }

    @Test
    void takesLeaveOfAClientWhoseHandshakeEndsAfterTheShutdownBegan() throws Exception {
        server.registry.shutDownNow();

        Recorder recorder = client.connect(server.address());

        assertThat(recorder.end().reason()).isEqualTo(ReasonCode.SHUTTING_DOWN);
    }

    @Test
    void subscribesAndReceivesInOrder() throws Exception {
        Recorder recorder = client.connect(server.address());
        Session session = recorder.session();
        session.send(new Message.Subscribe(TOPIC, Position.NOW));
        Message.Subscribed subscribed = recorder.next(Message.Subscribed.class);
        assertThat(subscribed.recovered()).isTrue();
        assertThat(subscribed.start()).isEqualTo(new EventId(1, 0));

        for (int i = 1; i <= 100; i++) {
            publish("event " + i);
        }

        for (int i = 1; i <= 100; i++) {
            Message.EventMessage message = recorder.next(Message.EventMessage.class);
            assertThat(message.topicNumber()).isEqualTo(subscribed.topicNumber());
            assertThat(message.event().id()).isEqualTo(new EventId(1, i));
            assertThat(message.event().topic()).isEqualTo(TOPIC);
            assertThat(message.event().payload().toText()).isEqualTo("event " + i);
        }
    }

    @Test
    void aPeerWithoutTheRightIsToldAndTheSessionGoesOn() throws Exception {
        Recorder recorder = client.connect(server.address());
        Session session = recorder.session();
        session.send(publication(1));
        assertThat(recorder.next(Message.Published.class).request()).isEqualTo(1);

        server.peers.set(client.fingerprint(), Rights.VIEWER).join();
        session.send(publication(2));
        Message.Error refused = recorder.next(Message.Error.class);
        assertThat(refused.reason()).isEqualTo(ReasonCode.NOT_ALLOWED);
        assertThat(refused.request()).contains(2L);
        assertThat(refused.detail()).isEqualTo("the role is viewer");

        List<TopicPattern> others = List.of(new TopicPattern("news"), new TopicPattern("stocks.*"));
        server.peers
                .set(client.fingerprint(), new Rights(Role.PUBLISHER, others))
                .join();
        session.send(publication(3));
        assertThat(recorder.next(Message.Error.class).detail()).isEqualTo("topic stocks is none of news, stocks.*");

        server.peers.remove(client.fingerprint()).join();
        session.send(publication(4));
        assertThat(recorder.next(Message.Published.class).request()).isEqualTo(4);
    }

    @Test
    void rightsGoByTheProvedIdentity() throws Exception {
        server.peers.set(PeerRights.IDENTIFIED, Rights.VIEWER).join();
        server.peers.set(client.fingerprint(), Rights.PUBLISHER).join();
        try (TestClient namesake = new TestClient("alice")) {
            Recorder stranger = namesake.connect(server.address());
            stranger.session().send(publication(1));
            assertThat(stranger.next(Message.Error.class).reason()).isEqualTo(ReasonCode.NOT_ALLOWED);
        }
        Recorder recorder = client.connect(server.address());
        recorder.session().send(publication(1));
        recorder.next(Message.Published.class);
    }

    private static Message publication(long request) {
        return new Message.Publish(request, TOPIC, EventDraft.text("x"));
    }

    @Test
    void resumesAfterTheLastEventWithoutLossOrDuplicate() throws Exception {
        for (int i = 1; i <= 500; i++) {
            publish("event " + i);
        }
        Recorder recorder = client.connect(server.address());
        recorder.session().send(new Message.Subscribe(TOPIC, Position.after(new EventId(1, 123))));
        recorder.next(Message.Subscribed.class);
        for (int i = 501; i <= 600; i++) {
            publish("event " + i);
        }

        await().untilAsserted(() -> assertThat(offsets(recorder))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(124, 600).boxed().toList()));
        assertThat(recorder.all(Message.GapMessage.class)).isEmpty();
    }

    @Test
    void tellsOfAGapWhenHistoryIsOfAnotherEpoch() throws Exception {
        publish("event 1");
        Recorder recorder = client.connect(server.address());
        recorder.session().send(new Message.Subscribe(TOPIC, Position.after(new EventId(0, 7))));

        assertThat(recorder.next(Message.Subscribed.class).recovered()).isFalse();
        Message.GapMessage gap = recorder.next(Message.GapMessage.class);
        assertThat(gap.gap().requested()).contains(new EventId(0, 7));
        assertThat(recorder.next(Message.EventMessage.class).event().id())
                .isEqualTo(gap.gap().resumed().next());
    }

    @Test
    void aSecondSubscriptionToATopicReplacesTheFirst() throws Exception {
        publish("event 1");
        publish("event 2");
        Recorder recorder = client.connect(server.address());
        Session session = recorder.session();
        session.send(new Message.Subscribe(TOPIC, Position.EARLIEST));
        recorder.next(Message.Subscribed.class);
        recorder.next(Message.EventMessage.class);
        recorder.next(Message.EventMessage.class);

        session.send(new Message.Subscribe(TOPIC, Position.after(new EventId(1, 1))));
        recorder.next(Message.Subscribed.class);
        publish("event 3");

        await().untilAsserted(() -> assertThat(offsets(recorder)).containsExactly(1L, 2L, 2L, 3L));
    }

    @Test
    void unsubscribesAndStaysSilent() throws Exception {
        Recorder recorder = client.connect(server.address());
        Session session = recorder.session();
        session.send(new Message.Subscribe(TOPIC, Position.NOW));
        recorder.next(Message.Subscribed.class);
        session.send(new Message.Unsubscribe(TOPIC));
        session.send(new Message.Unsubscribe(TOPIC));
        assertThat(recorder.next(Message.Error.class).reason()).isEqualTo(ReasonCode.NOT_SUBSCRIBED);

        publish("not for alice");
        session.send(new Message.Subscribe(new Topic("other"), Position.NOW));

        recorder.next(Message.Subscribed.class);
        assertThat(recorder.all(Message.EventMessage.class)).isEmpty();
    }

    @Test
    void publishesTextAndBinaryOfEverySize() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Recorder recorder = client.connect(server.address());
        Session session = recorder.session();
        session.send(new Message.Subscribe(TOPIC, Position.NOW));
        recorder.next(Message.Subscribed.class);
        int[] sizes = {0, 1, 65_000, 65_536, 70_000, Payload.MAX_BYTES - 1, Payload.MAX_BYTES};

        for (int i = 0; i < sizes.length; i++) {
            byte[] bytes = new byte[sizes[i]];
            random.nextBytes(bytes);
            EventDraft draft = new EventDraft("blob", EventDraft.BINARY, Payload.binary(bytes));
            session.send(new Message.Publish(i + 1, TOPIC, draft));
            Message.Published published = recorder.nextOf(Message.Published.class);
            assertThat(published.request()).isEqualTo(i + 1);

            int expected = i + 1;
            await().untilAsserted(() ->
                    assertThat(recorder.all(Message.EventMessage.class)).hasSize(expected));
            Event event = recorder.all(Message.EventMessage.class).get(i).event();
            assertThat(event.id()).isEqualTo(published.id());
            assertThat(event.type()).isEqualTo("blob");
            assertThat(event.contentType()).isEqualTo(EventDraft.BINARY);
            assertThat(event.payload()).as("seed %d, %d bytes", seed, sizes[i]).isEqualTo(Payload.binary(bytes));
        }
    }

    @Test
    void refusesWhatCannotBeGrantedAndGoesOn() throws Exception {
        server.close();
        server = new TestServer(
                data,
                config -> config,
                new ServerSessionLimits(2, 5, 1 << 20, 10),
                new HubOptions(3, 10, 1 << 20),
                TestServer.RULES,
                10);
        Recorder recorder = client.connect(server.address());
        Session session = recorder.session();
        session.send(new Message.Subscribe(new Topic("a"), Position.NOW));
        session.send(new Message.Subscribe(new Topic("b"), Position.NOW));
        recorder.next(Message.Subscribed.class);
        recorder.next(Message.Subscribed.class);
        session.send(new Message.Subscribe(new Topic("c"), Position.NOW));
        assertThat(recorder.next(Message.Error.class).reason()).isEqualTo(ReasonCode.TOO_MANY_SUBSCRIPTIONS);
        session.send(new Message.Unsubscribe(new Topic("a")));

        session.send(new Message.Publish(1, new Topic("a"), EventDraft.text("1")));
        session.send(new Message.Publish(2, new Topic("c"), EventDraft.text("2")));
        session.send(new Message.Publish(3, new Topic("d"), EventDraft.text("3")));
        recorder.next(Message.Published.class);
        recorder.next(Message.Published.class);
        Message.Error tooManyTopics = recorder.next(Message.Error.class);
        assertThat(tooManyTopics.reason()).isEqualTo(ReasonCode.TOO_MANY_TOPICS);
        assertThat(tooManyTopics.request()).contains(3L);

        for (int i = 4; i <= 30; i++) {
            session.send(new Message.Publish(i, new Topic("c"), EventDraft.text("x")));
        }
        assertThat(recorder.nextOf(Message.Error.class).reason()).isEqualTo(ReasonCode.RATE_EXCEEDED);

        session.send(new Message.Ack(new Topic("b"), new EventId(1, 99)));
        assertThat(awaitError(recorder, ReasonCode.INVALID_ID).request()).isEmpty();
        session.send(new Message.Poll(1));
        assertThat(awaitError(recorder, ReasonCode.UNEXPECTED).detail()).contains("POLL");
        assertThat(session.isOpen()).isTrue();
    }

    @Test
    void appearsAmongTheConnections() throws Exception {
        Recorder recorder = client.connect(server.address());
        Session session = recorder.session();
        session.send(new Message.Subscribe(TOPIC, Position.NOW));
        recorder.next(Message.Subscribed.class);

        await().untilAsserted(() -> assertThat(server.registry.snapshot())
                .singleElement()
                .satisfies(info -> {
                    assertThat(info.protocol()).isEqualTo(ConnectionInfo.Protocol.BINARY);
                    assertThat(info.direction()).isEqualTo(Direction.FORWARD);
                    assertThat(info.technique()).contains("binary");
                    assertThat(info.who()).isEqualTo("alice");
                    assertThat(info.state()).isEqualTo(ConnectionInfo.State.STREAMING);
                    assertThat(info.bytesIn()).isPositive();
                    assertThat(info.bytesOut()).isPositive();
                }));
        session.close(ReasonCode.GOODBYE, "");
        await().untilAsserted(() -> assertThat(server.registry.count()).isZero());
    }

    @Test
    void pushesAKeyThatIsConfirmed() throws Exception {
        Recorder recorder = client.connect(server.address());
        recorder.reacting(client.likeAClient()).session();
        await().untilAsserted(() -> assertThat(server.member(client))
                .hasValueSatisfying(m -> assertThat(m.state()).isEqualTo(MemberState.CONNECTED)));

        server.keys.push(client.fingerprint()).get();

        await().untilAsserted(() -> assertThat(server.member(client)).hasValueSatisfying(m -> {
            assertThat(m.state()).isEqualTo(MemberState.ACKED);
            assertThat(m.name()).isEqualTo("alice");
            assertThat(m.direction()).contains(Direction.FORWARD);
        }));
        server.keys.revoke(client.fingerprint()).get();
        assertThat(recorder.nextOf(Message.Revoked.class).groupId()).isEqualTo("default");
        assertThat(recorder.all(Message.KeyPush.class)).hasSize(1);
    }

    @Test
    void givesNoKeyToASessionWithoutIdentity() throws Exception {
        SecretBytes secret = SecretBytes.random(SessionConfig.PSK_BYTES);
        server.close();
        server = new TestServer(
                data,
                config -> config.withPsk(secret).withSuites(Suite.XX_CHACHAPOLY, Suite.PSK_CHACHAPOLY, Suite.PLAINTEXT),
                ServerSessionLimits.DEFAULT,
                HubOptions.DEFAULT,
                TestServer.RULES,
                10);
        Recorder plain = client.connect(server.address(), client.config.withSuites(Suite.PLAINTEXT));
        Recorder shared =
                client.connect(server.address(), client.config.withPsk(secret).withSuites(Suite.PSK_CHACHAPOLY));
        for (Recorder recorder : List.of(plain, shared)) {
            Session session = recorder.session();
            session.send(TestClient.register(5000, "alice"));
            assertThat(recorder.next(Message.Error.class).reason()).isEqualTo(ReasonCode.NOT_AUTHENTICATED);
        }

        server.keys.rotate().get();

        for (Recorder recorder : List.of(plain, shared)) {
            // What comes after the rotation would come after a key, if there were one.
            recorder.session().send(new Message.Subscribe(TOPIC, Position.NOW));
            recorder.next(Message.Subscribed.class);
            assertThat(recorder.all(Message.KeyPush.class)).isEmpty();
        }
    }

    @Test
    void aSlowConsumerLosesNothingAndHoldsUpNobody() throws Exception {
        // More than socket buffers and water marks hold, and less than the history.
        int events = 400;
        byte[] payload = new byte[16 << 10];
        Recorder slow = client.connect(server.address());
        slow.session().send(new Message.Subscribe(TOPIC, Position.NOW));
        slow.next(Message.Subscribed.class);
        try (TestClient quick = new TestClient("bob")) {
            Recorder recorder = quick.connect(server.address());
            recorder.session().send(new Message.Subscribe(TOPIC, Position.NOW));
            recorder.next(Message.Subscribed.class);
            client.stopReading();

            for (int i = 0; i < events; i++) {
                server.hub
                        .publish(TOPIC, new EventDraft("", EventDraft.BINARY, Payload.binary(payload)))
                        .toCompletableFuture()
                        .get();
            }
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(offsets(recorder)).hasSize(events));
            assertThat(offsets(slow).size()).isLessThan(events);

            client.resumeReading();
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(offsets(slow))
                            .containsExactlyElementsOf(
                                    LongStream.rangeClosed(1, events).boxed().toList()));
        }
    }

    @Test
    void whoIsOneTooManyIsToldSo() throws Exception {
        server.close();
        server = new TestServer(
                data, config -> config, ServerSessionLimits.DEFAULT, HubOptions.DEFAULT, TestServer.RULES, 1);
        client.connect(server.address()).session();

        Recorder second = client.connect(server.address());

        assertThat(second.end().reason()).isEqualTo(ReasonCode.TOO_MANY_CONNECTIONS);
    }

    @Test
    void whoSpeaksSomethingElseIsClosed() throws Exception {
        try (Socket socket =
                new Socket(server.address().getAddress(), server.address().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes("US-ASCII"));
            byte[] answer = new DataInputStream(socket.getInputStream()).readAllBytes();
            // One CLOSE frame, and then the end: never a stack trace, never silence.
            assertThat(answer.length).isBetween(8, 300);
        }
        Optional<ConnectionInfo> left = server.registry.snapshot().stream().findFirst();
        await().untilAsserted(
                        () -> assertThat(server.registry.count()).as("%s", left).isZero());
    }

    private void publish(String text) throws Exception {
        server.hub.publish(TOPIC, EventDraft.text(text)).toCompletableFuture().get();
    }

    private static List<Long> offsets(Recorder recorder) {
        return recorder.all(Message.EventMessage.class).stream()
                .map(message -> message.event().id().offset())
                .toList();
    }

    private static Message.Error awaitError(Recorder recorder, ReasonCode reason) throws Exception {
        while (true) {
            Message.Error error = recorder.nextOf(Message.Error.class);
            if (error.reason() == reason) {
                return error;
            }
        }
    }
}
