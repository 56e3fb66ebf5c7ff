package dev.pushlab.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Suite;
import dev.pushlab.protocol.session.Peer;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionRightsTest {
    private static final InetSocketAddress HERE = address("127.0.0.1");
    private static final InetSocketAddress ELSEWHERE = address("192.0.2.7");
    private static final Peer ALICE = new Peer("alice", Bytes.of(new byte[32]), "ab".repeat(32));

    private final PeerRights peers = PeerRights.inMemory();
    private final SessionRights rights = new SessionRights(peers, true);

    @Test
    void plaintextProvesNothingSoOnlyThisMachinePublishes() {
        for (Optional<Peer> claimed : List.of(Optional.<Peer>empty(), Optional.of(ALICE))) {
            assertThat(rights.of(Suite.PLAINTEXT, claimed, HERE)).isEqualTo(Rights.PUBLISHER);
            assertThat(rights.of(Suite.PLAINTEXT, claimed, address("::1"))).isEqualTo(Rights.PUBLISHER);
            assertThat(rights.of(Suite.PLAINTEXT, claimed, ELSEWHERE)).isEqualTo(Rights.VIEWER);
        }
    }

    @Test
    void thisMachinesPrivilegeCanBeTakenBack() {
        SessionRights strict = new SessionRights(peers, false);
        assertThat(strict.of(Suite.PLAINTEXT, Optional.empty(), HERE)).isEqualTo(Rights.VIEWER);
        assertThat(strict.of(Suite.XX_CHACHAPOLY, Optional.of(ALICE), HERE)).isEqualTo(Rights.PUBLISHER);
    }

    @Test
    void whereReadersProveThemselvesPlaintextMayDoNothing() {
        SessionRights strict = new SessionRights(peers, true, true);
        for (Suite suite : Suite.values()) {
            assertThat(rights.mayRead(suite)).isTrue();
            assertThat(strict.mayRead(suite)).isEqualTo(suite != Suite.PLAINTEXT);
        }
        assertThat(strict.of(Suite.PLAINTEXT, Optional.empty(), HERE).includes(Role.PUBLISHER))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(value = Suite.class, names = "PLAINTEXT", mode = EnumSource.Mode.EXCLUDE)
    void everyOtherSuiteHasTheRightsOfWhatItProves(Suite suite) {
        boolean sharedSecret = suite == Suite.PSK_CHACHAPOLY || suite == Suite.PSK_AESGCM;
        peers.set(sharedSecret ? PeerRights.SHARED_SECRET : ALICE.fingerprint(), Rights.ADMIN)
                .join();
        peers.set(sharedSecret ? PeerRights.IDENTIFIED : PeerRights.SHARED_SECRET, Rights.VIEWER)
                .join();
        Optional<Peer> peer = sharedSecret ? Optional.empty() : Optional.of(ALICE);
        assertThat(rights.of(suite, peer, ELSEWHERE)).isEqualTo(Rights.ADMIN);
        assertThat(rights.of(suite, peer, HERE)).isEqualTo(Rights.ADMIN);
    }

    private static InetSocketAddress address(String literal) {
        return new InetSocketAddress(NetUtil.createInetAddressFromIpAddressString(literal), 50_000);
    }
}
