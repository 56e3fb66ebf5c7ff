package dev.pushlab.client.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pushlab.client.connection.Cause;
import dev.pushlab.client.connection.ChangedIdentity;
import dev.pushlab.client.connection.ConnectionState;
import dev.pushlab.client.connection.Delivery;
import dev.pushlab.client.connection.ProtocolClient;
import dev.pushlab.client.connection.ReverseState;
import dev.pushlab.client.connection.SecurityState;
import dev.pushlab.client.keys.ReceivedKey;
import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.protocol.observe.Subscription;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tells what a client goes through as JSON lines; docs/cli.md describes each of them. */
final class Reporter {
    private final ProtocolClient client;
    private final JsonLines out;
    private List<ReceivedKey> reportedKeys = List.of();
    private ConnectionState lastConnection = new ConnectionState.Disconnected(Optional.empty());
    private Optional<InetSocketAddress> lastListener = Optional.empty();

    Reporter(ProtocolClient client, JsonLines out) {
        this.client = client;
        this.out = out;
    }

    /** Reports everything except events and gaps, which {@link #delivery} is for. */
    Subscription watch() {
        return Subscription.all(
                client.connection().subscribe(this::connection),
                client.listener().subscribe(this::listener),
                client.reverse().subscribe(this::reverse),
                client.changedIdentity().subscribe(changed -> changed.ifPresent(this::changedIdentity)),
                client.keys().history().subscribe(this::keys),
                client.problems().subscribe(cause -> error(cause)));
    }

    void delivery(Delivery delivery) {
        delivery(delivery, () -> {});
    }

    /** @param written when the reader has the line */
    void delivery(Delivery delivery, Runnable written) {
        if (delivery instanceof Delivery.Received received) {
            out.write(event(received.event(), received.direction()), written);
        } else if (delivery instanceof Delivery.Lost lost) {
            ObjectNode line = JsonLines.line("gap").put("topic", lost.topic().name());
            lost.gap()
                    .requested()
                    .ifPresentOrElse(id -> line.put("requested", id.toString()), () -> line.putNull("requested"));
            line.put("resumed", lost.gap().resumed().toString());
            if (lost.gap().reason() != Gap.Reason.LOST) {
                line.put("reason", lost.gap().reason().name().toLowerCase(Locale.ROOT));
            }
            out.write(line, written);
        }
    }

    static ObjectNode event(Event event, Direction direction) {
        ObjectNode line = JsonLines.line("event")
                .put("id", event.id().toString())
                .put("topic", event.topic().name())
                .put("eventType", event.type())
                .put("time", event.time().toString())
                .put("contentType", event.contentType());
        Payload payload = event.payload();
        if (payload.isText()) {
            line.put("data", payload.toText());
        } else {
            line.put("data", Base64.getEncoder().encodeToString(payload.toBytes()))
                    .put("encoding", "base64");
        }
        return line.put("direction", lowerCase(direction));
    }

    void published(Topic topic, EventId id) {
        out.write(JsonLines.line("published").put("topic", topic.name()).put("id", id.toString()));
    }

    void forgotten(Topic topic, String name) {
        out.write(JsonLines.line("forgotten").put("topic", topic.name()).put("name", name));
    }

    void error(Cause cause) {
        out.write(withCause(JsonLines.line("error"), "reason", cause));
    }

    private void connection(ConnectionState state) {
        boolean was = lastConnection.phase() == ConnectionState.Phase.CONNECTED;
        lastConnection = state;
        if (state instanceof ConnectionState.Connected connected) {
            connected(connected);
        } else if (state instanceof ConnectionState.Reconnecting reconnecting) {
            if (was) {
                out.write(withCause(JsonLines.line("disconnected"), "reason", reconnecting.cause()));
            }
            out.write(withCause(JsonLines.line("reconnecting"), "cause", reconnecting.cause())
                    .put("attempt", reconnecting.attempt())
                    .put("at", reconnecting.at().toString()));
        } else if (state instanceof ConnectionState.Disconnected ended) {
            if (was) {
                out.write(withCause(
                        JsonLines.line("disconnected"),
                        "reason",
                        ended.cause().orElse(new Cause("reason.goodbye", "", false))));
            } else {
                // A changed identity was reported with both fingerprints already.
                ended.cause()
                        .filter(cause -> client.changedIdentity().get().isEmpty())
                        .ifPresent(this::error);
            }
        }
    }

    private void connected(ConnectionState.Connected connected) {
        SecurityState security = client.security().get().orElseThrow();
        ObjectNode line = JsonLines.line("connected")
                .put("direction", lowerCase(connected.direction()))
                .put("suite", security.suite().name())
                .put("trust", security.trust().name());
        security.peer().ifPresent(peer -> line.put("name", peer.name()).put("fingerprint", peer.fingerprint()));
        security.safetyNumber().ifPresent(number -> line.put("safetyNumber", number));
        out.write(line);
    }

    private void listener(Optional<InetSocketAddress> address) {
        if (!address.equals(lastListener)) {
            lastListener = address;
            address.ifPresent(waiting -> out.write(JsonLines.line("listening")
                    .put("address", host(waiting))
                    .put("port", waiting.getPort())
                    .put("fingerprint", client.fingerprint())));
        }
    }

    private void reverse(ReverseState state) {
        if (state instanceof ReverseState.Registered registered) {
            out.write(JsonLines.line("registered")
                    .put("observedAddress", registered.observedAddress())
                    .put("port", registered.address().getPort())
                    .put("expiry", registered.expiry().toString()));
        } else if (state instanceof ReverseState.Called called) {
            out.write(JsonLines.line("called").put("from", host(called.from())));
        } else if (state instanceof ReverseState.FallbackForward fallback) {
            ObjectNode line = withCause(JsonLines.line("fallback"), "cause", fallback.cause());
            fallback.earlier().ifPresent(earlier -> line.put("earlier", earlier.name()));
            out.write(line.put("retry", fallback.retry().toString()));
        }
    }

    private void changedIdentity(ChangedIdentity changed) {
        out.write(JsonLines.line("error")
                .put("reason", "IDENTITY_CHANGED")
                .put("server", changed.name())
                .put("expected", changed.expected())
                .put("presented", changed.presented()));
    }

    private void keys(List<ReceivedKey> history) {
        List<ReceivedKey> before = reportedKeys;
        reportedKeys = history;
        for (int i = history.size() - 1; i >= 0; i--) {
            ReceivedKey key = history.get(i);
            if (before.contains(key)) {
                continue;
            }
            if (key.status() == ReceivedKey.Status.CURRENT) {
                out.write(JsonLines.line("key")
                        .put("group", key.group())
                        .put("epoch", key.epoch())
                        .put("keyFingerprint", key.fingerprint())
                        .put("algorithm", key.algorithm())
                        .put("notAfter", key.notAfter().toString())
                        .put("direction", lowerCase(key.direction())));
            }
            if (key.status() == ReceivedKey.Status.REVOKED) {
                out.write(JsonLines.line("revoked").put("group", key.group()).put("epoch", key.epoch()));
            }
        }
    }

    private static ObjectNode withCause(ObjectNode line, String name, Cause cause) {
        line.put(name, cause.name());
        return cause.detail().isEmpty() ? line : line.put("detail", cause.detail());
    }

    private static String host(InetSocketAddress address) {
        return address.getAddress().getHostAddress();
    }

    private static String lowerCase(Direction direction) {
        return direction.name().toLowerCase(Locale.ROOT);
    }
}
