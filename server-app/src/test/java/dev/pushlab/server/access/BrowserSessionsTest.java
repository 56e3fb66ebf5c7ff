package dev.pushlab.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BrowserSessionsTest {
    private final Tokens tokens = Tokens.inMemory(AccessToken.of("correct-horse"));
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final BrowserSessions sessions = new BrowserSessions(tokens, now::get);

    @Test
    void standsForItsToken() {
        String id = sessions.open("correct-horse").orElseThrow();
        assertThat(id).hasSize(22).isNotEqualTo(sessions.open("correct-horse").orElseThrow());
        assertThat(sessions.find(id)).contains(TokenHash.of("correct-horse"));
        assertThat(sessions.find(id + "x")).isEmpty();
        assertThat(sessions.find("correct-horse")).isEmpty();
        assertThat(sessions.find("x".repeat(10_000))).isEmpty();
    }

    @Test
    void isOpenedForRightTokensOnly() {
        assertThat(sessions.open("wrong-horse")).isEmpty();
        assertThat(sessions.open("x".repeat(10_000))).isEmpty();
        assertThat(sessions.count()).isZero();
    }

    @Test
    void endsByItselfHoweverOftenItIsUsed() {
        String id = sessions.open("correct-horse").orElseThrow();
        now.addAndGet(BrowserSessions.LIFETIME.toNanos() - 1);
        assertThat(sessions.find(id)).isPresent();
        now.incrementAndGet();
        assertThat(sessions.find(id)).isEmpty();
        sessions.open("correct-horse");
        assertThat(sessions.count()).isEqualTo(1);
    }

    @Test
    void endsWhenItIsClosed() {
        String id = sessions.open("correct-horse").orElseThrow();
        sessions.close(id);
        assertThat(sessions.find(id)).isEmpty();
        assertThat(sessions.count()).isZero();
    }

    @Test
    void endsWithItsToken() {
        String bot = tokens.create("bot", Rights.VIEWER).join().reveal();
        String revoked = sessions.open(bot).orElseThrow();
        String other = sessions.open("correct-horse").orElseThrow();
        tokens.revoke("bot").join();
        assertThat(sessions.find(revoked)).isEmpty();
        assertThat(sessions.find(other)).isPresent();
        assertThat(sessions.count()).isEqualTo(1);

        tokens.rotate(Tokens.CONSOLE).join();
        assertThat(sessions.find(other)).isEmpty();
        assertThat(sessions.count()).isZero();
    }

    @Test
    void theOldestOfATokenGivesWayAndNoneOfAnother() {
        String bot = tokens.create("bot", Rights.VIEWER).join().reveal();
        String others = sessions.open(bot).orElseThrow();
        String first = sessions.open("correct-horse").orElseThrow();
        String second = sessions.open("correct-horse").orElseThrow();
        for (int i = 2; i <= BrowserSessions.MAX_PER_TOKEN; i++) {
            now.addAndGet(Duration.ofSeconds(1).toNanos());
            sessions.open("correct-horse");
        }
        assertThat(sessions.count()).isEqualTo(BrowserSessions.MAX_PER_TOKEN + 1);
        assertThat(sessions.find(first)).isEmpty();
        assertThat(sessions.find(second)).isPresent();
        assertThat(sessions.find(others)).isPresent();
    }
}
