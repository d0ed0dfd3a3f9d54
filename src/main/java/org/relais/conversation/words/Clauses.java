package org.relais.conversation.words;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Clauses of a text, as its marks part them. */
public final class Clauses {
    private static final Pattern MARKS = Pattern.compile("[,.;:!؛،…\\n]+");
    private static final Pattern BEHIND_MARK = Pattern.compile("(?<=[,.;:!?؟؛،…\\n])");
    private static final Pattern QUESTION = Pattern.compile("(?<=[?؟])|(?=¿)");
    private static final Pattern SENTENCE = Pattern.compile("[.!;\\n…]+");

    private Clauses() {}

    /** Those with a word in them, without the marks between them; a question goes on behind its own. */
    public static Stream<String> of(String text) {
        return said(MARKS.splitAsStream(text));
    }

    /** Each with the mark behind it, that of a question included; several marks follow each other as clauses without a word. */
    public static Stream<String> marked(String text) {
        return BEHIND_MARK.splitAsStream(text);
    }

    /** The first with its mark, and all that follows it, if anything does. */
    public static List<String> firstAndRest(String text) {
        return List.of(BEHIND_MARK.split(text, 2));
    }

    /** As {@link #of}, and a question is a clause of its own, with its marks. */
    public static Stream<String> withQuestions(String text) {
        return said(of(text).flatMap(QUESTION::splitAsStream));
    }

    /** As {@link #of}, and parted only where a sentence ends. */
    public static Stream<String> sentences(String text) {
        return said(SENTENCE.splitAsStream(text));
    }

    private static Stream<String> said(Stream<String> parts) {
        return parts.filter(part -> !WordPhrase.words(part).isEmpty());
    }
}
