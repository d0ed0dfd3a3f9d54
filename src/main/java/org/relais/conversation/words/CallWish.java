package org.relais.conversation.words;

import java.util.Collection;
import java.util.List;

/**
 * Wish to make calls, to go on with them, or the question when or whom one may call, by the words of {@code replies/*.properties},
 * and nothing else. A pure function, safe for any number of threads.
 */
public final class CallWish {
    private static final String TALK = "call.talk";
    private static final String FILL = "call.talk.fill";
    private static final String NEXT = "call.next";
    private static final String WHO = "call.who";
    private static final String STOP = "call.stop";
    private static final String HAND_BACK = "call.hand_back";
    private static final String STOP_FILL = "call.stop.fill";
    private static final String NOT_ME = "call.me";
    private static final String KEPT = "call.kept";
    private static final String POLITENESS = "politeness";

    private static final List<PhraseCover> COVERS = PhraseCover.ofEveryLanguage(TALK, FILL, "opening", POLITENESS);
    private static final List<PhraseCover> STOP_COVERS =
            PhraseCover.ofEveryLanguage(STOP, STOP_FILL, "vocative", "opening", POLITENESS);
    private static final List<PhraseCover> NOT_ME_COVERS =
            PhraseCover.ofEveryLanguage(NOT_ME, "vocative", "opening", POLITENESS);
    private static final List<PhraseCover> KEPT_COVERS =
            PhraseCover.ofEveryLanguage(KEPT, NOT_ME, STOP, STOP_FILL, "vocative", "opening", POLITENESS);
    private static final List<PhraseCover> HAND_BACK_COVERS =
            PhraseCover.ofEveryLanguage(STOP, HAND_BACK, STOP_FILL, "opening", POLITENESS);
    private static final List<PhraseCover> NEXT_COVERS =
            ReplyFiles.languages().stream().map(CallWish::next).toList();

    private static final Collection<Phrases> NAMES =
            ReplyFiles.phrasesByLanguage(TALK).values();

    private static final Phrases LISTS = ReplyFiles.phrases("thing.list");
    private static final Phrases PAUSES = ReplyFiles.phrases("call.pause");
    private static final Phrases LIMITS = ReplyFiles.phrases("call.limit");

    private CallWish() {}

    public static boolean isIn(String text) {
        return PhraseCover.says(COVERS, text, TALK);
    }

    /** Whether a text names calls, and nothing besides: "just the calls", to what is to end. */
    public static boolean isNamed(String text) {
        List<String> words = TypedLabel.words(WordPhrase.words(text));
        return !words.isEmpty()
                && !WordPhrase.asks(text)
                && NAMES.stream().anyMatch(names -> names.without(words).isEmpty());
    }

    /** Whether a text speaks of calls, whatever it says of them, and of none of our messages, or whom they go to. */
    public static boolean isOfCallsAlone(String text) {
        List<String> words = WordPhrase.words(text);
        return NAMES.stream().anyMatch(names -> names.isIn(words)) && !LISTS.isIn(words);
    }

    /** Whether a text asks for somebody to call: "a contact", "whom do I call?", "what now?". Said where such is offered. */
    public static boolean asksNext(String text) {
        return PhraseCover.lists(NEXT_COVERS, text).anyMatch(lists -> lists.contains(NEXT) || lists.contains(WHO));
    }

    /** Whether a text wishes to make no more calls, which is no wish to get no messages: "quiero dejar de llamar". */
    public static boolean isOver(String text) {
        return !WordPhrase.asks(text) && PhraseCover.says(STOP_COVERS, text, STOP);
    }

    /** Whether a text has enough of calls for today: "no more calls for today, my voice is going". */
    public static boolean isForNow(String text) {
        List<String> words = WordPhrase.words(text);
        return !WordPhrase.asks(text) && PAUSES.isIn(words) && LIMITS.isIn(words);
    }

    /** Whether a text wishes not to be called, and says nothing of messages: "arrêtez de m'appeler, s'il vous plaît". */
    public static boolean isNotToBeCalled(String text) {
        return !WordPhrase.asks(text) && PhraseCover.says(NOT_ME_COVERS, text, NOT_ME);
    }

    /** Whether a text wishes for no calls, be they one's own or ours. */
    public static boolean isAgainstCalls(String text) {
        return isOver(text) || isNotToBeCalled(text);
    }

    /** Whether a text wishes for no calls, and for our messages: "don't call me, just text". */
    public static boolean keepsMessages(String text) {
        return !WordPhrase.asks(text)
                && PhraseCover.lists(KEPT_COVERS, text)
                        .anyMatch(lists -> lists.contains(KEPT) && (lists.contains(NOT_ME) || lists.contains(STOP)));
    }

    /** Whether a text wishes for messages rather than calls, where calls were spoken of: "mensajes sí". */
    public static boolean isRatherMessages(String text) {
        return !WordPhrase.asks(text) && PhraseCover.says(KEPT_COVERS, text, KEPT);
    }

    /** The same as that they are over, and in whatever words somebody whom one has to call is given back: "j'ose pas, passez à quelqu'un d'autre". */
    public static boolean handsBack(String text) {
        return !WordPhrase.asks(text)
                && PhraseCover.lists(HAND_BACK_COVERS, text)
                        .anyMatch(lists -> lists.contains(STOP) || lists.contains(HAND_BACK));
    }

    /** People greet in another language than they ask in, and say "ok" in every one. */
    private static PhraseCover next(String language) {
        return PhraseCover.of(language, NEXT, WHO, TALK, FILL, "yes", POLITENESS)
                .with("opening", Phrases.of(ReplyFiles.phrases("opening"), ReplyFiles.phrases("any", "yes")));
    }
}
