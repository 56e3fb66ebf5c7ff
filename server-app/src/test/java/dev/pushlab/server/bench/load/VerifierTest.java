package dev.pushlab.server.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pushlab.server.bench.load.DeliveryException.Fault;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Verification is only worth something if it fails. */
class VerifierTest {
    private final MessageBook book = new MessageBook(new int[] {2, 1}, 100, 64);
    private final Verifier verifier = new Verifier(book, 0);

    @Test
    void acceptsEveryMessageOfItsTopicInOrder() {
        publish(6);
        assertThat(deliver(0)).isZero();
        assertThat(deliver(2)).isEqualTo(2);
        assertThat(deliver(4)).isEqualTo(4);
        assertThat(verifier.next()).isEqualTo(6);
    }

    @Test
    void acceptsTornPayloads() {
        publish(1);
        byte[] payload = book.payload(0);
        verifier.begin();
        for (int i = 0; i < payload.length; i++) {
            verifier.bytes(payload, i, i + 1);
        }
        assertThat(verifier.end()).isZero();
    }

    @Test
    void noticesALostMessage() {
        publish(5);
        deliver(0);
        assertThat(faultOf(book.payload(4))).isEqualTo(Fault.MISSING);
    }

    @Test
    void noticesSwappedMessages() {
        publish(5);
        assertThat(faultOf(book.payload(2))).isEqualTo(Fault.MISSING);
    }

    @Test
    void noticesARepeatedMessage() {
        publish(3);
        deliver(0);
        assertThat(faultOf(book.payload(0))).isEqualTo(Fault.REPEATED);
    }

    @Test
    void noticesTheLastMessageRepeated() {
        publish(1);
        deliver(0);
        assertThat(faultOf(book.payload(0))).isEqualTo(Fault.REPEATED);
    }

    @Test
    void noticesAMessageOfAnotherTopic() {
        publish(2);
        assertThat(faultOf(book.payload(1))).isEqualTo(Fault.MISROUTED);
    }

    @Test
    void noticesEveryAlteredByte() {
        publish(1);
        for (int i = 0; i < 100; i++) {
            byte[] altered = book.payload(0).clone();
            altered[i] ^= 1;
            assertThat(faultOf(altered)).as("byte %d", i).isIn(Fault.ALTERED, Fault.MISROUTED, Fault.MISSING);
        }
    }

    @Test
    void noticesAByteTooFewAndTooMany() {
        publish(1);
        assertThat(faultOf(Arrays.copyOf(book.payload(0), 99))).isEqualTo(Fault.ALTERED);
        assertThat(faultOf(Arrays.copyOf(book.payload(0), 101))).isEqualTo(Fault.ALTERED);
        assertThat(faultOf(new byte[0])).isEqualTo(Fault.ALTERED);
    }

    @Test
    void noticesWhatWasNeverPublished() {
        assertThat(faultOf(new byte[100])).isEqualTo(Fault.ALTERED);
        assertThat(faultOf("00000000000000ff".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo(Fault.ALTERED);
    }

    @Test
    void messagesDifferFromOneAnother() {
        publish(2);
        assertThat(Arrays.copyOfRange(book.payload(0), 16, 100))
                .isNotEqualTo(Arrays.copyOfRange(book.payload(1), 16, 100));
        assertThat(MessageBook.number(book.payload(1))).isEqualTo(1);
    }

    @Test
    void aMessageIsAnsweredWhenEverybodyHasIt() {
        publish(2);
        assertThat(book.delivered(0)).isFalse();
        assertThat(book.delivered(1)).isTrue();
        assertThat(book.outstanding()).isEqualTo(1);
        assertThat(book.delivered(0)).isTrue();
        assertThat(book.outstanding()).isZero();
    }

    @Test
    void isFullWhileTheOldestMessageIsOutstanding() {
        publish(64);
        assertThat(book.isFull()).isTrue();
        book.delivered(0);
        book.delivered(0);
        assertThat(book.isFull()).isFalse();
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            book.publish(0);
        }
    }

    private long deliver(long number) {
        byte[] payload = book.payload(number);
        verifier.begin();
        verifier.bytes(payload, 0, payload.length);
        return verifier.end();
    }

    /** With a verifier that has seen what this test's verifier has seen, because a fault ends a run. */
    private Fault faultOf(byte[] payload) {
        Verifier fresh = new Verifier(book, (int) verifier.next());
        return catchThrowableOfType(DeliveryException.class, () -> {
                    fresh.begin();
                    if (payload.length > 0) {
                        fresh.bytes(payload, 0, payload.length);
                    }
                    fresh.end();
                })
                .fault();
    }
}
