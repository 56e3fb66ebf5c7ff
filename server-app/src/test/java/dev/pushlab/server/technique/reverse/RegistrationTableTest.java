package dev.pushlab.server.technique.reverse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.keys.Identity;
import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.session.CallbackTicket;
import dev.pushlab.protocol.session.Session;
import dev.pushlab.protocol.session.SessionConfig;
import dev.pushlab.protocol.session.SessionPipelines;
import dev.pushlab.server.testing.Recorder;
import dev.pushlab.server.testing.TestClient;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistrationTableTest {
    private static final String ALICE = "aa".repeat(32);
    private static final String BOB = "bb".repeat(32);
    private static final DialRules RULES = DialRules.DEFAULT;

    private final TestClock clock = new TestClock();
    private final RegistrationTable table = new RegistrationTable(RULES, clock);
    private final EmbeddedChannel client = new EmbeddedChannel();
    private final EmbeddedChannel server = new EmbeddedChannel();
    private Session session;

    /** A real session without a network: tickets come from nothing less. */
    @BeforeEach
    void connect() throws Exception {
        Recorder clientSide = new Recorder();
        Recorder serverSide = new Recorder();
        SessionPipelines.forwardListener(
                server, SessionConfig.server("lab").withIdentity(Identity.generate()), serverSide);
        SessionPipelines.forwardDialler(
                client, SessionConfig.client("alice").withIdentity(Identity.generate()), clientSide);
        for (int i = 0; i < 20 && !serverSide.isOpened(); i++) {
            carry(client, server);
            carry(server, client);
        }
        session = serverSide.session();
    }

    @AfterEach
    void disconnect() {
        client.finishAndReleaseAll();
        server.finishAndReleaseAll();
    }

    @Test
    void givesEachRegistrationOneCall() {
        Registration registration = register(ALICE);

        assertThat(table.take(registration.id())).contains(registration);
        assertThat(table.take(registration.id())).isEmpty();
        assertThat(table.size()).isZero();
    }

    @Test
    void forgetsAndWipesWhatHasLapsed() {
        Registration registration = register(ALICE);
        clock.advance(RULES.lifetime().minus(Duration.ofMillis(1)));
        assertThat(table.size()).isEqualTo(1);

        clock.advance(Duration.ofMillis(1));

        assertThat(table.take(registration.id())).isEmpty();
        assertThat(registration.ticket().isUsed()).isTrue();
    }

    @Test
    void keepsOneRegistrationOfAMember() {
        Registration first = register(ALICE);
        Registration other = register(BOB);
        Registration second = register(ALICE);

        assertThat(table.size()).isEqualTo(2);
        assertThat(table.take(first.id())).isEmpty();
        assertThat(first.ticket().isUsed()).isTrue();
        assertThat(table.take(second.id())).contains(second);
        assertThat(table.take(other.id())).contains(other);
        assertThat(second.ticket().isUsed()).isFalse();
    }

    @Test
    void aNonceServesOnceAsLongAsItsRegistrationCouldLive() {
        Bytes nonce = table.newId();
        assertThat(table.admit(ALICE, nonce)).isEmpty();
        assertThat(table.admit(ALICE, nonce)).isPresent();
        assertThat(table.admit(BOB, nonce)).isEmpty();

        clock.advance(RULES.lifetime());
        assertThat(table.admit(ALICE, nonce)).isEmpty();
    }

    @Test
    void isBounded() {
        for (int i = 0; i < RULES.maxRegistrations(); i++) {
            assertThat(table.admit(member(i), table.newId())).isEmpty();
            register(member(i));
        }
        assertThat(table.admit(ALICE, table.newId())).isPresent();
        assertThat(table.admit(member(0), table.newId())).isEmpty();

        clock.advance(RULES.lifetime());
        assertThat(table.admit(ALICE, table.newId())).isEmpty();
    }

    @Test
    void idsAreDistinctAndNeverTheOneOfAnUnregisteredListener() {
        Set<Bytes> ids = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            ids.add(table.newId());
        }
        assertThat(ids).hasSize(1000).doesNotContain(Bytes.of(new byte[16]));
    }

    private Registration register(String member) {
        Message.Register request = TestClient.register(5000, "somebody");
        Message.RegisterOk answer = new Message.RegisterOk(table.newId(), "192.0.2.7", table.expiry());
        Registration registration = new Registration(
                answer.registration(),
                member,
                "somebody",
                new InetSocketAddress("192.0.2.7", 5000),
                answer.expiry(),
                CallbackTicket.derive(session, request, answer),
                session);
        table.add(registration);
        return registration;
    }

    private static String member(int i) {
        return String.format("%064x", i);
    }

    private static void carry(EmbeddedChannel from, EmbeddedChannel to) {
        from.runPendingTasks();
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            to.writeInbound(bytes);
        }
        to.runPendingTasks();
    }
}
