package dev.pushlab.protocol.keys;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The name a peer gives itself: at most 64 bytes of UTF-8, free of characters that could disturb a log line or make a
 * name look like another one's: control, formatting (bidirectional overrides, zero-width), line and paragraph
 * separators, lone surrogates. It proves nothing; identities are told apart by fingerprint.
 */
final class DisplayName {
    /** In bytes of UTF-8. */
    static final int MAX_BYTES = 64;

    private DisplayName() {}

    /** What can be kept of any text: unsuitable characters removed, then cut to the length. */
    static String fitting(String text) {
        StringBuilder kept = new StringBuilder();
        int bytes = 0;
        for (int codePoint :
                text.strip().codePoints().filter(DisplayName::isSuitable).toArray()) {
            String character = Character.toString(codePoint);
            bytes += character.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAX_BYTES) {
                break;
            }
            kept.append(character);
        }
        return kept.toString();
    }

    /** The name in these bytes, or empty if they are not a display name. */
    static Optional<String> decode(byte[] utf8) {
        if (utf8.length > MAX_BYTES) {
            return Optional.empty();
        }
        try {
            String name = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            return name.codePoints().allMatch(DisplayName::isSuitable) ? Optional.of(name) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean isSuitable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
