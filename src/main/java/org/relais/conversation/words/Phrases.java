package org.relais.conversation.words;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Phrases by the words that they may begin with: each word of each message is held against the few that begin with it, not
 * against hundreds of eight languages. Immutable.
 */
public final class Phrases {
    private static final int BITS = 4096;

    /** No phrase: nothing is one. */
    public static final Phrases NONE = new Phrases(List.of());

    private final List<WordPhrase> all;
    private final Map<String, List<WordPhrase>> byWord = new HashMap<>();
    /** By the first letter of what their first word begins with. */
    private final Map<Character, List<WordPhrase>> byLetter = new HashMap<>();
    /** Those whose first word may have any beginning. */
    private final List<WordPhrase> others = new ArrayList<>();
    /** A bit for each word and letter above: most words begin no phrase, and need no look into a map. */
    private final BitSet firsts = new BitSet(BITS);

    private Phrases(List<WordPhrase> phrases) {
        all = List.copyOf(phrases);
        all.forEach(this::add);
    }

    private void add(WordPhrase phrase) {
        for (WordPhrase.Place place : phrase.places()) {
            place.words().forEach(word -> put(byWord, word, phrase));
            for (String beginning : place.beginnings()) {
                put(byLetter, beginning.charAt(0), phrase);
            }
            if (!place.endings().isEmpty()) {
                others.add(phrase);
            }
            if (!place.mayMiss()) {
                return;
            }
        }
    }

    private <K> void put(Map<K, List<WordPhrase>> phrases, K key, WordPhrase phrase) {
        phrases.computeIfAbsent(key, none -> new ArrayList<>(1)).add(phrase);
        firsts.set(bit(key.hashCode()));
    }

    private static int bit(int hash) {
        return (hash ^ hash >>> 12) & BITS - 1;
    }

    /** Gathers phrases into these. */
    public static Collector<WordPhrase, ?, Phrases> collector() {
        return Collectors.collectingAndThen(Collectors.toList(), Phrases::new);
    }

    /** All of several. */
    public static Phrases of(Phrases... several) {
        return Stream.of(several).flatMap(Phrases::stream).collect(collector());
    }

    /** Each of them, in the order in which they were read. */
    public Stream<WordPhrase> stream() {
        return all.stream();
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** How many words from here on are one of these phrases, the longest that is; 0 when none is. */
    public int longest(List<String> words, int at) {
        if (at >= words.size()) {
            return 0;
        }
        String word = words.get(at);
        int longest = longest(others, words, at);
        if (firsts.get(bit(word.hashCode()))) {
            longest = Math.max(longest, longest(byWord.get(word), words, at));
        }
        char letter = word.charAt(0);
        if (firsts.get(bit(letter))) {
            longest = Math.max(longest, longest(byLetter.get(letter), words, at));
        }
        return longest;
    }

    private static int longest(@Nullable List<WordPhrase> phrases, List<String> words, int at) {
        int longest = 0;
        if (phrases != null) {
            for (WordPhrase phrase : phrases) {
                longest = Math.max(longest, phrase.lengthAt(words, at));
            }
        }
        return longest;
    }

    /** Those that the words from here on are. */
    public Stream<WordPhrase> at(List<String> words, int at) {
        if (at >= words.size()) {
            return Stream.empty();
        }
        String word = words.get(at);
        return Stream.of(byWord.getOrDefault(word, List.of()), byLetter.getOrDefault(word.charAt(0), List.of()), others)
                .flatMap(List::stream)
                .filter(phrase -> phrase.lengthAt(words, at) > 0);
    }

    /** Whether a text begins with one of these phrases, at once or behind these openings. */
    public boolean begin(List<String> words, Phrases openings) {
        int at = 0;
        int opening;
        do {
            if (longest(words, at) > 0) {
                return true;
            }
            opening = openings.longest(words, at);
            at += opening;
        } while (opening > 0);
        return false;
    }

    /** Whether any of these phrases stands in a text. */
    public boolean isIn(List<String> words) {
        for (int at = 0; at < words.size(); at++) {
            if (longest(words, at) > 0) {
                return true;
            }
        }
        return false;
    }

    /** The words that are in none of these phrases, the longest of which counts wherever several stand. */
    public List<String> without(List<String> words) {
        List<String> rest = new ArrayList<>();
        for (int at = 0; at < words.size(); ) {
            int length = longest(words, at);
            if (length == 0) {
                rest.add(words.get(at));
            }
            at += Math.max(1, length);
        }
        return rest;
    }
}
