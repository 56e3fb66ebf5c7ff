package dev.pushlab.server.technique.piggyback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pushlab.protocol.event.Topic;
import org.junit.jupiter.api.Test;

class CafeTest {
    private static final Topic TOPIC = new Topic("news");

    private final Cafe cafe = new Cafe();

    @Test
    void keepsWhatStandsOnEachTable() {
        cafe.order(TOPIC, Cafe.Item.COFFEE, 1);
        cafe.order(TOPIC, Cafe.Item.CAKE, 1);
        cafe.order(TOPIC, Cafe.Item.COFFEE, 1);
        cafe.order(TOPIC, Cafe.Item.COFFEE, -1);
        cafe.order(new Topic("other"), Cafe.Item.TEA, 1);

        assertThat(cafe.look(TOPIC)).isEqualTo(new Cafe.Table(1, 0, 1, 4));
        assertThat(cafe.look(new Topic("third"))).isEqualTo(Cafe.Table.EMPTY);
    }

    @Test
    void aTableTakesAndGivesNoMoreThanItCan() {
        assertThat(cafe.order(TOPIC, Cafe.Item.TEA, -1).tea()).isZero();
        for (int i = 0; i < Cafe.MAX_COUNT + 5; i++) {
            cafe.order(TOPIC, Cafe.Item.TEA, 1);
        }
        assertThat(cafe.look(TOPIC).tea()).isEqualTo(Cafe.MAX_COUNT);
    }

    @Test
    void clearsAwayTheTableThatNobodyHasUsedForLongest() {
        for (int i = 0; i < Cafe.MAX_TABLES; i++) {
            cafe.order(new Topic("t" + i), Cafe.Item.CAKE, 1);
        }
        cafe.look(new Topic("t0"));
        cafe.order(TOPIC, Cafe.Item.CAKE, 1);

        assertThat(cafe.look(new Topic("t0")).cake()).isOne();
        assertThat(cafe.look(new Topic("t1"))).isEqualTo(Cafe.Table.EMPTY);
        assertThat(cafe.look(new Topic("t2")).cake()).isOne();
    }
}
