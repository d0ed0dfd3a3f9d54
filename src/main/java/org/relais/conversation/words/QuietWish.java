package org.relais.conversation.words;

import java.util.List;
import java.util.stream.Stream;

/**
 * Wish for no messages that is no stop: for a time, at hours that return, or for no reminders, by the words of {@code
 * replies/*.properties}. Pure functions, safe for any number of threads.
 */
public final class QuietWish {
    private static final String ALONE = "quiet.alone";
    private static final String UNTIL = "quiet.until";
    private static final String BARE = "quiet.bare";
    private static final List<PhraseCover> BARE_COVERS =
            PhraseCover.ofEveryLanguage(BARE, "vocative", "opening", "politeness");
    private static final Phrases REMINDERS = ReplyFiles.phrases("quiet.reminders");
    private static final List<Quiet> QUIETS =
            ReplyFiles.languages().stream().map(Quiet::of).toList();
    private static final List<PhraseCover> ANSWERS = PhraseCover.ofEveryLanguage(
            ALONE, UNTIL, "quiet.fill", "go_on.no", "go_on.yes", "vocative", "opening", "politeness");

    private QuietWish() {}

    /** What one language says of it. */
    private record Quiet(
            Phrases pauses, Phrases silence, Phrases until, Phrases times, Phrases forever, Phrases again) {
        static Quiet of(String language) {
            return new Quiet(
                    ReplyFiles.phrases(language, "pace.pause"),
                    ReplyFiles.phrases(language, "quiet.silence"),
                    ReplyFiles.phrases(language, UNTIL),
                    ReplyFiles.phrases(language, "quiet.times"),
                    ReplyFiles.phrases(language, "quiet.forever"),
                    ReplyFiles.phrases(language, "quiet.again"));
        }

        /** "Until ten in the morning" is no end of a pause, and "today or ever" has none. */
        boolean pauses(List<String> words) {
            return (pauses.isIn(words) || untilThen(words)) && !forever.isIn(words);
        }

        private boolean untilThen(List<String> words) {
            return silence.isIn(words) && until.isIn(times.without(words));
        }

        /** "I can't on Sundays, and don't write any more" is about all messages. */
        boolean returns(List<String> words) {
            return silence.isIn(words) && times.isIn(words) && !forever.isIn(words) && !again.isIn(words);
        }

        List<String> besidesPause(List<String> words) {
            List<String> besides = pauses.without(words);
            return untilThen(words) ? until.without(silence.without(besides)) : besides;
        }

        List<String> besidesTimes(List<String> words) {
            return silence.without(times.without(words));
        }
    }

    /** Whether it wishes for nothing for a time, whatever else it says: "une pause de 2 mois", "for now don't write to me". */
    public static boolean isPause(String text) {
        List<String> words = WordPhrase.words(text);
        return isBare(text) || QUIETS.stream().anyMatch(quiet -> quiet.pauses(words));
    }

    /** "Not until January", and nothing else: "I can't until January" is no pause. */
    private static boolean isBare(String text) {
        return !WordPhrase.asks(text) && PhraseCover.says(BARE_COVERS, text, BARE);
    }

    /** What it says beside that. */
    public static String besidesPause(String text) {
        List<String> words = WordPhrase.words(text);
        List<String> besides = words;
        for (Quiet quiet : QUIETS) {
            besides = quiet.pauses(words) ? quiet.besidesPause(besides) : besides;
        }
        return String.join(" ", besides);
    }

    /** Whether it is a pause where that is asked about: "pause", "no, just for a month". */
    public static boolean isAnswer(String text) {
        return isPause(text)
                || PhraseCover.lists(ANSWERS, text).anyMatch(lists -> lists.contains(ALONE) || lists.contains(UNTIL));
    }

    /**
     * The clauses of a text that says in one of them when not to write, at hours that return, and what that one says besides: "not
     * at night, please"; empty for any other text.
     */
    public static Stream<String> besidesTimes(String text) {
        List<String> clauses = Clauses.of(text).toList();
        return isPause(text) || clauses.stream().noneMatch(QuietWish::isAtTimes)
                ? Stream.empty()
                : clauses.stream().map(QuietWish::withoutTimes);
    }

    /** Whether it refuses messages at some hours, or of one kind, and so goes on with all others. */
    public static boolean isSome(String text) {
        return HoldAnswer.keepsRest(text) || besidesTimes(text).findAny().isPresent();
    }

    private static boolean isAtTimes(String clause) {
        List<String> words = WordPhrase.words(clause);
        return QUIETS.stream().anyMatch(quiet -> quiet.returns(words));
    }

    private static String withoutTimes(String clause) {
        List<String> words = WordPhrase.words(clause);
        return QUIETS.stream()
                .filter(quiet -> quiet.returns(words))
                .findFirst()
                .map(quiet -> String.join(" ", quiet.besidesTimes(words)))
                .orElse(clause);
    }

    /** Whether it wishes for no reminders, whatever else it says. */
    public static boolean isOfReminders(String text) {
        return REMINDERS.isIn(WordPhrase.words(text));
    }

    /** What it says beside that. */
    public static String besidesReminders(String text) {
        return String.join(" ", REMINDERS.without(WordPhrase.words(text)));
    }
}
