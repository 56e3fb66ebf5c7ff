package dev.pushlab.server.hub.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** Opens files; tests put disks in between that are full or fail. */
@FunctionalInterface
interface ChannelSource {
    ChannelSource FILES = FileChannel::open;

    FileChannel open(Path file, OpenOption... options) throws IOException;
}
