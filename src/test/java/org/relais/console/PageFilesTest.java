package org.relais.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

/** Which pages take htmx along: those in which something asks by it, wherever that is written, and no other. */
@Unit
class PageFilesTest {
    private static final Path PAGES = Path.of("src/main/jte");
    private static final Pattern CALL = Pattern.compile("@template\\.([\\w.]+)\\(");
    private static final Pattern ASKS = Pattern.compile("\\bhx-(get|post)=");
    /** What is around a page takes its files from it. */
    private static final Set<String> AROUND = Set.of("console.layout", "console.action.page");

    private final Map<String, String> templates;

    PageFilesTest() throws IOException {
        try (Stream<Path> files = Files.walk(PAGES.resolve("console"))) {
            templates = files.filter(Files::isRegularFile)
                    .collect(Collectors.toMap(PageFilesTest::name, PageFilesTest::text));
        }
    }

    @Test
    void htmxComesWithThePagesThatUseItOnly() {
        Set<String> using = new TreeSet<>();
        Set<String> loading = new TreeSet<>();
        templates.forEach((name, text) -> {
            if (AROUND.contains(name) || called(text).noneMatch(AROUND::contains)) {
                return;
            }
            if (asks(name, new HashSet<>(AROUND))) {
                using.add(name);
            }
            if (text.contains("\"htmx.js\"")) {
                loading.add(name);
            }
        });
        assertThat(loading).isEqualTo(using).hasSizeBetween(10, 40);
        assertThat(List.of("console.home", "console.inbox.list", "console.signIn"))
                .doesNotContainAnyElementsOf(loading);
    }

    private boolean asks(String name, Set<String> seen) {
        return seen.add(name)
                && (ASKS.matcher(templates.get(name)).find()
                        || called(templates.get(name)).anyMatch(each -> asks(each, seen)));
    }

    private static Stream<String> called(String text) {
        return CALL.matcher(text).results().map(found -> found.group(1));
    }

    private static String name(Path file) {
        return PAGES.relativize(file).toString().replace(".jte", "").replace('/', '.');
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
