package org.relais.conversation.words;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.relais.consent.stopword.Folding;

/**
 * Words in their order, as the files {@code replies/*.properties} write them: {@code a|b} is either, {@code w?} may be
 * missing, {@code w*} has any ending, {@code *w} any beginning.
 */
public record WordPhrase(List<Place> places) {

    private static final Pattern MARKS = Pattern.compile("\\p{M}+|[\\x{1F3FB}-\\x{1F3FF}\\x{200D}\\x{2640}\\x{2642}]");
    private static final Pattern PICTURE = Pattern.compile("([\\x{2190}-\\x{2BFF}\\x{1F000}-\\x{1FAFF}])");
    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}\\x{2190}-\\x{2BFF}\\x{1F000}-\\x{1FAFF}]+");

    /**
     * One word's place. Each word of each message is held against all of them, so nothing is made on the way.
     *
     * @param words any of these
     * @param beginnings any word that begins so
     * @param endings any longer word that ends so
     */
    public record Place(Set<String> words, List<String> beginnings, List<String> endings, boolean mayMiss) {
        private static Place read(String written) {
            boolean mayMiss = written.endsWith("?");
            Set<String> either = Set.of((mayMiss ? written.substring(0, written.length() - 1) : written).split("\\|"));
            return new Place(
                    either.stream()
                            .filter(word -> !word.startsWith("*") && !word.endsWith("*"))
                            .collect(Collectors.toUnmodifiableSet()),
                    either.stream()
                            .filter(word -> word.endsWith("*"))
                            .map(word -> word.substring(0, word.length() - 1))
                            .toList(),
                    either.stream()
                            .filter(word -> word.startsWith("*"))
                            .map(word -> word.substring(1))
                            .toList(),
                    mayMiss);
        }

        boolean takes(String word) {
            if (words.contains(word)) {
                return true;
            }
            for (String beginning : beginnings) {
                if (word.startsWith(beginning)) {
                    return true;
                }
            }
            for (String ending : endings) {
                if (word.endsWith(ending) && word.length() > ending.length()) {
                    return true;
                }
            }
            return false;
        }
    }

    /** A phrase as a language's file has it: words by spaces, the signs as the {@link Place}s say. */
    public static WordPhrase read(String written) {
        return new WordPhrase(Arrays.stream(Folding.fold(written).strip().split("\\s+"))
                .map(Place::read)
                .toList());
    }

    /** Whether any of these phrases stands in a text. */
    public static boolean isIn(List<String> words, List<WordPhrase> phrases) {
        for (int at = 0; at < words.size(); at++) {
            if (longest(words, at, phrases) > 0) {
                return true;
            }
        }
        return false;
    }

    /** How many words from here on are one of these phrases, the longest that is; 0 when none is. */
    public static int longest(List<String> words, int at, List<WordPhrase> phrases) {
        int longest = 0;
        for (WordPhrase phrase : phrases) {
            longest = Math.max(longest, phrase.lengthAt(words, at));
        }
        return longest;
    }

    /** The words that are in none of these phrases, the longest of which counts wherever several stand. */
    public static List<String> without(List<String> words, List<WordPhrase> phrases) {
        List<String> rest = new ArrayList<>();
        for (int at = 0; at < words.size(); ) {
            int length = longest(words, at, phrases);
            if (length == 0) {
                rest.add(words.get(at));
            }
            at += Math.max(1, length);
        }
        return rest;
    }

    /** Whether a text has a question mark, of Latin or of Arabic writing. */
    public static boolean asks(String text) {
        return text.contains("?") || text.contains("؟");
    }

    /** How many words from here on are this phrase; 0 when they aren't. The longest reading counts. */
    public int lengthAt(List<String> words, int at) {
        return Math.max(0, length(words, at, 0));
    }

    private int length(List<String> words, int at, int place) {
        if (place == places.size()) {
            return 0;
        }
        Place next = places.get(place);
        int taken = -1;
        if (at < words.size() && next.takes(words.get(at))) {
            int rest = length(words, at + 1, place + 1);
            taken = rest < 0 ? -1 : rest + 1;
        }
        return taken < 0 && next.mayMiss() ? length(words, at, place + 1) : taken;
    }

    /** The words of a text in small letters without accents; every sign of a picture is a word of its own. */
    public static List<String> words(String text) {
        String plain = MARKS.matcher(Folding.fold(text)).replaceAll("");
        String folded = BETWEEN.matcher(PICTURE.matcher(plain).replaceAll(" $1 "))
                .replaceAll(" ")
                .strip();
        return folded.isEmpty() ? List.of() : List.of(folded.split("\\s+"));
    }
}
