package dev.pushlab.server.bench.target;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Programs that may be installed. */
public final class Programs {
    private static final Pattern VERSION = Pattern.compile("[0-9]+(\\.[0-9]+)+[-+~a-z0-9.]*");
    private static final int SECONDS = 10;

    private Programs() {}

    /** Where a program is; servers are often in folders that are not on the path of ordinary users. */
    public static Optional<Path> find(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Stream.of(path.split(File.pathSeparator)), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The first version number in what a program writes; empty if it is not there or writes none. */
    public static Optional<String> version(String... command) {
        return find(command[0]).flatMap(program -> output(List.of(command))).flatMap(Programs::versionIn);
    }

    static Optional<String> versionIn(String text) {
        Matcher version = VERSION.matcher(text);
        return version.find() ? Optional.of(version.group()) : Optional.empty();
    }

    private static Optional<String> output(List<String> command) {
        try {
            List<String> absolute = Stream.concat(
                            Stream.of(find(command.get(0)).orElseThrow().toString()),
                            command.stream().skip(1))
                    .toList();
            Process process =
                    new ProcessBuilder(absolute).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            return Optional.of(text);
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
