package org.relais.consent.intent;

import java.util.HashMap;
import java.util.Map;

/**
 * Numbers everything that a pattern can ask of a word: a word list of one language ({@code fr.MESSAGE}), or a literal
 * that all languages share ({@code =vos}, {@code desabonn*}).
 */
final class Concepts {
    private final Map<String, Integer> numbers = new HashMap<>();

    int number(String name) {
        return numbers.computeIfAbsent(name, unused -> numbers.size());
    }

    boolean knows(String name) {
        return numbers.containsKey(name);
    }

    int count() {
        return numbers.size();
    }
}
