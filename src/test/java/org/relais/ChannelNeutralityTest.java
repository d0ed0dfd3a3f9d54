package org.relais;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

/**
 * No platform is named outside its own package, so that a further channel is a package and nothing else. Comments may
 * give a platform as an example; code, pages, SQL and the keys of texts may not know one.
 */
@Unit
class ChannelNeutralityTest {
    private static final Path MAIN = Path.of("src/main");
    private static final Pattern PLATFORM = Pattern.compile("(?i)telegram|whatsapp");

    /** Folders whose code is about certain platforms, and why they may be. */
    private static final Map<String, String> EXCEPT = Map.of(
            "java/org/relais/channel/telegram/", "the channel itself",
            "java/org/relais/channel/whatsapp/", "the channel itself",
            "java/org/relais/sandbox/", "simulates the two platforms",
            "jte/sandbox/", "simulates the two platforms",
            "resources/org/relais/sandbox/", "simulates the two platforms",
            "java/org/relais/app/process/SandboxSenders.java", "tells the sandbox whom to simulate",
            "java/org/relais/demo/", "makes the sandbox's phones and tells the service where they are",
            "java/org/relais/bench/", "plays the platforms' side of the wire: their payloads, paths and signatures");

    private static final Pattern JAVA_COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|(?m)^\\s*//.*$");
    private static final Pattern JTE_COMMENT = Pattern.compile("(?s)<%--.*?--%>");
    private static final Pattern SQL_COMMENT = Pattern.compile("(?m)--.*$");
    private static final Pattern TEXT_OF_KEY = Pattern.compile("(?m)^\\s*[#!].*$|(?<=[^\\\\])[=:].*$");

    @Test
    @DisplayName("Java outside the channels' packages names no platform")
    void java() throws IOException {
        assertThat(named("java", ".java", JAVA_COMMENT)).isEmpty();
    }

    @Test
    @DisplayName("Pages name no platform")
    void pages() throws IOException {
        assertThat(named("jte", ".jte", JTE_COMMENT)).isEmpty();
    }

    @Test
    @DisplayName("The schema names no platform")
    void schema() throws IOException {
        assertThat(named("resources/db", ".sql", SQL_COMMENT)).isEmpty();
    }

    @Test
    @DisplayName("No text is looked up by a platform's name")
    void keysOfTexts() throws IOException {
        assertThat(named("resources", ".properties", TEXT_OF_KEY)).isEmpty();
    }

    /** Lines that name one, apart from what the pattern takes away. */
    private static List<String> named(String folder, String ending, Pattern away) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(MAIN.resolve(folder))) {
            for (Path file : (Iterable<Path>)
                    files.filter(path -> path.toString().endsWith(ending)).filter(path -> !excepted(path))::iterator) {
                String code = away.matcher(Files.readString(file)).replaceAll("");
                Matcher platform = PLATFORM.matcher(code);
                while (platform.find()) {
                    int from = code.lastIndexOf('\n', platform.start()) + 1;
                    int until = code.indexOf('\n', platform.end());
                    found.add(MAIN.relativize(file) + ": "
                            + code.substring(from, until < 0 ? code.length() : until)
                                    .strip());
                }
            }
        }
        return found;
    }

    private static boolean excepted(Path path) {
        String place = MAIN.relativize(path).toString().replace('\\', '/');
        return EXCEPT.keySet().stream().anyMatch(place::startsWith);
    }
}
