package dev.pushlab.server.console.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import dev.pushlab.fx.LogEntry;
import dev.pushlab.protocol.observe.Observable;
import dev.pushlab.protocol.observe.Signal;
import dev.pushlab.protocol.observe.Subscription;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * The program's log as a stream. Lines from before somebody watched are kept, as far as the bound goes, and given to each
 * new listener first.
 */
public final class LogFeed extends AppenderBase<ILoggingEvent> implements Observable<LogEntry>, AutoCloseable {
    /** The most lines kept for listeners to come. */
    public static final int BACKLOG = 1_000;

    private static final int MAX_TEXT = 2_000;

    private final Deque<LogEntry> backlog = new ArrayDeque<>();
    private final Signal<LogEntry> lines = new Signal<>();

    private LogFeed() {}

    /** Attaches a feed to logback's root logger, until it is closed. */
    public static LogFeed attach() {
        LogFeed feed = new LogFeed();
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        feed.setContext(context);
        feed.setName("console");
        feed.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(feed);
        return feed;
    }

    @Override
    public Subscription subscribe(Consumer<? super LogEntry> listener) {
        synchronized (backlog) {
            backlog.forEach(listener);
            return lines.subscribe(listener);
        }
    }

    @Override
    public void close() {
        ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLogger(Logger.ROOT_LOGGER_NAME)
                .detachAppender(this);
        stop();
    }

    @Override
    protected void append(ILoggingEvent event) {
        LogEntry entry = new LogEntry(
                Instant.ofEpochMilli(event.getTimeStamp()),
                level(event.getLevel()),
                event.getLoggerName().substring(event.getLoggerName().lastIndexOf('.') + 1),
                text(event));
        synchronized (backlog) {
            backlog.addLast(entry);
            if (backlog.size() > BACKLOG) {
                backlog.removeFirst();
            }
            lines.emit(entry);
        }
    }

    /** The cause in one line; its stack trace is for the log file. */
    private static String text(ILoggingEvent event) {
        IThrowableProxy cause = event.getThrowableProxy();
        String text = event.getFormattedMessage()
                + (cause == null ? "" : " (" + cause.getClassName() + ": " + cause.getMessage() + ")");
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() > MAX_TEXT ? line.substring(0, MAX_TEXT) + "…" : line;
    }

    private static LogEntry.Level level(Level level) {
        if (level.isGreaterOrEqual(Level.ERROR)) {
            return LogEntry.Level.ERROR;
        }
        if (level.isGreaterOrEqual(Level.WARN)) {
            return LogEntry.Level.WARN;
        }
        return level.isGreaterOrEqual(Level.INFO) ? LogEntry.Level.INFO : LogEntry.Level.DEBUG;
    }
}
