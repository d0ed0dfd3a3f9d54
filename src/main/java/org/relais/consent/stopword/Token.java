package org.relais.consent.stopword;

/**
 * One word or emoji of a message, in its place.
 *
 * @param word what the rules know of it
 * @param marks how it was written, a sum of the constants here
 * @param before the break between the previous token and this one: {@link #NO_BREAK}, {@link #PAUSE} or
 *     {@link #SENTENCE}
 */
record Token(Word word, int marks, int before) {
    /** Capital first letter, not only because it begins a sentence. */
    static final int TITLE = 1;
    /** Written in capitals in a message that is not all capitals. */
    static final int CAPITALS = 2;

    static final int NUMBER = 4;
    static final int EMOJI = 8;
    /** Between quotation marks, or on a line that begins with the {@code >} of a quoted mail. */
    static final int QUOTED = 16;
    /** Its sentence ends in a question mark. */
    static final int ASKED = 32;
    /** Politeness stood between the word before and this one, and was left out. */
    static final int BEHIND_POLITENESS = 64;

    static final int NO_BREAK = 0;
    /** Comma, colon, dash, bracket, quotation mark. */
    static final int PAUSE = 1;
    /** Full stop and its kin, a new line, an emoji. */
    static final int SENTENCE = 2;

    boolean has(int mark) {
        return (marks & mark) != 0;
    }

    Token with(int mark) {
        return new Token(word, marks | mark, before);
    }

    Token without(int mark) {
        return new Token(word, marks & ~mark, before);
    }

    Token after(int otherBreak) {
        return new Token(word, marks, otherBreak);
    }
}
