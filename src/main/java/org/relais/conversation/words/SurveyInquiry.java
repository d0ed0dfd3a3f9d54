package org.relais.conversation.words;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What people ask of a survey itself, by the words of {@code replies/*.properties}. A pure function, safe for any number of threads. */
public enum SurveyInquiry {
    /** Whether it is anonymous, and who reads the answers. */
    SECRET,
    /** How long it is, and how much of it is left. */
    LEFT,
    /** What it is for. */
    WHY,
    /** Whether one must answer, and whether later does. */
    FREE;

    private static final List<PhraseCover> COVERS = PhraseCover.ofEveryLanguage(Stream.concat(
                    Arrays.stream(values()).map(SurveyInquiry::list), Stream.of("survey.fill", "opening", "politeness"))
            .toArray(String[]::new));

    private static final String RESUME = "survey.resume";
    private static final List<PhraseCover> RESUMING =
            PhraseCover.ofEveryLanguage(RESUME, "survey.fill", "opening", "politeness");

    /** The question that a text is, with or without its mark; empty for one that says anything else. */
    public static Optional<SurveyInquiry> of(String text) {
        return PhraseCover.lists(COVERS, text)
                .flatMap(lists -> Arrays.stream(values()).filter(asked -> lists.contains(asked.list())))
                .findFirst();
    }

    /** Whether a text goes on with a survey that was left for later. */
    public static boolean isResumed(String text) {
        return !WordPhrase.asks(text) && PhraseCover.says(RESUMING, text, RESUME);
    }

    private String list() {
        return "survey." + name().toLowerCase(Locale.ROOT);
    }
}
