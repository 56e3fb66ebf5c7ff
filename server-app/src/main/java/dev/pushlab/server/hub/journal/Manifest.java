package dev.pushlab.server.hub.journal;

import dev.pushlab.protocol.event.EventId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * What a journal's segments cannot say about themselves; the file {@code manifest}, replaced atomically.
 *
 * @param epoch of the ids of its events
 * @param newest the first offset of a segment that was there when this was written: if there is none as new as that,
 *     segments are missing at the end
 */
record Manifest(long epoch, long newest) {
    private static final Pattern SYNTAX =
            Pattern.compile("(epoch=(0|[1-9][0-9]{0,15})\\nnewest=(0|[1-9][0-9]{0,15})\\n)crc=([0-9a-f]{1,8})\\n");

    /** Empty if there is none, or it is damaged. */
    static Optional<Manifest> read(Path folder) throws IOException {
        String text;
        try {
            text = Files.readString(file(folder), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        Matcher parts = SYNTAX.matcher(text);
        if (!parts.matches() || !parts.group(4).equals(crc(parts.group(1)))) {
            return Optional.empty();
        }
        Manifest manifest = new Manifest(Long.parseLong(parts.group(2)), Long.parseLong(parts.group(3)));
        return manifest.epoch <= EventId.MAX && manifest.newest <= EventId.MAX
                ? Optional.of(manifest)
                : Optional.empty();
    }

    void write(Path folder) throws IOException {
        String text = "epoch=" + epoch + "\nnewest=" + newest + "\n";
        DurableFiles.replace(file(folder), text + "crc=" + crc(text) + "\n");
    }

    private static Path file(Path folder) {
        return folder.resolve("manifest");
    }

    private static String crc(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return Long.toHexString(crc.getValue());
    }
}
