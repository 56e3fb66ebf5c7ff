package dev.pushlab.server.hub;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.server.hub.journal.PublishKey;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the events of all durable topics to disk, on one thread. Everything that waits is taken at once, written as one
 * group for each topic, forced once for each topic, and then seen by subscribers and acknowledged: while one group is
 * being forced the next one gathers, so that groups grow with the load and no timer decides.
 */
final class GroupCommit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

    /** Beyond this many bytes of data that wait for the disk, events are refused. */
    private static final long MAX_WAITING_BYTES = 64L << 20;
    /** A group ends with the event that reaches this many bytes. */
    private static final long MAX_GROUP_BYTES = 4L << 20;
    /** What an event counts as beside its data. */
    private static final int OVERHEAD = 160;

    private static final long MAINTENANCE_MILLIS = 1_000;
    private static final long CLOSE_MILLIS = 30_000;
    /** With less room than this after a failure, the disk is called full. */
    private static final long FULL_BYTES = 1 << 20;
    /** After this long without an answer of the disk it is called busy. */
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Path folder;
    private final Runnable maintenance;
    private final Thread thread = new Thread(this::run, "pushlab-group-commit");
    private final Queue<Work> waiting = new ArrayDeque<>();
    private final CommitMeter meter = new CommitMeter();
    /** What became of the topics whose last group could not be kept. Of this thread. */
    private final Map<TopicLog, StorageException.Reason> failing = new HashMap<>();

    private volatile StorageStats.State disk = StorageStats.State.OK;
    private volatile long usableBytes;
    /** When that began which the disk is busy with; 0 if there is nothing. */
    private volatile long began;

    private long waitingBytes;
    private boolean closed;

    /**
     * @param folder whose disk is looked at when something fails
     * @param maintenance run about once a second
     */
    GroupCommit(Path folder, Runnable maintenance) {
        this.folder = folder;
        this.maintenance = maintenance;
        thread.setDaemon(true);
    }

    private sealed interface Work permits Append, Task {}

    private record Append(
            TopicLog log, EventDraft draft, Optional<PublishKey> key, Instant time, CompletableFuture<Event> done)
            implements Work {
        long size() {
            return (long) draft.payload().size() + OVERHEAD;
        }
    }

    private record Task(Action action, CompletableFuture<Void> done) implements Work {}

    /** Something to be done between two groups. */
    interface Action {
        void run() throws IOException;
    }

    void start() {
        lookAtDisk();
        thread.start();
    }

    StorageStats stats() {
        long waits;
        synchronized (this) {
            waits = waitingBytes;
        }
        long since = began;
        boolean busy = waits > MAX_WAITING_BYTES / 2 || since != 0 && System.nanoTime() - since > STUCK_NANOS;
        StorageStats.State state = busy && disk == StorageStats.State.OK ? StorageStats.State.BUSY : disk;
        return meter.stats(state, usableBytes, waits);
    }

    /** Queues an event; null if the topic is not durable any more. */
    synchronized CompletionStage<Event> append(TopicLog log, EventDraft draft, Optional<PublishKey> key, Instant time) {
        if (!log.isDurable()) {
            return null;
        }
        if (closed) {
            return CompletableFuture.failedFuture(new HubClosedException());
        }
        Append append = new Append(log, draft, key, time, new CompletableFuture<>());
        if (waitingBytes + append.size() > MAX_WAITING_BYTES) {
            return CompletableFuture.failedFuture(new StorageException(
                    StorageException.Reason.BUSY, waitingBytes + " bytes wait for the disk already", null));
        }
        waitingBytes += append.size();
        waiting.add(append);
        notifyAll();
        return append.done;
    }

    /** Runs an action after everything that was queued before it. */
    synchronized CompletionStage<Void> execute(Action action) {
        if (closed) {
            return CompletableFuture.failedFuture(new HubClosedException());
        }
        Task task = new Task(action, new CompletableFuture<>());
        waiting.add(task);
        notifyAll();
        return task.done;
    }

    /**
     * Ends the durability of a topic: what still waits for it becomes ephemeral, in its order, before anything that is
     * published from now on.
     */
    synchronized void endDurability(TopicLog log) {
        List<Append> left = new ArrayList<>();
        waiting.removeIf(work -> work instanceof Append append && append.log == log && left.add(append));
        left.forEach(append -> waitingBytes -= append.size());
        // Publishers come here or wait for this lock as long as the topic is durable.
        List<Event> events = events(log, left);
        log.add(events, System.nanoTime());
        log.endDurability();
        failing.remove(log);
        acknowledge(left, events);
    }

    /** Commits what waits, and ends. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        boolean interrupted = false;
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (thread.isAlive()) {
            LOG.error("The disk of {} does not answer; events that were not acknowledged may be lost", folder);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- on the thread ------------------------------------------------------------------------------------------

    private void run() {
        long maintained = System.nanoTime();
        while (true) {
            List<Work> group = take();
            if (group == null) {
                return;
            }
            work(group);
            if (System.nanoTime() - maintained >= TimeUnit.MILLISECONDS.toNanos(MAINTENANCE_MILLIS)) {
                maintain();
                maintained = System.nanoTime();
            }
        }
    }

    /** What it does not get done is tried again in a second; this thread goes on: publishers wait for it. */
    private void maintain() {
        began = System.nanoTime();
        try {
            lookAtDisk();
            maintenance.run();
        } catch (RuntimeException | Error e) {
            LOG.error("Maintenance of {} failed", folder, e);
        }
        began = 0;
    }

    /** How much room there is, and what that and the last attempts to write say of the disk. */
    private void lookAtDisk() {
        StorageStats.State state = StorageStats.State.OK;
        try {
            usableBytes = Files.getFileStore(folder).getUsableSpace();
            if (usableBytes < FULL_BYTES || failing.containsValue(StorageException.Reason.FULL)) {
                state = StorageStats.State.FULL;
            } else if (!failing.isEmpty()) {
                state = StorageStats.State.UNAVAILABLE;
            }
        } catch (IOException e) {
            usableBytes = -1;
            state = StorageStats.State.UNAVAILABLE;
        }
        disk = state;
    }

    /** What waits, up to the bound of a group or the first task, in order; empty after a second without any; null at the end. */
    private synchronized List<Work> take() {
        if (waiting.isEmpty() && !closed) {
            try {
                wait(MAINTENANCE_MILLIS);
            } catch (InterruptedException e) {
                // Nobody interrupts this thread: an interrupt would close the files that it writes.
                LOG.warn("An interrupt was ignored", e);
            }
        }
        if (waiting.isEmpty() && closed) {
            return null;
        }
        List<Work> group = new ArrayList<>();
        long bytes = 0;
        while (!waiting.isEmpty() && bytes < MAX_GROUP_BYTES) {
            Work work = waiting.remove();
            group.add(work);
            if (work instanceof Append append) {
                bytes += append.size();
            } else {
                // What follows may depend on what it does.
                break;
            }
        }
        waitingBytes -= bytes;
        return group;
    }

    private void work(List<Work> works) {
        Map<TopicLog, List<Append>> group = new LinkedHashMap<>();
        for (Work work : works) {
            if (work instanceof Append append) {
                group.computeIfAbsent(append.log, log -> new ArrayList<>()).add(append);
            }
        }
        if (!group.isEmpty()) {
            began = System.nanoTime();
            commit(group);
            began = 0;
        }
        if (!works.isEmpty() && works.get(works.size() - 1) instanceof Task task) {
            perform(task);
        }
    }

    private void perform(Task task) {
        try {
            task.action.run();
            task.done.complete(null);
        } catch (IOException e) {
            task.done.completeExceptionally(failure(e));
        } catch (RuntimeException | Error e) {
            task.done.completeExceptionally(e);
        }
    }

    /** Writes every topic's events before it forces the first one: the disk may do more at once then. */
    private void commit(Map<TopicLog, List<Append>> group) {
        Map<TopicLog, List<Event>> written = new LinkedHashMap<>();
        boolean failed = !failing.isEmpty();
        group.forEach((log, appends) -> {
            try {
                List<Event> events = events(log, appends);
                log.journal().write(events, keys(events, appends));
                written.put(log, events);
            } catch (IOException | RuntimeException | Error e) {
                refuse(log, appends, e);
            }
        });
        int[] kept = {0};
        written.forEach((log, events) -> {
            List<Append> appends = group.get(log);
            try {
                log.journal().force();
            } catch (IOException | RuntimeException | Error e) {
                refuse(log, appends, e);
                return;
            }
            failing.remove(log);
            log.add(events, System.nanoTime());
            acknowledge(appends, events);
            kept[0] += events.size();
        });
        if (kept[0] > 0) {
            meter.committed(kept[0], System.nanoTime() - began);
        }
        if (failed || !failing.isEmpty()) {
            lookAtDisk();
        }
    }

    private static void acknowledge(List<Append> appends, List<Event> events) {
        for (int i = 0; i < events.size(); i++) {
            appends.get(i).done.complete(events.get(i));
        }
    }

    private static List<Event> events(TopicLog log, List<Append> appends) {
        List<Event> events = new ArrayList<>(appends.size());
        EventId id = new EventId(log.epoch(), log.lastOffset());
        for (Append append : appends) {
            id = id.next();
            events.add(Event.of(id, log.topic(), append.time, append.draft));
        }
        return events;
    }

    private static Map<Long, PublishKey> keys(List<Event> events, List<Append> appends) {
        Map<Long, PublishKey> keys = new HashMap<>();
        for (int i = 0; i < events.size(); i++) {
            long offset = events.get(i).id().offset();
            appends.get(i).key.ifPresent(key -> keys.put(offset, key));
        }
        return keys;
    }

    private void refuse(TopicLog log, List<Append> appends, Throwable cause) {
        StorageException failure = failure(cause);
        failing.put(log, failure.reason());
        meter.refused(appends.size());
        LOG.warn("{} events of {} could not be kept: {}", appends.size(), log.topic(), cause.toString());
        appends.forEach(append -> append.done.completeExceptionally(failure));
    }

    /** What a failure of the disk means to whoever published. */
    private StorageException failure(Throwable cause) {
        boolean full;
        try {
            FileStore store = Files.getFileStore(folder);
            full = store.getUsableSpace() < FULL_BYTES;
        } catch (IOException e) {
            full = false;
        }
        String message = String.valueOf(cause.getMessage());
        full |= message.contains("No space left") || message.contains("quota exceeded");
        // Peers are told the message: no paths of this machine in it.
        return full
                ? new StorageException(StorageException.Reason.FULL, "no room on the disk", cause)
                : new StorageException(StorageException.Reason.UNAVAILABLE, "the disk cannot be written", cause);
    }
}
