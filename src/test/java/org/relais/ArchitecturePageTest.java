package org.relais;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

/** Holds the two ways that the page on architecture tells to files that there are, and to as many as a stranger opens. */
@Unit
class ArchitecturePageTest {
    private static final Pattern STEP = Pattern.compile("(?:^\\| |, )(\\d+) ");
    private static final Pattern NAME = Pattern.compile("`(?:[a-z.]+/)*([A-Z]\\w+)`");

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
        Set<String> files;
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            files = sources.map(file -> file.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }
        assertThat(steps)
                .allSatisfy(step -> assertThat(NAME.matcher(step).results().map(name -> name.group(1)))
                        .as(step)
                        .isNotEmpty()
                        .allMatch(files::contains));
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
