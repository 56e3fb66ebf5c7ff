package dev.pushlab.client.screen.connect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The servers connected to before, newest first, one {@code host:port} a line of a small text file. */
public final class AddressHistory {
    /** How many are remembered. */
    public static final int MAX = 10;

    private static final Logger LOG = LoggerFactory.getLogger(AddressHistory.class);
    private static final long MAX_FILE_BYTES = 16_384;

    private final Path file;
    private List<String> addresses = List.of();

    /** @param file need not exist; one that cannot be read counts as empty */
    public AddressHistory(Path file) {
        this.file = file;
        try {
            if (Files.isRegularFile(file) && Files.size(file) <= MAX_FILE_BYTES) {
                addresses = Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                        .filter(line -> !line.isBlank())
                        .distinct()
                        .limit(MAX)
                        .toList();
            }
        } catch (IOException e) {
            LOG.warn("The list of recent servers {} is unreadable and ignored: {}", file, e.toString());
        }
    }

    public List<String> addresses() {
        return addresses;
    }

    /** Puts an address first. If the file cannot be written the list is kept in memory. */
    public void add(String address) {
        List<String> next = new ArrayList<>(addresses);
        next.remove(address);
        next.add(0, address);
        addresses = List.copyOf(next.subList(0, Math.min(next.size(), MAX)));
        try {
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path fresh = Files.createTempFile(folder, "recent", ".new");
            Files.write(fresh, addresses, StandardCharsets.UTF_8);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("The list of recent servers {} could not be saved: {}", file, e.toString());
        }
    }
}
