package org.relais.conversation.words;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.relais.consent.stopword.Folding;

/**
 * Words in their order, as the files {@code replies/*.properties} write them: {@code a|b} is either, {@code w?} may be
 * missing, {@code w*} has any ending, {@code *w} any beginning.
 */
public record WordPhrase(List<Place> places) {
    private static final int DECIMAL = 10;

    /**
     * One word's place. Each word of each message is held against many of them, so nothing is made on the way.
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
        String folded = Folding.fold(text);
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int at = 0; at < folded.length(); ) {
            int sign = folded.codePointAt(at);
            at += Character.charCount(sign);
            if (isPicture(sign)) {
                end(word, words);
                words.add(Character.toString(sign));
            } else if (Character.isDigit(sign)) {
                word.append(Character.digit(sign, DECIMAL));
            } else if (Character.isLetter(sign) || isNumber(sign)) {
                word.appendCodePoint(sign);
            } else if (!isMark(sign)) {
                end(word, words);
            }
        }
        end(word, words);
        return List.copyOf(words);
    }

    private static void end(StringBuilder word, List<String> words) {
        if (!word.isEmpty()) {
            words.add(word.toString());
            word.setLength(0);
        }
    }

    private static boolean isNumber(int sign) {
        return switch (Character.getType(sign)) {
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> true;
            default -> false;
        };
    }

    /** What only changes the sign before it: accents, the colour of a skin, man and woman. */
    private static boolean isMark(int sign) {
        return switch (Character.getType(sign)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> sign >= 0x1F3FB && sign <= 0x1F3FF || sign == 0x200D || sign == 0x2640 || sign == 0x2642;
        };
    }

    private static boolean isPicture(int sign) {
        return (sign >= 0x2190 && sign <= 0x2BFF || sign >= 0x1F000 && sign <= 0x1FAFF) && !isMark(sign);
    }
}
