package dev.pushlab.protocol.codec;

import dev.pushlab.protocol.event.Event;
import dev.pushlab.protocol.event.EventDraft;
import dev.pushlab.protocol.event.EventId;
import dev.pushlab.protocol.event.Gap;
import dev.pushlab.protocol.event.Payload;
import dev.pushlab.protocol.event.Position;
import dev.pushlab.protocol.event.Topic;
import dev.pushlab.protocol.message.Bytes;
import dev.pushlab.protocol.message.Message;
import dev.pushlab.protocol.message.MessageType;
import dev.pushlab.protocol.message.ReasonCode;
import dev.pushlab.protocol.message.Suite;
import dev.pushlab.protocol.message.WrappedKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Messages with random contents, at the edges of their ranges more often than chance would have it. */
final class RandomMessages {
    private static final String TOPIC = "ABCxyz019._-";

    private final Random random;

    RandomMessages(Random random) {
        this.random = random;
    }

    Message next(MessageType type) {
        return switch (type) {
            case HELLO ->
                new Message.Hello(pick(Message.Direction.values()), list(1, 16, () -> pick(Suite.values())), bytes(16));
            case HELLO_OK -> new Message.HelloOk(pick(Suite.values()), bytes(16));
            case HANDSHAKE -> new Message.Handshake(bytes(random.nextInt(300)));
            case CB_HELLO -> new Message.CallbackHello(bytes(16), bytes(16));
            case WELCOME -> new Message.Welcome(text(16), random.nextInt(65536));
            case SUBSCRIBE ->
                new Message.Subscribe(topic(), pick(Position.NOW, Position.EARLIEST, Position.after(id(0))));
            case SUBSCRIBED -> {
                Topic topic = topic();
                yield new Message.Subscribed(topic, number(topic), id(0), random.nextBoolean());
            }
            case UNSUBSCRIBE -> new Message.Unsubscribe(topic());
            case EVENT -> {
                Topic topic = topic();
                EventDraft draft = draft();
                yield new Message.EventMessage(number(topic), Event.of(id(1), topic, time(), draft));
            }
            case GAP ->
                new Message.GapMessage(new Gap(
                        topic(),
                        random.nextBoolean() ? Optional.of(id(0)) : Optional.empty(),
                        id(0),
                        pick(Gap.Reason.values())));
            case ACK -> new Message.Ack(topic(), id(0));
            case PUBLISH -> new Message.Publish(1 + number(0xFFFF_FFFEL), topic(), draft());
            case PUBLISH_ONCE -> new Message.PublishOnce(1 + number(0xFFFF_FFFEL), topic(), bytes(16), draft());
            case SUBSCRIBE_DURABLE ->
                new Message.SubscribeDurable(
                        topic(), topic().name(), pick(Position.NOW, Position.EARLIEST, Position.after(id(0))));
            case FORGET -> new Message.Forget(topic(), topic().name());
            case ENDED -> new Message.Ended(topic(), pick(ReasonCode.values()));
            case PUBLISHED -> new Message.Published(1 + number(0xFFFF_FFFEL), id(0));
            case NEXT ->
                new Message.Next((int) number(Integer.MAX_VALUE), random.nextLong(), bytes(random.nextInt(300)));
            case PING -> new Message.Ping(number(Long.MAX_VALUE), random.nextLong());
            case PONG ->
                new Message.Pong(number(Long.MAX_VALUE), random.nextLong(), random.nextLong(), random.nextLong());
            case POLL -> new Message.Poll(number(Long.MAX_VALUE));
            case POLLED -> new Message.Polled(number(Long.MAX_VALUE), (int) number(Integer.MAX_VALUE));
            case REGISTER -> new Message.Register(1024 + random.nextInt(64512), "m" + text(15), bytes(16));
            case REGISTER_OK -> new Message.RegisterOk(bytes(16), "192.0.2." + random.nextInt(256), time());
            case KEY_PUSH ->
                new Message.KeyPush(
                        topic().name(),
                        number(Long.MAX_VALUE),
                        "AES-256-GCM",
                        time(),
                        list(
                                0,
                                5,
                                () -> new Message.Wrap(
                                        number(Long.MAX_VALUE), new WrappedKey(array(random.nextInt(100))))));
            case KEY_ACK -> new Message.KeyAck(topic().name(), number(Long.MAX_VALUE), bytes(32));
            case REVOKED -> new Message.Revoked(topic().name(), number(Long.MAX_VALUE));
            case ERROR ->
                new Message.Error(
                        pick(ReasonCode.values()),
                        random.nextBoolean() ? Optional.of(1 + number(0xFFFF_FFFEL)) : Optional.empty(),
                        text(100));
            case CLOSE -> new Message.Close(pick(ReasonCode.values()), text(100));
        };
    }

    /** The number that stands for a topic in these messages. */
    static int number(Topic topic) {
        return topic.name().hashCode() & Integer.MAX_VALUE;
    }

    private EventDraft draft() {
        String type = ascii(random.nextInt(65), '!', '~');
        return switch (random.nextInt(4)) {
            case 0 -> new EventDraft(type, EventDraft.TEXT, Payload.text(text(200)));
            case 1 -> new EventDraft(type, EventDraft.JSON, Payload.text(text(200)));
            case 2 -> new EventDraft(type, EventDraft.BINARY, Payload.binary(array(random.nextInt(200_000))));
            default ->
                new EventDraft(type, "image/" + ascii(1 + random.nextInt(200), 'a', 'z'), Payload.binary(array(9)));
        };
    }

    private Topic topic() {
        StringBuilder name = new StringBuilder();
        int length = random.nextInt(10) == 0 ? 64 : 1 + random.nextInt(64);
        IntStream.range(0, length).forEach(i -> name.append(TOPIC.charAt(random.nextInt(TOPIC.length()))));
        return new Topic(name.toString());
    }

    private EventId id(long minOffset) {
        return new EventId(number(EventId.MAX), Math.max(minOffset, number(EventId.MAX)));
    }

    /** 0 to max: at its ends, or of a random number of bits. */
    private long number(long max) {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> max;
            default -> (random.nextLong() & Long.MAX_VALUE) >>> random.nextInt(63) & max;
        };
    }

    private Instant time() {
        return Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000))
                .truncatedTo(ChronoUnit.MICROS);
    }

    /** Up to so many characters of one to four bytes. */
    private String text(int maxChars) {
        StringBuilder text = new StringBuilder();
        int[] kinds = {'a', 'ß', '主', 0x1F680};
        IntStream.range(0, random.nextInt(maxChars + 1) / 2)
                .forEach(i -> text.appendCodePoint(kinds[random.nextInt(kinds.length)]));
        return text.length() * 3 > 64 && maxChars <= 16
                ? text.substring(0, 4).replaceAll("[\\uD800-\\uDFFF]", "")
                : text.toString();
    }

    private String ascii(int length, char first, char last) {
        StringBuilder text = new StringBuilder();
        IntStream.range(0, length).forEach(i -> text.append((char) (first + random.nextInt(last - first + 1))));
        return text.toString();
    }

    private Bytes bytes(int length) {
        return Bytes.of(array(length));
    }

    private byte[] array(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @SafeVarargs
    private <T> T pick(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private <T> List<T> list(int min, int max, java.util.function.Supplier<T> element) {
        return Stream.generate(element)
                .limit(min + random.nextInt(max - min + 1))
                .toList();
    }
}
