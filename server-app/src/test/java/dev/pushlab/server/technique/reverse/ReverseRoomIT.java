package dev.pushlab.server.technique.reverse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.message.CallFailure;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.message.Suite;
import dev.pushlab.protocol.observe.Subscription;
import dev.pushlab.protocol.session.CallbackTicket;
import dev.pushlab.protocol.session.Session;
import dev.pushlab.server.keys.Member;
import dev.pushlab.server.keys.MemberFailure;
import dev.pushlab.server.keys.MemberState;
import dev.pushlab.server.net.ConnectionInfo;
import dev.pushlab.server.session.CallRefusedException;
import dev.pushlab.server.session.CallRefusedException.Refusal;
import dev.pushlab.server.session.CallStatus.Phase;
import dev.pushlab.server.testing.Recorder;
import dev.pushlab.server.testing.TestClient;
import dev.pushlab.server.testing.TestServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Calls that clients ask for. */
class ReverseRoomIT extends ReverseScenarios {
    private static final Topic TOPIC = new Topic("stocks");

    /** Fulfilled with the ticket of the registration, when REGISTER_OK has come. */
    private final CompletableFuture<CallbackTicket> ticket = new CompletableFuture<>();

    @Test
    void callsARegisteredClientAndHandsItTheKey() throws Exception {
        List<MemberState> states = new CopyOnWriteArrayList<>();
        Recorder forward = connect();
        InetSocketAddress listener = client.listen(call, this::answerWithTicket);
        Subscription watching = server.keys
                .group()
                .subscribe(group -> group.member(client.fingerprint())
                        .map(Member::state)
                        .filter(state -> states.isEmpty() || states.get(states.size() - 1) != state)
                        .ifPresent(states::add));

        Message.RegisterOk answer = register(forward, listener.getPort());
        assertThat(answer.observedAddress()).isEqualTo("127.0.0.1");
        Session dialled = call.session();

        assertThat(dialled.direction()).isEqualTo(Direction.REVERSE);
        assertThat(dialled.suite()).isEqualTo(Suite.CALLBACK_CHACHAPOLY);
        assertThat(dialled.peer().orElseThrow().fingerprint())
                .isEqualTo(server.identity.fingerprint().toString());
        assertThat(call.welcome()).isEqualTo(TestServer.WELCOME);
        awaitState(MemberState.ACKED);
        watching.close();
        assertThat(states)
                .endsWith(
                        MemberState.REGISTERED,
                        MemberState.DIALING,
                        MemberState.COOKIE_OK,
                        MemberState.HANDSHAKE,
                        MemberState.PUSHING,
                        MemberState.ACKED);
        assertThat(call.all(Message.KeyPush.class)).hasSize(1);
        assertThat(forward.all(Message.KeyPush.class)).isEmpty();
        assertThat(server.registry.snapshot())
                .filteredOn(info -> info.direction() == Direction.REVERSE)
                .singleElement()
                .satisfies(info -> {
                    assertThat(info.who()).isEqualTo("alice");
                    assertThat(info.technique()).contains("reverse");
                    assertThat(info.remote().getPort()).isEqualTo(listener.getPort());
                });
    }

    @Test
    void eventsFlowOverTheDialledConnectionAndPollsAreAnswered() throws Exception {
        Recorder forward = connect();
        register(forward, client.listen(call, this::answerWithTicket).getPort());
        Session dialled = call.session();
        forward.session().close(ReasonCode.MOVED, "");
        dialled.send(new Message.Subscribe(TOPIC, Position.NOW));
        call.nextOf(Message.Subscribed.class);

        server.hub
                .publish(TOPIC, EventDraft.text("over there"))
                .toCompletableFuture()
                .get();

        assertThat(call.nextOf(Message.EventMessage.class).event().id()).isEqualTo(new EventId(1, 1));
        dialled.send(new Message.Publish(7, TOPIC, EventDraft.text("and back")));
        assertThat(call.nextOf(Message.Published.class).id()).isEqualTo(new EventId(1, 2));
        await().untilAsserted(() -> assertThat(call.all(Message.Poll.class))
                .extracting(Message.Poll::sequence)
                .contains(1L, 2L, 3L));
        assertThat(call.all(Message.Error.class)).isEmpty();
        dialled.send(new Message.Polled(999, 0));
        assertThat(call.nextOf(Message.Error.class).reason()).isEqualTo(ReasonCode.UNEXPECTED);
        dialled.send(TestClient.register(5000, "alice"));
        assertThat(call.nextOf(Message.Error.class).reason()).isEqualTo(ReasonCode.UNEXPECTED);
    }

    @Test
    void aRefusedPortIsNamedAndTheKeyFallsBackToTheForwardConnection() throws Exception {
        Recorder forward = connect();

        register(forward, freePort());

        CallFailure told = CallFailure.parse(awaitCallFailed(forward).detail());
        assertThat(told.key()).isEqualTo("dial.refused");
        awaitState(MemberState.FALLBACK);
        Member member = server.member(client).orElseThrow();
        assertThat(member.failure().map(MemberFailure::key)).contains("dial.refused");
        assertThat(member.epoch()).isEqualTo(1);
        assertThat(member.direction()).contains(Direction.FORWARD);
        assertThat(forward.all(Message.KeyPush.class)).hasSize(1);
    }

    @Test
    void aBystandersPortReceivesNothing() throws Exception {
        Recorder forward = connect();
        try (ServerSocket bystander = bystander()) {
            CompletableFuture<Integer> received = CompletableFuture.supplyAsync(() -> {
                try (Socket caller = bystander.accept()) {
                    return caller.getInputStream().readAllBytes().length;
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });

            register(forward, bystander.getLocalPort());

            assertThat(received.get(20, TimeUnit.SECONDS)).isZero();
        }
        assertThat(CallFailure.parse(awaitCallFailed(forward).detail()).key()).isEqualTo("reason.handshake-timeout");
        awaitState(MemberState.FALLBACK);
    }

    @Test
    void aWrongCookieIsRefusedWithoutAWord() throws Exception {
        Recorder forward = connect();
        CompletableFuture<Integer> received = new CompletableFuture<>();
        try (ServerSocket liar = bystander()) {
            Thread answering = new Thread(() -> {
                try (Socket caller = liar.accept()) {
                    // A well-formed CB_HELLO with the right registration, but without the token.
                    byte[] hello = new byte[8 + 32];
                    hello[3] = 36;
                    hello[4] = 1;
                    hello[5] = 0x05;
                    System.arraycopy(
                            ticket.get(20, TimeUnit.SECONDS).registration().toArray(), 0, hello, 8, 16);
                    caller.getOutputStream().write(hello);
                    received.complete(caller.getInputStream().readAllBytes().length);
                } catch (Exception e) {
                    received.completeExceptionally(e);
                }
            });
            answering.start();

            register(forward, liar.getLocalPort());

            assertThat(received.get(20, TimeUnit.SECONDS)).isZero();
            answering.join();
        }
        assertThat(CallFailure.parse(awaitCallFailed(forward).detail()).key()).isEqualTo("reason.bad-callback");
        awaitState(MemberState.FALLBACK);
    }

    @Test
    void aRegistrationIsGoodForOneCallAndNotForItsReplay() throws Exception {
        Recorder forward = connect();
        InetSocketAddress listener = client.listen(call, this::answerWithTicket);
        Message.Register request = TestClient.register(listener.getPort(), "alice");
        register(forward, request);
        call.session();

        forward.session().send(request);

        assertThat(forward.nextOf(Message.Error.class).reason()).isEqualTo(ReasonCode.REGISTRATION_REFUSED);
    }

    @Test
    void callsAnAddressOnlySoOften() throws Exception {
        server.close();
        server = TestServer.with(data, RULES.withPerMinute(3));
        Recorder forward = connect();
        for (int i = 0; i < 3; i++) {
            forward.session().send(TestClient.register(freePort(), "alice"));
            forward.nextOf(Message.RegisterOk.class);
            awaitCallFailed(forward);
        }

        forward.session().send(TestClient.register(freePort(), "alice"));

        assertThat(forward.nextOf(Message.Error.class).reason()).isEqualTo(ReasonCode.REGISTRATION_REFUSED);
    }

    @Test
    void callsItsOwnMachineOnlyInOneMachineMode() throws Exception {
        server.close();
        server = TestServer.with(data, RULES.withOneMachine(false));
        Recorder forward = connect();
        forward.session().send(TestClient.register(freePort(), "alice"));
        Message.Error refusal = forward.nextOf(Message.Error.class);
        assertThat(refusal.reason()).isEqualTo(ReasonCode.REGISTRATION_REFUSED);
        assertThat(refusal.detail()).contains("loopback");

        server.reverse.calls().dial("localhost:" + freePort(), client.fingerprint());

        assertThat(awaitCall(Phase.FAILED).failure().flatMap(MemberFailure::reason))
                .contains(ReasonCode.NOT_ALLOWED);
    }

    @Test
    void whoIsRevokedIsNotCalled() throws Exception {
        Recorder forward = connect();
        await().until(() -> server.member(client).isPresent());
        server.keys.revoke(client.fingerprint()).get();

        forward.session().send(TestClient.register(freePort(), "alice"));

        assertThat(forward.nextOf(Message.Error.class).reason()).isEqualTo(ReasonCode.REVOKED);
        assertThatThrownBy(() -> server.reverse.calls().dial("127.0.0.1:5000", client.fingerprint()))
                .isInstanceOfSatisfying(
                        CallRefusedException.class, e -> assertThat(e.refusal()).isEqualTo(Refusal.REVOKED));
    }

    @Test
    void keysGoToTheDialledConnectionAndBackToTheForwardOne() throws Exception {
        Recorder forward = connect();
        forward.reacting(client.likeAClient());
        register(forward, client.listen(call, this::answerWithTicket).getPort());
        call.session();
        awaitState(MemberState.ACKED);

        server.keys.rotate().get();
        await().untilAsserted(() -> assertThat(call.all(Message.KeyPush.class)).hasSize(2));
        assertThat(forward.all(Message.KeyPush.class)).isEmpty();

        call.session().close(ReasonCode.GOODBYE, "");
        await().until(() -> server.registry.snapshot().stream()
                .map(ConnectionInfo::direction)
                .noneMatch(direction -> direction == Direction.REVERSE));
        server.keys.rotate().get();
        await().untilAsserted(
                        () -> assertThat(forward.all(Message.KeyPush.class)).hasSize(1));
    }

    /** The call may come before REGISTER_OK was read: they come over different connections. */
    private void answerWithTicket(io.netty.channel.Channel channel, Recorder recorder) {
        channel.config().setAutoRead(false);
        ticket.thenAccept(agreed -> channel.eventLoop().execute(() -> {
            client.withTicket(agreed).accept(channel, recorder);
            channel.config().setAutoRead(true);
        }));
    }

    private Recorder connect() throws Exception {
        Recorder forward = client.connect(server.address());
        forward.reacting(client.likeAClient()).session();
        return forward;
    }

    private Message.RegisterOk register(Recorder forward, int port) throws Exception {
        return register(forward, TestClient.register(port, "alice"));
    }

    private Message.RegisterOk register(Recorder forward, Message.Register request) throws Exception {
        Session session = forward.session();
        forward.reacting((from, message) -> {
            if (message instanceof Message.RegisterOk answer) {
                ticket.complete(CallbackTicket.derive(from, request, answer));
            } else {
                client.likeAClient().accept(from, message);
            }
        });
        session.send(request);
        return forward.nextOf(Message.RegisterOk.class);
    }

    private static Message.Error awaitCallFailed(Recorder forward) throws Exception {
        Message.Error error = forward.nextOf(Message.Error.class);
        assertThat(error.reason()).isEqualTo(ReasonCode.CALL_FAILED);
        return error;
    }
}
