package org.relais.conversation.words;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.relais.text.CleanText;

/**
 * How a message begins before it comes to the point: "Bonjour Brigitte,", "Liebe Anna!", a name alone. A pure function, safe for
 * any number of threads.
 */
public final class Salutation {
    private static final int MOST_WORDS = 6;
    /** "Hello! Anna," are two. */
    private static final int MOST = 2;

    private static final Pattern END = Pattern.compile("[,!.:;\\n،؛]+|\\s[-–—]+\\s");
    private static final String GREETING = "kind.greeting";
    private static final List<PhraseCover> COVERS =
            PhraseCover.ofEveryLanguage(GREETING, "kind.fill", "opening", "politeness");

    private Salutation() {}

    /**
     * What a text says behind it, with a capital; the whole text where nothing follows.
     *
     * @param name of the reader
     */
    public static String without(String text, String name) {
        Set<String> names = Set.copyOf(WordPhrase.words(name));
        String rest = text.strip();
        for (int at = 0; at < MOST; at++) {
            Matcher end = END.matcher(rest);
            if (!end.find() || end.end() == rest.length() || !isOne(rest.substring(0, end.start()), names)) {
                break;
            }
            rest = rest.substring(end.end()).strip();
        }
        return CleanText.capital(rest);
    }

    private static boolean isOne(String head, Set<String> names) {
        List<String> words = WordPhrase.words(head);
        List<String> rest = words.stream().filter(word -> !names.contains(word)).toList();
        boolean named = rest.size() < words.size();
        return words.size() <= MOST_WORDS
                && COVERS.stream()
                        .flatMap(cover -> cover.read(rest).stream())
                        .anyMatch(parts -> named
                                || parts.stream().map(PhraseCover.Part::list).anyMatch(GREETING::equals));
    }
}
