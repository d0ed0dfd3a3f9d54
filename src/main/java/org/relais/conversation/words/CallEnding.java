package org.relais.conversation.words;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** How a call ended, in everyday words, by those of {@code replies/*.properties}. A pure function, safe for any number of threads. */
public enum CallEnding {
    /** Nobody, or only a machine, answered. */
    NO_ANSWER,
    /** They answered, and did not wish to talk. */
    REFUSED,
    WRONG_NUMBER,
    /** They answered, and said yes. */
    REACHED,
    /** They call back, or are to be called another time. */
    CALL_BACK,
    /** Somebody answered, and nothing more is said of it. */
    ANSWERED;

    private static final Phrases TALKED = ReplyFiles.phrases("call.talked");
    private static final Phrases BACK = ReplyFiles.phrases("call.back");
    private static final Phrases NEGATION = ReplyFiles.phrases("negation");
    private static final Phrases PAUSE = ReplyFiles.phrases("call.pause");
    private static final List<PhraseCover> PAUSE_COVERS =
            PhraseCover.ofEveryLanguage("call.pause", "call.stop.fill", "opening", "politeness");
    private static final String DONE = "call.done";
    private static final List<PhraseCover> DONE_COVERS = PhraseCover.ofEveryLanguage(DONE, "opening", "politeness");
    private static final String UNSURE = "call.unsure";
    private static final List<PhraseCover> UNSURE_COVERS =
            PhraseCover.ofEveryLanguage(UNSURE, "maybe", "which.fill", "opening", "politeness");
    private static final String NOT_NOW = "call.not_now";
    private static final List<PhraseCover> NOT_NOW_COVERS =
            PhraseCover.ofEveryLanguage(NOT_NOW, "call.pause", "call.stop.fill", "opening", "politeness");
    private static final Phrases OWN = ReplyFiles.phrases("call.own");
    private static final Phrases CORRECT = ReplyFiles.phrases("call.correct");
    private static final List<PhraseCover> COVERS = PhraseCover.ofEveryLanguage(
            Stream.concat(Arrays.stream(values()).map(CallEnding::list), Stream.of("opening", "politeness"))
                    .toArray(String[]::new));

    /** Whoever writes more says more than one such thing. */
    private static final int MOST_WORDS = 14;

    private final Phrases phrases = ReplyFiles.phrases(list());

    private String list() {
        return "call." + name().toLowerCase(Locale.ROOT);
    }

    /** The one ending that a text names; empty for none, for several, and for a question. */
    public static Optional<CallEnding> of(String text) {
        List<CallEnding> named = WordPhrase.asks(text)
                ? List.of()
                : Arrays.stream(values())
                        .filter(ending -> has(text, ending.phrases) && !(ending.isAgreed() && has(text, NEGATION)))
                        .toList();
        if (named.isEmpty()) {
            return !WordPhrase.asks(text) && has(text, TALKED) && !has(text, NEGATION)
                    ? Optional.of(REACHED)
                    : Optional.empty();
        }
        if (named.contains(CALL_BACK) && isOfSomebodyReached(text, named)) {
            return Optional.of(CALL_BACK);
        }
        // "Voicemail answered", "answered and hung up", "voicemail, I'll try later".
        List<CallEnding> came = named.size() > 1
                ? named.stream()
                        .filter(ending -> ending != ANSWERED && !(ending == CALL_BACK && named.contains(NO_ANSWER)))
                        .toList()
                : named;
        return came.size() == 1 ? Optional.of(came.get(0)) : Optional.empty();
    }

    /** "Answered, he's busy, try tomorrow": who is busy is no engaged line, and wishes for another time. */
    private static boolean isOfSomebodyReached(String text, List<CallEnding> named) {
        boolean unanswered = NO_ANSWER.phrases.isIn(CALL_BACK.phrases.without(WordPhrase.words(text)));
        return named.stream().allMatch(ending -> ending == CALL_BACK || ending == ANSWERED || ending == NO_ANSWER)
                && (named.contains(ANSWERED) || !unanswered);
    }

    /** The same of a text that says nothing else. */
    public static Optional<CallEnding> mere(String text) {
        return of(text).filter(ending -> PhraseCover.says(COVERS, text, ending.list()));
    }

    /** Whether a denial beside it makes it another: "elle ne vient pas". */
    private boolean isAgreed() {
        return this == REACHED || this == CALL_BACK || this == ANSWERED;
    }

    /** Whether a text wishes a call another time, and denies nothing: what time it names is when. */
    public static boolean isCallBack(String text) {
        return has(text, BACK) && !has(text, NEGATION);
    }

    /** Whether who was called said yes, which answers what they are to be asked: "she'll come". */
    public static boolean saysYes(String text) {
        return of(text).filter(REACHED::equals).isPresent() && has(text, REACHED.phrases);
    }

    /** Whether who was called will not do what they are asked to: "he isn't coming". */
    public static boolean saysNo(String text) {
        return !WordPhrase.asks(text) && has(text, REACHED.phrases) && has(text, NEGATION);
    }

    /** Whether who was called does not know yet: "she isn't sure". */
    public static boolean isUnsure(String text) {
        return !WordPhrase.asks(text) && PhraseCover.says(UNSURE_COVERS, text, UNSURE);
    }

    /** Whether the text is that whoever calls has enough for now. */
    public static boolean isPause(String text) {
        List<String> words = WordPhrase.words(text);
        return words.size() <= MOST_WORDS && PAUSE.isIn(words) && !NEGATION.isIn(PAUSE.without(words));
    }

    /** The same of a text that says nothing else. */
    public static boolean isMerePause(String text) {
        return isPause(text) && !WordPhrase.asks(text) && PhraseCover.says(PAUSE_COVERS, text, "call.pause");
    }

    /** Whether the whole text is the label of the button that ends them for now, without its "for now": "fini". */
    public static boolean isDone(String text) {
        return !WordPhrase.asks(text) && PhraseCover.says(DONE_COVERS, text, DONE);
    }

    /** Whether the text is that whoever calls can't now, and nothing else: no wish about messages is read by it. */
    public static boolean isNotNow(String text) {
        return PhraseCover.says(NOT_NOW_COVERS, text, NOT_NOW);
    }

    /** Whether a text has no word for whoever writes it: "hadn't heard of it", "it's a business". */
    public static boolean isOfOthers(String text) {
        List<String> words = WordPhrase.words(text);
        return words.size() <= MOST_WORDS && !OWN.isIn(words);
    }

    /** Whether the text wishes to put the last result right. */
    public static boolean isCorrection(String text) {
        return has(text, CORRECT);
    }

    private static boolean has(String text, Phrases phrases) {
        List<String> words = WordPhrase.words(text);
        return words.size() <= MOST_WORDS && phrases.isIn(words);
    }
}
