package org.relais.text;

/**
 * Places of the features of a text in a table of a linear model: words, their beginnings, neighbours, sequences of letters.
 * Always the same for the same feature.
 */
public final class FeatureHash {
    private final int mask;

    /** @param places of the table; a power of two */
    public FeatureHash(int places) {
        this.mask = places - 1;
    }

    /** Place of a feature that is a number. Spreads neighbouring numbers over the table. */
    public int place(int number) {
        int mixed = number * 0x9E3779B1;
        return (mixed ^ mixed >>> 15) & mask;
    }

    /** Place of the beginning of a word. */
    public int place(int kind, String word, int length) {
        return place(kind, word, length, "", 0);
    }

    /** Place of the beginnings of two words, of so many letters at most. */
    public int place(int kind, String first, int firstLength, String second, int secondLength) {
        int hash = with(kind, first, 0, Math.min(first.length(), firstLength));
        return place(with(hash * 31 + ' ', second, 0, Math.min(second.length(), secondLength)));
    }

    /** Place of the letters from a position of a text. */
    public int letters(int kind, CharSequence text, int from, int count) {
        return place(with(kind, text, from, from + count));
    }

    private static int with(int before, CharSequence text, int from, int behind) {
        int hash = before;
        for (int i = from; i < behind; i++) {
            hash = hash * 31 + text.charAt(i);
        }
        return hash;
    }
}
