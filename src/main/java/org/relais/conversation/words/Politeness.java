package org.relais.conversation.words;

/**
 * "Please" and "thank you", by the words of {@code replies/*.properties}. A pure function, safe for any number of threads.
 */
public final class Politeness {
    private static final Phrases PHRASES = ReplyFiles.phrases("politeness");

    private Politeness() {}

    /** Whether it stands anywhere in a text. */
    public static boolean isIn(String text) {
        return PHRASES.isIn(WordPhrase.words(text));
    }
}
