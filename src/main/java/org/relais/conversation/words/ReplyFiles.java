package org.relais.conversation.words;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.text.TextBundle;

/** The files {@code replies/<language>.properties}: what people write, by language and key. */
public final class ReplyFiles {
    private static final String DIRECTORY = "/replies/";
    /** What people say of the world: such words may name what is offered like any other. */
    private static final String OF_THE_WORLD = "opinion";
    /** Say nothing of what things are called: "me río", and words as they are misspelt. */
    private static final Set<String> UNSPOKEN = Set.of("kind.laugh", "spelling");

    private static final List<String> LANGUAGES =
            List.of(TextBundle.read(ReplyFiles.class, DIRECTORY + "languages.properties")
                    .texts()
                    .getOrDefault("languages", "")
                    .split("\\s+"));

    /** Read once: what a message is held against is asked for while it is read. */
    private static final Map<String, TextBundle> FILES = LANGUAGES.stream()
            .collect(Collectors.toUnmodifiableMap(
                    language -> language,
                    language -> TextBundle.read(ReplyFiles.class, DIRECTORY + language + ".properties")));

    private static final Map<String, Set<String>> VOCABULARY = FILES.entrySet().stream()
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, file -> vocabulary(file.getValue())));

    /** What was asked for is kept, by key, and by language and key: most lists are asked for by many readers. */
    private static final Map<String, Phrases> OF_ALL = new ConcurrentHashMap<>();

    private static final Map<String, Phrases> OF_LANGUAGE = new ConcurrentHashMap<>();

    private ReplyFiles() {}

    /** What somebody may write, and what is meant by it, of {@code replies/examples/<language>.tsv}. */
    public record Example(String label, String text) {}

    /** The labelled examples of a language; it need not have any. */
    public static List<Example> examples(String language) {
        try (InputStream stream = ReplyFiles.class.getResourceAsStream(DIRECTORY + "examples/" + language + ".tsv")) {
            return stream == null
                    ? List.of()
                    : new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .map(line -> line.split("\t", 2))
                            .map(fields -> new Example(fields[0], fields[1]))
                            .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The phrases of every language under a key. */
    public static Phrases phrases(String key) {
        return OF_ALL.computeIfAbsent(key, unread -> phrases(List.of(key)));
    }

    /** The phrases of every language under any of these keys. */
    public static Phrases phrases(List<String> keys) {
        return languages().stream()
                .flatMap(language -> keys.stream().flatMap(key -> phrases(language, key).stream()))
                .collect(Phrases.collector());
    }

    /** What a language has under a key, as it is written there. */
    public static Stream<String> words(String language, String key) {
        return Arrays.stream(file(language).texts().getOrDefault(key, "").split(","))
                .map(String::strip)
                .filter(phrase -> !phrase.isEmpty());
    }

    /** The phrases of one language under a key. */
    public static Phrases phrases(String language, String key) {
        return OF_LANGUAGE.computeIfAbsent(
                language + ' ' + key,
                unread -> words(language, key).map(WordPhrase::read).collect(Phrases.collector()));
    }

    /** The phrases of one language under any of these keys. */
    public static Phrases phrases(String language, List<String> keys) {
        return keys.stream().flatMap(key -> phrases(language, key).stream()).collect(Phrases.collector());
    }

    /** The phrases of each language under a key. */
    public static Map<String, Phrases> phrasesByLanguage(String key) {
        return languages().stream()
                .collect(Collectors.toUnmodifiableMap(language -> language, language -> phrases(language, key)));
    }

    /** Every word that stands in any phrase of a language, but in what is said of the world. */
    public static Set<String> vocabulary(String language) {
        return VOCABULARY.getOrDefault(language, Set.of());
    }

    private static Set<String> vocabulary(TextBundle file) {
        return file.texts().entrySet().stream()
                .filter(list -> !list.getKey().startsWith(OF_THE_WORLD) && !UNSPOKEN.contains(list.getKey()))
                .flatMap(list -> Arrays.stream(list.getValue().split("[,|?*\\s]+")))
                .flatMap(word -> WordPhrase.words(word).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Names of the files; {@code any} holds what belongs to no language. */
    public static List<String> languages() {
        return LANGUAGES;
    }

    private static TextBundle file(String language) {
        return Optional.ofNullable(FILES.get(language))
                .orElseThrow(() -> new IllegalStateException("nothing is read in " + language));
    }
}
