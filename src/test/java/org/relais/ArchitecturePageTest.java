package org.relais;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

/** Holds the two ways that the page on architecture tells to files that lead to each other, and to as many as a stranger opens. */
@Unit
class ArchitecturePageTest {
    private static final Pattern STEP = Pattern.compile("(?:^\\| |, )(\\d+) ");
    private static final Pattern NAME = Pattern.compile("`(?:[a-z.]+/)*([A-Z]\\w+)`");

    private static final Pattern IMPLEMENTED = Pattern.compile("class \\w+ implements ([^{]+)\\{");

    /** What finds in a table what the files before it have written. */
    private static final Set<String> BY_THE_DATABASE = Set.of("DeliveryNode");

    private static List<String> steps(String way) throws IOException {
        String page = Files.readString(Path.of("src/site/markdown/architecture.md"));
        return page.substring(page.indexOf("## " + way))
                .lines()
                .dropWhile(line -> !line.startsWith("| Step"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }

    private static void holds(String way, int most) throws IOException {
        List<String> steps = steps(way);
        List<Integer> numbers = steps.stream()
                .flatMap(step -> STEP.matcher(step).results())
                .map(number -> Integer.valueOf(number.group(1)))
                .toList();
        assertThat(numbers)
                .isEqualTo(IntStream.rangeClosed(1, numbers.size()).boxed().toList())
                .hasSizeBetween(10, most);
        Map<String, String> sources = sources();
        assertThat(steps)
                .allSatisfy(
                        step -> assertThat(names(step)).as(step).isNotEmpty().allMatch(sources::containsKey));
        List<String> names =
                steps.stream().flatMap(step -> names(step).stream()).toList();
        assertThat(IntStream.range(1, names.size())
                        .filter(at -> !isReached(names, at, sources))
                        .mapToObj(names::get))
                .isSubsetOf(BY_THE_DATABASE);
    }

    private static List<String> names(String step) {
        return NAME.matcher(step).results().map(name -> name.group(1)).toList();
    }

    /** Whether a file before it names it, or what it implements. */
    private static boolean isReached(List<String> names, int at, Map<String, String> sources) {
        Set<String> known = Stream.concat(
                        Stream.of(names.get(at)),
                        IMPLEMENTED
                                .matcher(sources.get(names.get(at)))
                                .results()
                                .flatMap(type -> Stream.of(type.group(1).split("\\W+"))))
                .collect(Collectors.toSet());
        return names.subList(0, at).stream()
                .flatMap(before -> Stream.of(sources.get(before).split("\\W+")))
                .anyMatch(known::contains);
    }

    private static Map<String, String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString().replace(".java", ""), ArchitecturePageTest::source));
        }
    }

    private static String source(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Test
    void aMessageOut() throws IOException {
        holds("A message out", 14);
    }

    @Test
    void aStopIn() throws IOException {
        holds("A STOP in", 16);
    }
}
