package dev.pushlab.server.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** What tells one version of a file from another: links are followed, as tools that renew certificates move links. */
record FileState(String time, long size, String key) {
    private static final FileState MISSING = new FileState("", 0, "");

    static FileState of(Path file) throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileState(
                    attributes.lastModifiedTime().toString(), attributes.size(), String.valueOf(attributes.fileKey()));
        } catch (NoSuchFileException e) {
            return MISSING;
        }
    }
}
