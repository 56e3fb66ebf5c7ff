package dev.pushlab.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerRightsTest {
    private static final String ALICE = "ab".repeat(32);
    private static final String BOB = "cd".repeat(32);
    private static final Rights NEWS = new Rights(Role.PUBLISHER, List.of(new TopicPattern("news")));

    @TempDir
    Path folder;

    private PeerRights open() throws IOException {
        return PeerRights.open(Optional.of(folder), Runnable::run);
    }

    @Test
    void everybodyWhoHasProvedSomethingPublishesAtFirst() throws IOException {
        assertThat(open().identified(ALICE)).isEqualTo(Rights.PUBLISHER);
        assertThat(open().sharedSecret()).isEqualTo(Rights.PUBLISHER);
        assertThat(open().list()).isEmpty();
    }

    @Test
    void onesOwnRightsCountBeforeThoseOfAll() throws IOException {
        PeerRights peers = open();
        peers.set(ALICE, NEWS).join();
        peers.set(PeerRights.IDENTIFIED, Rights.VIEWER).join();
        for (PeerRights each : List.of(peers, open())) {
            assertThat(each.identified(ALICE)).isEqualTo(NEWS);
            assertThat(each.identified(BOB)).isEqualTo(Rights.VIEWER);
            assertThat(each.sharedSecret()).isEqualTo(Rights.PUBLISHER);
            assertThat(each.list()).isEqualTo(Map.of(ALICE, NEWS, PeerRights.IDENTIFIED, Rights.VIEWER));
        }
        peers.remove(ALICE).join();
        assertThat(open().identified(ALICE)).isEqualTo(Rights.VIEWER);
        assertThat(peers.remove(ALICE)).isCompletedExceptionally();
    }

    @Test
    void theSharedSecretHasRightsOfItsOwn() throws IOException {
        open().set(PeerRights.SHARED_SECRET, Rights.VIEWER).join();
        assertThat(open().sharedSecret()).isEqualTo(Rights.VIEWER);
        assertThat(open().identified(ALICE)).isEqualTo(Rights.PUBLISHER);
    }

    @Test
    void fingerprintsAreUnderstoodAsTyped() {
        assertThat(PeerRights.peer("AB:".repeat(31) + "ab")).isEqualTo(ALICE);
        assertThat(PeerRights.peer("identified")).isEqualTo(PeerRights.IDENTIFIED);
        for (String other : List.of("", "anonymous", "abab", "zz".repeat(32))) {
            assertThatThrownBy(() -> PeerRights.peer(other)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void theFileIsItsOwnersOnlyAndIsRefusedOtherwise() throws IOException {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
        open().set(ALICE, Rights.VIEWER).join();
        Path file = folder.resolve("peers.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw--w----"));
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("writable by other users");
    }

    @Test
    void rightsThatAreTakenAwayAreGoneAlsoIfThatCannotBeWritten() throws IOException {
        PeerRights peers = open();
        Files.createDirectories(folder.resolve("peers.json").resolve("in-the-way"));
        assertThat(peers.set(ALICE, Rights.VIEWER)).isCompletedExceptionally();
        assertThat(peers.identified(ALICE)).isEqualTo(Rights.VIEWER);
    }

    @Test
    void aPeerThatIsListedTwiceIsAnError() throws IOException {
        PeerRights peers = open();
        peers.set(ALICE, Rights.VIEWER).join();
        Path file = folder.resolve("peers.json");
        String kept = Files.readString(file);
        String entry = kept.substring(kept.indexOf('[') + 1, kept.lastIndexOf(']'));
        Files.writeString(file, kept.replace(entry, entry + "," + entry));
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("number 2");
    }
}
