package org.relais.consent.stopword;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.relais.text.Typos;

/**
 * Index from a word to its concepts: as spelled, by its beginning, middle or end, by its stem in each language, and at
 * last as a misspelling. A pure function that remembers the words it has seen, within a bound.
 */
final class Lexicon {
    private static final int MOST_REMEMBERED = 20_000;
    private static final int LONGEST_WORD = 40;
    /** Shorter words have too many everyday neighbours to be corrected inside a sentence. */
    static final int SHORTEST_CORRECTED = 6;

    /** Words of one language by stem; {@code beginnings} spares most words the stemming. */
    record Stems(Stemmer stemmer, Map<String, int[]> concepts, Set<String> beginnings) {
        static final int BEGINNING = 3;
    }

    /** A word that may be meant when something alike is typed. */
    record Correctable(String text, boolean beginning, int[] concepts) {}

    private final LexiconBuilder known;
    private final int[] lists;
    private final ConcurrentHashMap<String, Word> remembered = new ConcurrentHashMap<>();

    /** @param lists the word list of each concept, see {@link Concepts#lists} */
    Lexicon(LexiconBuilder known, int[] lists) {
        this.known = known;
        this.lists = lists;
    }

    /** @param folded as {@link Folding#fold} gives it */
    Word word(String folded) {
        Word seen = remembered.get(folded);
        if (seen != null) {
            return seen;
        }
        Word word = read(folded);
        if (remembered.size() < MOST_REMEMBERED && folded.length() <= LONGEST_WORD) {
            remembered.put(folded, word);
        }
        return word;
    }

    /** Whether a text is a whole keyword of any language. */
    boolean isKeyword(String text) {
        return known.keywords.contains(text);
    }

    /** Whether a word is one that must never be taken for a misspelling of something else. */
    boolean isEveryday(String text) {
        return known.everyday.contains(text);
    }

    /** The keyword that a word begins with when the rest is something that people write after it, or "". */
    String gluedKeyword(String text) {
        for (String keyword : known.gluing) {
            if (text.length() > keyword.length()
                    && text.startsWith(keyword)
                    && isGlued(text.substring(keyword.length()))) {
                return keyword;
            }
        }
        return "";
    }

    private boolean isGlued(String rest) {
        return known.glued.contains(rest) || isNumber(rest);
    }

    /** Digits and nothing else. */
    static boolean isNumber(String text) {
        return text.chars().allMatch(Character::isDigit);
    }

    private Word read(String folded) {
        // Digits are repeated for a reason: a short code stays as it is.
        String bounded = isNumber(folded) ? folded : Folding.shorten(folded, 2);
        if (bounded.length() > LONGEST_WORD) {
            return entry(bounded.substring(0, LONGEST_WORD), new int[0]);
        }
        // Three of a kind is no spelling of any language here, so it is not looked up as it stands.
        for (String spelling : List.of(bounded, Folding.shorten(folded, 1))) {
            int[] concepts = lookUp(spelling);
            if (concepts.length > 0) {
                return entry(spelling, concepts);
            }
        }
        String unmasked = Folding.shorten(Folding.unmask(folded), 1);
        if (isKeyword(unmasked) && !isEveryday(folded) && Character.isLetter(folded.charAt(folded.length() - 1))) {
            return entry(unmasked, lookUp(unmasked));
        }
        return entry(bounded, isEveryday(folded) ? new int[0] : correct(bounded));
    }

    private Word entry(String text, int[] concepts) {
        int[] found = Arrays.stream(concepts)
                .map(concept -> lists[concept])
                .filter(list -> list > 0)
                .distinct()
                .toArray();
        return new Word(text, concepts, found);
    }

    /** The concepts of a word and of those that it is a short or careless spelling of. */
    private int[] lookUp(String text) {
        List<int[]> found = new ArrayList<>();
        addAll(text, found);
        known.spellings.getOrDefault(text, Set.of()).forEach(meant -> addAll(meant, found));
        return merge(found);
    }

    private void addAll(String text, List<int[]> found) {
        add(known.exact.get(text), found);
        for (int length = 1; length <= text.length(); length++) {
            add(known.beginnings.get(text.substring(0, length)), found);
        }
        for (int start = 1; start < text.length(); start++) {
            add(known.ends.get(text.substring(start)), found);
        }
        known.middles.forEach((part, concepts) -> {
            if (text.contains(part)) {
                found.add(concepts);
            }
        });
        if (text.length() >= Stems.BEGINNING) {
            String beginning = text.substring(0, Stems.BEGINNING);
            for (Stems stems : known.stems) {
                if (stems.beginnings().contains(beginning)) {
                    add(stems.concepts().get(stems.stemmer().stem(text)), found);
                }
            }
        }
    }

    private int[] correct(String typed) {
        if (typed.length() < SHORTEST_CORRECTED - 1) {
            return new int[0];
        }
        List<int[]> found = new ArrayList<>();
        for (Correctable meant : known.correctable.getOrDefault(typed.charAt(0), List.of())) {
            if (meant.beginning() ? beginsAlmostWith(typed, meant.text()) : isAlmost(typed, meant.text())) {
                found.add(meant.concepts());
            }
        }
        return merge(found);
    }

    private static boolean isAlmost(String typed, String meant) {
        return Typos.withinOne(typed, typed.length(), meant, meant.length());
    }

    private static boolean beginsAlmostWith(String typed, String meant) {
        for (int length = meant.length() - 1; length <= meant.length() + 1; length++) {
            if (length <= typed.length() && Typos.withinOne(typed, length, meant, meant.length())) {
                return true;
            }
        }
        return false;
    }

    private static void add(int @org.jspecify.annotations.Nullable [] concepts, List<int[]> found) {
        if (concepts != null) {
            found.add(concepts);
        }
    }

    private static int[] merge(List<int[]> found) {
        if (found.isEmpty()) {
            return new int[0];
        }
        return found.stream()
                .flatMapToInt(concepts -> concepts.length == 0 ? IntStream.empty() : Arrays.stream(concepts))
                .distinct()
                .sorted()
                .toArray();
    }
}
