package dev.pushlab.server.catalog;

import dev.pushlab.server.net.HttpExchange;
import dev.pushlab.server.net.Problem;
import dev.pushlab.server.net.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files that all pages share, at {@code /web/…}. They are read when the server starts and found by their exact
 * names; what a request says never becomes part of a path on any disk.
 */
final class WebFiles {
    private static final String ROOT = "/dev/pushlab/server/web";
    private static final Set<String> SERVED = Set.of("css", "js", "svg");

    private final Map<String, StaticFile> files = new TreeMap<>();

    WebFiles() {
        // By one of its files: other places on the class path may have a folder of this name too.
        URL known = WebFiles.class.getResource(ROOT + "/base.css");
        if (known == null) {
            throw new IllegalStateException("missing resources " + ROOT);
        }
        try {
            URI uri = known.toURI();
            if (uri.getScheme().equals("jar")) {
                // The class path is a jar: it has to be opened as a file system to be listed.
                try (FileSystem jar =
                        FileSystems.newFileSystem(URI.create(uri.toString().split("!")[0]), Map.of())) {
                    load(jar.getPath(ROOT));
                }
            } else {
                load(Path.of(uri).getParent());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    void serve(HttpExchange exchange) {
        StaticFile file = files.get(exchange.path().substring("/web/".length()));
        if (file == null) {
            throw new ProblemException(Problem.Reason.NOT_FOUND);
        }
        file.serve(exchange);
    }

    private void load(Path root) throws IOException {
        try (Stream<Path> found = Files.walk(root)) {
            found.filter(Files::isRegularFile).forEach(path -> {
                String name = root.relativize(path).toString().replace('\\', '/');
                if (SERVED.contains(name.substring(name.lastIndexOf('.') + 1))) {
                    files.put(name, StaticFile.load(ROOT + "/" + name));
                }
            });
        }
    }
}
