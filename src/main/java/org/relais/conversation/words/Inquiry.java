package org.relais.conversation.words;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What somebody asks back who is asked about consent, by the words of {@code replies/*.properties}. A question is neither a
 * yes nor a no, nor a wish to get no more messages. A pure function, safe for any number of threads.
 */
public enum Inquiry {
    /** How one gets out again. */
    HOW_TO_LEAVE,
    /** Who writes, what, how often or at what price. */
    ABOUT_MESSAGES,
    /** Who we are, and nothing else. */
    WHO;

    private static final String HELP = "command.help";
    private static final List<PhraseCover> HELP_COVERS =
            PhraseCover.ofEveryLanguage(HELP, "opening", "politeness", "vocative");
    private static final String LEAVE = "ask.leave";
    private static final String ABOUT = "ask";
    private static final String WHO_WE_ARE = "ask.who";
    private static final String ORIGIN = "origin";
    private static final List<PhraseCover> ORIGINS = PhraseCover.ofEveryLanguage(ORIGIN, "opening", "politeness");
    private static final String NUMBER_KEPT = "number.kept";
    private static final List<PhraseCover> NUMBERS_KEPT =
            PhraseCover.ofEveryLanguage(NUMBER_KEPT, "opening", "politeness");
    private static final String SHOWN = "ask.shown";
    private static final List<PhraseCover> WISHES =
            PhraseCover.ofEveryLanguage(SHOWN, "opening", "politeness", "vocative");
    private static final List<PhraseCover> COVERS =
            PhraseCover.ofEveryLanguage(LEAVE, WHO_WE_ARE, ABOUT, "ask.fill", "opening", "politeness");

    /** The question that a text is; empty for one that is none, or says anything else. */
    public static Optional<Inquiry> of(String text) {
        return PhraseCover.lists(COVERS, text)
                .flatMap(lists -> kind(lists).stream())
                .min(Inquiry::compareTo);
    }

    /** Whether words that resemble a stop ask something: "what kind of messages, how often?" has those of many, and is none. */
    public static boolean isNoStop(String text) {
        return of(text).filter(asked -> asked != HOW_TO_LEAVE).isPresent()
                || SurveyInquiry.of(text).isPresent()
                || EventInquiry.of(text).isPresent()
                || EventInquiry.isOfPlans(text)
                || ShareWish.isIn(text)
                || PhraseCover.says(HELP_COVERS, text, HELP)
                || Slip.isIn(text)
                || isOrigin(text)
                || PhraseCover.says(WISHES, text, SHOWN)
                || keepsNumber(text)
                || LanguageRequest.of(text).filter(LanguageRequest::whole).isPresent();
    }

    /** Whether a text says where they are not from, and nothing else: "no soy de Madrid". */
    public static boolean isOrigin(String text) {
        return PhraseCover.says(ORIGINS, text, ORIGIN);
    }

    /** Whether a text says that they keep their number to themselves, and nothing else: it answers the question for it. */
    private static boolean keepsNumber(String text) {
        return PhraseCover.says(NUMBERS_KEPT, text, NUMBER_KEPT);
    }

    private static Optional<Inquiry> kind(Set<String> lists) {
        if (lists.contains(LEAVE)) {
            return Optional.of(HOW_TO_LEAVE);
        }
        if (lists.contains(ABOUT)) {
            return Optional.of(ABOUT_MESSAGES);
        }
        return lists.contains(WHO_WE_ARE) ? Optional.of(WHO) : Optional.empty();
    }
}
