package dev.pushlab.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real Chromium without a window, with a profile of its own that is thrown away. */
public final class Browser implements AutoCloseable {
    private static final List<String> ARGUMENTS = List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--lang=en",
            "--window-size=1280,800");

    private final Path profile;
    private final ChromeDriver driver;

    private Browser(Path profile, ChromeDriver driver) {
        this.profile = profile;
        this.driver = driver;
    }

    /** @throws AssertionError if Chromium or its driver is not installed */
    public static Browser start() throws IOException {
        return start(List.of());
    }

    /** One that believes a certificate by the SHA-256 of its public key in base64, and otherwise what all do. */
    public static Browser believing(String publicKey) throws IOException {
        return start(List.of("--ignore-certificate-errors-spki-list=" + publicKey));
    }

    private static Browser start(List<String> more) throws IOException {
        Path chromium = installed("chromium", "chromium-browser", "google-chrome");
        Path chromedriver = installed("chromedriver");
        Path profile = Files.createTempDirectory("pushlab-browser");
        LoggingPreferences logging = new LoggingPreferences();
        logging.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        options.addArguments(ARGUMENTS);
        options.addArguments(more);
        options.addArguments("--user-data-dir=" + profile);
        options.setCapability("goog:loggingPrefs", logging);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.toFile())
                .usingAnyFreePort()
                .withSilent(true)
                .build();
        ChromeDriver driver = new ChromeDriver(service, options);
        driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(10)).pageLoadTimeout(Duration.ofSeconds(30));
        return new Browser(profile, driver);
    }

    public void open(String url) {
        driver.get(url);
    }

    /** The element that a CSS selector finds. */
    public WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    public String text(String selector) {
        return (String) script("return document.querySelector(arguments[0])?.textContent ?? ''", selector);
    }

    /** The texts of all elements that a CSS selector finds, read at one moment. */
    @SuppressWarnings("unchecked")
    public List<String> texts(String selector) {
        return (List<String>)
                script("return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)", selector);
    }

    public void click(String selector) {
        find(selector).click();
    }

    /** Replaces what a field holds and leaves the field, as a person would. */
    public void enter(String selector, String text) {
        WebElement field = find(selector);
        field.clear();
        field.sendKeys(text);
    }

    /** Presses keys at whatever has the focus. */
    public void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Presses Tab until the element has the focus. */
    public void tabTo(String selector) {
        for (int i = 0; i < 60; i++) {
            if ((Boolean) script("return document.activeElement.matches(arguments[0])", selector)) {
                return;
            }
            press(Keys.TAB);
        }
        throw new AssertionError("the keyboard does not reach " + selector);
    }

    public Object script(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** A command of the DevTools protocol. */
    public void command(String name, Map<String, Object> parameters) {
        driver.executeCdpCommand(name, parameters);
    }

    /** What the page's console said since the last call, warnings and errors only. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path installed(String... names) {
        List<Path> found = Stream.of(names)
                .flatMap(name -> Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                        .map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .toList();
        assertThat(found)
                .as("the tests of the pages need %s; \"./pushlab test\" installs it", names[0])
                .isNotEmpty();
        return found.get(0);
    }
}
