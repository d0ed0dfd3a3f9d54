package org.relais.consent.stopword;

import java.util.Arrays;

/**
 * One word as the rules see it.
 *
 * @param text folded spelling, without lengthened letters or digits in place of letters if a rule knows the word so
 * @param concepts sorted numbers of the word lists and literals it belongs to, see {@link Concepts}
 * @param lists numbers of the word lists among them, whatever their language, see {@link Concepts#lists}
 */
record Word(String text, int[] concepts, int[] lists) {
    /** Stands where a guard has covered a word: it is there, but means nothing to a rule. */
    static final Word COVERED = new Word("\u0000", new int[0], new int[0]);

    boolean is(int concept) {
        // A word has a handful of concepts at most: a scan beats a search.
        for (int each : concepts) {
            if (each == concept) {
                return true;
            }
        }
        return false;
    }

    boolean isAny(int[] wanted) {
        for (int concept : wanted) {
            if (is(concept)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Word word && word.text.equals(text) && Arrays.equals(word.concepts, concepts);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
