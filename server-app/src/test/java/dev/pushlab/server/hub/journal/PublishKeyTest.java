package dev.pushlab.server.hub.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.Payload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishKeyTest {
    private static final EventDraft HELLO = EventDraft.text("hello");

    @Test
    void isTheSameForTheSameOwnerKeyAndEvent() {
        assertThat(PublishKey.of("a", "k", HELLO)).isEqualTo(PublishKey.of("a", "k", EventDraft.text("hello")));
    }

    @Test
    void ofAnotherOwnerIsAnotherKey() {
        assertThat(PublishKey.of("ab", "c", HELLO).hasNameOf(PublishKey.of("a", "bc", HELLO)))
                .isFalse();
    }

    @Test
    void forAnotherEventIsTheSameKeyWithOtherContent() {
        PublishKey first = PublishKey.of("a", "k", HELLO);
        for (EventDraft other : new EventDraft[] {
            EventDraft.text("hello!"),
            new EventDraft("t", EventDraft.TEXT, Payload.text("hello")),
            new EventDraft("", "text/html", Payload.text("hello")),
        }) {
            PublishKey second = PublishKey.of("a", "k", other);
            assertThat(second.hasNameOf(first)).isTrue();
            assertThat(second.content()).isNotEqualTo(first.content());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "ä", "a\n", "\u007f"})
    void isRefusedIfItIsNotVisibleAscii(String key) {
        assertThatThrownBy(() -> PublishKey.of("a", key, HELLO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isRefusedIfItIsTooLong() {
        PublishKey.of("a", "k".repeat(64), HELLO);
        assertThatThrownBy(() -> PublishKey.of("a", "k".repeat(65), HELLO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
