package dev.pushlab.server.console.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import dev.pushlab.fx.LogEntry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogFeedTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.pushlab.test.Talkative");
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final Appender<ILoggingEvent> console = root.getAppender("console");
    private final List<LogEntry> seen = new CopyOnWriteArrayList<>();
    private LogFeed feed;

    @BeforeEach
    void attach() {
        // What is said here is not for the eyes of whoever reads the tests' output.
        root.detachAppender(console);
        logger.setLevel(Level.DEBUG);
        feed = LogFeed.attach();
    }

    @AfterEach
    void detach() {
        feed.close();
        logger.setLevel(null);
        root.addAppender(console);
    }

    @Test
    void whatWasSaidBeforeAnybodyWatchedIsThereOnceAndInOrder() {
        logger.info("first");
        logger.info("second");
        watch();
        logger.info("third");

        assertThat(lines()).containsExactly("first", "second", "third");
    }

    @Test
    void levelsAndOriginsAreTold() {
        watch();
        logger.debug("d");
        logger.info("i");
        logger.warn("w");
        logger.error("e");

        assertThat(mine())
                .extracting(LogEntry::level)
                .containsExactly(LogEntry.Level.DEBUG, LogEntry.Level.INFO, LogEntry.Level.WARN, LogEntry.Level.ERROR);
    }

    @Test
    void theCauseIsNamedAndEverythingIsOneLine() {
        watch();
        logger.warn("two\nlines", new IllegalStateException("no\troom"));

        assertThat(lines()).containsExactly("two lines (java.lang.IllegalStateException: no room)");
    }

    @Test
    void longLinesAreCutAndOldOnesForgotten() {
        for (int i = 0; i < LogFeed.BACKLOG + 10; i++) {
            logger.debug("{}", i);
        }
        watch();
        logger.debug("x".repeat(100_000));

        assertThat(seen).hasSize(LogFeed.BACKLOG + 1);
        assertThat(lines().get(lines().size() - 2)).isEqualTo(String.valueOf(LogFeed.BACKLOG + 9));
        assertThat(lines().get(lines().size() - 1)).hasSizeLessThan(3_000).endsWith("…");
    }

    @Test
    void aClosedFeedHearsNothing() {
        watch();
        feed.close();
        logger.error("too late");

        assertThat(lines()).isEmpty();
    }

    private void watch() {
        feed.subscribe(seen::add);
    }

    /** Other threads of the tests may have something to say, too. */
    private List<LogEntry> mine() {
        return seen.stream().filter(entry -> entry.source().equals("Talkative")).toList();
    }

    private List<String> lines() {
        return mine().stream().map(LogEntry::text).toList();
    }
}
