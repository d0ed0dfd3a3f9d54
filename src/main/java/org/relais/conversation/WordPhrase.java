package org.relais.conversation;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.relais.consent.stopword.Folding;

/**
 * Words in their order, as the files {@code replies/*.properties} write them: {@code a|b} is either, {@code w?} may be
 * missing, {@code w*} has any ending.
 */
record WordPhrase(List<Place> places) {

    /** One word's place. */
    record Place(Set<String> words, boolean mayMiss) {
        boolean takes(String word) {
            return words.contains(word)
                    || words.stream()
                            .anyMatch(each ->
                                    each.endsWith("*") && word.startsWith(each.substring(0, each.length() - 1)));
        }
    }

    static WordPhrase read(String written) {
        return new WordPhrase(Arrays.stream(Folding.fold(written).strip().split("\\s+"))
                .map(word -> word.endsWith("?")
                        ? new Place(Set.of(word.substring(0, word.length() - 1).split("\\|")), true)
                        : new Place(Set.of(word.split("\\|")), false))
                .toList());
    }

    /** How many words from here on are this phrase; 0 when they aren't. The longest reading counts. */
    int lengthAt(List<String> words, int at) {
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
    static List<String> words(String text) {
        String folded = Folding.fold(text)
                .replaceAll("\\p{M}+|[\\x{1F3FB}-\\x{1F3FF}\\x{200D}\\x{2640}\\x{2642}]", "")
                .replaceAll("([\\x{2190}-\\x{2BFF}\\x{1F000}-\\x{1FAFF}])", " $1 ")
                .replaceAll("[^\\p{L}\\p{N}\\x{2190}-\\x{2BFF}\\x{1F000}-\\x{1FAFF}]+", " ")
                .strip();
        return folded.isEmpty() ? List.of() : List.of(folded.split("\\s+"));
    }
}
