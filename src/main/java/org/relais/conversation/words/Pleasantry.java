package org.relais.conversation.words;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What people say for politeness and nothing else, by the words of {@code replies/*.properties}: a compliment, an apology, good
 * wishes, a greeting, a laugh. Of several in one text the first of these counts. Pure functions, safe for any number of threads.
 */
public enum Pleasantry {
    PRAISE,
    SORRY,
    WISH,
    GREETING,
    LAUGH;

    private static final int MOST_WORDS = 14;
    private static final Phrases SIGNS = ReplyFiles.phrases("any", LAUGH.list());
    private static final List<PhraseCover> COVERS = ReplyFiles.languages().stream()
            .map(language -> PhraseCover.of(
                            language,
                            Stream.concat(
                                            Arrays.stream(values()).map(Pleasantry::list),
                                            Stream.of("kind.fill", "thanks", "opening", "politeness"))
                                    .toArray(String[]::new))
                    .with("any." + LAUGH.list(), SIGNS))
            .toList();

    /** "Jaja" is a yes in another language. */
    private static final Phrases LAUGHTER = ReplyFiles.phrases(LAUGH.list()).stream()
            .filter(phrase -> phrase.places().size() == 1)
            .collect(Phrases.collector());

    private String list() {
        return "kind." + name().toLowerCase(Locale.ROOT);
    }

    /** The words without laughter, which says nothing beside others; as they are where they are nothing else. */
    public static List<String> withoutLaughter(List<String> words) {
        List<String> rest = LAUGHTER.without(words);
        return rest.isEmpty() ? words : rest;
    }

    /** What a text is of these; empty where it says anything else. */
    public static Optional<Pleasantry> of(String text) {
        List<String> words = WordPhrase.words(text);
        return words.size() > MOST_WORDS
                ? Optional.empty()
                : COVERS.stream()
                        .flatMap(cover -> cover.read(words).stream())
                        .flatMap(parts -> first(parts).stream())
                        .findFirst();
    }

    private static Optional<Pleasantry> first(List<PhraseCover.Part> parts) {
        Set<String> lists = parts.stream()
                .map(part -> part.list().replaceFirst("^any\\.", ""))
                .collect(Collectors.toSet());
        return Arrays.stream(values())
                .filter(each -> lists.contains(each.list()))
                .findFirst();
    }
}
