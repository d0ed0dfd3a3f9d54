package org.relais.conversation.words;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.relais.template.Texts;

/**
 * Labels of the buttons that the service words itself, in every language, but for those that stop: whoever types one that
 * stops is read as anybody who writes these words. A pure function, safe for any number of threads.
 */
public final class OwnLabels {
    /** Longer texts are no labels; on Telegram the longest have about 30 letters. */
    private static final int LONGEST = 40;

    private static final List<String> STOPS = List.of("hold.stop", "page.", "mention", "help");
    private static final Set<List<String>> LABELS = labels();

    private OwnLabels() {}

    /** Whether the whole text is such a label. */
    public static boolean contains(String text) {
        return text.length() <= LONGEST && LABELS.contains(TypedLabel.words(WordPhrase.words(text)));
    }

    private static Set<List<String>> labels() {
        Set<List<String>> stops = texts(OwnLabels::stops);
        return texts(key -> !stops(key)).stream()
                .filter(label -> !stops.contains(label))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean stops(String key) {
        return STOPS.stream().anyMatch(key::startsWith);
    }

    private static Set<List<String>> texts(Predicate<String> which) {
        Texts texts = Texts.standard();
        return texts.keys().stream()
                .filter(which)
                .flatMap(key -> texts.languages().stream().map(language -> texts.text(key, language)))
                .filter(text -> text.length() <= LONGEST && !text.contains("{"))
                .map(WordPhrase::words)
                .map(TypedLabel::words)
                .filter(words -> !words.isEmpty())
                .collect(Collectors.toSet());
    }
}
