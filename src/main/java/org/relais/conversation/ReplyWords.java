package org.relais.conversation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.DayWords;
import org.relais.conversation.words.EventInquiry;
import org.relais.conversation.words.OfferRefusal;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.Slip;
import org.relais.conversation.words.VerbalNo;
import org.relais.conversation.words.WordPhrase;
import org.relais.conversation.words.WrittenLanguage;

/**
 * The words people answer with, in every language at once, from {@code replies/<language>.properties}; people mix
 * languages, and no phrase means one thing in one and its opposite in another at the same place of a sentence. A pure
 * function, safe for any number of threads.
 */
final class ReplyWords {
    /** Characters; whoever writes more says more than one such thing. Read of every text before its webhook is answered. */
    private static final int LONGEST_WISH = 160;

    /** A word in a longer text may answer something else: it is asked about. */
    private static final int SURE_WORDS = 14;

    private static final int MOST_WORDS = 30;
    /** Words; a longer one says more than on what it depends. */
    private static final int SHORT_CONDITION = 7;
    /** "Sí, y llevo una tarta": no "si", which is a condition. */
    private static final Pattern PLAIN_SI = Pattern.compile("(?iu)^\\P{L}*s(í|ì|[ií](?=[,;.!]))(?!\\p{L})");

    private static final Pattern CLAUSES = Pattern.compile("(?<=[,.;:!?؟؛،…\\n])");
    /** What parts clauses; a question goes on behind its mark. */
    private static final Pattern PARTING = Pattern.compile("[,.;:!؛،…\\n]+");

    private static final ReplyWords STANDARD = new ReplyWords();
    private static final Map<String, Phrases> DOUBTS = ReplyFiles.phrasesByLanguage("doubt");
    private static final Map<String, Phrases> CONDITIONS = ReplyFiles.phrasesByLanguage("condition");
    private static final List<String> OPENING = Stream.of(ReplyMeaning.values())
            .map(meaning -> meaning.name().toLowerCase(Locale.ROOT))
            .flatMap(name -> Stream.of(name, name + ".anywhere", name + ".end"))
            .toList();
    private static final Map<String, Phrases> OPENERS = ReplyFiles.languages().stream()
            .collect(Collectors.toUnmodifiableMap(
                    language -> language, language -> ReplyFiles.phrases(language, OPENING)));

    private static final List<DeniedComing> DENIED =
            ReplyFiles.languages().stream().map(DeniedComing::of).toList();

    private final Map<ReplyMeaning, Phrases> openers = new EnumMap<>(ReplyMeaning.class);
    private final Map<ReplyMeaning, Phrases> alone = new EnumMap<>(ReplyMeaning.class);
    private final Map<ReplyMeaning, Phrases> anywhere = new EnumMap<>(ReplyMeaning.class);
    private final Map<ReplyMeaning, Phrases> ends = new EnumMap<>(ReplyMeaning.class);
    private final Map<DialogueWord, Phrases> dialogue = new EnumMap<>(DialogueWord.class);
    private final Map<CallReport, Phrases> reports = new EnumMap<>(CallReport.class);
    private final Phrases enough;
    private final Phrases kept;
    private final Phrases agree;
    private final Phrases formal;
    private final Phrases own;
    private final Phrases told;
    private final Phrases doubts;
    private final Phrases buts;
    private final Phrases limiting;
    private final Phrases negations;
    private final Phrases takingBack;
    private final Phrases changing;
    private final Phrases openings;
    private final Phrases saidYes;
    private final Phrases politeness;
    private final Phrases conditions;
    private final Phrases noConditions;
    private final Phrases weather;
    private final Phrases elsewhere;
    private final Phrases abilities;
    private final Phrases cancelling;
    private final Phrases kin;
    private final Phrases kinDenied;
    private final Phrases trouble;
    private final Phrases coming;
    private final Phrases noNegations;
    private final Phrases tails;
    private final Phrases lists;
    private final Phrases late;
    private final Phrases limits;
    private final Phrases forever;
    private final Phrases endings;
    private final Phrases contacts;

    /**
     * What a text says.
     *
     * @param sure false when it says more than that, or the opposite as well: to be asked about, not to act upon
     */
    record Reading(ReplyMeaning meaning, boolean sure) {}

    /** What is said of coming in one language, and what denies it behind: anything, or the last word of a clause. */
    private record DeniedComing(Phrases coming, Phrases denials, Phrases last, Phrases fill) {
        static DeniedComing of(String language) {
            return new DeniedComing(
                    ReplyFiles.phrases(language, List.of("yes.anywhere", "yes.end", "come")),
                    ReplyFiles.phrases(language, "denial"),
                    ReplyFiles.phrases(language, "denial.last"),
                    ReplyFiles.phrases(language, "denial.fill"));
        }

        boolean isIn(List<String> clause, boolean perhaps, BiPredicate<List<String>, Integer> saysMore) {
            for (int at = 0; at < clause.size(); ) {
                // "Je viens pas tout seul" is a phrase of its own.
                int length = coming.longest(clause, at);
                if (length > 0 && isBehind(clause, at + length, perhaps, saysMore)) {
                    return true;
                }
                at += Math.max(1, length);
            }
            return false;
        }

        private boolean isBehind(
                List<String> clause, int from, boolean perhaps, BiPredicate<List<String>, Integer> saysMore) {
            int at = behind(clause, from, word -> fill.longest(clause, word));
            return at < clause.size()
                    && (denials.longest(clause, at) > 0 && !saysMore.test(clause, at)
                            || perhaps && last.longest(clause, at) > 0
                            || last.longest(clause, at) == clause.size() - at);
        }
    }

    private record Found(ReplyMeaning meaning, int length) {}

    private ReplyWords() {
        for (ReplyMeaning meaning : ReplyMeaning.values()) {
            String name = meaning.name().toLowerCase(Locale.ROOT);
            openers.put(meaning, ReplyFiles.phrases(name));
            alone.put(meaning, ReplyFiles.phrases(name + ".alone"));
            anywhere.put(meaning, ReplyFiles.phrases(name + ".anywhere"));
            ends.put(meaning, ReplyFiles.phrases(name + ".end"));
        }
        for (DialogueWord word : DialogueWord.values()) {
            dialogue.put(word, ReplyFiles.phrases(word.name().toLowerCase(Locale.ROOT)));
        }
        for (CallReport report : CallReport.values()) {
            reports.put(report, ReplyFiles.phrases(report.keys().toList()));
        }
        enough = ReplyFiles.phrases("enough");
        kept = ReplyFiles.phrases("keep");
        agree = ReplyFiles.phrases("agree");
        formal = ReplyFiles.phrases("formal");
        own = ReplyFiles.phrases("call.own");
        told = ReplyFiles.phrases("call.told");
        doubts = ReplyFiles.phrases("doubt");
        buts = ReplyFiles.phrases("doubt.but");
        limiting = ReplyFiles.phrases(List.of("doubt.limit", "ask.word", "condition", "doubt"));
        negations = ReplyFiles.phrases("negation");
        takingBack = ReplyFiles.phrases("take_back");
        changing = ReplyFiles.phrases("change");
        openings = ReplyFiles.phrases("opening");
        politeness = ReplyFiles.phrases("politeness");
        conditions = ReplyFiles.phrases("condition");
        noConditions = ReplyFiles.phrases("condition.not");
        weather = ReplyFiles.phrases("condition.weather");
        elsewhere = ReplyFiles.phrases("no.other");
        abilities = ReplyFiles.phrases("no.more");
        cancelling = ReplyFiles.phrases("cancel");
        kin = ReplyFiles.phrases("kin");
        kinDenied = ReplyFiles.phrases("kin.not");
        trouble = ReplyFiles.phrases("trouble");
        coming = ReplyFiles.phrases(List.of("come", "yes.anywhere", "yes.end"));
        noNegations = ReplyFiles.phrases("negation.not");
        tails = Phrases.of(openings, politeness, ReplyFiles.phrases("which.fill"));
        lists = ReplyFiles.phrases("thing.list");
        late = ReplyFiles.phrases("late");
        limits = ReplyFiles.phrases("call.limit");
        forever = ReplyFiles.phrases("call.forever");
        endings = ReplyFiles.phrases("call.ending");
        contacts = ReplyFiles.phrases("call.contact");
        saidYes = ReplyFiles.phrases("call.yes");
    }

    static ReplyWords standard() {
        return STANDARD;
    }

    /**
     * What a text says to an open question; empty when it says nothing to it, or is too long to be an answer. "Me apunto, ¿a
     * qué hora?" is a yes: what is asked beside it, it does not ask.
     */
    Optional<Reading> read(String text) {
        return EventInquiry.beside(text)
                .flatMap(this::readAll)
                .filter(said -> said.meaning() == ReplyMeaning.YES)
                .or(() -> readAll(text));
    }

    private Optional<Reading> readAll(String written) {
        if (WordPhrase.words(written).size() > MOST_WORDS) {
            return Optional.empty();
        }
        String text = withoutRemarks(written);
        List<String> words = WordPhrase.words(text);
        if (words.isEmpty()) {
            return Optional.empty();
        }
        Found whole = at(words, 0, openers, alone);
        if (whole != null && whole.length() == words.size()) {
            return Optional.of(new Reading(whole.meaning(), !WordPhrase.asks(text)));
        }
        if (isKept(text)) {
            return Optional.of(
                    new Reading(ReplyMeaning.YES, !WordPhrase.asks(text) && !denies(kept.without(words), 0)));
        }
        if (OfferRefusal.isIn(text)) {
            return Optional.of(new Reading(ReplyMeaning.NO, true));
        }
        if (isCancelled(words) || isOfKin(words)) {
            return Optional.of(new Reading(ReplyMeaning.NO, !WordPhrase.asks(text)));
        }
        if (isConditional(text, words)) {
            return Optional.of(new Reading(ReplyMeaning.MAYBE, !WordPhrase.asks(text) && words.size() <= SURE_WORDS));
        }
        Optional<Reading> said = reading(text, words)
                .or(() -> ofClauses(text))
                .or(() -> PLAIN_SI.matcher(text).find()
                                && !WordPhrase.asks(text)
                                && words.size() <= SURE_WORDS
                                && !negations.isIn(words)
                                && !isDoubted(words, 1)
                        ? Optional.of(new Reading(ReplyMeaning.YES, true))
                        : Optional.empty());
        // "Ich komme nicht vor 7" denies no coming.
        String punctual = isLate(words) ? String.join(" ", late.without(words)) : text;
        if (said.filter(reading -> reading.meaning() != ReplyMeaning.YES).isEmpty() && isDenied(punctual, false)) {
            return Optional.of(new Reading(ReplyMeaning.NO, !WordPhrase.asks(text) && words.size() <= SURE_WORDS));
        }
        if (isDenied(punctual, true)) {
            return said.map(
                    reading -> new Reading(reading.meaning(), reading.sure() && reading.meaning() != ReplyMeaning.YES));
        }
        if (said.filter(reading -> reading.meaning() == ReplyMeaning.NO && reading.sure())
                        .isPresent()
                && isOfMore(words)) {
            return Optional.of(new Reading(ReplyMeaning.NO, false));
        }
        // "Perhaps my sister can" is no perhaps of who writes it.
        return said.filter(reading -> reading.meaning() != ReplyMeaning.MAYBE || !Companions.isOfSomebodyElse(text));
    }

    /** Without what denies something else than coming or taking part: "no te preocupes", "I can't eat gluten, but I'll come". */
    private String withoutRemarks(String text) {
        return CLAUSES.splitAsStream(text)
                .map(clause -> {
                    List<String> words = WordPhrase.words(clause);
                    List<String> rest = isRemark(words) ? List.of() : withoutOthers(words);
                    return rest.size() == words.size() ? clause : String.join(" ", rest) + marks(clause);
                })
                .collect(Collectors.joining(" "))
                .strip();
    }

    private static String marks(String clause) {
        return WordPhrase.asks(clause) ? "?" : ", ";
    }

    private boolean isRemark(List<String> clause) {
        int from = skipped(clause);
        return from < clause.size()
                && isMereNo(clause, from)
                && isOfItsVerb(clause, from)
                && inside(clause, from, false).isEmpty()
                && !isLate(clause)
                && !kept.isIn(clause)
                && !OfferRefusal.isOfOneThing(String.join(" ", clause));
    }

    /** What follows a no that is a clause of its own, or said twice: "no no, not Saturday"; empty where a text begins with none. */
    Optional<String> behindMereNo(String text) {
        String[] clauses = CLAUSES.split(text, 2);
        List<String> first = WordPhrase.words(clauses[0]);
        if (clauses.length == 2 && first.size() == 1 && isMereNo(first, 0)) {
            return Optional.of(clauses[1]);
        }
        List<String> all = WordPhrase.words(text);
        return all.size() > 2
                        && isMereNo(all.subList(0, 1), 0)
                        && isMereNo(all.subList(1, 2), 0)
                        && (!VerbalNo.isAt(all, 1) || DayWords.lengthAt(all, 2) > 0)
                ? Optional.of(text.strip().split("\\s+", 3))
                        .filter(words -> words.length == 3)
                        .map(words -> words[2])
                : Optional.empty();
    }

    private boolean isMereNo(List<String> words, int at) {
        Found found = at >= words.size() ? null : at(words, at, openers);
        return found != null && found.meaning() == ReplyMeaning.NO && found.length() == 1;
    }

    /** The words without what denies something else than coming or taking part; a longer phrase that answers outweighs it. */
    List<String> withoutOthers(List<String> words) {
        List<String> rest = new ArrayList<>();
        for (int at = 0; at < words.size(); ) {
            int other = elsewhere.longest(words, at);
            Found said = other == 0 ? null : at(words, at, openers, anywhere);
            int length = said != null && said.length() >= other ? 0 : other;
            if (length == 0) {
                rest.add(words.get(at));
            }
            at += Math.max(1, length);
        }
        return rest;
    }

    /** "I can't, I have work": what one clause says by itself, where no other says anything else. */
    private Optional<Reading> ofClauses(String text) {
        List<String> clauses = CLAUSES.splitAsStream(text).toList();
        List<Reading> said = clauses.size() == 1
                ? List.of()
                : clauses.stream()
                        .flatMap(clause -> reading(clause, WordPhrase.words(clause)).stream())
                        .distinct()
                        .toList();
        return said.size() == 1 ? Optional.of(said.get(0)) : Optional.empty();
    }

    /** "No puedo cambiar las ruedas": what can't be done may be something else than coming. */
    private boolean isOfMore(List<String> words) {
        return IntStream.range(0, words.size()).anyMatch(at -> {
            int length = abilities.longest(words, at);
            Found no = length == 0 ? null : at(words, at, anywhere);
            return length > 0 && (no == null || no.length() < length);
        });
    }

    /**
     * "Je vien pas dsl": a word of denial behind a word for coming, however that is spelled, denies it.
     *
     * @param perhaps also where a word that denies at the end of a clause begins the next thing: "voy no te preocupes"
     */
    private boolean isDenied(String text, boolean perhaps) {
        return clauses(text).map(WordPhrase::words).anyMatch(clause -> DENIED.stream()
                .anyMatch(denied -> denied.isIn(clause, perhaps, this::saysMore)));
    }

    /** "Pas de souci" and "plus tard" deny nothing. */
    private boolean saysMore(List<String> words, int at) {
        Found found = at(words, at, openers, anywhere);
        return found != null && found.length() > 1 && found.meaning() != ReplyMeaning.NO
                || noNegations.longest(words, at) > 0;
    }

    private Optional<Reading> reading(String text, List<String> words) {
        if (isDeniedOrMore(words)) {
            return byClauses(text);
        }
        int from = beginning(words);
        Optional<Reading> said = from == words.size()
                ? Optional.empty()
                : sentence(words, from, clauseEnd(text, from), WordPhrase.asks(text))
                        .map(reading -> conditional(reading, words.subList(from, words.size())));
        if (isLate(words)) {
            // "I can't be there before 7" denies nothing else.
            boolean denied = denies(late.without(words), 0);
            ReplyMeaning meaning = denied ? ReplyMeaning.NO : ReplyMeaning.YES;
            return Optional.of(new Reading(meaning, meaning == ReplyMeaning.YES && !WordPhrase.asks(text)));
        }
        return Companions.isCount(text) && isPlainly(said, words) || Companions.isCorrection(text)
                ? Optional.of(new Reading(ReplyMeaning.YES, !WordPhrase.asks(text)))
                : said;
    }

    /** Whether the word that denies a yes may as well begin another: "je viens pas de souci". */
    private boolean isDeniedOrMore(List<String> words) {
        return IntStream.range(0, words.size()).anyMatch(at -> {
            Found no = at(words, at, anywhere, ends);
            int last = no == null ? 0 : at + no.length() - 1;
            Found yes = no == null || no.meaning() != ReplyMeaning.NO || last == at ? null : at(words, last, openers);
            return yes != null
                    && yes.meaning() == ReplyMeaning.YES
                    && yes.length() > 1
                    && !negations.isIn(words.subList(at, last));
        });
    }

    /** Where a comma parts them, each says what it says; else it is asked which was meant. */
    private Optional<Reading> byClauses(String text) {
        List<Reading> said = clauses(text)
                .filter(clause -> !isDeniedOrMore(WordPhrase.words(clause)))
                .flatMap(clause -> readAll(clause).stream())
                .toList();
        return said.size() > 1 && said.stream().distinct().count() == 1
                ? Optional.of(said.get(0))
                : Optional.of(new Reading(ReplyMeaning.NO, false));
    }

    private static Stream<String> clauses(String text) {
        return Arrays.stream(PARTING.split(text));
    }

    /** "Yes, if I can leave work" is a perhaps, and so is "if it rains I won't come"; "even if it rains" is none. */
    private Reading conditional(Reading reading, List<String> words) {
        List<String> rest = noConditions.without(words);
        boolean answers = reading.meaning() == ReplyMeaning.YES || reading.meaning() == ReplyMeaning.NO;
        if (answers && weather.isIn(rest)) {
            return new Reading(ReplyMeaning.MAYBE, words.size() <= SURE_WORDS);
        }
        // "If she is ill I can't come" is no no, and "if my mother is better I'll come" no yes.
        int first = answers && !rest.isEmpty() ? conditions.longest(rest, 0) : 0;
        Found opener = first == 0 ? null : at(rest, 0, openers, anywhere);
        if (first > 0 && (opener == null || opener.length() < first)) {
            return new Reading(ReplyMeaning.MAYBE, reading.sure());
        }
        if (reading.meaning() != ReplyMeaning.YES) {
            return reading;
        }
        return IntStream.range(1, rest.size())
                .filter(at -> conditions.longest(rest, at) > 0)
                .mapToObj(at -> new Reading(
                        ReplyMeaning.MAYBE,
                        words.size() <= SURE_WORDS && !denies(rest, at + conditions.longest(rest, at))))
                .findFirst()
                .orElse(reading);
    }

    private boolean denies(List<String> words, int from) {
        return IntStream.range(from, words.size())
                .mapToObj(at -> at(words, at, openers, anywhere))
                .anyMatch(found -> found != null && found.meaning() == ReplyMeaning.NO);
    }

    /** Where the clause ends, in words, that the word at this place is in. */
    private static int clauseEnd(String text, int at) {
        int end = 0;
        for (String clause : CLAUSES.split(text)) {
            end += WordPhrase.words(clause).size();
            if (end > at) {
                break;
            }
        }
        return end;
    }

    /** Whether something that may be come to is given up: "annulez le repas"; what is said of our lists and messages is not. */
    private boolean isCancelled(List<String> words) {
        return !lists.isIn(words)
                && IntStream.range(0, words.size())
                        .anyMatch(at -> cancelling.longest(words, at) > 0 && !isNegated(words, at));
    }

    /** "I am her son, she can't come": who writes says it for whom we write to. */
    private boolean isOfKin(List<String> words) {
        return kin.isIn(words) && kinDenied.isIn(words);
    }

    /** "If I feel better I'll come", and "I'll come if my boss lets me". */
    private boolean isConditional(String text, List<String> words) {
        if (PLAIN_SI.matcher(text).find() || Companions.isIn(text)) {
            return false;
        }
        List<String> rest = noConditions.without(words);
        // "Se lo mandé" is no Italian.
        Phrases ifs = WrittenLanguage.of(text)
                .map(language -> CONDITIONS.getOrDefault(language, Phrases.NONE))
                .orElse(conditions);
        int from = skipped(rest);
        int first = from == rest.size() ? 0 : ifs.longest(rest, from);
        if (first > 0) {
            Found yes = at(rest, from, openers, anywhere);
            boolean whole = rest.size() - from <= SHORT_CONDITION && (yes == null || first > 2);
            List<String> more = rest.subList(from + first, rest.size());
            return (first > 2 || !more.isEmpty())
                    && (yes == null || yes.length() < first)
                    && (whole || coming.isIn(more));
        }
        int come = IntStream.range(from, rest.size())
                .filter(at -> coming.longest(rest, at) > 0)
                .findFirst()
                .orElse(rest.size());
        return IntStream.range(come + 1, rest.size()).anyMatch(at -> ifs.longest(rest, at) > 0) && !denies(rest, from);
    }

    /** Whether a text denies in one clause that something is given up: "no, cancelo" does not. */
    boolean isKept(String text) {
        return clauses(text).anyMatch(clause -> kept.isIn(WordPhrase.words(clause)));
    }

    /** Whether a text says that they come later than asked: they do come. */
    boolean isLate(List<String> words) {
        return late.isIn(words);
    }

    /** Whether a text says only this, and no yes of its own: "yes, but I'll be late" has one. */
    boolean isOnlyLate(List<String> words) {
        List<String> rest = late.without(words);
        int from = beginning(rest);
        return isLate(words)
                && (from == rest.size()
                        || sentence(rest, from, rest.size(), false)
                                .filter(reading -> reading.meaning() == ReplyMeaning.YES)
                                .isEmpty());
    }

    /** Whoever says how many come does come, also after a "no, only two": but not where more is said against it. */
    private boolean isPlainly(Optional<Reading> said, List<String> words) {
        return said.map(Reading::meaning)
                        .filter(meaning -> meaning != ReplyMeaning.YES && meaning != ReplyMeaning.NO)
                        .isEmpty()
                && IntStream.range(0, words.size())
                        .mapToObj(at -> somewhere(words, at))
                        .noneMatch(found -> found != null && found.meaning() != ReplyMeaning.YES);
    }

    /** @param clause where the clause that it begins with ends */
    private Optional<Reading> sentence(List<String> words, int from, int clause, boolean asks) {
        if (isOfAnotherLanguage(words, from)) {
            return inside(words, from, asks);
        }
        Found whole = at(words, from, openers, alone);
        Found first = whole != null && whole.length() + from == words.size() ? whole : at(words, from, openers);
        if (first == null) {
            return inside(words, from, asks);
        }
        // "No voy a ir" and "I will not come" begin with a word that means less, or the opposite.
        Found longer = somewhere(words, from);
        if (longer != null && longer.length() > first.length()) {
            first = longer;
        }
        int rest = from + first.length();
        if (rest < clause && isMereNo(words, from) && first.length() == 1 && isOfItsVerb(words, from)) {
            return inside(words, rest, asks).map(reading -> new Reading(reading.meaning(), false));
        }
        boolean contrary = says(words, rest, first.meaning()) || isDoubted(words, rest);
        return Optional.of(new Reading(first.meaning(), !contrary && !asks && words.size() <= SURE_WORDS));
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
    private Optional<Reading> inside(List<String> words, int from, boolean asks) {
        List<Found> found = new ArrayList<>();
        int behind = words.size();
        for (int at = from; at < words.size(); ) {
            Found here = somewhere(words, at);
            if (here != null) {
                found.add(here);
                behind = Math.min(behind, at + here.length());
            }
            if (here != null && here.meaning() == ReplyMeaning.YES && isNegated(words, at)) {
                found.add(new Found(ReplyMeaning.NO, 0));
            }
            at += here == null ? 1 : here.length();
        }
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new Reading(
                        found.get(0).meaning(),
                        !asks
                                && words.size() <= SURE_WORDS
                                && !isDoubted(words, behind)
                                && found.stream().map(Found::meaning).distinct().count() == 1));
    }

    /** "No contesta nadie": where the word for no also denies, what follows must be said of answers. */
    private boolean isOfItsVerb(List<String> words, int at) {
        int next = at + 1;
        return next < words.size()
                && at(words, next, openers, alone, anywhere, ends) == null
                && VerbalNo.isAt(words, at);
    }

    /** "Yes, but without the children", "yes, but I leave at 11": nothing is denied, asked or limited behind it. */
    private boolean isMereBut(List<String> words, int at) {
        int but = buts.longest(words, at);
        List<String> rest = words.subList(at + but, words.size());
        return but > 0 && !rest.isEmpty() && !negations.isIn(rest) && !limiting.isIn(rest);
    }

    /** A word that doubts in one language may be an ordinary one of another: "ma sœur". */
    private boolean isDoubted(List<String> words, int from) {
        List<WordPhrase> found = IntStream.range(from, words.size())
                .filter(at -> !isMereBut(words, at))
                .boxed()
                .flatMap(at -> doubts.at(words, at))
                .toList();
        if (found.isEmpty()) {
            return false;
        }
        Optional<String> language = WrittenLanguage.of(String.join(" ", words));
        return found.stream()
                .anyMatch(doubt -> language.isEmpty()
                        || DOUBTS.getOrDefault(language.get(), Phrases.NONE).stream()
                                .anyMatch(doubt::equals)
                        || !WrittenLanguage.isCommon(language.get(), doubt));
    }

    /** What a text surely says of coming, or not: in words that are said of nothing but that. */
    Optional<ReplyMeaning> attends(String text) {
        List<String> words = WordPhrase.words(text);
        return (Slip.isToPassOn(text) ? Optional.<Reading>empty() : read(text))
                .filter(Reading::sure)
                .map(Reading::meaning)
                .filter(meaning -> isLate(words)
                        || isKept(text)
                        || IntStream.range(0, words.size())
                                .mapToObj(at -> somewhere(words, at))
                                .anyMatch(found -> found != null && found.meaning() == meaning && found.length() > 1));
    }

    /** Whether the rest of a sentence says something else than its beginning. */
    private boolean says(List<String> words, int from, ReplyMeaning meaning) {
        for (int at = from; at < words.size(); ) {
            Found here = somewhere(words, at);
            Found opener = at(words, at, openers);
            if (here != null && here.meaning() != meaning
                    || opener != null && opener.meaning() != meaning && opposite(opener.meaning(), meaning)) {
                return true;
            }
            at += here == null ? 1 : here.length();
        }
        return false;
    }

    /** "Ne comptez pas sur moi", "don't count me in": a yes behind a no is neither. */
    private boolean isNegated(List<String> words, int at) {
        List<String> before = noNegations.without(words.subList(Math.max(0, at - 3), at));
        return negations.isIn(before);
    }

    private static boolean opposite(ReplyMeaning one, ReplyMeaning other) {
        return one == ReplyMeaning.YES && other == ReplyMeaning.NO
                || one == ReplyMeaning.NO && other == ReplyMeaning.YES
                || one == ReplyMeaning.MAYBE;
    }

    private @Nullable Found somewhere(List<String> words, int at) {
        Found here = at(words, at, anywhere);
        Found end = at(words, at, ends);
        return end != null && isTail(words, at + end.length()) ? end : here;
    }

    /** Whether nothing more is said from here on: courtesies, days and what joins them. */
    private boolean isTail(List<String> words, int from) {
        return behind(words, from, at -> Math.max(DayWords.lengthAt(words, at), tails.longest(words, at)))
                == words.size();
    }

    /** The word of a dialogue that the whole text is, politeness apart. */
    Optional<DialogueWord> dialogueWord(String text) {
        List<String> words = WordPhrase.words(text);
        return dialogue.entrySet().stream()
                .filter(entry -> entry.getValue().stream().anyMatch(phrase -> isWhole(words, phrase)))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Which of the words belong to a phrase that says something to a question, or to a greeting. */
    boolean[] spoken(List<String> words) {
        boolean[] spoken = new boolean[words.size()];
        for (int at = 0; at < spoken.length; at++) {
            Found here = somewhere(words, at);
            Found opener = at(words, at, openers);
            int length = Math.max(
                    openings.longest(words, at),
                    Math.max(here == null ? 0 : here.length(), opener == null ? 0 : opener.length()));
            Arrays.fill(spoken, at, at + length, true);
        }
        return spoken;
    }

    /**
     * What a text says of somebody who was called. That they wish nothing more is never read from what speaks of the writer
     * as well: that may be their own wish.
     */
    Optional<CallReport> report(String text) {
        List<String> words = WordPhrase.words(text);
        return words.size() > SURE_WORDS
                ? Optional.empty()
                : Stream.of(CallReport.REMOVAL, CallReport.ORIGIN, CallReport.RESULT)
                        .filter(report ->
                                reports.getOrDefault(report, Phrases.NONE).isIn(words))
                        .filter(report ->
                                report != CallReport.REMOVAL || !own.isIn(told.without(words)) && !isLimited(words))
                        .findFirst();
    }

    /** Whether a text speaks of some time only, where it is not said of ever: "not before Monday". */
    private boolean isLimited(List<String> words) {
        return !forever.isIn(words) && (limits.isIn(words) || DayWords.isIn(words));
    }

    /** Whether what somebody who was called has said may be that contact is to end, and not for some time only. */
    boolean mayEndContact(String text) {
        List<String> words = WordPhrase.words(text);
        return !isLimited(words) && (endings.isIn(words) || contacts.isIn(words) && negations.isIn(words));
    }

    /** Whether a text says of somebody who was called that they said yes. */
    boolean saysYes(String text) {
        return saidYes.isIn(WordPhrase.words(text));
    }

    /** Whether a text says how a call went, and nothing else. */
    boolean isResult(String text) {
        List<String> words = WordPhrase.words(text);
        List<String> rest = words.subList(skipped(words), words.size());
        return reports.getOrDefault(CallReport.RESULT, Phrases.NONE).stream().anyMatch(phrase -> isWhole(rest, phrase));
    }

    /** Whether the whole text wishes our questions to end. */
    boolean isEnough(String text) {
        if (text.length() > LONGEST_WISH) {
            return false;
        }
        List<String> words = WordPhrase.words(text);
        List<String> rest = words.subList(skipped(words), words.size());
        return enough.stream().anyMatch(phrase -> isWhole(rest, phrase));
    }

    /** Whether a text puts something off, and denies nothing: "she would like me to call tomorrow". */
    boolean isPutOff(String text) {
        List<String> words = WordPhrase.words(text);
        boolean later = false;
        for (int at = 0; at < words.size(); ) {
            int length = openers.getOrDefault(ReplyMeaning.LATER, Phrases.NONE).longest(words, at);
            if (length == 0 && negations.longest(words, at) > 0) {
                return false;
            }
            later |= length > 0;
            at += Math.max(1, length);
        }
        return later;
    }

    /** Whether a text names the law. */
    boolean isFormal(String text) {
        return formal.isIn(WordPhrase.words(text));
    }

    /** Whether a text agrees, and says nothing that could be read otherwise: "ok, I'd love to". */
    boolean agrees(String text) {
        List<String> words = WordPhrase.words(text);
        boolean open = WordPhrase.asks(text) || doubts.isIn(words);
        return !open && (agreesInAll(words) || agreesAmong(words));
    }

    /** Whether a text agrees, and has no word more. */
    boolean agreesInAll(String text) {
        return !WordPhrase.asks(text) && agreesInAll(WordPhrase.words(text));
    }

    private boolean agreesInAll(List<String> words) {
        boolean agrees = false;
        for (int at = skipped(words); at < words.size(); ) {
            int yes = agree.longest(words, at);
            int length = Math.max(yes, Math.max(openings.longest(words, at), politeness.longest(words, at)));
            Found ok = at(words, at, openers);
            int said = ok != null && ok.meaning() == ReplyMeaning.YES ? Math.max(length, ok.length()) : length;
            if (said == 0) {
                return false;
            }
            agrees |= yes > 0;
            at += said;
        }
        return agrees;
    }

    /** A wish of several words in a sentence that begins with a yes, and has no word of denial. */
    private boolean agreesAmong(List<String> words) {
        boolean yes = read(String.join(" ", words))
                .filter(reading -> reading.sure() && reading.meaning() == ReplyMeaning.YES)
                .isPresent();
        return yes
                && !negations.isIn(words)
                && IntStream.range(0, words.size()).anyMatch(at -> agree.longest(words, at) > 1);
    }

    private boolean isWhole(List<String> words, WordPhrase phrase) {
        int length = phrase.lengthAt(words, 0);
        return length > 0
                && (length == words.size()
                        || politeness.stream()
                                .anyMatch(polite -> polite.lengthAt(words, length) == words.size() - length));
    }

    /** Whether a no takes a yes back: "I can't come any more". */
    boolean takesBack(String text) {
        List<String> words = WordPhrase.words(text);
        return takingBack.isIn(words) || isOfTrouble(text) || isCancelled(words) || isOfKin(words);
    }

    /** Whether a text speaks of somebody who is ill, hurt or has died. */
    boolean isOfTrouble(String text) {
        return trouble.isIn(WordPhrase.words(text));
    }

    /** Whether a text says in a sentence that one does not come or gives something up, and speaks of none of our lists and messages. */
    boolean leaves(String text) {
        List<String> words = WordPhrase.words(text);
        return !lists.isIn(words)
                && !isKept(text)
                && (takingBack.isIn(words)
                        || anywhere.getOrDefault(ReplyMeaning.NO, Phrases.NONE).isIn(words));
    }

    /** Whether it is said in place of what was said before: "in the end I can come". */
    boolean changes(String text) {
        return changing.isIn(WordPhrase.words(text));
    }

    /** Where the sentence begins, once greetings are over: for an answer, which may begin with what greets in another language: "me apunto", "que va". */
    private int beginning(List<String> words) {
        return behind(words, 0, at -> {
            int greeting = openings.longest(words, at);
            Found said = greeting == 0 ? null : at(words, at, openers, anywhere);
            return said != null && said.length() > greeting ? 0 : greeting;
        });
    }

    /** How many words at the beginning greet and answer: "bonjour, oui"; 0 where it doesn't begin with an answer. */
    int answerLength(List<String> words) {
        int from = beginning(words);
        Found answer = from == words.size() ? null : at(words, from, openers, alone);
        return answer == null ? 0 : from + answer.length();
    }

    /** Where the sentence begins, once greetings are over. */
    private int skipped(List<String> words) {
        return behind(words, 0, at -> openings.longest(words, at));
    }

    /** The first place, from one on, where nothing more is passed over; the end when all is. */
    private static int behind(List<String> words, int from, IntUnaryOperator lengthAt) {
        int at = from;
        while (at < words.size()) {
            int length = lengthAt.applyAsInt(at);
            if (length == 0) {
                return at;
            }
            at += length;
        }
        return at;
    }

    @SafeVarargs
    private static @Nullable Found at(List<String> words, int at, Map<ReplyMeaning, Phrases>... lists) {
        return Arrays.stream(ReplyMeaning.values())
                .map(meaning -> new Found(
                        meaning,
                        Stream.of(lists)
                                .mapToInt(list ->
                                        list.getOrDefault(meaning, Phrases.NONE).longest(words, at))
                                .max()
                                .orElse(0)))
                .filter(found -> found.length() > 0)
                .max(Comparator.comparingInt(Found::length))
                .orElse(null);
    }
}
