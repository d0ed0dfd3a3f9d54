package org.relais.conversation;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.conversation.NameReader.Name;
import org.relais.conversation.ReplyWords.Reading;
import org.relais.conversation.likeness.LikelyAnswer;
import org.relais.conversation.likeness.ReplyResemblance;
import org.relais.conversation.words.CallWish;
import org.relais.conversation.words.Clauses;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.DayWords;
import org.relais.conversation.words.EventInquiry;
import org.relais.conversation.words.Explanation;
import org.relais.conversation.words.OfferRefusal;
import org.relais.conversation.words.OpenQuestion;
import org.relais.conversation.words.PhraseCover;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.Pleasantry;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;

/**
 * Reader of answers that name what they are to: "yes to the party, not the market". A thing is named by a word of its title
 * that no other one has. A pure function, safe for any number of threads.
 */
public final class NamedAnswers {
    /** Whoever writes more says more than what is read here. */
    static final int MOST_WORDS = 30;
    /** Words of a clause that may say anything. */
    private static final int FEWEST_BESIDE = 5;

    private static final Phrases TOWARDS = ReplyFiles.phrases("thing.front");
    /** Words that lead to a name. */
    private static final int LONGEST_FRONT = 3;
    /** The same without an article: "sign me up for bingo", unless an answer has the next word too. */
    private static final Phrases LED = ReplyFiles.phrases("thing.led");
    /** In front of a name that a text begins with. */
    private static final Phrases FIRST = ReplyFiles.phrases(List.of("thing.article", "thing.front", "thing.led"));
    /** Between an answer and what leads to a name. */
    private static final Phrases COMES = ReplyFiles.phrases("come.go");

    /** Stands behind what it is said of, in languages that put that first. */
    private static final Phrases OBJECT_VERB = ReplyFiles.phrases("thing.verb");

    /** Words; whoever says more beside what nobody knows may have come to speak of it. */
    private static final int MOST_AROUND = 5;

    /** "I'd love a quiz too" refuses nothing. */
    private static final Phrases ALSO = ReplyFiles.phrases("company.also");

    private static final Phrases NEGATION = ReplyFiles.phrases("negation");
    private static final Phrases NO_THING = ReplyFiles.phrases("thing.none");
    private static final Phrases POLITENESS = ReplyFiles.phrases("politeness");
    private static final Phrases EXCEPT = ReplyFiles.phrases("which.except");
    /** "Né" leaves nothing out where it is "ne", and "ni" refuses as well as what stands before it. */
    private static final Phrases NOR = ReplyFiles.phrases(List.of("negation", "which.neither"));

    private static final Pattern WORDS = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");
    private static final Pattern TOPIC_MARK = Pattern.compile("[?؟]+");
    /** Gives up what is named beside it. */
    private static final String GIVE_UP = "give_up.named";
    /** The same, and nothing where no such thing is known: "the museum, no longer". */
    private static final String GONE = "give_up.gone";
    /** The same, and a stop where it stands alone: "unsubscribe carols". */
    private static final String SIGN_OFF = "give_up.sign_off";
    /** Ends messages about what is named beside it; about nothing it may be a stop. */
    private static final String MESSAGES = "give_up.messages";

    private static final Set<String> GIVING_UP = Set.of("give_up", GIVE_UP, GONE, SIGN_OFF);

    /** What is said against a thing. */
    private static final List<String> SAID_AGAINST = List.of(
            "refuse",
            "refuse.news",
            "refuse.again",
            "no",
            "no.anywhere",
            "no.end",
            "give_up",
            GIVE_UP,
            GONE,
            SIGN_OFF,
            MESSAGES);
    /** The same, and what may stand around it. */
    private static final List<PhraseCover> AGAINST = PhraseCover.ofEveryLanguage(Stream.concat(
                    SAID_AGAINST.stream(), Stream.of("refuse.fill", "which.fill", "change", "opening", "politeness"))
            .toArray(String[]::new));
    /** Words of a title that say what is done: "pass on". */
    private static final int DEED = 2;

    private static final Phrases ITS_OWN = ReplyFiles.phrases("thing.own");
    private static final Phrases ABOUT = ReplyFiles.phrases("thing.about");
    /** Words, from "list" to a name. */
    private static final int MOST_BETWEEN = 4;

    private static final Phrases LISTS = ReplyFiles.phrases("thing.list");
    /** Without any of these nothing is refused by a mere likeness, nor agreed to with one: "love a walk too". */
    private static final Phrases DENYING = ReplyFiles.phrases(
            List.of("negation", "negation.absence", "denial", "no", "no.anywhere", "no.end", "trouble", "give_up"));

    /** Of ten that are so likely nine mean it; what is less likely is asked about. */
    private static final double SURE = 0.8;

    /**
     * A thing that is named.
     *
     * @param title its place among the titles
     * @param meaning what is said to it; null for nothing
     * @param sure false when it is to be asked about
     */
    public record Named(int title, @Nullable ReplyMeaning meaning, boolean sure) {}

    /**
     * All but some.
     *
     * @param meaning what is said to all others
     * @param titles those to which the opposite is said
     */
    public record AllBut(ReplyMeaning meaning, List<Integer> titles) {}

    /**
     * A text with its names taken out.
     *
     * @param titles those that are named, each once
     * @param words the text's, with {@link #NAME} in place of each name
     */
    public record Masked(List<Integer> titles, List<String> words) {
        /** Stands in place of a name. */
        public static final String NAME = "□";

        /** What is said beside the names. */
        public String beside() {
            return words.stream().filter(word -> !word.equals(NAME)).collect(Collectors.joining(" "));
        }

        /** The same without what leads to a name: "to the". */
        public String apart() {
            return IntStream.range(0, words.size())
                    .filter(at -> !words.get(at).equals(NAME) && !leadsToName(at))
                    .mapToObj(words::get)
                    .collect(Collectors.joining(" "));
        }

        private boolean leadsToName(int at) {
            return IntStream.rangeClosed(Math.max(0, at - LONGEST_FRONT), at).anyMatch(from -> {
                int behind = from + TOWARDS.longest(words, from);
                return behind > at && behind < words.size() && words.get(behind).equals(NAME);
            });
        }
    }

    /**
     * What may be named: by a word of its title that no other one has, by what it is ("the survey") where it is the only one
     * of its sort, by its days, and by a word of what else is known of it that names no other thing in any of these ways.
     *
     * @param text such words; its first line is what it is called behind the scenes
     */
    public record Thing(String title, Topic.@Nullable Sort sort, Set<LocalDate> days, String text) {
        public Thing(String title, Topic.@Nullable Sort sort) {
            this(title, sort, Set.of(), "");
        }

        public static Thing of(Topic topic) {
            return topic.text().isEmpty()
                    ? new Thing(topic.title(), topic.sort(), topic.days(), "")
                    : new Thing("", topic.sort(), topic.days(), topic.text());
        }

        private String known() {
            return title + '\n' + text;
        }

        static Thing titled(String title) {
            return new Thing(title, null);
        }

        int dayAt(List<String> typed, int at) {
            return days.stream()
                    .mapToInt(day -> DayWords.lengthAt(typed, at, day))
                    .max()
                    .orElse(0);
        }

        Optional<LocalDate> dayNamed(List<String> typed, int at) {
            return days.stream()
                    .filter(day -> DayWords.lengthAt(typed, at, day) > 0)
                    .min(LocalDate::compareTo);
        }

        /** The same on the days that are not over. */
        public Thing from(LocalDate first) {
            return new Thing(
                    title,
                    sort,
                    days.stream().filter(day -> !day.isBefore(first)).collect(Collectors.toUnmodifiableSet()),
                    text);
        }
    }

    /**
     * What is named, in the order of the text; empty for nothing, and for a long text. When it is, is asked beside that; and "no, not
     * Saturday; Sunday yes" denies what was said before, and not Sunday.
     */
    public List<Named> read(String typed, List<Thing> things) {
        String written =
                withoutTopicMark(Explanation.of(typed).map(Explanation::said).orElse(typed), things);
        Set<String> kinds = OfferRefusal.kinds(written);
        if (!kinds.isEmpty()) {
            return Stream.of(Topic.Sort.values())
                    .filter(sort -> kinds.contains(sort.name().toLowerCase(Locale.ROOT)))
                    .flatMap(sort -> ofSort(things, sort).stream())
                    .map(title -> new Named(title, ReplyMeaning.NO, true))
                    .toList();
        }
        List<Integer> calls = CallWish.isOver(written) ? ofSort(things, Topic.Sort.CALL) : List.of();
        if (calls.size() == 1) {
            return List.of(new Named(calls.get(0), ReplyMeaning.NO, true));
        }
        String behind = WithdrawalWords.withoutPlans(written);
        String plans = written.startsWith(behind) ? "" : written.substring(0, written.length() - behind.length());
        String text = ConditionWords.withoutAccents(
                NameReader.names(NameReader.typed(plans), things).isEmpty() ? behind : written);
        return inAll(text, things)
                .or(() -> besideDegree(text, things))
                .or(() -> besideRefused(text, things))
                .or(() -> SecondThought.of(text).flatMap(thought -> secondThought(thought, things)))
                .or(() -> behindMereNo(text, things))
                .or(() -> inSentences(text, things))
                .or(() -> EventInquiry.beside(text)
                        .map(said -> readAll(said, things))
                        .filter(named -> !named.isEmpty()))
                .or(() -> unread(text, things))
                .orElseGet(() -> readAll(text, things));
    }

    /** What a no in front of several answers denies is none of them, where they differ. */
    private Optional<List<Named>> behindMereNo(String text, List<Thing> things) {
        return DenialWords.behindMereNo(text)
                .map(rest -> besideRefused(rest, things).orElseGet(() -> readAll(rest, things)))
                .filter(named -> named.stream().map(Named::meaning).distinct().count() > 1);
    }

    /** The same of the one thing that is named. */
    private Optional<List<Named>> ofAll(ReplyMeaning meaning, String text, List<Thing> things) {
        return only(text, things).map(title -> List.of(new Named(title, meaning, true)));
    }

    /** "No no, I come to the meeting", "regrettably I dine with my sister on Tuesday": what all of it says of the one thing that it names. */
    private Optional<List<Named>> inAll(String text, List<Thing> things) {
        Optional<ReplyMeaning> said = Explanation.insists(text)
                ? Optional.of(ReplyMeaning.YES)
                : ReplyWords.regrets(text) || isRefusedInAll(text) ? Optional.of(ReplyMeaning.NO) : Optional.empty();
        return said.flatMap(meaning -> ofAll(meaning, text, things));
    }

    /** "Nein, ich komme am Sonntag nicht": a mere no, and more that says no, of one day at most. */
    private static boolean isRefusedInAll(String text) {
        return DenialWords.behindMereNo(text).isPresent()
                && ReplyWords.read(text).equals(Optional.of(new Reading(ReplyMeaning.NO, true)))
                && DayWords.count(NameReader.typed(text)) <= 1;
    }

    /** "I can't sing well but I'll come", "I can't walk far, but I'll come to the museum": to the one thing that is named. */
    private Optional<List<Named>> besideDegree(String text, List<Thing> things) {
        return DenialWords.behindDegree(text)
                .filter(rest -> DenialWords.isOfComing(
                                WordPhrase.words(masked(rest, things).apart()))
                        && readAll(rest, things).stream()
                                .allMatch(named -> named.meaning() == null || named.meaning() == ReplyMeaning.YES))
                .flatMap(rest -> ofAll(ReplyMeaning.YES, text, things));
    }

    /** "The river is too far, my knees. But I'll sign the petition": what each sentence surely says, where together they leave it open. */
    private Optional<List<Named>> inSentences(String text, List<Thing> things) {
        List<String> parts = Clauses.sentences(text).toList();
        if (parts.size() < 2
                || WordPhrase.asks(text)
                || readAll(text, things).stream().allMatch(each -> each.meaning() != null)) {
            return Optional.empty();
        }
        List<List<Named>> sentences = parts.stream()
                .map(sentence -> unread(sentence, things).orElseGet(() -> readAll(sentence, things)))
                .filter(named -> !named.isEmpty())
                .toList();
        List<Named> all = sentences.stream().flatMap(List::stream).toList();
        return sentences.size() > 1 && isSaid(all) && isEachOnce(all) ? Optional.of(all) : Optional.empty();
    }

    /** "Theater doch nicht, habe Besuch": what one clause refuses, where all of it says nothing to the one thing that is named. */
    private Optional<List<Named>> unread(String text, List<Thing> things) {
        List<String> clauses = clauses(text);
        boolean silent = clauses.size() > 1
                && readAll(text, things).stream().allMatch(each -> each.meaning() == null)
                && clauses.stream()
                                .filter(clause -> only(clause, things).isPresent())
                                .count()
                        == 1;
        return silent
                ? IntStream.range(0, clauses.size())
                        .boxed()
                        .flatMap(at -> saidIn(clauses.get(at), things)
                                .or(() -> at + 1 == clauses.size()
                                        ? Optional.empty()
                                        : saidBehind(clauses.get(at), clauses.get(at + 1), things))
                                .stream())
                        .findFirst()
                        .map(List::of)
                : Optional.empty();
    }

    /** "Party: can't" says it, whatever stands in the next clause. */
    private Optional<Named> saidIn(String clause, List<Thing> things) {
        return refused(clause, things)
                .map(title -> new Named(title, ReplyMeaning.NO, true))
                .or(() -> readAll(clause, things).stream().filter(Named::sure).findFirst());
    }

    /** "Party: can't. I'm away": a clause that is nothing but a name, and what the next one says. */
    private static Optional<Named> saidBehind(String clause, String next, List<Thing> things) {
        List<String> typed = NameReader.typed(clause);
        List<Name> names = NameReader.names(typed, things);
        return names.size() == 1 && NameReader.isNothingElse(typed, names)
                ? ReplyWords.read(next)
                        .filter(Reading::sure)
                        .map(said -> new Named(names.get(0).title(), said.meaning(), true))
                : Optional.empty();
    }

    private static List<Integer> ofSort(List<Thing> things, Topic.Sort sort) {
        return IntStream.range(0, things.size())
                .filter(at -> things.get(at).sort() == sort)
                .boxed()
                .toList();
    }

    /** "Carols? Not my thing": with a comma in place of a question mark behind nothing but a name, where nothing else is asked. */
    public static String withoutTopicMark(String text, List<Thing> things) {
        String[] parts = TOPIC_MARK.split(text.strip(), -1);
        if (parts.length != 2 || WordPhrase.words(parts[1]).isEmpty()) {
            return text;
        }
        List<String> first = NameReader.typed(parts[0]);
        List<Name> names = NameReader.names(first, things);
        return names.size() == 1 && NameReader.isNothingElse(first, names) ? parts[0] + ", " + parts[1].strip() : text;
    }

    /** "The fair and the walk, not the lunch", "the fair please, not the lunch": what is named or wished for beside what is refused. */
    private Optional<List<Named>> besideRefused(String text, List<Thing> things) {
        List<String> clauses = clauses(text);
        if (clauses.size() < 2) {
            return Optional.empty();
        }
        List<List<Named>> named =
                clauses.stream().map(clause -> readAll(clause, things)).toList();
        List<Named> all = named.stream().flatMap(List::stream).toList();
        boolean refuses = all.stream().anyMatch(each -> each.meaning() == ReplyMeaning.NO);
        return refuses
                        && isEachOnce(all)
                        && IntStream.range(0, clauses.size())
                                .allMatch(at ->
                                        isSaid(named.get(at)) || isMerelyNamed(clauses.get(at), named.get(at), things))
                ? Optional.of(all.stream()
                        .map(each -> each.meaning() == null ? new Named(each.title(), ReplyMeaning.YES, true) : each)
                        .toList())
                : Optional.empty();
    }

    private static boolean isSaid(List<Named> named) {
        return !named.isEmpty() && named.stream().allMatch(Named::sure);
    }

    private static boolean isEachOnce(List<Named> named) {
        return named.stream().map(Named::title).distinct().count() == named.size();
    }

    /** Of a text that asks nothing. */
    private static List<String> clauses(String text) {
        return WordPhrase.asks(text) ? List.of() : Clauses.of(text).toList();
    }

    /** None of a long text. */
    private static List<Name> names(List<String> typed, List<Thing> things) {
        return typed.size() > MOST_WORDS ? List.of() : NameReader.names(typed, things);
    }

    private static List<Integer> titles(List<Name> names) {
        return names.stream().map(Name::title).distinct().toList();
    }

    private static boolean isMerelyNamed(String clause, List<Named> named, List<Thing> things) {
        List<String> typed = NameReader.typed(clause);
        return !named.isEmpty()
                && named.stream().allMatch(each -> each.meaning() == null)
                && NameReader.isNothingElse(typed, NameReader.names(typed, things));
    }

    /** "I'm not going to the ball, well yes": what was said to the one thing that is named is taken back. */
    private Optional<List<Named>> secondThought(SecondThought thought, List<Thing> things) {
        return Optional.of(readAll(thought.first(), things))
                .filter(named -> named.size() == 1 && named.get(0).meaning() != null)
                .map(named -> List.of(new Named(named.get(0).title(), thought.meaning(), true)));
    }

    private List<Named> readAll(String text, List<Thing> things) {
        List<String> all = DenialWords.withoutReasons(
                NameReader.typed(text), why -> !NameReader.names(why, things).isEmpty());
        List<String> typed = all.size() > MOST_WORDS
                ? List.of()
                : OfferRefusal.isOfOneThing(text) ? all : DenialWords.withoutOthers(all);
        List<Name> names = NameReader.withOthers(typed, things);
        boolean asks = WordPhrase.asks(text)
                || Clauses.of(text).count() == 1 && OpenQuestion.isBegun(text)
                || names.size() == 1
                        && !names.get(0).isOther()
                        && isOfAnother(text, things.get(names.get(0).title()));
        return once(IntStream.range(0, names.size())
                .filter(at -> !names.get(at).isOther())
                .mapToObj(at -> named(
                        names.get(at).title(),
                        NameReadings.reading(typed, names, at),
                        asks || isItsDeed(typed, things.get(names.get(at).title()))))
                .filter(named -> named.meaning() != ReplyMeaning.MAYBE || !Companions.isOfSomebodyElse(text))
                .toList());
    }

    /** "I'll pass on the appeal" does it, where it is called "pass on the appeal", and may as well refuse it: it is asked. */
    private static boolean isItsDeed(List<String> typed, Thing thing) {
        List<String> title = WordPhrase.words(thing.title());
        return thing.sort() == Topic.Sort.SHARE
                && title.size() > DEED
                && MeaningPhrases.at(title, 0, MeaningPhrases.Position.OPENER) != null
                && Collections.indexOfSubList(typed, title.subList(0, DEED)) > 0;
    }

    /**
     * What no phrase reads, of the only thing that is named, by more than its day, and resembles what people say to one; empty
     * where it may be anything.
     */
    public Optional<Named> likely(String text, List<Thing> things) {
        List<String> typed = NameReader.typed(text);
        List<Name> names = typed.size() > MOST_WORDS ? List.of() : NameReader.withOthers(typed, things);
        if (names.size() != 1
                || names.get(0).isOther()
                || things.get(names.get(0).title()).sort() == null
                || DayWords.lengthAt(typed, names.get(0).from()) > 0
                || LISTS.isIn(typed)
                || NameReader.isNothingElse(typed, names)) {
            return Optional.empty();
        }
        Name name = names.get(0);
        return LikelyAnswer.named(
                        ReplyResemblance.standard(),
                        text,
                        typed.subList(0, name.from()),
                        typed.subList(name.behind(), typed.size()))
                .map(said -> {
                    ReplyMeaning meaning = ReplyMeaning.valueOf(said.kind().name());
                    return new Named(
                            name.title(),
                            meaning,
                            said.odds() >= SURE
                                    && DENYING.isIn(typed) == (meaning == ReplyMeaning.NO)
                                    && !(meaning == ReplyMeaning.NO && ALSO.isIn(typed))
                                    && !isKindOfAnother(typed, things.get(name.title())));
                });
    }

    /** What is surely said to the rest beside names: "I'll do the march, the rest I can't"; empty for nothing. */
    public Optional<ReplyMeaning> ofTheRest(String text, List<Thing> things) {
        List<String> typed = NameReader.typed(text);
        List<Name> names = WordPhrase.asks(text) ? List.of() : NameReader.withOthers(typed, things);
        return IntStream.range(0, names.size())
                .filter(at -> names.get(at).title() == NameReader.REST)
                .mapToObj(at -> NameReadings.reading(typed, names, at))
                .flatMap(Optional::stream)
                .filter(Reading::sure)
                .map(Reading::meaning)
                .findFirst();
    }

    /**
     * Whom they bring to each of several things, where it is not the same: "on sera 3 à la marche et 2 au bal", "the ball with my
     * sister, the market just me"; nothing said of one is empty. Empty for any other text.
     */
    public Map<Integer, String> counted(String text, List<Thing> things) {
        List<String> typed = NameReader.typed(text);
        List<Name> names = names(typed, things);
        return Stream.of(true, false)
                .map(before -> counted(typed, names, before))
                .filter(said -> said.size() > 1 && Set.copyOf(said.values()).size() > 1)
                .findFirst()
                .orElse(Map.of());
    }

    /** @param before whether it stands in front of each, so that what is said of one goes on to those that are joined to it */
    private static Map<Integer, String> counted(List<String> typed, List<Name> names, boolean before) {
        List<List<String>> parts = IntStream.range(0, names.size())
                .mapToObj(at -> before ? NameReader.before(typed, names, at) : NameReader.after(typed, names, at))
                .toList();
        String first = parts.stream()
                .map(part -> String.join(" ", part))
                .filter(Companions::tells)
                .findFirst()
                .orElse("");
        if (first.isEmpty() || before && company(parts.get(0), first).isEmpty()) {
            return Map.of();
        }
        Map<Integer, String> said = new LinkedHashMap<>();
        String last = "";
        for (int turn = 0; turn < names.size(); turn++) {
            int at = before ? turn : names.size() - 1 - turn;
            last = company(parts.get(at), first).orElse(NameReader.isJoining(parts.get(at)) ? last : "");
            said.merge(names.get(at).title(), last, (one, other) -> one.isEmpty() ? other : one);
        }
        return said;
    }

    /** What a part says of company, or a mere number in the words of another part. */
    private static Optional<String> company(List<String> part, String other) {
        String text = String.join(" ", part);
        List<String> numbers = part.stream().filter(Companions::isNumber).toList();
        return Companions.tells(text)
                ? Optional.of(text)
                : numbers.size() == 1 && WordPhrase.words(other).stream().anyMatch(Companions::isNumber)
                        ? Optional.of(WordPhrase.words(other).stream()
                                .map(word -> Companions.isNumber(word) ? numbers.get(0) : word)
                                .collect(Collectors.joining(" ")))
                        : Optional.empty();
    }

    /** "Yes to everything except the ball": nothing is named in front of it, and nothing else behind. */
    public Optional<AllBut> exception(String text, List<Thing> things) {
        List<String> typed = NameReader.typed(text);
        int at = typed.size() > MOST_WORDS || WordPhrase.asks(text)
                ? typed.size()
                : IntStream.range(1, typed.size())
                        .filter(word -> EXCEPT.longest(typed, word) > NOR.longest(typed, word))
                        .findFirst()
                        .orElse(typed.size());
        if (at == typed.size()) {
            return Optional.empty();
        }
        List<String> head = typed.subList(0, at);
        List<String> tail = typed.subList(at + EXCEPT.longest(typed, at), typed.size());
        List<Name> names = NameReader.names(tail, things);
        return names.isEmpty() || !NameReader.names(head, things).isEmpty() || !NameReader.isNothingElse(tail, names)
                ? Optional.empty()
                : AnswerToAll.ofAll(String.join(" ", head)).map(meaning -> new AllBut(meaning, titles(names)));
    }

    /** Whether a yes or no is said to something that has another name than this: "yes to the games night". */
    public boolean isOfAnother(String text, Thing thing) {
        List<String> typed = NameReader.typed(text);
        if (isObjectOfAnother(typed, thing) || isKindOfAnother(typed, thing)) {
            return true;
        }
        int at = answerEnd(typed);
        int front = at == 0 || at >= typed.size() ? 0 : front(typed, at);
        boolean glued = at > 0 && at < typed.size() && typed.get(at).startsWith("لل");
        if (front == 0 && !glued) {
            return false;
        }
        boolean[] spoken = MeaningPhrases.spoken(typed);
        List<String> name = IntStream.range(at + front, typed.size())
                .takeWhile(word -> !spoken[word] && isNoun(typed, word))
                .mapToObj(word -> TitleWords.bare(typed.get(word)))
                .toList();
        String known = thing.known();
        if (name.isEmpty() || TitleWords.isPartIn(name.get(0), known) || isHeadOf(typed, at + front, known)) {
            return false;
        }
        boolean sort = TitleWords.sameAt(name, 0, known) > 0
                || thing.sort() != null && TitleWords.sortAt(name, 0, thing.sort()) > 0;
        return !sort || name.size() > 1 && !TitleWords.isIn(name.get(1), known);
    }

    /** Whether a text has a word that may name something. */
    public boolean mayNameAny(String text) {
        List<String> typed = NameReader.typed(text);
        return IntStream.range(0, typed.size())
                .anyMatch(at -> TitleWords.isName(typed, at) || TitleWords.isThing(typed, at));
    }

    /** Whether a text speaks, by a word that names something, of what was told and of nothing that has one of these titles. */
    public boolean isOfToldAlone(String text, String told, List<String> titles) {
        List<String> typed = NameReader.typed(text);
        boolean apart = titles.stream()
                .flatMap(title -> WordPhrase.words(title).stream())
                .noneMatch(own -> TitleWords.isIn(own, told));
        return apart
                && IntStream.range(0, typed.size())
                        .filter(at -> TitleWords.isName(typed, at) || TitleWords.isThing(typed, at))
                        .mapToObj(at -> TitleWords.bare(typed.get(at)))
                        .anyMatch(word -> TitleWords.isIn(word, told) && !TitleWords.isIn(word, titles));
    }

    /** Whether a text ends with something that it is said of, and that has another name than this: "she isn't coming to the workshop". */
    public boolean endsWithAnother(String text, Thing thing) {
        List<String> typed = NameReader.typed(text);
        int last = typed.size() - 1;
        return IntStream.range(Math.max(0, last - LONGEST_FRONT), Math.max(0, last))
                        .anyMatch(at -> at + front(typed, at) == last)
                && isNoun(typed, last)
                && TitleWords.isName(typed, last)
                && !TitleWords.isKind(typed, last)
                && NameReader.names(typed, List.of(thing)).isEmpty();
    }

    /** Where what answers at the beginning ends, and that they come with it: "I'd love to come". */
    private static int answerEnd(List<String> typed) {
        int length = MeaningPhrases.answerLength(typed);
        return length == 0 || length == typed.size() ? length : length + COMES.longest(typed, length);
    }

    /** "Ja zum Basar", of the "Weihnachtsbasar". */
    private static boolean isHeadOf(List<String> typed, int at, String known) {
        return TitleWords.compoundOf(typed, at, List.of(TitleWords.ofTitle(known, TitleWords.known(typed))))
                .isPresent();
    }

    /** "Yoga kann ich nicht": what stands in front of its verb is what that is said of. */
    private static boolean isObjectOfAnother(List<String> typed, Thing thing) {
        return typed.size() > 2
                && OBJECT_VERB.longest(typed, 1) > 0
                && TitleWords.isName(typed, 0)
                && isNoun(typed, 0)
                && NameReader.names(typed, List.of(thing)).isEmpty();
    }

    /** "No party for me" is said of none that is called a walk. */
    private static boolean isKindOfAnother(List<String> typed, Thing thing) {
        String known = thing.known();
        return thing.sort() == Topic.Sort.EVENT
                && IntStream.range(0, typed.size())
                        .anyMatch(at -> TitleWords.isKind(typed, at)
                                && isNamedAt(typed, at)
                                && !NameReader.isTheirs(typed, at)
                                && !TitleWords.isPartIn(TitleWords.bare(typed.get(at)), known)
                                && TitleWords.sameAt(typed, at, known) == 0);
    }

    /** What leads to a name stands in front of it, or nothing: "me encuentro mal" is no meeting. */
    private static boolean isNamedAt(List<String> typed, int at) {
        List<String> before = at == 0 ? List.of() : List.of(typed.get(at - 1));
        return before.isEmpty()
                || MeaningPhrases.at(before, 0, MeaningPhrases.Position.OPENER) != null
                || NEGATION.isIn(before)
                || LED.isIn(before)
                || at > 1 && NEGATION.longest(typed, at - 2) == 1
                || IntStream.range(Math.max(0, at - LONGEST_FRONT), at)
                        .anyMatch(from -> TOWARDS.longest(typed, from) == at - from);
    }

    private static int front(List<String> typed, int at) {
        int towards = TOWARDS.longest(typed, at);
        int led = towards > 0 ? 0 : LED.longest(typed, at);
        return led > 0
                        && at + led < typed.size()
                        && !TitleWords.isThing(typed, at + led)
                        && TitleWords.known(typed).test(typed.get(at + led))
                ? 0
                : towards + led;
    }

    /**
     * The word of a text by which it names one of these titles, or something of which nothing is known, where it answers or asks
     * something and names nothing that is open: "yes bingo" is no yes to the panto. Empty for any other.
     */
    public Optional<String> ofOthers(String text, List<Thing> open, List<String> titles) {
        List<String> typed = NameReader.typed(text);
        if (!isAnother(typed, open)) {
            return Optional.empty();
        }
        boolean said = ReplyWords.read(text).isPresent()
                || !EventInquiry.among(withoutNames(typed, titles)).isEmpty();
        return (said ? named(typed, titles).filter(word -> isSaidTo(text, word)).findFirst() : Optional.<String>empty())
                .or(() -> open.isEmpty() || WordPhrase.asks(text) ? Optional.empty() : unknown(text, typed, open))
                .map(word -> WORDS.splitAsStream(text)
                        .filter(written -> WordPhrase.words(written).equals(List.of(word)))
                        .findFirst()
                        .orElse(word));
    }

    /** Whether the clause with a word says something, or hardly more: "I'm too old for the kitchen. Yes." names no kitchen. */
    private static boolean isSaidTo(String text, String word) {
        return Clauses.of(text)
                .filter(clause -> NameReader.typed(clause).contains(word))
                .anyMatch(clause -> WordPhrase.words(clause).size() < FEWEST_BESIDE
                        || ReplyWords.read(clause).isPresent()
                        || !EventInquiry.among(clause).isEmpty());
    }

    /** "Yes to the theatre", "Theater gerne", "zum Kino komme ich"; why somebody can't is none of ours: "no, I'm at the theatre". */
    private Optional<String> unknown(String text, List<String> typed, List<Thing> open) {
        boolean[] spoken = MeaningPhrases.spoken(typed);
        boolean refuses = ReplyWords.read(text)
                .filter(said -> said.meaning() == ReplyMeaning.NO)
                .isPresent();
        int at = answerEnd(typed);
        int behind = at == 0 || at >= typed.size() ? 0 : front(typed, at);
        boolean another =
                behind > 0 && (!refuses || at == 1) && open.stream().allMatch(thing -> isOfAnother(text, thing));
        return IntStream.concat(
                        another ? IntStream.of(at + behind) : IntStream.empty(),
                        IntStream.range(0, refuses ? Math.min(1, typed.size()) : typed.size())
                                .flatMap(from -> ledTo(typed, from)))
                .filter(word ->
                        word < typed.size() && !spoken[word] && isNoun(typed, word) && TitleWords.isName(typed, word))
                .mapToObj(typed::get)
                .findFirst();
    }

    /** The name of a kind of things behind what leads to it here, where all else is an answer. */
    private static IntStream ledTo(List<String> typed, int from) {
        int length = from == 0 ? FIRST.longest(typed, 0) : front(typed, from);
        int name = from + length;
        boolean led = from == 0 || length > 0;
        return led
                        && name < typed.size()
                        && TitleWords.isThing(typed, name)
                        && isAnswer(without(typed, new Name(name, from, name + 1)))
                ? IntStream.of(name)
                : IntStream.empty();
    }

    /** Whether a few words answer, and name nothing. */
    private static boolean isAnswer(List<String> words) {
        boolean[] spoken = MeaningPhrases.spoken(words);
        return words.size() <= MOST_AROUND
                && (ReplyWords.read(String.join(" ", words)).isPresent()
                        || IntStream.range(0, words.size()).anyMatch(at -> spoken[at]))
                && IntStream.range(0, words.size()).noneMatch(at -> TitleWords.isName(words, at));
    }

    /** Whether a text that names nothing open has a word by which it may name something else. */
    public boolean mayNameOthers(String text, List<Thing> open) {
        List<String> typed = NameReader.typed(text);
        boolean[] spoken = MeaningPhrases.spoken(typed);
        return isAnother(typed, open)
                && IntStream.range(0, typed.size()).anyMatch(at -> !spoken[at] && TitleWords.isName(typed, at));
    }

    private static boolean isAnother(List<String> typed, List<Thing> open) {
        return typed.size() <= MOST_WORDS && NameReader.names(typed, open).isEmpty();
    }

    private static Stream<String> named(List<String> typed, List<String> titles) {
        boolean[] spoken = MeaningPhrases.spoken(typed);
        return IntStream.range(0, typed.size())
                .filter(at -> !spoken[at] && TitleWords.isName(typed, at))
                .mapToObj(typed::get)
                .filter(word -> TitleWords.isIn(word, titles));
    }

    private static String withoutNames(List<String> typed, List<String> titles) {
        Set<String> names = named(typed, titles).collect(Collectors.toSet());
        return typed.stream().filter(word -> !names.contains(word)).collect(Collectors.joining(" "));
    }

    private static boolean isNoun(List<String> typed, int at) {
        return TitleWords.isSignificant(typed.get(at))
                && DayWords.lengthAt(typed, at) == 0
                && NO_THING.longest(typed, at) == 0
                && POLITENESS.longest(typed, at) == 0;
    }

    /** Whether a text names weekdays or dates, and none of these: what it says is not said of these days. */
    public static boolean isOfAnotherDay(String text, Set<LocalDate> days) {
        List<String> typed = NameReader.typed(text);
        return DayWords.isIn(typed) && !days.isEmpty() && !isOfDay(typed, days);
    }

    /**
     * Whether a text asks about what is on a day that is none of these, and names nothing by the whole of this title.
     *
     * @param today when it was written
     */
    public static boolean asksOfAnotherDay(String text, String title, Set<LocalDate> days, LocalDate today) {
        List<String> called = WordPhrase.words(title);
        boolean named = called.size() > 1 && WordPhrase.words(text).containsAll(called);
        return !named && EventInquiry.ofDay(text, today).stream().anyMatch(part -> isOfAnotherDay(part, days));
    }

    /** Whether a text names one of these days, or a weekday that one of them is. */
    public static boolean isOfDay(String text, Set<LocalDate> days) {
        return isOfDay(NameReader.typed(text), days);
    }

    private static boolean isOfDay(List<String> typed, Set<LocalDate> days) {
        return IntStream.range(0, typed.size())
                .anyMatch(at -> days.stream().anyMatch(day -> DayWords.lengthAt(typed, at, day) > 0));
    }

    /** As {@link #read}, where nothing else is said, and all of it surely. */
    public List<Named> plainly(String text, List<Thing> things) {
        List<String> typed = NameReader.typed(text);
        List<Named> named = read(text, things);
        return isSaid(named) && NameReader.isNothingElse(typed, NameReader.names(typed, things)) ? named : List.of();
    }

    /**
     * The one thing that a text refuses or gives up by its name, and says nothing else: "take me off the bazaar". Never where
     * it speaks of our messages, or of whom they go to.
     */
    public Optional<Integer> refused(String text, List<Thing> things) {
        List<String> typed = NameReader.typed(text);
        List<Name> names = WordPhrase.asks(text) ? List.of() : names(typed, things);
        return names.size() != 1
                ? Optional.empty()
                : Optional.of(withItsList(typed, names.get(0)))
                        .filter(name -> !isKindOfAnother(typed, things.get(name.title()))
                                && NameReadings.isAgainst(without(typed, name)))
                        .map(Name::title);
    }

    /** Whether a text surely answers all that it names, and speaks neither of our messages nor of whom they go to. */
    public boolean isSurelyAnswered(String text, List<Thing> things) {
        return !isOfLists(text) && isSaid(read(text, things));
    }

    /** The same, and refuses all of it. */
    public boolean isSurelyRefused(String text, List<Thing> things) {
        return isSurelyAnswered(text, things)
                && read(text, things).stream().allMatch(named -> named.meaning() == ReplyMeaning.NO);
    }

    /** Whether a text speaks of our messages, or of whom they go to. */
    public static boolean isOfLists(String text) {
        return LISTS.isIn(NameReader.typed(text));
    }

    /** "The panto list", "messages about the panto": with what is its own, and none of all that we write. */
    private static Name withItsList(List<String> typed, Name name) {
        if (LISTS.isIn(typed.subList(name.from(), name.behind()))) {
            return name;
        }
        int behind = name.behind() + ITS_OWN.longest(typed, name.behind());
        int from = IntStream.range(Math.max(0, name.from() - MOST_BETWEEN), name.from())
                .filter(at -> isLedFrom(typed, at, name.from()))
                .findFirst()
                .orElse(name.from());
        return new Name(name.title(), from, behind);
    }

    /** A list or messages, and words that lead from there to a name. */
    private static boolean isLedFrom(List<String> typed, int at, int name) {
        int own = ITS_OWN.longest(typed, at);
        return own > 0
                && at + own < name
                && ABOUT.without(typed.subList(at + own, name)).isEmpty();
    }

    /** What stands around a name. */
    static List<String> without(List<String> typed, Name name) {
        return Stream.concat(
                        typed.subList(0, name.from()).stream(), typed.subList(name.behind(), typed.size()).stream())
                .toList();
    }

    /** Whether a text names one thing with a word that leaves out all others, and says nothing else: "only the museum". */
    public boolean isOnly(String text, List<Thing> things) {
        List<String> typed = NameReader.typed(text);
        List<Name> names = WordPhrase.asks(text) ? List.of() : NameReader.names(typed, things);
        return names.size() == 1 && NameReadings.isOnly(typed, names.get(0));
    }

    /** Whether words refuse or give up something that stands beside them. */
    static boolean isAgainst(List<String> words) {
        return isAgainst(words, SAID_AGAINST);
    }

    /** Whether words give up something that stands beside them, and say nothing else. */
    static boolean givesUp(List<String> words) {
        return isAgainst(words, GIVING_UP);
    }

    private static boolean isAgainst(List<String> words, Collection<String> lists) {
        return AGAINST.stream()
                .flatMap(cover -> cover.read(words).stream())
                .anyMatch(parts -> parts.stream().map(PhraseCover.Part::list).anyMatch(lists::contains));
    }

    /** A text with what it names taken out; with no titles where it names nothing. */
    public Masked masked(String text, List<Thing> things) {
        List<String> typed = Pleasantry.withoutLaughter(NameReader.typed(text));
        List<Name> names = names(typed, things);
        List<String> words = new ArrayList<>();
        int from = 0;
        for (Name name : names) {
            words.addAll(typed.subList(from, name.from()));
            words.add(Masked.NAME);
            from = name.behind();
        }
        words.addAll(typed.subList(from, typed.size()));
        return new Masked(titles(names), words);
    }

    /** The one thing that a text names, whatever it says of it; empty for none, and for several. */
    public Optional<Integer> only(String text, List<Thing> things) {
        List<Integer> named = titles(names(NameReader.typed(text), things));
        return named.size() == 1 ? Optional.of(named.get(0)) : Optional.empty();
    }

    /**
     * Those of a list of things that a text of nothing else names, by their names or places: "the party", "the one on
     * Saturday", "the second", "both"; empty for none.
     */
    public List<Integer> listed(String text, List<Thing> things) {
        List<String> typed = NameReader.typed(text);
        if (typed.isEmpty() || typed.size() > MOST_WORDS || WordPhrase.asks(text)) {
            return List.of();
        }
        List<Integer> places =
                AnswerToAll.places(text, things.size()).findFirst().orElse(List.of());
        if (!places.isEmpty()) {
            return places;
        }
        List<Name> named = NameReader.names(typed, things);
        return titles(named).size() == 1 && NameReader.isNothingElse(typed, named) ? titles(named) : List.of();
    }

    /** What a text that chooses from a list says of its own to what it chooses: "but the party, yes"; empty for nothing. */
    public Optional<ReplyMeaning> ofItsOwn(String text, List<Thing> things) {
        // "The museum, please" says no more than the name.
        return read(String.join(" ", POLITENESS.without(NameReader.typed(text))), things).stream()
                .flatMap(named -> Optional.ofNullable(named.meaning()).stream())
                .findFirst()
                .or(() -> AnswerToAll.besidePlaces(text, things.size()));
    }

    private static Named named(int title, Optional<Reading> reading, boolean asks) {
        return new Named(
                title,
                reading.map(Reading::meaning).orElse(null),
                !asks && reading.filter(Reading::sure).isPresent());
    }

    /** What is named twice, and not said the same to, is asked about; a name to which nothing is said says nothing else. */
    private static List<Named> once(List<Named> all) {
        Map<Integer, Named> found = new LinkedHashMap<>();
        for (Named each : all) {
            found.merge(each.title(), each, NamedAnswers::together);
        }
        return List.copyOf(found.values());
    }

    private static Named together(Named one, Named other) {
        if (one.meaning() == null || other.meaning() == null) {
            return one.meaning() == null ? other : one;
        }
        return one.equals(other) ? one : new Named(one.title(), one.meaning(), false);
    }
}
