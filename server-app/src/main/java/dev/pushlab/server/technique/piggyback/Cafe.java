package dev.pushlab.server.technique.piggyback;

import dev.pushlab.protocol.event.Topic;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The application: for each topic a table, with what has been ordered there by all who share it. In memory only; of the
 * tables that nobody has used for longest, those above {@value #MAX_TABLES} are cleared away. For any thread.
 */
final class Cafe {
    static final int MAX_TABLES = 1_000;
    /** How many of one item a table takes. */
    static final int MAX_COUNT = 99;

    private final Map<Topic, Table> tables = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Topic, Table> eldest) {
            return size() > MAX_TABLES;
        }
    };

    /** What can be ordered; the name in lower case is in the messages. */
    enum Item {
        COFFEE,
        TEA,
        CAKE;

        static Optional<Item> of(String word) {
            return Stream.of(values()).filter(item -> item.word().equals(word)).findFirst();
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What stands on a table.
     *
     * @param actions how often somebody has ordered something or sent it back
     */
    record Table(int coffee, int tea, int cake, long actions) {
        static final Table EMPTY = new Table(0, 0, 0, 0);

        private Table with(Item item, int change) {
            return switch (item) {
                case COFFEE -> new Table(bounded(coffee + change), tea, cake, actions + 1);
                case TEA -> new Table(coffee, bounded(tea + change), cake, actions + 1);
                case CAKE -> new Table(coffee, tea, bounded(cake + change), actions + 1);
            };
        }

        private static int bounded(int count) {
            return Math.max(0, Math.min(MAX_COUNT, count));
        }
    }

    /** One more of an item, or one less; an empty table gives nothing back and a full one takes nothing more. */
    synchronized Table order(Topic topic, Item item, int change) {
        return tables.compute(topic, (at, table) -> (table == null ? Table.EMPTY : table).with(item, change));
    }

    synchronized Table look(Topic topic) {
        return tables.getOrDefault(topic, Table.EMPTY);
    }
}
