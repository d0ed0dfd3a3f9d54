package org.relais.conversation.words;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.relais.consent.stopword.Intent;
import org.relais.consent.stopword.StopDetector;
import org.relais.consent.stopword.Verdict;

/**
 * What an open question of a survey is answered with in the words of a stop, and says of the world instead of our messages: "no
 * more bars in my street", "basta de obras". By the words of {@code replies/*.properties}: of the two languages that a text may
 * be in, neither may have a word for messages, for writing and calling, for lists, or for us and the writer beside it. Of the
 * thousands of stops in the tables none is one. A pure function, safe for any number of threads.
 */
public final class SurveyOpinion {
    private static final Map<String, Words> WORDS =
            ReplyFiles.languages().stream().collect(Collectors.toUnmodifiableMap(language -> language, Words::of));
    private static final String NO_MORE = "opinion.whole";
    private static final String SKIP = "skip";
    /** "Zero for now". */
    private static final String NO_NUMBER = "number.none";

    private static final Set<String> NOTHING = Set.of(NO_MORE, SKIP, NO_NUMBER);
    private static final List<PhraseCover> NOTHING_ELSE =
            PhraseCover.ofEveryLanguage(NO_MORE, SKIP, NO_NUMBER, "quiet.until", "opening", "politeness");
    /** "Enough" is a stop by itself; behind a yes, or before one, it says how much. */
    private static final String DEGREE = "opinion.degree";

    private static final String DEGREE_ALONE = "opinion.degree.alone";
    private static final List<PhraseCover> DEGREES =
            PhraseCover.ofEveryLanguage(DEGREE, DEGREE_ALONE, "label.aside", "politeness");

    private static final Set<String> YES = Set.of("yes", "yes.alone");
    private static final List<PhraseCover> MEASURED =
            PhraseCover.ofEveryLanguage(DEGREE, "yes", "yes.alone", "opening", "politeness");

    private static final Phrases NEGATION = ReplyFiles.phrases("negation");

    private SurveyOpinion() {}

    /**
     * The words of one language.
     *
     * @param wishes what wishes for less, or an end, of what is named right behind it
     * @param less the same, wherever it stands beside a topic
     * @param more what wishes for more of what is named right behind it, as the first words
     * @param ours what nobody says of anything but us, or may
     */
    private record Words(Phrases wishes, Phrases fill, Phrases less, Phrases more, Phrases topics, Phrases ours) {
        /** Shorter words name nothing. */
        private static final int FEWEST_LETTERS = 4;

        static Words of(String language) {
            return new Words(
                    ReplyFiles.phrases(language, "opinion"),
                    ReplyFiles.phrases(language, "opinion.fill"),
                    ReplyFiles.phrases(language, "opinion.less"),
                    ReplyFiles.phrases(language, "opinion.more"),
                    ReplyFiles.phrases(language, "opinion.topic"),
                    ReplyFiles.phrases(language, "opinion.not"));
        }

        boolean isOurs(List<String> typed) {
            return ours.isIn(typed);
        }

        boolean isOpinion(List<String> typed) {
            return topics.isIn(typed) && less.isIn(typed)
                    || IntStream.range(0, typed.size()).anyMatch(at -> names(wishes, typed, at));
        }

        /** "More benches, and a toilet"; "more benches, or not" may say anything. */
        boolean wishesMore(List<String> typed) {
            return names(more, typed, 0) && !NEGATION.isIn(typed);
        }

        private boolean names(Phrases wished, List<String> typed, int from) {
            int at = from + wished.longest(typed, from);
            if (at == from) {
                return false;
            }
            for (int more = 1; more > 0 && at < typed.size(); at += more) {
                more = fill.longest(typed, at);
            }
            return at < typed.size()
                    && typed.get(at).length() >= FEWEST_LETTERS
                    && typed.get(at).codePoints().allMatch(Character::isLetter);
        }
    }

    /**
     * Whether a text in which the detector finds a stop, or may, says this; of its keywords only "nothing more" does, and
     * "enough" with a yes. So does what leaves the question without an answer: "I don't want to say".
     */
    public static boolean isIn(StopDetector detector, String text) {
        Verdict verdict = detector.detect(text);
        boolean mayStop = verdict.intent() == Intent.OPT_OUT || verdict.intent() == Intent.HOLD;
        if (!mayStop || !verdict.rights().isEmpty()) {
            return false;
        }
        return verdict.intent() == Intent.HOLD
                        && (isNothingElse(text) || Frequency.of(text).isPresent())
                || verdict.isKeyword() && isMeasuredYes(text)
                || !verdict.isKeyword() && isOpinion(detector, text, verdict.onlyResembles(), languages(verdict, text));
    }

    /** Whether a text says how much, and nothing else, be it a stop elsewhere: "assez", "basta". */
    public static boolean isDegree(String text) {
        return PhraseCover.lists(DEGREES, text)
                .anyMatch(lists -> lists.contains(DEGREE) || lists.contains(DEGREE_ALONE));
    }

    private static boolean isNothingElse(String text) {
        return PhraseCover.lists(NOTHING_ELSE, text)
                .anyMatch(lists -> lists.stream().anyMatch(NOTHING::contains));
    }

    private static boolean isMeasuredYes(String text) {
        return PhraseCover.lists(MEASURED, text)
                .anyMatch(lists -> lists.contains(DEGREE) && lists.stream().anyMatch(YES::contains));
    }

    private static boolean isOpinion(StopDetector detector, String text, boolean resembles, Set<String> languages) {
        List<String> typed = WordPhrase.words(text);
        List<Words> words = languages.stream()
                .flatMap(language -> Optional.ofNullable(WORDS.get(language)).stream())
                .toList();
        return words.stream().anyMatch(each -> each.isOpinion(typed) || resembles && each.wishesMore(typed))
                && words.stream().noneMatch(each -> each.isOurs(typed))
                && !detector.speaksOfMessages(String.join(" ", withoutWishes(typed, words)), languages);
    }

    /** "Stop aux pigeons" is no stop by its first word. */
    private static List<String> withoutWishes(List<String> typed, List<Words> words) {
        return Phrases.of(words.stream().map(Words::wishes).toArray(Phrases[]::new))
                .without(typed);
    }

    private static Set<String> languages(Verdict verdict, String text) {
        return Stream.concat(
                        Stream.ofNullable(verdict.language()),
                        WrittenLanguage.of(text).or(() -> WrittenLanguage.clearly(text)).stream())
                .collect(Collectors.toSet());
    }

    /** How often somebody does something, and nothing else, from the rarest: "hardly ever", "every day". */
    public enum Frequency {
        NEVER,
        RARE,
        SELDOM,
        WEEKLY,
        OFTEN;

        private static final String FILL = "often.fill";
        private static final List<PhraseCover> COVERS = PhraseCover.ofEveryLanguage(Stream.concat(
                        Stream.of(values()).map(Frequency::list),
                        Stream.of(FILL, "label.aside", "which.fill", "opening", "politeness", "vocative"))
                .toArray(String[]::new));

        private String list() {
            return "often." + name().toLowerCase(Locale.ROOT);
        }

        /** How often a text says; empty for one that says anything else, or two of these. */
        public static Optional<Frequency> of(String text) {
            return WordPhrase.asks(text)
                    ? Optional.empty()
                    : PhraseCover.lists(COVERS, text)
                            .flatMap(lists -> only(lists).stream())
                            .findFirst();
        }

        /** Whether one may be said for the other, where no option is nearer. */
        public boolean isLike(Frequency other) {
            return this == other || isSometimes() && other.isSometimes();
        }

        private boolean isSometimes() {
            return this == RARE || this == SELDOM;
        }

        private static Optional<Frequency> only(Set<String> lists) {
            List<Frequency> said = Stream.of(values())
                    .filter(each -> lists.contains(each.list()))
                    .toList();
            return said.size() == 1 ? Optional.of(said.get(0)) : Optional.empty();
        }
    }
}
