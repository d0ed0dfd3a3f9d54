package org.relais.consent.stopword;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collection of the words of all languages while their files are read; a {@link Lexicon} then only reads them. */
final class LexiconBuilder {
    final Map<String, int[]> exact = new HashMap<>();
    final Map<String, int[]> beginnings = new HashMap<>();
    final Map<String, int[]> ends = new HashMap<>();
    final Map<String, int[]> middles = new HashMap<>();
    final Map<Character, List<Lexicon.Correctable>> correctable = new HashMap<>();
    final List<Lexicon.Stems> stems = new ArrayList<>();
    final Set<String> keywords = new HashSet<>();
    final Set<String> everyday = new HashSet<>();
    /** What a word stands for besides itself: {@code nn} for {@code non}. */
    final Map<String, Set<String>> spellings = new HashMap<>();

    final Set<String> gluing = new HashSet<>();
    final Set<String> glued = new HashSet<>();

    /**
     * Adds one entry of a word list: {@code =recevoir} as spelled, {@code desabonn*} a beginning, {@code *schrijf} an end,
     * {@code *رسال*} a part, {@code message} the word and all that shares its stem.
     */
    void entry(String entry, int concept, Lexicon.Stems language) {
        if (entry.startsWith("=")) {
            put(exact, Folding.fold(entry.substring(1)), concept);
            return;
        }
        String text = literal(entry, concept);
        if (entry.endsWith("*") && !entry.startsWith("*")) {
            correctable(text, true, concept);
        } else if (!entry.contains("*")) {
            correctable(text, false, concept);
            if (text.length() >= Lexicon.Stems.BEGINNING) {
                put(language.concepts(), language.stemmer().stem(text), concept);
                language.beginnings().add(text.substring(0, Lexicon.Stems.BEGINNING));
            }
        }
    }

    /** Adds a literal of a pattern, as spelled or with {@code *} for what may vary; returns its folded text. */
    String literal(String entry, int concept) {
        boolean openStart = entry.startsWith("*");
        boolean openEnd = entry.endsWith("*");
        String text = Folding.fold(entry.substring(openStart ? 1 : 0, entry.length() - (openEnd ? 1 : 0)));
        if (text.isEmpty()) {
            throw new IllegalArgumentException("empty word '" + entry + "'");
        }
        Map<String, int[]> where = openStart ? (openEnd ? middles : ends) : (openEnd ? beginnings : exact);
        put(where, text, concept);
        return text;
    }

    private void correctable(String text, boolean beginning, int concept) {
        if (text.length() >= Lexicon.SHORTEST_CORRECTED) {
            correctable
                    .computeIfAbsent(text.charAt(0), unused -> new ArrayList<>())
                    .add(new Lexicon.Correctable(text, beginning, new int[] {concept}));
        }
    }

    private static void put(Map<String, int[]> where, String text, int concept) {
        where.merge(text, new int[] {concept}, (left, right) -> {
            int[] both = Arrays.copyOf(left, left.length + 1);
            both[left.length] = right[0];
            return both;
        });
    }
}
