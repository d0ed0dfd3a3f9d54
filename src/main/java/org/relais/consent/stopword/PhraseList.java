package org.relais.consent.stopword;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Fixed sequences of words, found by their first word, the longest first. */
final class PhraseList {
    private final Map<String, List<String[]>> byFirst = new HashMap<>();

    void add(String phrase) {
        String[] words = fold(phrase).split(" ");
        List<String[]> sameFirst = byFirst.computeIfAbsent(words[0], unused -> new ArrayList<>());
        sameFirst.add(words);
        sameFirst.sort((left, right) -> Integer.compare(right.length, left.length));
    }

    /** How many tokens from here on are one of these phrases; 0 when none. A phrase goes over no break but at its start. */
    int lengthAt(List<Token> tokens, int at) {
        for (String[] phrase : byFirst.getOrDefault(tokens.get(at).word().text(), List.of())) {
            if (isAt(phrase, tokens, at)) {
                return phrase.length;
            }
        }
        return 0;
    }

    /** Words as tokens are: folded, one space between them, apostrophes and hyphens as spaces. */
    static String fold(String phrase) {
        StringBuilder folded = new StringBuilder();
        for (String word : phrase.strip().split("[\\s'’-]+")) {
            folded.append(folded.isEmpty() ? "" : " ").append(Folding.fold(word));
        }
        return folded.toString();
    }

    private static boolean isAt(String[] phrase, List<Token> tokens, int at) {
        if (at + phrase.length > tokens.size()) {
            return false;
        }
        for (int i = 0; i < phrase.length; i++) {
            Token token = tokens.get(at + i);
            if (i > 0 && token.before() != Token.NO_BREAK
                    || !token.word().text().equals(phrase[i])) {
                return false;
            }
        }
        return true;
    }
}
