package dev.pushlab.fx;

import java.text.MessageFormat;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.ResourceBundle.Control;
import java.util.concurrent.Callable;
import javafx.beans.Observable;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The texts of a window in the language of the moment. A label is bound, not set: {@code
 * label.textProperty().bind(messages.bind("key"))}, so that it changes when the language does.
 *
 * <p>Patterns are those of {@link MessageFormat}; numbers and times follow the language too. Not safe for use by several
 * threads: it belongs to its window.
 */
public final class Messages {
    public static final Locale ENGLISH = Locale.ENGLISH;
    public static final Locale CHINESE = Locale.SIMPLIFIED_CHINESE;

    private static final Logger LOG = LoggerFactory.getLogger(Messages.class);
    private static final String KIT = "dev.pushlab.fx.messages";
    private static final String[] BINARY_UNITS = {"B", "KB", "MB", "GB", "TB"};

    private final ReadOnlyObjectWrapper<Locale> locale = new ReadOnlyObjectWrapper<>();
    private final List<String> names;
    private List<ResourceBundle> bundles = List.of();

    /**
     * @param language any locale; Chinese gives Chinese, everything else English
     * @param bundleNames looked through in this order, then the kit's own
     */
    public Messages(Locale language, String... bundleNames) {
        names = new ArrayList<>(List.of(bundleNames));
        names.add(KIT);
        setLocale(language);
    }

    /** Reads a language as the command line and the preferences write it: {@code en}, {@code zh_CN}, {@code zh-CN}. */
    public static Locale parse(String language) {
        return supported(Locale.forLanguageTag(language.replace('_', '-')));
    }

    private static Locale supported(Locale wanted) {
        return wanted.getLanguage().equals(CHINESE.getLanguage()) ? CHINESE : ENGLISH;
    }

    public Locale getLocale() {
        return locale.get();
    }

    public ReadOnlyObjectProperty<Locale> localeProperty() {
        return locale.getReadOnlyProperty();
    }

    /** Switches the language; every bound text follows before this returns. */
    public void setLocale(Locale language) {
        Locale next = supported(language);
        Control exact = Control.getNoFallbackControl(Control.FORMAT_PROPERTIES);
        bundles = names.stream()
                .map(name -> ResourceBundle.getBundle(name, next, Messages.class.getClassLoader(), exact))
                .toList();
        locale.set(next);
    }

    /** From English to Chinese and back. */
    public void toggle() {
        setLocale(getLocale().equals(CHINESE) ? ENGLISH : CHINESE);
    }

    /**
     * The text for a key. A key that no bundle has is shown as itself and logged: a missing word must not take a window
     * down.
     */
    public String get(String key, Object... arguments) {
        for (ResourceBundle bundle : bundles) {
            if (bundle.containsKey(key)) {
                return new MessageFormat(bundle.getString(key), getLocale()).format(arguments);
            }
        }
        LOG.error("No text for {} in {}", key, names, new MissingResourceException(key, names.toString(), key));
        return key;
    }

    public boolean has(String key) {
        return bundles.stream().anyMatch(bundle -> bundle.containsKey(key));
    }

    /** A text that follows the language, and those of its arguments that are observable. */
    public StringBinding bind(String key, Object... arguments) {
        List<Observable> watched = new ArrayList<>();
        for (Object argument : arguments) {
            if (argument instanceof Observable observable) {
                watched.add(observable);
            }
        }
        return compute(() -> get(key, values(arguments)), watched.toArray(Observable[]::new));
    }

    /** Any text that is computed anew when the language or one of the dependencies changes. */
    public StringBinding compute(Callable<String> text, Observable... dependencies) {
        Observable[] all = new Observable[dependencies.length + 1];
        all[0] = locale;
        System.arraycopy(dependencies, 0, all, 1, dependencies.length);
        return Bindings.createStringBinding(text, all);
    }

    private static Object[] values(Object... arguments) {
        Object[] values = new Object[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            values[i] = arguments[i] instanceof ObservableValue<?> observable ? observable.getValue() : arguments[i];
        }
        return values;
    }

    /** A whole number with the language's grouping. */
    public String number(long value) {
        return NumberFormat.getIntegerInstance(getLocale()).format(value);
    }

    /** A number with at most this many decimals. */
    public String number(double value, int decimals) {
        NumberFormat format = NumberFormat.getNumberInstance(getLocale());
        format.setMaximumFractionDigits(decimals);
        return format.format(value);
    }

    /** An amount of bytes with the unit that suits it (1 KB = 1,024 B): {@code 136 B}, {@code 41 KB}, {@code 1.2 MB}. */
    public String bytes(long amount) {
        double value = amount;
        int unit = 0;
        while (Math.abs(value) >= 1024 && unit < BINARY_UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return number(value, unit > 0 && value < 10 ? 1 : 0) + " " + BINARY_UNITS[unit];
    }

    /** A rate a second: one decimal below 10, none above. */
    public String rate(double perSecond) {
        return number(perSecond, perSecond < 10 ? 1 : 0);
    }

    /** A short time with the unit that suits it: {@code 3 ms}, {@code 0.4 ms}, {@code 2 s}, {@code 5 min}, {@code 3 h}. */
    public String duration(Duration time) {
        long millis = time.toMillis();
        if (millis < 1000) {
            return get("fx.duration.ms", number(time.toNanos() / 1e6, millis < 10 ? 1 : 0));
        }
        if (millis < 60_000) {
            return get("fx.duration.s", number(millis / 1e3, millis < 10_000 ? 1 : 0));
        }
        return millis < 3_600_000
                ? get("fx.duration.min", number(time.toMinutes()))
                : get("fx.duration.h", number(time.toMinutes() / 60.0, 1));
    }

    /** How long ago, in whole units: {@code 2 s}; {@code now} below one second. */
    public String age(Instant then, Instant now) {
        long seconds = Math.max(0, Duration.between(then, now).toSeconds());
        return seconds < 1 ? get("fx.now") : duration(Duration.ofSeconds(seconds));
    }

    /** The time of day with milliseconds, in the machine's time zone. */
    public String clock(Instant time) {
        return DateTimeFormatter.ofPattern("HH:mm:ss.SSS", getLocale())
                .withZone(ZoneId.systemDefault())
                .format(time);
    }

    /** Date and time as the language writes them, in the machine's time zone. */
    public String dateTime(Instant time) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM)
                .withLocale(getLocale())
                .withZone(ZoneId.systemDefault())
                .format(time);
    }
}
