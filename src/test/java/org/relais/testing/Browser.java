package org.relais.testing;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.ViewportSize;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real Chromium for tests, the one installed on the machine. Without one the tests are skipped, unless {@code
 * RELAIS_REQUIRE_BROWSER=true}, which makes that a failure. Register it as a static extension; each test opens its own
 * pages and they are closed after it. {@link #complaints} holds what the pages wrote to their console as errors: a broken
 * script or a violated Content-Security-Policy shows there.
 */
public final class Browser implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private static final boolean PICTURES = Boolean.getBoolean("relais.pictures");

    private static final List<String> ARGUMENTS =
            List.of("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run");

    /** One for all classes of this JVM, which ends with it: what a page may keep is its context's. */
    private static com.microsoft.playwright.@Nullable Browser running;

    private final List<BrowserContext> contexts = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private com.microsoft.playwright.@Nullable Browser chromium;

    @Override
    public void beforeAll(ExtensionContext context) {
        Optional<Path> executable = executable();
        if (executable.isEmpty()) {
            if ("true".equals(System.getenv("RELAIS_REQUIRE_BROWSER"))) {
                throw new AssertionError("no Chromium was found, and RELAIS_REQUIRE_BROWSER=true asks for one");
            }
            Assumptions.abort("no Chromium was found: the browser tests are skipped");
        }
        PlaywrightAssertions.setDefaultAssertionTimeout(Await.BOUND.toMillis());
        chromium = running(executable.get());
    }

    private static com.microsoft.playwright.Browser running(Path executable) {
        com.microsoft.playwright.Browser found = running;
        if (found == null || !found.isConnected()) {
            Playwright started = Playwright.create(
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            Runtime.getRuntime().addShutdownHook(new Thread(started::close));
            found = started.chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(executable)
                            .setArgs(ARGUMENTS));
            running = found;
        }
        return found;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        contexts.forEach(BrowserContext::close);
        contexts.clear();
        complaints.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        chromium = null;
    }

    /** A page of a wide window in light colours, for that language ({@code fr-FR}, {@code en-GB}). */
    public Page open(String language) {
        return open(language, 1280, 900, false);
    }

    /** A page of its own browser profile. */
    public Page open(String language, int width, int height, boolean dark) {
        return open(new com.microsoft.playwright.Browser.NewContextOptions()
                .setLocale(language)
                .setViewportSize(width, height)
                .setColorScheme(dark ? ColorScheme.DARK : ColorScheme.LIGHT));
    }

    /** A page as the options ask, for instance without JavaScript. */
    public Page open(com.microsoft.playwright.Browser.NewContextOptions options) {
        if (chromium == null) {
            throw new IllegalStateException("the browser runs only while a test class does");
        }
        BrowserContext context = chromium.newContext(options);
        context.setDefaultTimeout(Await.BOUND.toMillis());
        contexts.add(context);
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if ("error".equals(message.type())) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        return page;
    }

    /** What the pages of this test complained about on their consoles. */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** Keeps a picture under {@code target/screenshots}, to be looked at, when {@code -Drelais.pictures=true} asks for any. */
    public static void picture(Page page, String name) {
        picture(page, name, false);
    }

    /** As {@link #picture}, from the top of the page to its end. */
    public static void whole(Page page, String name) {
        picture(page, name, true);
    }

    private static void picture(Page page, String name, boolean whole) {
        if (PICTURES) {
            page.screenshot(new Page.ScreenshotOptions()
                    .setPath(Path.of("target", "screenshots", name + ".png"))
                    .setFullPage(whole));
        }
    }

    /** What is wrong with the layout of a page once it is loaded, in words; {@code layout.js} says what is looked at. */
    public static List<String> layoutFaults(Page page) {
        try (InputStream script = Browser.class.getResourceAsStream("/layout.js")) {
            String source = new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
            Object faults = page.waitForFunction("() => document.readyState === 'complete' && (" + source + ")()")
                    .jsonValue();
            return ((List<?>) faults).stream().map(String::valueOf).toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * As {@link #layoutFaults}, of the page as it stands and in the other colours and at the other width; then it stands as before.
     * What is open only at one width, or on a pointer's way, is looked at by whoever opens it.
     */
    public static List<String> layoutFaultsInAllShapes(Page page) {
        ViewportSize own = page.viewportSize();
        boolean dark = (Boolean) page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches");
        ViewportSize other = own.width < 600 ? new ViewportSize(1280, 900) : new ViewportSize(390, 844);
        List<String> faults = new ArrayList<>();
        for (ViewportSize size : List.of(other, own)) {
            page.setViewportSize(size.width, size.height);
            for (boolean colour : List.of(!dark, dark)) {
                // Colours on their way from one to the other are neither.
                page.emulateMedia(new Page.EmulateMediaOptions()
                        .setReducedMotion(ReducedMotion.REDUCE)
                        .setColorScheme(colour ? ColorScheme.DARK : ColorScheme.LIGHT));
                layoutFaults(page).forEach(fault -> faults.add(size.width + (colour ? " dark: " : " light: ") + fault));
            }
        }
        return faults;
    }

    private static Optional<Path> executable() {
        return Stream.of(
                        // The same engine without a window's parts: a page costs half the processor time.
                        "/usr/bin/chromium-headless-shell",
                        "/usr/bin/chromium",
                        "/usr/bin/chromium-browser",
                        "/usr/bin/google-chrome",
                        "/usr/bin/google-chrome-stable",
                        "/snap/bin/chromium",
                        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
                        "/Applications/Chromium.app/Contents/MacOS/Chromium")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The button of a page with exactly this name. */
    public static Locator button(Page page, String name) {
        return named(page, AriaRole.BUTTON, name);
    }

    /** The link of a page with exactly this name. */
    public static Locator link(Page page, String name) {
        return named(page, AriaRole.LINK, name);
    }

    private static Locator named(Page page, AriaRole role, String name) {
        return page.getByRole(role, new Page.GetByRoleOptions().setName(name).setExact(true));
    }
}
