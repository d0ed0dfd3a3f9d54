package org.relais.conversation.words;

import java.util.List;

/**
 * Annoyance at being written to, and nothing else, by the words of {@code replies/*.properties}: "pff, encore vous". What
 * asks to stop is for the stop detector, which is asked first. A pure function, safe for any number of threads.
 */
public final class Annoyance {
    private static final String ANNOYED = "annoyed";
    private static final List<PhraseCover> COVERS =
            PhraseCover.ofEveryLanguage(ANNOYED, "annoyed.fill", "opening", "politeness");

    private Annoyance() {}

    public static boolean isIn(String text) {
        return PhraseCover.says(COVERS, text, ANNOYED);
    }
}
