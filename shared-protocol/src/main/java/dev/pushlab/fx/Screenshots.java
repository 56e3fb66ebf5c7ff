package dev.pushlab.fx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javafx.embed.swing.SwingFXUtils;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.SnapshotParameters;
import javafx.scene.image.WritableImage;
import javax.imageio.ImageIO;

/** Saves what a window shows as a PNG file. Needs no display: the picture is rendered, not read off the screen. */
public final class Screenshots {
    private Screenshots() {}

    /**
     * Any thread. The folder is created when missing.
     *
     * @return completes when the file is written; fails with {@link UncheckedIOException} if it cannot be
     */
    public static CompletionStage<Path> save(Scene scene, Path file) {
        return CompletableFuture.supplyAsync(() -> scene.snapshot(null), FxExecutor.direct())
                .thenApplyAsync(image -> write(image, file));
    }

    /** The same for one node and what is in it. */
    public static CompletionStage<Path> save(Node node, Path file) {
        return CompletableFuture.supplyAsync(() -> node.snapshot(new SnapshotParameters(), null), FxExecutor.direct())
                .thenApplyAsync(image -> write(image, file));
    }

    private static Path write(WritableImage image, Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            if (!ImageIO.write(SwingFXUtils.fromFXImage(image, null), "png", file.toFile())) {
                throw new IOException("no PNG writer");
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
