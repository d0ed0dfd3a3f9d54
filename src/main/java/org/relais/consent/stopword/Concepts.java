package org.relais.consent.stopword;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * Numbers of everything that a pattern can ask of a word: a word list of one language ({@code fr.MESSAGE}), or a literal
 * that all languages share ({@code =vos}, {@code desabonn*}).
 */
final class Concepts {
    /** What the name of a literal begins with. */
    static final String LITERAL = "=";

    private final Map<String, Integer> numbers = new LinkedHashMap<>();

    int number(String name) {
        return numbers.computeIfAbsent(name, unused -> numbers.size());
    }

    boolean knows(String name) {
        return numbers.containsKey(name);
    }

    /** The numbers of the word lists that are wanted, by language and name. */
    int[] of(BiPredicate<String, String> wanted) {
        return numbers.entrySet().stream()
                .filter(concept -> !concept.getKey().startsWith(LITERAL))
                .filter(concept -> {
                    int point = concept.getKey().indexOf('.');
                    return wanted.test(
                            concept.getKey().substring(0, point),
                            concept.getKey().substring(point + 1));
                })
                .mapToInt(Map.Entry::getValue)
                .toArray();
    }

    /**
     * By the number of a concept the number of its word list, made of the list's name: the same for lists of one name in all
     * languages, whichever others there are; 0 for a literal.
     */
    int[] lists() {
        int[] lists = new int[numbers.size()];
        numbers.forEach((concept, number) -> {
            if (!concept.startsWith(LITERAL)) {
                lists[number] = concept.substring(concept.indexOf('.') + 1).hashCode();
            }
        });
        return lists;
    }
}
