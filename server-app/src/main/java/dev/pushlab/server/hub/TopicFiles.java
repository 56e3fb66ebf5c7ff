package dev.pushlab.server.hub;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.server.hub.journal.EventJournal;
import dev.pushlab.server.hub.journal.JournalRecovery;
import dev.pushlab.server.hub.journal.Recovery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings topics to disk and back. Used by the thread that commits, and before it starts. */
final class TopicFiles {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFiles.class);

    private final TopicStore store;
    private final GroupCommit commits;
    private final long epoch;
    private final Logs logs;

    /** Makes the logs of topics. */
    interface Logs {
        TopicLog make(Topic topic, long epoch, TopicSettings settings);
    }

    /** @param epoch of this run */
    TopicFiles(TopicStore store, GroupCommit commits, long epoch, Logs logs) {
        this.store = store;
        this.commits = commits;
        this.epoch = epoch;
        this.logs = logs;
    }

    /** The topic as a run before left it; one whose files cannot be read is marked so. */
    TopicLog restore(TopicStore.Stored stored) {
        try {
            if (stored.failure().isPresent()) {
                throw stored.failure().get();
            }
            return restoreAll(stored);
        } catch (IOException | RuntimeException e) {
            LOG.error(
                    "The files of {} cannot be read: nothing can be published to it until the server is started again"
                            + " with the cause gone",
                    stored.topic(),
                    e);
            TopicLog log = logs.make(stored.topic(), epoch, stored.settings());
            log.configure(stored.settings());
            log.unreadable();
            return log;
        }
    }

    private TopicLog restoreAll(TopicStore.Stored stored) throws IOException {
        Topic topic = stored.topic();
        Path folder = store.folder(topic);
        if (!stored.settings().durable()) {
            EventJournal.delete(folder);
            TopicLog log = logs.make(topic, epoch, stored.settings());
            log.configure(stored.settings());
            return log;
        }
        JournalRecovery.Opened opened = EventJournal.open(folder, topic, epoch);
        Recovery recovery = opened.recovery();
        recovery.damage()
                .ifPresent(damage -> LOG.error(
                        "History of {} may be incomplete: {}. {} events could be read; epoch {} begins. The files as"
                                + " they were are kept in {}",
                        topic,
                        damage,
                        recovery.events().size(),
                        epoch,
                        folder));
        if (recovery.torn() > 0) {
            LOG.warn("{}: {} bytes at the end had not been written entirely and are cut off", topic, recovery.torn());
        }
        TopicLog log = logs.make(topic, recovery.epoch(), stored.settings());
        log.restore(opened.journal(), recovery);
        log.configure(stored.settings());
        try {
            log.durables().restore(folder);
        } catch (IOException | RuntimeException e) {
            opened.journal().close();
            throw e;
        }
        return log;
    }

    /** Brings the settings to disk, and the events if they are to be there. */
    void keep(TopicLog log, TopicSettings settings) throws IOException {
        Topic topic = log.topic();
        if (settings.durable() == log.isDurable()) {
            store.save(topic, settings);
            return;
        }
        Path folder = store.folder(topic);
        if (settings.durable()) {
            List<Event> kept = log.beginDurability();
            EventJournal journal = null;
            try {
                journal = EventJournal.create(folder, log.epoch(), log.lastOffset(), kept, log.keys());
                store.save(topic, settings);
            } catch (IOException | RuntimeException e) {
                if (journal != null) {
                    journal.close();
                }
                commits.endDurability(log);
                throw e;
            }
            log.journal(journal);
            return;
        }
        if (log.durables().count() > 0) {
            throw new SubscriptionsExistException(topic, log.durables().count());
        }
        store.save(topic, settings);
        EventJournal journal = log.journal();
        commits.endDurability(log);
        journal.close();
        try {
            EventJournal.delete(folder);
        } catch (IOException e) {
            LOG.warn("The events of {} stay on disk until the next start: {}", topic, e.toString());
        }
    }
}
