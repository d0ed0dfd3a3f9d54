package org.relais.conversation;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.conversation.MeaningPhrases.Position;
import org.relais.conversation.words.DayWords;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;

/** What a volunteer's words may say of the person they were given to call. */
public enum CallReport {
    /** How the call went: nobody answered, the number is wrong, no interest. */
    RESULT,
    /** The person called wishes no more calls or messages. */
    REMOVAL,
    /** They ask where their number comes from. */
    ORIGIN;

    private static final Map<CallReport, Phrases> REPORTS = Stream.of(values())
            .collect(Collectors.toUnmodifiableMap(
                    report -> report, report -> ReplyFiles.phrases(report.keys().toList())));
    private static final Phrases OWN = ReplyFiles.phrases("call.own");
    private static final Phrases TOLD = ReplyFiles.phrases("call.told");
    private static final Phrases LIMITS = ReplyFiles.phrases("call.limit");
    private static final Phrases FOREVER = ReplyFiles.phrases("call.forever");
    private static final Phrases ENDINGS = ReplyFiles.phrases("call.ending");
    private static final Phrases CONTACTS = ReplyFiles.phrases("call.contact");
    private static final Phrases NO_ANSWER = ReplyFiles.phrases("call.no_answer");
    private static final Phrases SAID_YES = ReplyFiles.phrases("call.yes");
    private static final Phrases NEGATIONS = ReplyFiles.phrases("negation");

    /** The lists of words that say so. */
    Stream<String> keys() {
        return this == RESULT
                ? Stream.of("call.result", "call.no_answer", "call.refused", "call.wrong_number")
                : Stream.of("call." + name().toLowerCase(Locale.ROOT));
    }

    /**
     * What a text says of somebody who was called. That they wish nothing more is never read from what speaks of the writer
     * as well: that may be their own wish.
     */
    static Optional<CallReport> of(String text) {
        List<String> words = WordPhrase.words(text);
        return words.size() > ReplyWords.SURE_WORDS
                ? Optional.empty()
                : Stream.of(REMOVAL, ORIGIN, RESULT)
                        .filter(report ->
                                REPORTS.getOrDefault(report, Phrases.NONE).isIn(words))
                        .filter(report -> report != REMOVAL || !OWN.isIn(TOLD.without(words)) && !isLimited(words))
                        .findFirst();
    }

    /** Whether a text speaks of some time only, where it is not said of ever: "not before Monday". */
    private static boolean isLimited(List<String> words) {
        return !FOREVER.isIn(words) && (LIMITS.isIn(words) || DayWords.isIn(words));
    }

    /** Whether what somebody who was called has said may be that contact is to end, and not for some time only. */
    static boolean mayEndContact(String text) {
        // "Il décroche pas le téléphone" denies no more than that.
        List<String> words = NO_ANSWER.without(WordPhrase.words(text));
        return !isLimited(words) && (ENDINGS.isIn(words) || CONTACTS.isIn(words) && NEGATIONS.isIn(words));
    }

    /** Whether a text says of somebody who was called that they said yes. */
    static boolean saysYes(String text) {
        return SAID_YES.isIn(WordPhrase.words(text));
    }

    /** Whether a text says how a call went, and nothing else. */
    static boolean isResult(String text) {
        List<String> words = WordPhrase.words(text);
        List<String> rest = words.subList(MeaningPhrases.skipped(words), words.size());
        return REPORTS.getOrDefault(RESULT, Phrases.NONE).stream()
                .anyMatch(phrase -> DialogueWord.isWhole(rest, phrase));
    }

    /** Whether a text puts something off, and denies nothing: "she would like me to call tomorrow". */
    static boolean isPutOff(String text) {
        List<String> words = WordPhrase.words(text);
        boolean later = false;
        for (int at = 0; at < words.size(); ) {
            int length = Position.OPENER.saying(ReplyMeaning.LATER).longest(words, at);
            if (length == 0 && NEGATIONS.longest(words, at) > 0) {
                return false;
            }
            later |= length > 0;
            at += Math.max(1, length);
        }
        return later;
    }
}
