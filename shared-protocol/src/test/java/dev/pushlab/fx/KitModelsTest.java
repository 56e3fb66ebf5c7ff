package dev.pushlab.fx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import javafx.beans.binding.StringBinding;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.geometry.Rectangle2D;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts of the kit that need no window. */
class KitModelsTest {
    private final Messages messages = new Messages(Locale.GERMANY);

    @Test
    void anUnknownLanguageIsEnglishAndEveryChineseIsSimplified() {
        assertThat(messages.getLocale()).isEqualTo(Messages.ENGLISH);
        assertThat(Messages.parse("zh_CN")).isEqualTo(Messages.CHINESE);
        assertThat(Messages.parse("zh-TW")).isEqualTo(Messages.CHINESE);
    }

    @Test
    void boundTextsFollowTheLanguageAndTheirArguments() {
        SimpleIntegerProperty count = new SimpleIntegerProperty(3);
        StringBinding text = messages.bind("fx.list.new", count);
        assertThat(text.get()).isEqualTo("3 new");
        count.set(1234);
        assertThat(text.get()).isEqualTo("1,234 new");
        messages.toggle();
        assertThat(text.get()).isEqualTo("1,234 条新内容");
    }

    @Test
    void aMissingTextIsShownAsItsKey() {
        assertThat(messages.get("no.such.key")).isEqualTo("no.such.key");
    }

    @Test
    void bothLanguagesOfTheKitHaveTheSameKeys() {
        assertThat(ResourceBundle.getBundle("dev.pushlab.fx.messages", Messages.CHINESE)
                        .keySet())
                .isEqualTo(ResourceBundle.getBundle("dev.pushlab.fx.messages", Messages.ENGLISH)
                        .keySet());
    }

    @Test
    void numbersCarryUnitsAndSensiblePrecision() {
        assertThat(messages.bytes(136)).isEqualTo("136 B");
        assertThat(messages.bytes(42_000)).isEqualTo("41 KB");
        assertThat(messages.bytes(1_300_000)).isEqualTo("1.2 MB");
        assertThat(messages.duration(Duration.ofNanos(400_000))).isEqualTo("0.4 ms");
        assertThat(messages.duration(Duration.ofMillis(123))).isEqualTo("123 ms");
        assertThat(messages.duration(Duration.ofSeconds(75))).isEqualTo("1 min");
        assertThat(messages.rate(1820.4)).isEqualTo("1,820");
        assertThat(messages.age(Instant.EPOCH, Instant.EPOCH.plusMillis(300))).isEqualTo("now");
    }

    @Test
    void typeGrowsAndShrinksInStepsWithinItsBounds() {
        FontScale scale = new FontScale();
        scale.smaller();
        assertThat(scale.getPercent()).isEqualTo(100);
        scale.setPercent(Integer.MAX_VALUE);
        assertThat(scale.getPercent()).isEqualTo(200);
        scale.larger();
        scale.smaller();
        assertThat(scale.getPercent()).isEqualTo(175);
        scale.reset();
        assertThat(scale.getPercent()).isEqualTo(100);
    }

    @Test
    void aWindowFromAScreenThatIsGoneComesBackToTheFirst() {
        List<Rectangle2D> screens = List.of(new Rectangle2D(0, 0, 1366, 768));
        Rectangle2D elsewhere = new Rectangle2D(3000, 200, 1280, 700);
        assertThat(WindowState.fit(elsewhere, screens)).isEqualTo(new Rectangle2D(43, 34, 1280, 700));
        Rectangle2D good = new Rectangle2D(-200, 10, 1280, 700);
        assertThat(WindowState.fit(good, screens)).isEqualTo(good);
        Rectangle2D tooLarge = new Rectangle2D(0, 0, 3840, 2160);
        assertThat(WindowState.fit(tooLarge, screens)).isEqualTo(new Rectangle2D(0, 0, 1366, 768));
    }

    @Test
    void damagedPreferencesAreIgnored(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("window.properties");
        Files.writeString(file, "theme=plaid\nscale=huge\nlanguage=zh_CN\n");
        Appearance appearance = new Appearance(messages);
        WindowState.load(file).restore(appearance);
        assertThat(appearance.getTheme()).isEqualTo(Theme.LIGHT);
        assertThat(appearance.scale().getPercent()).isEqualTo(100);
        assertThat(messages.getLocale()).isEqualTo(Messages.CHINESE);
    }

    @Test
    void themesAreNamedAsOnTheCommandLine() {
        assertThat(Theme.parse("projector")).isEqualTo(Theme.PROJECTOR);
        assertThatThrownBy(() -> Theme.parse("plaid")).hasMessageContaining("light, dark or projector");
    }

    @Test
    void aHeldListCountsWhatItDoesNotShow() {
        EventListModel<Integer> model = new EventListModel<>(3);
        model.add(new Batch<>(List.of(1, 2), 0));
        model.pausedProperty().set(true);
        model.add(new Batch<>(List.of(3, 4, 5, 6), 10));
        assertThat(model.rows()).containsExactly(2, 1);
        assertThat(model.unseenProperty().get()).isEqualTo(14);
        model.pausedProperty().set(false);
        assertThat(model.rows()).containsExactly(6, 5, 4);
        assertThat(model.totalProperty().get()).isEqualTo(16);
        assertThat(model.skippedProperty().get()).isEqualTo(10);
    }

    @Test
    void loweringTheLevelOfTheLogBringsBackWhatWasBelowIt() {
        LogListModel model = new LogListModel(10);
        LogEntry debug = new LogEntry(Instant.EPOCH, LogEntry.Level.DEBUG, "A", "detail");
        LogEntry warn = new LogEntry(Instant.EPOCH, LogEntry.Level.WARN, "A", "careful");
        model.add(new Batch<>(List.of(debug, warn), 0));
        assertThat(model.shown().rows()).containsExactly(warn);
        model.thresholdProperty().set(LogEntry.Level.DEBUG);
        assertThat(model.shown().rows()).containsExactly(warn, debug);
    }

    @Test
    void rowsAreBroughtUpToDateInPlace() {
        ObservableList<String> rows = FXCollections.observableArrayList("a1", "b1", "c1");
        Rows.sync(rows, List.of("b2", "c1", "d1"), text -> text.charAt(0));
        assertThat(rows).containsExactly("b2", "c1", "d1");
        Rows.sync(rows, List.of("d1", "b2"), text -> text.charAt(0));
        assertThat(rows).containsExactly("d1", "b2");
    }

    @Test
    void fingerprintsAreGrouped() {
        assertThat(FingerprintView.grouped("0492 1773105886", 5)).isEqualTo("04921 77310 5886");
    }
}
