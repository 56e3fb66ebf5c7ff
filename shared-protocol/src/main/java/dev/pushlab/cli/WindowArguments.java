package dev.pushlab.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of a window, to be mixed into a command with {@code @Mixin}. */
public final class WindowArguments {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--lang", paramLabel = "en|zh_CN", description = "Language of the window.")
    private String language;

    @Option(names = "--theme", paramLabel = "light|dark|projector", description = "Look of the window.")
    private String theme;

    @Option(names = "--size", paramLabel = "100-200", description = "Size of the type, in percent.")
    private Integer size;

    @Option(names = "--demo", hidden = true)
    private boolean demo;

    @Option(names = "--demo-seconds", hidden = true)
    private Integer demoSeconds;

    @Option(names = "--demo-screenshots", hidden = true)
    private Path demoScreenshots;

    /** @throws ParameterException naming the option that is wrong */
    public WindowLook look() {
        return new WindowLook(
                read("--lang", language, WindowArguments::locale),
                read("--theme", theme, WindowArguments::theme),
                read("--size", size, WindowArguments::fontScale));
    }

    /** Empty outside the demo. */
    public Optional<DemoRequest> demo() {
        return demo
                ? Optional.of(new DemoRequest(
                        Optional.ofNullable(demoSeconds).map(Duration::ofSeconds),
                        Optional.ofNullable(demoScreenshots)))
                : Optional.empty();
    }

    private static Locale locale(String text) {
        return switch (text) {
            case "en" -> Locale.ENGLISH;
            case "zh_CN", "zh-CN", "zh" -> Locale.SIMPLIFIED_CHINESE;
            default -> throw new IllegalArgumentException("en or zh_CN, not " + text);
        };
    }

    private static WindowLook.Theme theme(String text) {
        return switch (text) {
            case "light" -> WindowLook.Theme.LIGHT;
            case "dark" -> WindowLook.Theme.DARK;
            case "projector" -> WindowLook.Theme.PROJECTOR;
            default -> throw new IllegalArgumentException("light, dark or projector, not " + text);
        };
    }

    private static Double fontScale(int percent) {
        if (percent < 100 || percent > 200) {
            throw new IllegalArgumentException("100 to 200, not " + percent);
        }
        return percent / 100.0;
    }

    private <T, R> Optional<R> read(String option, T given, Function<T, R> reading) {
        try {
            return Optional.ofNullable(given).map(reading);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), option + ": " + e.getMessage(), e);
        }
    }
}
