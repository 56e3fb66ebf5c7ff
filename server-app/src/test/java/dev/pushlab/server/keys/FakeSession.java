package dev.pushlab.server.keys;

import dev.pushlab.protocol.keys.GroupKey;
import dev.pushlab.protocol.keys.Identity;
import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.Message.Direction;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.message.Suite;
import dev.pushlab.protocol.noise.SecretBytes;
import dev.pushlab.protocol.observe.State;
import dev.pushlab.protocol.session.Peer;
import dev.pushlab.protocol.session.Session;
import dev.pushlab.protocol.session.SessionStatus;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** A session that keeps what is sent, and can answer as the member at its other end would. */
final class FakeSession implements Session {
    private static final AtomicLong IDS = new AtomicLong();

    final List<Message> sent = new ArrayList<>();
    boolean open = true;
    private final long id = IDS.incrementAndGet();
    private final Direction direction;
    private final Suite suite;
    private final Optional<Peer> peer;
    private final Bytes hash;

    /** Copies of the pushed keys: the originals are wiped once they are sent. */
    private final List<byte[]> keys = new ArrayList<>();

    FakeSession(Direction direction, Suite suite, Optional<Peer> peer) {
        this.direction = direction;
        this.suite = suite;
        this.peer = peer;
        byte[] unique = new byte[32];
        unique[0] = (byte) id;
        unique[1] = (byte) (id >> 8);
        this.hash = Bytes.of(unique);
    }

    static Peer peer(String name) {
        try (Identity identity = Identity.generate()) {
            return new Peer(
                    name, Bytes.of(identity.publicKey()), identity.fingerprint().toString());
        }
    }

    static FakeSession forward(Peer peer) {
        return new FakeSession(Direction.FORWARD, Suite.XX_CHACHAPOLY, Optional.of(peer));
    }

    static FakeSession reverse(Peer peer) {
        return new FakeSession(Direction.REVERSE, Suite.CALLBACK_CHACHAPOLY, Optional.of(peer));
    }

    List<Message.KeyPush> pushes() {
        return sent(Message.KeyPush.class);
    }

    <M extends Message> List<M> sent(Class<M> type) {
        return sent.stream().filter(type::isInstance).map(type::cast).toList();
    }

    byte[] lastKey() {
        return keys.get(keys.size() - 1).clone();
    }

    /** The right answer to the last push. */
    Message.KeyAck ack() {
        Message.KeyPush push = pushes().get(pushes().size() - 1);
        try (GroupKey key = new GroupKey(
                push.groupId(), push.epoch(), SecretBytes.takeOver(lastKey()), Instant.EPOCH, push.notAfter())) {
            byte[] mac = key.acknowledgement(peer.orElseThrow().fingerprint(), hash.toArray());
            return new Message.KeyAck(push.groupId(), push.epoch(), Bytes.of(mac));
        }
    }

    @Override
    public CompletionStage<Void> send(Message message) {
        sent.add(message);
        if (message instanceof Message.KeyPush push) {
            keys.add(push.wraps().get(0).wrapped().toArray());
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public Direction direction() {
        return direction;
    }

    @Override
    public Suite suite() {
        return suite;
    }

    @Override
    public Optional<Peer> peer() {
        return peer;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return new InetSocketAddress("192.0.2.7", 40_000);
    }

    @Override
    public Bytes handshakeHash() {
        return hash;
    }

    @Override
    public Instant since() {
        return Instant.EPOCH;
    }

    @Override
    public State<SessionStatus> status() {
        return new State<>(new SessionStatus(Instant.EPOCH, Optional.empty(), Optional.empty(), 0));
    }

    @Override
    public void close(ReasonCode reason, String detail) {
        open = false;
    }

    @Override
    public boolean isOpen() {
        return open;
    }
}
