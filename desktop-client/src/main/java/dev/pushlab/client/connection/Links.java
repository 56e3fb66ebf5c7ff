package dev.pushlab.client.connection;

import dev.pushlab.protocol.tap.TrafficCounters;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * All links that are established and not yet ended, also those being closed, with the bytes of those that have ended.
 * Belongs to the client's event loop.
 */
final class Links {
    private final Set<Link> links = new LinkedHashSet<>();
    private final List<CompletableFuture<Void>> awaitingSilence = new ArrayList<>();
    private Traffic ended = Traffic.NONE;

    void add(Link link) {
        links.add(link);
    }

    /** The link is no more; what it has carried still counts. */
    void remove(Link link) {
        if (links.remove(link)) {
            ended = plus(ended, link.session().traffic());
        }
    }

    int size() {
        return links.size();
    }

    /** As they are now, oldest first. */
    List<Link> all() {
        return List.copyOf(links);
    }

    List<Link> allBut(Link one) {
        return links.stream().filter(link -> link != one).toList();
    }

    /** The oldest one that may go on carrying things. */
    Optional<Link> usable() {
        return links.stream().filter(link -> link.isOpen() && !link.retired).findFirst();
    }

    /** Of all links since the beginning. */
    Traffic traffic() {
        Traffic sum = ended;
        for (Link link : links) {
            sum = plus(sum, link.session().traffic());
        }
        return sum;
    }

    /** Completes with the next {@link #tellSilence} that finds no link. */
    CompletableFuture<Void> silence() {
        CompletableFuture<Void> silence = new CompletableFuture<>();
        awaitingSilence.add(silence);
        return silence;
    }

    void tellSilence() {
        if (links.isEmpty()) {
            List<CompletableFuture<Void>> waiting = List.copyOf(awaitingSilence);
            awaitingSilence.clear();
            waiting.forEach(silence -> silence.complete(null));
        }
    }

    private static Traffic plus(Traffic sum, TrafficCounters counters) {
        return new Traffic(sum.bytesIn() + counters.bytesIn(), sum.bytesOut() + counters.bytesOut());
    }
}
