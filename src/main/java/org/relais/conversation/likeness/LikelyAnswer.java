package org.relais.conversation.likeness;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.relais.conversation.likeness.ReplyResemblance.Odds;
import org.relais.conversation.words.Annoyance;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.ContinueWish;
import org.relais.conversation.words.DayWords;
import org.relais.conversation.words.EventInquiry;
import org.relais.conversation.words.Inquiry;
import org.relais.conversation.words.LanguageRequest;
import org.relais.conversation.words.OpenQuestion;
import org.relais.conversation.words.PaceWish;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.Pleasantry;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.ShareWish;
import org.relais.conversation.words.Slip;
import org.relais.conversation.words.SurveyInquiry;
import org.relais.conversation.words.Thanks;
import org.relais.conversation.words.WordPhrase;

/**
 * What no phrase reads, and what resembles an answer all the same: it is asked about, and acted upon where it is surely a yes or a no. A question is none,
 * nor what another reader answers.
 */
public final class LikelyAnswer {
    /** Of twenty remarks one is asked about, of four answers that no phrase reads three. */
    private static final double LIKELY = 0.6;

    /** Of those so much like a yes or a no four in a hundred are neither; who reads what was noted corrects it in a word. */
    private static final double SURE = 0.93;

    private static final double SURER = 0.95;
    /** Where phrases say the same with a doubt. */
    private static final double CONFIRMED = 0.75;
    /** "Oui pour la soirée jeux" says yes to another thing. */
    private static final int FEWEST_CONFIRMED = 8;

    private static final int FEWEST_REFUSED = 6;
    /** Fewer words are read well by phrases alone. */
    private static final int FEWEST_CONTRADICTED = 5;

    private static final double UNLIKE = 0.05;
    /** Of thirty such yeses three are yeses, of twenty such noes one is a no. */
    private static final double HARDLY = 0.28;

    /** What begins as a question does and resembles one so little tells something. */
    private static final double ASKING = 0.1;

    /** Of a hundred so much like "done" one is none; what is noted wrongly is that a link was passed on. */
    private static final double DONE = 0.7;

    private static final Pattern SENTENCE = Pattern.compile("[.!\\n]+");
    private static final Phrases LAMENTS = ReplyFiles.phrases("lament");
    private static final Phrases NEGATION = ReplyFiles.phrases("negation");
    private static final int MOST_WORDS = 30;
    private static final Set<ReplyKind> DECIDED = EnumSet.of(ReplyKind.YES, ReplyKind.NO, ReplyKind.MAYBE);
    private static final Set<ReplyKind> UNDECIDED = EnumSet.of(ReplyKind.MAYBE, ReplyKind.LATER);

    /** Said of events alone. */
    public static final Set<ReplyKind> OF_EVENTS = EnumSet.of(ReplyKind.LATE, ReplyKind.WITH);

    /**
     * What is said to something that is named.
     *
     * @param kind yes, no or perhaps
     * @param odds from 0 to 1
     */
    public record Named(ReplyKind kind, double odds) {}

    private LikelyAnswer() {}

    /**
     * The kind of answer that words which no phrase reads may be; empty where they may be anything.
     *
     * @param text no command
     */
    public static Optional<ReplyKind> of(ReplyResemblance resemblance, String text) {
        boolean ownWords =
                WordPhrase.words(text).size() <= MOST_WORDS && !WordPhrase.asks(text) && !isSeenToElsewhere(text);
        return ownWords
                ? kind(resemblance.odds(text))
                        .map(kind -> kind == ReplyKind.LATER && namesADay(text) ? ReplyKind.MAYBE : kind)
                : Optional.empty();
    }

    /**
     * Whether it is surely what it most resembles, so that what was noted can be told: a yes, a no, or a perhaps; who comes late or
     * with others comes.
     */
    public static boolean isSure(ReplyResemblance resemblance, String text, ReplyKind kind) {
        Odds odds = resemblance.odds(text);
        return switch (kind) {
            case YES, LATE, WITH ->
                odds.of(ReplyKind.YES) >= SURE || OF_EVENTS.contains(kind) && like(odds, ReplyKind.YES) >= SURER;
            case NO -> odds.of(kind) >= SURE && !isLament(text);
            case MAYBE -> odds.of(kind) >= SURER;
            case LATER, DONE, THANKS, QUESTION, SLIP, OTHER -> false;
        };
    }

    /** Whether what phrases read with a doubt is what it resembles as well: "yes, I'm free all day and can come early". */
    public static boolean confirms(ReplyResemblance resemblance, String text, ReplyKind kind) {
        int words = WordPhrase.words(text).size();
        return words <= MOST_WORDS
                && words >= (kind == ReplyKind.YES ? FEWEST_CONFIRMED : FEWEST_REFUSED)
                && !isLament(text)
                && !WordPhrase.asks(text)
                && like(resemblance.odds(text), kind) >= CONFIRMED;
    }

    /** How likely it is of a kind; who comes late or with others says yes. */
    private static double like(Odds odds, ReplyKind kind) {
        return odds.of(kind) + (kind == ReplyKind.YES ? odds.of(ReplyKind.LATE) + odds.of(ReplyKind.WITH) : 0);
    }

    /**
     * Whether what phrases read as this kind resembles it so little that they may have read it wrongly: "I will see how the treatment
     * goes" begins as a yes does. Of yeses read rightly that is said of two in a hundred, of what is none, of a third.
     */
    public static boolean contradicts(ReplyResemblance resemblance, String text, ReplyKind kind) {
        int words = WordPhrase.words(text).size();
        if (words < FEWEST_CONTRADICTED || words > MOST_WORDS) {
            return false;
        }
        Odds odds = resemblance.odds(text);
        // "Count me in! Where is it?" resembles the question that it asks as well.
        return like(odds, kind) < UNLIKE && !(WordPhrase.asks(text) && odds.best() == ReplyKind.QUESTION);
    }

    /** Whether what phrases read as a yes or a no, and not by words for just that, hardly resembles it, and most a perhaps or "later". */
    public static boolean isRatherUndecided(ReplyResemblance resemblance, String text, ReplyKind kind) {
        int words = WordPhrase.words(text).size();
        Odds odds = resemblance.odds(text);
        return words >= FEWEST_CONTRADICTED
                && words <= MOST_WORDS
                && like(odds, kind) < HARDLY
                && UNDECIDED.contains(odds.best());
    }

    /** Whether words that are no question resemble a perhaps. */
    public static boolean isPerhaps(ReplyResemblance resemblance, String text) {
        return !WordPhrase.asks(text) && resemblance.odds(text).of(ReplyKind.MAYBE) >= LIKELY;
    }

    /** The yes or no that words which are no question most resemble; empty where that is not likely. */
    public static Optional<ReplyKind> yesOrNo(ReplyResemblance resemblance, String text) {
        Odds odds = resemblance.odds(text);
        return Optional.of(odds.best())
                .filter(kind -> !WordPhrase.asks(text)
                        && (kind == ReplyKind.YES || kind == ReplyKind.NO)
                        && odds.of(kind) >= LIKELY);
    }

    /** Whether words resemble a remark, and hardly a yes: "that's great, 100 signatures". */
    public static boolean isRemark(ReplyResemblance resemblance, String text) {
        Odds odds = resemblance.odds(text);
        return odds.of(ReplyKind.OTHER) >= LIKELY && like(odds, ReplyKind.YES) < HARDLY;
    }

    /** "Oh non, dommage" refuses nothing. */
    private static boolean isLament(String text) {
        return LAMENTS.longest(WordPhrase.words(text), 0) > 0;
    }

    /** Whether words without a mark may ask something: "kann aber nur bis 16 Uhr" only begins as a question does. */
    public static boolean mayAsk(ReplyResemblance resemblance, String text) {
        return WordPhrase.asks(text) || resemblance.odds(text).of(ReplyKind.QUESTION) >= ASKING;
    }

    /** What a part of a text surely says besides what the rest asks. */
    public static boolean isSurely(ReplyResemblance resemblance, String text) {
        return of(resemblance, text)
                .filter(kind -> isSure(resemblance, text, kind))
                .isPresent();
    }

    /** Whether a sentence surely says that what was asked for has been done, and denies nothing. */
    public static boolean isDone(ReplyResemblance resemblance, String text) {
        return WordPhrase.words(text).size() <= MOST_WORDS
                && !WordPhrase.asks(text)
                && !Slip.isIn(text)
                && SENTENCE.splitAsStream(text)
                        .anyMatch(sentence -> !NEGATION.isIn(WordPhrase.words(sentence))
                                && resemblance.odds(sentence).of(ReplyKind.DONE) >= DONE);
    }

    /**
     * What words around the name of something say to it, where they are neither a question nor what another reader answers.
     *
     * @param text the whole, with the name
     * @return yes, no or perhaps, and how likely it is; empty where it may be anything
     */
    public static Optional<Named> named(
            ReplyResemblance resemblance, String text, List<String> before, List<String> behind) {
        if (before.size() + behind.size() > MOST_WORDS || WordPhrase.asks(text) || isSeenToElsewhere(text)) {
            return Optional.empty();
        }
        Odds odds = resemblance.odds(before, behind);
        ReplyKind best = odds.best();
        return DECIDED.contains(best) && odds.of(best) >= LIKELY
                ? Optional.of(new Named(best, odds.of(best)))
                : Optional.empty();
    }

    /** "I'm driving, I'll tell you tonight" is postponed, where that is plain; it is no answer to ask for. */
    private static Optional<ReplyKind> kind(Odds odds) {
        return Optional.of(odds.best()).filter(kind -> kind.isAnswer() && odds.answers() >= LIKELY);
    }

    /** "Vou segunda" speaks of the day on which one comes, and not of a later answer. */
    private static boolean namesADay(String text) {
        List<String> words = WordPhrase.words(text);
        return IntStream.range(0, words.size()).anyMatch(at -> DayWords.lengthAt(words, at) > 0);
    }

    private static boolean isSeenToElsewhere(String text) {
        return isReadElsewhere(text) || OpenQuestion.of(text).isPresent();
    }

    private static boolean isReadElsewhere(String text) {
        return Thanks.isIn(text)
                || Slip.isIn(text)
                || Pleasantry.of(text).isPresent()
                || Annoyance.isIn(text)
                || SurveyInquiry.of(text).isPresent()
                || ShareWish.isIn(text)
                || Companions.tells(text)
                || Companions.isOfSomebodyElse(text)
                || PaceWish.of(text).isPresent()
                || Inquiry.of(text).isPresent()
                || !EventInquiry.among(text).isEmpty()
                || LanguageRequest.of(text).isPresent()
                || ContinueWish.isAny(text);
    }
}
