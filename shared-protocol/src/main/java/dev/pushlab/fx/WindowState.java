package dev.pushlab.fx;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Properties;
import javafx.geometry.Rectangle2D;
import javafx.stage.Screen;
import javafx.stage.Stage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a window remembers from one run to the next: place, size, maximized, theme, language and type size, in one
 * properties file. A file that is missing, damaged or from a desk with other screens never keeps a window from opening.
 */
public final class WindowState {
    private static final Logger LOG = LoggerFactory.getLogger(WindowState.class);
    private static final double MIN_WIDTH = 640;
    private static final double MIN_HEIGHT = 400;
    /** So much of the title bar must be reachable on some screen, in pixels. */
    private static final double REACHABLE = 96;

    private final Path file;
    private final Properties values = new Properties();

    private WindowState(Path file) {
        this.file = file;
    }

    /** @param file need not exist; its folder is created when the state is saved */
    public static WindowState load(Path file) {
        WindowState state = new WindowState(file);
        if (Files.isRegularFile(file)) {
            try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
                state.values.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                LOG.warn("Window preferences {} are unreadable and ignored: {}", file, e.toString());
                state.values.clear();
            }
        }
        return state;
    }

    /** Takes over what was remembered about language, theme and type size. */
    public void restore(Appearance appearance) {
        String language = values.getProperty("language");
        if (language != null) {
            appearance.messages().setLocale(Messages.parse(language));
        }
        String theme = values.getProperty("theme");
        if (theme != null) {
            try {
                appearance.setTheme(Theme.parse(theme));
            } catch (IllegalArgumentException e) {
                LOG.warn("Window preferences: {}", e.getMessage());
            }
        }
        appearance.scale().setPercent((int) number("scale", appearance.scale().getPercent()));
    }

    /**
     * Places the window where it was, if that is still on a screen; otherwise in the middle of the first.
     *
     * @param width the size when nothing is remembered, in pixels
     */
    public void restore(Stage stage, double width, double height) {
        List<Rectangle2D> screens =
                Screen.getScreens().stream().map(Screen::getVisualBounds).toList();
        Rectangle2D remembered = new Rectangle2D(
                number("x", Double.NEGATIVE_INFINITY),
                number("y", Double.NEGATIVE_INFINITY),
                Math.max(MIN_WIDTH, number("width", width)),
                Math.max(MIN_HEIGHT, number("height", height)));
        Rectangle2D bounds = fit(remembered, screens);
        stage.setX(bounds.getMinX());
        stage.setY(bounds.getMinY());
        stage.setWidth(bounds.getWidth());
        stage.setHeight(bounds.getHeight());
        stage.setMaximized(Boolean.parseBoolean(values.getProperty("maximized")));
    }

    /** Writes the present state, whole or not at all. A failure is logged: it must not keep a window from closing. */
    public void save(Stage stage, Appearance appearance) {
        if (!stage.isMaximized() && !stage.isFullScreen() && !stage.isIconified()) {
            values.setProperty("x", Double.toString(stage.getX()));
            values.setProperty("y", Double.toString(stage.getY()));
            values.setProperty("width", Double.toString(stage.getWidth()));
            values.setProperty("height", Double.toString(stage.getHeight()));
        }
        values.setProperty("maximized", Boolean.toString(stage.isMaximized()));
        values.setProperty("theme", appearance.getTheme().id());
        values.setProperty("language", appearance.messages().getLocale().toString());
        values.setProperty("scale", Integer.toString(appearance.scale().getPercent()));
        try {
            write();
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("Window preferences {} could not be saved: {}", file, e.toString());
        }
    }

    /** Shrinks and moves the wanted bounds so that the window can be seen and its title bar reached. */
    static Rectangle2D fit(Rectangle2D wanted, List<Rectangle2D> screens) {
        if (screens.isEmpty()) {
            return wanted;
        }
        for (Rectangle2D screen : screens) {
            double left = Math.max(screen.getMinX(), wanted.getMinX());
            double right = Math.min(screen.getMaxX(), wanted.getMaxX());
            boolean titleReachable = right - left >= REACHABLE
                    && wanted.getMinY() >= screen.getMinY()
                    && wanted.getMinY() <= screen.getMaxY() - REACHABLE;
            if (titleReachable) {
                return new Rectangle2D(
                        wanted.getMinX(),
                        wanted.getMinY(),
                        Math.min(wanted.getWidth(), screen.getWidth()),
                        Math.min(wanted.getHeight(), screen.getHeight()));
            }
        }
        Rectangle2D first = screens.get(0);
        double width = Math.min(wanted.getWidth(), first.getWidth());
        double height = Math.min(wanted.getHeight(), first.getHeight());
        return new Rectangle2D(
                first.getMinX() + (first.getWidth() - width) / 2,
                first.getMinY() + (first.getHeight() - height) / 2,
                width,
                height);
    }

    private void write() throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path fresh = Files.createTempFile(folder, file.getFileName().toString(), ".new");
        try (Writer writer = Files.newBufferedWriter(fresh, StandardCharsets.UTF_8)) {
            values.store(writer, null);
        }
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private double number(String key, double otherwise) {
        String text = values.getProperty(key);
        if (text == null) {
            return otherwise;
        }
        try {
            double value = Double.parseDouble(text);
            return Double.isFinite(value) ? value : otherwise;
        } catch (NumberFormatException e) {
            LOG.warn("Window preferences: {} is not a number", key);
            return otherwise;
        }
    }
}
