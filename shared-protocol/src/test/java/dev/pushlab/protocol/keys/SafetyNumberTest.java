package dev.pushlab.protocol.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SafetyNumberTest {
    /** Public keys of RFC 8032 §7.1, TEST 1 and TEST 2. */
    private static final byte[] ONE =
            HexFormat.of().parseHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");

    private static final byte[] OTHER =
            HexFormat.of().parseHex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");

    /** Computed independently with Python's hashlib from the description in the Javadoc. */
    @Test
    void isWhatTheDescriptionSays() {
        assertThat(SafetyNumber.of(ONE, OTHER))
                .hasToString("54405 77061 84511 19266 67108 84873 77987 21279 00923 93218 60921 16386");
    }

    @Test
    void isTheSameOnBothSides() {
        for (int i = 0; i < 50; i++) {
            byte[] mine = Identity.generate().publicKey();
            byte[] yours = Identity.generate().publicKey();
            SafetyNumber number = SafetyNumber.of(mine, yours);
            assertThat(number).isEqualTo(SafetyNumber.of(yours, mine)).hasSameHashCodeAs(SafetyNumber.of(yours, mine));
            assertThat(number.digits())
                    .matches("[0-9]{60}")
                    .isEqualTo(number.toString().replace(" ", ""));
            assertThat(number.toString().split(" ")).hasSize(12).allMatch(group -> group.length() == 5);
        }
    }

    @Test
    void dependsOnEveryByteOfBothKeys() {
        long different = IntStream.range(0, 32)
                .boxed()
                .flatMap(i -> {
                    byte[] one = ONE.clone();
                    one[i] ^= 1;
                    byte[] other = OTHER.clone();
                    other[i] ^= 1;
                    return java.util.stream.Stream.of(SafetyNumber.of(one, OTHER), SafetyNumber.of(ONE, other));
                })
                .distinct()
                .count();
        assertThat(different).isEqualTo(64);
    }

    @Test
    void keysOfAnotherLengthAreRefused() {
        assertThatThrownBy(() -> SafetyNumber.of(ONE, new byte[31])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SafetyNumber.of(new byte[33], OTHER)).isInstanceOf(IllegalArgumentException.class);
    }
}
