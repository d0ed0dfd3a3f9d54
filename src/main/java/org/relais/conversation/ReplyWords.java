package org.relais.conversation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.relais.conversation.MeaningPhrases.Found;
import org.relais.conversation.MeaningPhrases.Position;
import org.relais.conversation.likeness.LikelyAnswer;
import org.relais.conversation.likeness.ReplyKind;
import org.relais.conversation.likeness.ReplyResemblance;
import org.relais.conversation.words.Clauses;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.DayWords;
import org.relais.conversation.words.EventInquiry;
import org.relais.conversation.words.Explanation;
import org.relais.conversation.words.OfferRefusal;
import org.relais.conversation.words.OpenQuestion;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.QuietWish;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.Slip;
import org.relais.conversation.words.WordPhrase;
import org.relais.conversation.words.WrittenLanguage;

/**
 * The words people answer with, in every language at once, from {@code replies/<language>.properties}; people mix
 * languages, and no phrase means one thing in one and its opposite in another at the same place of a sentence. A pure
 * function, safe for any number of threads.
 */
final class ReplyWords {
    /** A word in a longer text may answer something else: it is asked about. */
    static final int SURE_WORDS = 14;

    private static final int MOST_WORDS = 30;
    private static final List<String> OPENING = Stream.of(ReplyMeaning.values())
            .map(meaning -> meaning.name().toLowerCase(Locale.ROOT))
            .flatMap(name -> Stream.of(name, name + ".anywhere", name + ".end"))
            .toList();
    private static final Map<String, Phrases> OPENERS = ReplyFiles.languages().stream()
            .collect(Collectors.toUnmodifiableMap(
                    language -> language, language -> ReplyFiles.phrases(language, OPENING)));
    private static final Phrases NEGATIONS = ReplyFiles.phrases("negation");
    private static final Phrases OPENINGS = ReplyFiles.phrases("opening");
    private static final Phrases AND = ReplyFiles.phrases("which.and");
    /** "Ok", "great idea": agrees to nothing by itself where a no stands behind it. */
    private static final Phrases NODS = ReplyFiles.phrases(List.of("yes.assent", "yes.nod"));
    /** Words of a nod. */
    private static final int MOST_NODDING = 4;

    private static final Pattern ECHO = Pattern.compile("^([^?؟]+)[?؟]+\\s+([^?؟]+)$", Pattern.DOTALL);
    private static final Phrases QUESTION_WORDS = ReplyFiles.phrases("ask.word");
    private static final Phrases BUT = ReplyFiles.phrases("language.but");
    private static final Pattern BETWEEN_CLAUSES = Pattern.compile("^[\\s\\p{Punct}…،؛]+");
    private static final Phrases COURTESIES = ReplyFiles.phrases(List.of("opening", "politeness"));
    private static final Set<ReplyMeaning> WEAKENED = Set.of(ReplyMeaning.YES, ReplyMeaning.MAYBE);
    /** A name, at the beginning of a clause. */
    private static final Pattern NAME = Pattern.compile("\\p{Lu}\\p{Ll}+\\s");

    private static final Phrases ABSENT = ReplyFiles.phrases("company.less");
    private static final Phrases NO_ALL = ReplyFiles.phrases("no.all");
    private static final Phrases EXCEPT = ReplyFiles.phrases("which.except");

    /** Speaks of somebody else than who writes. */
    private static final Phrases SOMEBODY = ReplyFiles.phrases("call.of");

    /** "Ill, and not sure that I can make it" gives up nothing yet. */
    private static final Phrases UNDECIDED = ReplyFiles.phrases(List.of("maybe", "maybe.anywhere")).stream()
            .filter(phrase -> phrase.places().size() > 1)
            .collect(Phrases.collector());

    private static final Phrases LATE = ReplyFiles.phrases("late");
    /** "I'll be there around eleven" is a yes of its own. */
    private static final Phrases COMES_AT = ReplyFiles.phrases("come.at");
    /** "The link doesn't work" answers nothing. */
    private static final Phrases BROKEN = ReplyFiles.phrases("broken");
    /** "I'll tell my neighbour" passes on what is to be. */
    private static final Phrases PROMISES = ReplyFiles.phrases("share.promise");
    /** "Great night last week" praises what is over. */
    private static final Phrases PAST = ReplyFiles.phrases("past");

    /** Agrees at the end of a text, after all that was said in front of it. */
    private static final Phrases CONCLUDES = ReplyFiles.phrases("yes.concluded");

    private static final Phrases AGREES = ReplyFiles.phrases(List.of("go_on.yes", "come.go", "come", "yes.anywhere"));
    /** "Regrettably I dine with my sister on Tuesdays": why they can't, where nothing else is said. */
    private static final Phrases REGRETS = ReplyFiles.phrases("no.regret");

    /** A wish that what stands behind its "but" denies. */
    private static final Phrases COURTEOUS = ReplyFiles.phrases("no.courteous");

    private static final Phrases LAMENTS = ReplyFiles.phrases("lament");
    /** Behind it: what is wailed over. */
    private static final Phrases OVER = ReplyFiles.phrases("lament.over");
    /** Of two words. */
    private static final Set<String> PERHAPS = Set.of("peut etre", "tal vez", "puede ser");

    private static final Phrases MAYBE_ALONE = ReplyFiles.phrases("maybe");
    private static final Phrases PITIES = ReplyFiles.phrases("lament.pity");

    /**
     * What a text says.
     *
     * @param sure false when it says more than that, or the opposite as well: to be asked about, not to act upon
     */
    record Reading(ReplyMeaning meaning, boolean sure) {}

    private ReplyWords() {}

    /**
     * What a text says to an open question; empty when it says nothing to it, or is too long to be an answer. "Me apunto, ¿a
     * qué hora?" is a yes: what is asked beside it, it does not ask.
     */
    static Optional<Reading> read(String text) {
        Optional<Explanation> explained = Explanation.of(text);
        if (explained.isPresent()) {
            return read(explained.get().said());
        }
        String said = ConditionWords.withoutAccents(WithdrawalWords.withoutPlans(ConditionWords.withoutFavour(text)));
        List<String> words = WordPhrase.words(said);
        return isAllBut(words) || BROKEN.isIn(words)
                ? Optional.empty()
                : insisted(text)
                        .or(() -> secondThought(said))
                        .or(() -> besideDegree(said))
                        .or(() -> promised(said, words))
                        .or(() -> concluded(said, words))
                        .or(() -> behindYes(said))
                        .or(() -> behindEcho(said))
                        .or(() -> courteously(said, words))
                        .or(() -> atLast(said))
                        .or(() -> readFirst(said).map(reading -> doubted(text, reading)))
                        .map(reading -> reading.meaning() == ReplyMeaning.NO && Companions.leavesOthers(text)
                                ? new Reading(ReplyMeaning.NO, false)
                                : reading)
                        .filter(reading -> reading.meaning() != ReplyMeaning.YES
                                || !Explanation.isAnotherTime(words)
                                        && !Explanation.asksToBeTold(said)
                                        && (!PAST.isIn(words) || AGREES.isIn(PAST.without(words))));
    }

    /**
     * "I will see how the treatment goes" begins as a yes does, and resembles none; "ill, maybe I can't, I'll see" is no plain no. Who
     * gives a place up says it in many ways.
     */
    private static Reading doubted(String text, Reading reading) {
        boolean yes = reading.meaning() == ReplyMeaning.YES;
        if (!reading.sure() || !yes && reading.meaning() != ReplyMeaning.NO) {
            return reading;
        }
        ReplyResemblance model = ReplyResemblance.standard();
        ReplyKind kind = yes ? ReplyKind.YES : ReplyKind.NO;
        boolean doubted = yes && LikelyAnswer.contradicts(model, text, kind)
                || !isSaid(WordPhrase.words(text), reading.meaning())
                        && LikelyAnswer.isRatherUndecided(model, text, kind);
        return doubted ? new Reading(reading.meaning(), false) : reading;
    }

    /** "Not sure", and no "pas sur moi", which is more than "pas sûr". */
    private static boolean isUndecided(List<String> words) {
        return IntStream.range(0, words.size()).anyMatch(at -> {
            Found said = UNDECIDED.longest(words, at) == 0
                    ? null
                    : MeaningPhrases.at(words, at, Position.OPENER, Position.ANYWHERE);
            return said != null && said.meaning() == ReplyMeaning.MAYBE;
        });
    }

    /** Whether words that say just that stand somewhere: "I'm coming", "can't make it". */
    private static boolean isSaid(List<String> words, ReplyMeaning meaning) {
        return isLate(words)
                || IntStream.range(0, words.size())
                        .mapToObj(at -> MeaningPhrases.somewhere(words, at))
                        .anyMatch(found -> found != null && found.meaning() == meaning && found.length() > 1);
    }

    /** "No no, I'm coming". */
    private static Optional<Reading> insisted(String text) {
        return Explanation.insists(text)
                        && !WithdrawalWords.isOfTrouble(text)
                        && !isSaid(WordPhrase.words(text), ReplyMeaning.NO)
                ? Optional.of(new Reading(ReplyMeaning.YES, true))
                : Optional.empty();
    }

    /** "I'll tell our Denise", "I'll be there around eleven", with nothing against it. */
    private static Optional<Reading> promised(String text, List<String> words) {
        return isShort(words)
                        && (PROMISES.isIn(words) || COMES_AT.isIn(words))
                        && !WordPhrase.asks(text)
                        // "N all" is "and all".
                        && !NEGATIONS.isIn(COMES_AT.without(PROMISES.without(words)).stream()
                                .filter(word -> word.length() > 1)
                                .toList())
                        && !UNDECIDED.isIn(words)
                        && !ConditionWords.isConditional(text, words)
                        && DenialWords.behindDegree(text).isEmpty()
                ? Optional.of(new Reading(ReplyMeaning.YES, true))
                : Optional.empty();
    }

    /** "I only have 12 followers but ok", "can't get up earlier, so perfect", where nothing in front of that refuses. */
    private static Optional<Reading> concluded(String text, List<String> words) {
        return IntStream.range(1, words.size())
                .filter(at -> CONCLUDES.longest(words, at) == words.size() - at)
                .limit(1)
                .filter(at -> isShort(words) && !WordPhrase.asks(text) && !ConditionWords.isConditional(text, words))
                .mapToObj(at -> readFirst(String.join(" ", words.subList(0, at))))
                .filter(front ->
                        front.filter(said -> said.meaning() != ReplyMeaning.YES).isEmpty())
                .map(front -> new Reading(ReplyMeaning.YES, true))
                .findFirst();
    }

    /** Whether a text complains of what does not work. */
    static boolean isOfFault(List<String> words) {
        return BROKEN.isIn(words);
    }

    /** Whether a text promises to tell others, and nothing else is said by that. */
    static boolean isPromised(List<String> words) {
        return PROMISES.isIn(words);
    }

    /** "Cancel everything but the picnic" is no plain no: what it leaves out stands behind it. */
    private static boolean isAllBut(List<String> words) {
        return IntStream.range(0, words.size())
                .anyMatch(at -> NO_ALL.longest(words, at) > 0
                        && EXCEPT.isIn(words.subList(at + NO_ALL.longest(words, at), words.size())));
    }

    /** "I'm not much good at quizzes, but I'll come". */
    private static Optional<Reading> besideDegree(String text) {
        return DenialWords.behindDegree(text)
                .flatMap(ReplyWords::readFirst)
                .filter(reading -> reading.meaning() == ReplyMeaning.YES && reading.sure());
    }

    /**
     * "Yes, we may come", "ok, the litter pick is off for me", "NO I'm NOT coming": what a perhaps or a no behind a mere word means,
     * where that word only nods, or says the same.
     */
    private static Optional<Reading> behindYes(String text) {
        List<String> words = WordPhrase.words(text);
        int from = MeaningPhrases.behind(words, 0, at -> Math.max(AND.longest(words, at), OPENINGS.longest(words, at)));
        Found first =
                from == words.size() || WordPhrase.asks(text) ? null : MeaningPhrases.at(words, from, Position.OPENER);
        int nod = from == words.size() ? 0 : NODS.longest(words, from);
        int rest = from + Math.max(nod, first == null ? 0 : first.length());
        if (first == null && nod == 0 || rest == words.size() || rest - from > MOST_NODDING) {
            return Optional.empty();
        }
        boolean no = first != null && first.meaning() == ReplyMeaning.NO;
        boolean mere = rest - from == 1;
        String said = behind(text, rest);
        // "Yes, perhaps with my sister" doubts only with whom.
        boolean plain = mere && first != null && first.meaning() == ReplyMeaning.YES && !Companions.isIn(said);
        return readFirst(said).filter(Reading::sure).filter(reading -> switch (reading.meaning()) {
            case MAYBE -> plain;
            case NO -> no ? mere : nod > 0;
            default -> false;
        });
    }

    /** "Tomorrow already? That's too short notice for me": a no behind what only wonders at what was told. */
    private static Optional<Reading> behindEcho(String text) {
        Matcher echo = ECHO.matcher(text);
        return echo.matches()
                        && WordPhrase.words(echo.group(1)).size() <= MOST_NODDING
                        && !QUESTION_WORDS.isIn(WordPhrase.words(echo.group(1)))
                        && EventInquiry.among(echo.group(1)).isEmpty()
                ? readFirst(echo.group(2)).filter(Reading::sure).filter(reading -> reading.meaning() == ReplyMeaning.NO)
                : Optional.empty();
    }

    /** "I'd love to, but I have the school pickup then": what stands behind says why not. */
    private static Optional<Reading> courteously(String text, List<String> words) {
        return COURTEOUS.isIn(words)
                        && !WordPhrase.asks(text)
                        && LikelyAnswer.yesOrNo(ReplyResemblance.standard(), text)
                                .equals(Optional.of(ReplyKind.NO))
                ? Optional.of(new Reading(ReplyMeaning.NO, true))
                : Optional.empty();
    }

    /** "On nights on Friday, so I'll be dead. Maybe": a sentence of its own at the end that says perhaps. */
    private static Optional<Reading> atLast(String text) {
        List<String> sentences = Clauses.sentences(text).toList();
        List<String> last = sentences.size() < 2 ? List.of() : WordPhrase.words(sentences.get(sentences.size() - 1));
        return !last.isEmpty()
                        && MAYBE_ALONE.longest(last, 0) == last.size()
                        && !WordPhrase.asks(text)
                        && isShort(WordPhrase.words(text))
                ? Optional.of(new Reading(ReplyMeaning.MAYBE, true))
                : Optional.empty();
    }

    /** The text behind so many of its words. */
    private static String behind(String text, int words) {
        int at = IntStream.rangeClosed(0, text.length())
                .filter(end -> end == text.length() || !Character.isLetterOrDigit(text.charAt(end)))
                .filter(end -> WordPhrase.words(text.substring(0, end)).size() >= words)
                .findFirst()
                .orElse(text.length());
        return BETWEEN_CLAUSES.matcher(text.substring(at)).replaceFirst("");
    }

    /** "I'm not coming, well yes". */
    private static Optional<Reading> secondThought(String text) {
        return SecondThought.of(text).flatMap(thought -> readFirst(thought.first())
                .filter(first -> first.meaning() != thought.meaning())
                .map(first -> new Reading(thought.meaning(), true)));
    }

    private static Optional<Reading> readFirst(String text) {
        return EventInquiry.beside(text)
                .flatMap(ReplyWords::readAll)
                .filter(said -> said.meaning() == ReplyMeaning.YES)
                .or(() -> readAll(text))
                .map(said -> said.meaning() == ReplyMeaning.NO && endsInPerhaps(text)
                        ? new Reading(ReplyMeaning.NO, false)
                        : said);
    }

    /** "Can't do early mornings, maybe" takes half of its no back. */
    private static boolean endsInPerhaps(String text) {
        List<String> words = WordPhrase.words(MeaningPhrases.withoutPictures(text));
        int last = words.size() - 1;
        return last > 1
                && (MAYBE_ALONE.longest(words, last) == 1
                        || PERHAPS.contains(String.join(" ", words.subList(last - 1, last + 1))));
    }

    private static Optional<Reading> readAll(String written) {
        // "My daughter won't after all" says nothing of who writes, and "no messages on Saturdays" nothing of an event.
        if (WordPhrase.words(written).size() > MOST_WORDS
                || Companions.isFewer(written)
                || QuietWish.besidesTimes(written).findAny().isPresent()) {
            return Optional.empty();
        }
        if (Companions.isAloneInstead(written) || comesWithFewer(written)) {
            return Optional.of(new Reading(ReplyMeaning.YES, true));
        }
        String text = MeaningPhrases.withoutPictures(withoutRemarks(written));
        List<String> words = WordPhrase.words(text);
        if (words.isEmpty()) {
            return Optional.empty();
        }
        Found whole = MeaningPhrases.at(words, 0, Position.OPENER, Position.ALONE);
        if (whole != null && whole.length() == words.size()) {
            return Optional.of(new Reading(whole.meaning(), !WordPhrase.asks(text) && !isLament(words)));
        }
        if (isWail(text, words) || OpenQuestion.asksWhy(words)) {
            return Optional.empty();
        }
        if (isLament(words)) {
            return Optional.of(new Reading(ReplyMeaning.NO, false));
        }
        if (WithdrawalWords.isKept(text)) {
            return Optional.of(new Reading(
                    ReplyMeaning.YES,
                    !WordPhrase.asks(text) && !MeaningPhrases.denies(WithdrawalWords.KEPT.without(words), 0)));
        }
        if (OfferRefusal.isIn(text)) {
            return Optional.of(new Reading(ReplyMeaning.NO, true));
        }
        if (WithdrawalWords.isOfTrouble(text) && isUndecided(words)) {
            return Optional.of(new Reading(ReplyMeaning.MAYBE, !WordPhrase.asks(text)));
        }
        if (WithdrawalWords.isCancelled(words) || WithdrawalWords.isOfKin(words)) {
            return Optional.of(new Reading(ReplyMeaning.NO, !WordPhrase.asks(text)));
        }
        if (ConditionWords.isConditional(text, words)) {
            if (isNoAsItIs(written)) {
                return Optional.of(new Reading(ReplyMeaning.NO, true));
            }
            return Optional.of(new Reading(ReplyMeaning.MAYBE, !WordPhrase.asks(text) && isShort(words)));
        }
        Optional<Reading> said = reading(text, words)
                .or(() -> ofClauses(text))
                .or(() -> ConditionWords.isPlainSi(text)
                                && !WordPhrase.asks(text)
                                && isShort(words)
                                && !NEGATIONS.isIn(words)
                                && !DoubtWords.isDoubted(words, 1)
                        ? Optional.of(new Reading(ReplyMeaning.YES, true))
                        : Optional.empty());
        // "Ich komme nicht vor 7" denies no coming.
        String punctual = isLate(words) ? String.join(" ", LATE.without(words)) : text;
        if (said.filter(reading -> reading.meaning() != ReplyMeaning.YES).isEmpty()
                && DenialWords.isDenied(punctual, false)) {
            return Optional.of(new Reading(ReplyMeaning.NO, !WordPhrase.asks(text) && isShort(words)));
        }
        if (DenialWords.isDenied(punctual, true)) {
            return said.map(
                    reading -> new Reading(reading.meaning(), reading.sure() && reading.meaning() != ReplyMeaning.YES));
        }
        if (said.filter(reading -> reading.meaning() == ReplyMeaning.NO && reading.sure())
                        .isPresent()
                && DenialWords.isOfMore(words)) {
            return Optional.of(new Reading(ReplyMeaning.NO, false));
        }
        if (said.filter(reading -> reading.meaning() == ReplyMeaning.NO).isPresent()
                && (isNoApart(text) || isNoTwice(text) || isNoAmongOthers(text))) {
            return Optional.of(new Reading(ReplyMeaning.NO, true));
        }
        if (said.isEmpty() && REGRETS.begin(words, COURTESIES) && !WordPhrase.asks(text)) {
            return Optional.of(new Reading(ReplyMeaning.NO, DayWords.isIn(words)));
        }
        // "Perhaps my sister can" is no perhaps of who writes it.
        return said.filter(reading -> reading.meaning() != ReplyMeaning.MAYBE || !Companions.isOfSomebodyElse(text));
    }

    /** Whether a text says nothing but why somebody can't come on a day. */
    static boolean regrets(String text) {
        List<String> words = WordPhrase.words(text);
        return DayWords.isIn(words)
                && REGRETS.begin(words, COURTESIES)
                && read(text).equals(Optional.of(new Reading(ReplyMeaning.NO, true)));
    }

    /** "No. I said I won't pass it on. Nobody told me.": a sentence of its own that refuses, and nothing behind it that agrees or asks. */
    private static boolean isNoApart(String text) {
        List<String> sentences = Clauses.sentences(text).toList();
        List<String> first = WordPhrase.words(sentences.get(0));
        Found no = MeaningPhrases.at(first, 0, Position.OPENER);
        return sentences.size() > 1
                && no != null
                && no.length() == first.size()
                && no.meaning() == ReplyMeaning.NO
                && !WordPhrase.asks(text)
                && sentences.stream()
                        .skip(1)
                        .flatMap(sentence -> readAll(sentence).stream())
                        .allMatch(reading -> reading.meaning() == ReplyMeaning.NO);
    }

    /** "If it were light, yes. But like this rather not": the condition is not met. */
    private static boolean isNoAsItIs(String text) {
        List<String> sentences = Clauses.sentences(text).toList();
        String last = sentences.get(sentences.size() - 1);
        return sentences.size() > 1
                && !WordPhrase.asks(text)
                && BUT.longest(WordPhrase.words(last), 0) > 0
                && readAll(last).equals(Optional.of(new Reading(ReplyMeaning.NO, true)));
    }

    /** "My daughter has a fever. We can't come to the fair": a sentence that says it, among others that say nothing to it. */
    private static boolean isNoAmongOthers(String text) {
        List<String> sentences = Clauses.sentences(text).toList();
        List<Reading> said = sentences.size() < 2 || WordPhrase.asks(text)
                ? List.of()
                : sentences.stream()
                        .flatMap(sentence -> readAll(sentence).stream())
                        .distinct()
                        .toList();
        return said.equals(List.of(new Reading(ReplyMeaning.NO, true)))
                && isSaid(WordPhrase.words(text), ReplyMeaning.NO);
    }

    /** "Nee, ik kom zondag niet": what follows a mere no is no more than that no. */
    private static boolean isNoTwice(String text) {
        return DenialWords.behindMereNo(text)
                .flatMap(ReplyWords::readAll)
                .equals(Optional.of(new Reading(ReplyMeaning.NO, true)));
    }

    /** "I'm still coming, just not my wife": who writes comes all the same. */
    static boolean comesWithFewer(String text) {
        String own = Companions.withoutFewer(text);
        return !own.equals(text)
                && readAll(own)
                        .filter(said -> said.meaning() == ReplyMeaning.YES)
                        .isPresent();
    }

    /** Without what denies something else than coming or taking part: "no te preocupes", "I can't eat gluten, but I'll come". */
    private static String withoutRemarks(String text) {
        return Clauses.marked(text)
                .map(clause -> {
                    List<String> words = WordPhrase.words(clause);
                    List<String> rest = isRemark(words) || isOfAnother(clause, words, text)
                            ? List.of()
                            : DenialWords.withoutOthers(words);
                    return rest.size() == words.size() ? clause : String.join(" ", rest) + marks(clause);
                })
                .collect(Collectors.joining(" "))
                .strip();
    }

    /** "Pat can't come now, she has the flu": somebody by name, of whom more is said beside it. */
    private static boolean isOfAnother(String clause, List<String> words, String text) {
        return words.size() > 1
                && ABSENT.longest(words, 1) > 0
                && NAME.matcher(clause).lookingAt()
                && DayWords.lengthAt(words, 0) == 0
                && MeaningPhrases.skipped(words) == 0
                && SOMEBODY.isIn(WordPhrase.words(text));
    }

    /** "Oh no", "oh no, what a pity for the museum": what has happened is regretted, and nothing refused, by these words alone. */
    private static boolean isLament(List<String> words) {
        int end = LAMENTS.longest(words, 0);
        return end > 0
                && (end == words.size() || PITIES.isIn(words))
                && IntStream.range(end, words.size()).allMatch(at -> MeaningPhrases.somewhere(words, at) == null);
    }

    /** "Noooo my bike": a long no over something of one's own, and no other answer, refuses nothing. */
    private static boolean isWail(String text, List<String> words) {
        return words.size() > 1
                && OpenQuestion.isLongNo(words.get(0))
                && OVER.longest(words, 1) > 0
                && !WithdrawalWords.isOfTrouble(text)
                && IntStream.range(1, words.size()).allMatch(at -> MeaningPhrases.somewhere(words, at) == null);
    }

    private static String marks(String clause) {
        return WordPhrase.asks(clause) ? "?" : ", ";
    }

    private static boolean isRemark(List<String> clause) {
        int from = MeaningPhrases.skipped(clause);
        return from < clause.size()
                && MeaningPhrases.isMereNo(clause, from)
                && DenialWords.isOfItsVerb(clause, from)
                && inside(clause, from, false).isEmpty()
                && !isLate(clause)
                && !WithdrawalWords.KEPT.isIn(clause)
                && !OfferRefusal.isOfOneThing(String.join(" ", clause));
    }

    /** Whether so few words say it that they say nothing more; courtesies make nothing longer. */
    static boolean isShort(List<String> words) {
        return words.size() <= SURE_WORDS || COURTESIES.without(words).size() <= SURE_WORDS;
    }

    /** "I can't, I have work": what one clause says by itself, where no other says anything else. */
    private static Optional<Reading> ofClauses(String text) {
        List<String> clauses = Clauses.marked(text).toList();
        List<Reading> said = clauses.size() == 1
                ? List.of()
                : clauses.stream()
                        .flatMap(clause -> reading(clause, WordPhrase.words(clause)).stream())
                        .distinct()
                        .toList();
        return said.size() == 1 ? Optional.of(said.get(0)) : Optional.empty();
    }

    private static Optional<Reading> reading(String text, List<String> words) {
        if (DenialWords.isDeniedOrMore(words)) {
            return byClauses(text);
        }
        int from = MeaningPhrases.beginning(words);
        Optional<Reading> said = from == words.size()
                ? Optional.empty()
                : sentence(words, from, clauseEnd(text, from), WordPhrase.asks(text))
                        .map(reading ->
                                ConditionWords.conditional(reading, behindBeginning(ConditionWords.withoutYes(text))));
        if (isLate(words)) {
            // "I can't be there before 7" denies nothing else.
            boolean denied = MeaningPhrases.denies(LATE.without(words), 0);
            ReplyMeaning meaning = denied ? ReplyMeaning.NO : ReplyMeaning.YES;
            return Optional.of(new Reading(meaning, meaning == ReplyMeaning.YES && !WordPhrase.asks(text)));
        }
        boolean counts = Companions.isCount(text) || Companions.isAlone(text);
        return counts && isPlainly(said, words) || Companions.isCorrection(text)
                ? Optional.of(new Reading(ReplyMeaning.YES, !WordPhrase.asks(text)))
                : said;
    }

    private static List<String> behindBeginning(String text) {
        List<String> words = WordPhrase.words(text);
        return words.subList(MeaningPhrases.beginning(words), words.size());
    }

    /** Where a comma parts them, each says what it says; else it is asked which was meant. */
    private static Optional<Reading> byClauses(String text) {
        List<Reading> said = Clauses.of(text)
                .filter(clause -> !DenialWords.isDeniedOrMore(WordPhrase.words(clause)))
                .flatMap(clause -> readAll(clause).stream())
                .toList();
        return said.size() > 1 && said.stream().distinct().count() == 1
                ? Optional.of(said.get(0))
                : Optional.of(new Reading(ReplyMeaning.NO, false));
    }

    /** Where the clause ends, in words, that the word at this place is in. */
    private static int clauseEnd(String text, int at) {
        int end = 0;
        for (String clause : Clauses.marked(text).toList()) {
            end += WordPhrase.words(clause).size();
            if (end > at) {
                break;
            }
        }
        return end;
    }

    /** Whether a text says that they come later than asked: they do come. */
    static boolean isLate(List<String> words) {
        return LATE.isIn(words);
    }

    /** Whether a text says only this, and no yes of its own: "yes, but I'll be late" has one. */
    static boolean isOnlyLate(List<String> words) {
        List<String> rest = LATE.without(words);
        int from = MeaningPhrases.beginning(rest);
        return isLate(words)
                && !COMES_AT.isIn(words)
                && (from == rest.size()
                        || sentence(rest, from, rest.size(), false)
                                .filter(reading -> reading.meaning() == ReplyMeaning.YES)
                                .isEmpty());
    }

    /** Whoever says how many come does come, also after a "no, only two": but not where more is said against it. */
    private static boolean isPlainly(Optional<Reading> said, List<String> words) {
        return said.map(Reading::meaning)
                        .filter(meaning -> meaning != ReplyMeaning.YES && meaning != ReplyMeaning.NO)
                        .isEmpty()
                && IntStream.range(0, words.size())
                        .mapToObj(at -> MeaningPhrases.somewhere(words, at))
                        .noneMatch(found -> found != null && found.meaning() != ReplyMeaning.YES);
    }

    /** @param clause where the clause that it begins with ends */
    private static Optional<Reading> sentence(List<String> words, int from, int clause, boolean asks) {
        if (isOfAnotherLanguage(words, from)) {
            return inside(words, from, asks);
        }
        Found whole = MeaningPhrases.at(words, from, Position.OPENER, Position.ALONE);
        Found first = whole != null && whole.length() + from == words.size()
                ? whole
                : MeaningPhrases.at(words, from, Position.OPENER);
        if (first == null) {
            return inside(words, from, asks);
        }
        // "No voy a ir" and "I will not come" begin with a word that means less, or the opposite.
        Found longer = MeaningPhrases.somewhere(words, from);
        if (longer != null && longer.length() > first.length()) {
            first = longer;
        }
        int rest = from + first.length();
        if (rest < clause
                && MeaningPhrases.isMereNo(words, from)
                && first.length() == 1
                && DenialWords.isOfItsVerb(words, from)) {
            return inside(words, rest, asks).map(reading -> new Reading(reading.meaning(), false));
        }
        // "Maybe I can't come": what is doubted in the same clause contradicts nothing.
        int said = first.meaning() == ReplyMeaning.MAYBE ? Math.max(rest, clause) : rest;
        boolean contrary = says(words, said, first.meaning()) || DoubtWords.isDoubted(words, rest);
        return Optional.of(new Reading(first.meaning(), !contrary && !asks && isShort(words)));
    }

    /** "Ne vous arrêtez pas" and "no carro" begin with a no of other languages, and a common word of their own. */
    private static boolean isOfAnotherLanguage(List<String> words, int at) {
        String word = words.get(at);
        return words.size() - at > 1
                && WrittenLanguage.of(String.join(" ", words))
                        .filter(language -> WrittenLanguage.isCommon(language, WordPhrase.read(word))
                                && OPENERS.getOrDefault(language, Phrases.NONE).longest(words, at) == 0)
                        .isPresent();
    }

    /** The one thing that is said somewhere in the middle. */
    private static Optional<Reading> inside(List<String> words, int from, boolean asks) {
        List<Found> found = new ArrayList<>();
        int behind = words.size();
        for (int at = from; at < words.size(); ) {
            Found here = MeaningPhrases.somewhere(words, at);
            if (here != null) {
                found.add(here);
                behind = Math.min(behind, at + here.length());
            }
            if (here != null && here.meaning() == ReplyMeaning.YES && DenialWords.isNegated(words, at)) {
                found.add(new Found(ReplyMeaning.NO, 0));
            }
            at += here == null ? 1 : here.length();
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        boolean plain = !asks && isShort(words);
        Set<ReplyMeaning> said = found.stream().map(Found::meaning).collect(Collectors.toSet());
        // "I'll come by perhaps": a perhaps beside a yes is what is said.
        return said.equals(WEAKENED)
                ? Optional.of(new Reading(ReplyMeaning.MAYBE, plain))
                : Optional.of(new Reading(
                        found.get(0).meaning(), plain && !DoubtWords.isDoubted(words, behind) && said.size() == 1));
    }

    /** What a text surely says of coming, or not: in words that are said of nothing but that. */
    static Optional<ReplyMeaning> attends(String text) {
        List<String> words = WordPhrase.words(text);
        return (Slip.isToPassOn(text) ? Optional.<Reading>empty() : read(text))
                .filter(Reading::sure)
                .map(Reading::meaning)
                .filter(meaning -> WithdrawalWords.isKept(text) || isSaid(words, meaning));
    }

    /** Whether the rest of a sentence says something else than its beginning. */
    private static boolean says(List<String> words, int from, ReplyMeaning meaning) {
        for (int at = from; at < words.size(); ) {
            Found here = MeaningPhrases.somewhere(words, at);
            Found opener = MeaningPhrases.at(words, at, Position.OPENER);
            if (here != null && here.meaning() != meaning
                    || opener != null && opener.meaning() != meaning && opposite(opener.meaning(), meaning)) {
                return true;
            }
            at += here == null ? 1 : here.length();
        }
        return false;
    }

    private static boolean opposite(ReplyMeaning one, ReplyMeaning other) {
        return one == ReplyMeaning.YES && other == ReplyMeaning.NO
                || one == ReplyMeaning.NO && other == ReplyMeaning.YES
                || one == ReplyMeaning.MAYBE;
    }
}
