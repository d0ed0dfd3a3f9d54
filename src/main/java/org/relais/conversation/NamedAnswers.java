package org.relais.conversation;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.DayWords;
import org.relais.conversation.words.EventInquiry;
import org.relais.conversation.words.OfferRefusal;
import org.relais.conversation.words.PhraseCover;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;
import org.relais.conversation.words.WrittenLanguage;

/**
 * Reader of answers that name what they are to: "yes to the party, not the market". A thing is named by a word of its title
 * that no other one has. A pure function, safe for any number of threads.
 */
public final class NamedAnswers {
    /** Shorter words are in any title; one of {@link #SHORT} letters names it as long as people say nothing else by it. */
    private static final int FEWEST_LETTERS = 4;

    private static final int SHORT = 3;
    /** "Fêtes" is the "fête". */
    private static final int LONGEST_ENDING = 2;

    private static final int MOST_WORDS = 20;
    /** "And to the market too". */
    private static final int JOINING_WORDS = 4;

    private static final Set<String> COMMON = common();
    private static final Phrases BUT = ReplyFiles.phrases("language.but");
    private static final Phrases AND = ReplyFiles.phrases("language.and");
    /** "The ball yes, and the market too". */
    private static final Phrases ALSO = ReplyFiles.phrases("company.also");
    /** "18h30". */
    private static final Pattern TIME = Pattern.compile("\\d{1,2}[hu](\\d{2})?");

    private static final Phrases TOWARDS = ReplyFiles.phrases("thing.front");
    private static final Phrases NO_THING = ReplyFiles.phrases("thing.none");
    private static final Phrases POLITENESS = ReplyFiles.phrases("politeness");
    private static final Phrases OPENING = ReplyFiles.phrases("opening");
    private static final Phrases NEGATION = ReplyFiles.phrases("negation");
    private static final Phrases ABSENCE = ReplyFiles.phrases("negation.absence");
    /** "Not Monday but Sunday". */
    private static final Phrases INSTEAD = ReplyFiles.phrases("which.instead");

    private static final Phrases BUT_OR_INSTEAD = Phrases.of(BUT, INSTEAD);

    /** "Neither Tuesday nor Saturday", each language by itself: "noch" is a no in one and "still" in another. */
    private static final List<Neither> NEITHER =
            ReplyFiles.languages().stream().map(Neither::of).toList();

    /** "But I'm staying for the rest", behind what is given up. */
    private static final Phrases STAY = ReplyFiles.phrases("which.stay");

    /** In place of a title: a day on which none of the things is. */
    private static final int OTHER_DAY = -1;
    /** In place of a title: all that waits and is not named. */
    private static final int REST = -2;

    private static final Phrases THE_REST = ReplyFiles.phrases("which.rest");
    private static final Phrases EXCEPT = ReplyFiles.phrases("which.except");
    private static final Phrases TO_BOTH = ReplyFiles.phrases("which.to_both");

    /** "Lenquete": what people write together. */
    private static final Pattern GLUED = Pattern.compile("[ld][aeiouyh]");

    private static final String ALL = "which.all";
    private static final String FITS = "which.fits";
    private static final List<PhraseCover> FITTING =
            PhraseCover.ofEveryLanguage(FITS, "which.fill", "opening", "politeness");
    private static final String BOTH = "which.both";
    private static final String LAST = "ordinal.last";
    private static final List<String> ORDINALS = List.of("ordinal.1", "ordinal.2", "ordinal.3", "ordinal.4", LAST);
    private static final Phrases FILL = ReplyFiles.phrases("which.fill");
    private static final List<PhraseCover> PLACES = PhraseCover.ofEveryLanguage(
            "ordinal.1",
            "ordinal.2",
            "ordinal.3",
            "ordinal.4",
            LAST,
            ALL,
            BOTH,
            FITS,
            "yes",
            "yes.anywhere",
            "no",
            "no.anywhere",
            "no.end",
            "which.fill",
            "opening",
            "politeness");
    private static final String NONE = "which.none";
    private static final List<String> AGREES = List.of(FITS, "yes", "yes.anywhere");
    private static final List<String> REFUSES = List.of("no", "no.anywhere", "no.end", "give_up");
    private static final List<PhraseCover> ALL_OF_THEM = PhraseCover.ofEveryLanguage(
            ALL,
            BOTH,
            NONE,
            FITS,
            "no",
            "no.anywhere",
            "give_up",
            "yes",
            "yes.anywhere",
            "which.fill",
            "opening",
            "politeness");
    /** What is said against a thing, and may stand around it. */
    private static final List<PhraseCover> AGAINST = PhraseCover.ofEveryLanguage(
            "refuse",
            "refuse.news",
            "refuse.again",
            "no",
            "no.anywhere",
            "no.end",
            "give_up",
            "refuse.fill",
            "which.fill",
            "change",
            "opening",
            "politeness");

    private static final Set<String> SAID_AGAINST =
            Set.of("refuse", "refuse.news", "refuse.again", "no", "no.anywhere", "no.end", "give_up");
    private static final Phrases LISTS = ReplyFiles.phrases("thing.list");
    private static final Map<Topic.Sort, Phrases> SORTS = Stream.of(Topic.Sort.values())
            .collect(Collectors.toUnmodifiableMap(
                    sort -> sort,
                    sort -> ReplyFiles.phrases("name." + sort.name().toLowerCase(Locale.ROOT))));

    private static final List<Phrases> THINGS = Stream.of(
                    "party",
                    "meeting",
                    "meal",
                    "march",
                    "petition",
                    "market",
                    "survey",
                    "concert",
                    "cleaning",
                    "leaflets",
                    "workshop",
                    "training",
                    "film")
            .map(thing -> ReplyFiles.phrases("thing." + thing))
            .toList();

    /** What things are called, and no word of an answer. */
    private static final Set<String> NOUNS = Stream.concat(THINGS.stream(), SORTS.values().stream())
            .flatMap(Phrases::stream)
            .flatMap(phrase -> phrase.places().stream())
            .flatMap(place -> place.words().stream())
            .filter(NamedAnswers::isSignificant)
            .collect(Collectors.toUnmodifiableSet());

    private final ReplyWords words = ReplyWords.standard();

    /**
     * A thing that is named.
     *
     * @param title its place among the titles
     * @param meaning what is said to it; null for nothing
     * @param sure false when it is to be asked about
     */
    public record Named(int title, @Nullable ReplyMeaning meaning, boolean sure) {}

    /** What says no to each of several things, in one language. */
    private record Neither(Phrases first, Phrases next) {
        static Neither of(String language) {
            return new Neither(
                    ReplyFiles.phrases(language, "which.neither"), ReplyFiles.phrases(language, "which.nor"));
        }

        /** Whether it stands in front of the name at this place, and there are two of them at least. */
        boolean isOf(List<String> typed, List<Name> names, int at) {
            List<Integer> said = IntStream.range(0, names.size())
                    .filter(name -> stands(typed, names.get(name).from(), name == 0 ? first : next))
                    .boxed()
                    .toList();
            return said.size() > 1 && said.contains(0) && said.contains(at);
        }

        private static boolean stands(List<String> typed, int from, Phrases words) {
            int before = from - 1;
            while (before >= 0 && words.longest(typed, before) == 0 && FILL.longest(typed, before) == 1) {
                before--;
            }
            return before >= 0 && words.longest(typed, before) > 0;
        }
    }

    /** The words from one place to the next that name the same title. */
    private record Name(int title, int from, int behind) {
        boolean isOther() {
            return title < 0;
        }
    }

    /**
     * All but some.
     *
     * @param meaning what is said to all others
     * @param titles those to which the opposite is said
     */
    public record AllBut(ReplyMeaning meaning, List<Integer> titles) {}

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

        static Thing titled(String title) {
            return new Thing(title, null);
        }

        private int dayAt(List<String> typed, int at) {
            return days.stream()
                    .mapToInt(day -> DayWords.lengthAt(typed, at, day))
                    .max()
                    .orElse(0);
        }
    }

    /**
     * What is named, in the order of the text; empty for nothing, and for a long text. When it is, is asked beside that; and "no, not
     * Saturday; Sunday yes" denies what was said before, and not Sunday.
     */
    public List<Named> read(String text, List<Thing> things) {
        Optional<List<Named>> behindNo = DenialWords.behindMereNo(text)
                .map(rest -> readAll(rest, things))
                .filter(named -> named.stream().map(Named::meaning).distinct().count() > 1);
        return behindNo.or(() -> EventInquiry.beside(text)
                        .map(said -> readAll(said, things))
                        .filter(named -> !named.isEmpty()))
                .orElseGet(() -> readAll(text, things));
    }

    private List<Named> readAll(String text, List<Thing> things) {
        List<String> all = typed(text);
        List<String> typed = all.size() > MOST_WORDS
                ? List.of()
                : OfferRefusal.isOfOneThing(text) ? all : DenialWords.withoutOthers(all);
        List<Name> names = withOthers(typed, things);
        boolean asks = WordPhrase.asks(text)
                || names.size() == 1
                        && !names.get(0).isOther()
                        && isOfAnother(text, things.get(names.get(0).title()));
        return once(IntStream.range(0, names.size())
                .filter(at -> !names.get(at).isOther())
                .mapToObj(at -> named(names.get(at).title(), reading(typed, names, at), asks))
                .toList());
    }

    /** What is surely said to the rest beside names: "I'll do the march, the rest I can't"; empty for nothing. */
    public Optional<ReplyMeaning> ofTheRest(String text, List<Thing> things) {
        List<String> typed = typed(text);
        List<Name> names = WordPhrase.asks(text) ? List.of() : withOthers(typed, things);
        return IntStream.range(0, names.size())
                .filter(at -> names.get(at).title() == REST)
                .mapToObj(at -> reading(typed, names, at))
                .flatMap(Optional::stream)
                .filter(ReplyWords.Reading::sure)
                .map(ReplyWords.Reading::meaning)
                .findFirst();
    }

    /**
     * How many come to each of several things, where it is not as many: "on sera 3 à la marche et 2 au bal", in the words of the
     * first one; empty for any other text.
     */
    public Map<Integer, String> counted(String text, List<Thing> things) {
        List<String> typed = typed(text);
        List<Name> names = typed.size() > MOST_WORDS ? List.of() : names(typed, things);
        Map<Integer, String> said = new LinkedHashMap<>();
        List<String> first = List.of();
        for (int at = 0; at < names.size(); at++) {
            List<String> part = before(typed, names, at);
            List<Integer> numbers = IntStream.range(0, part.size())
                    .filter(word -> Companions.isNumber(part.get(word)))
                    .boxed()
                    .toList();
            if (numbers.size() != 1 || at == 0 && !Companions.isCount(String.join(" ", part))) {
                return Map.of();
            }
            String number = part.get(numbers.get(0));
            first = at == 0 ? part : first;
            said.put(
                    names.get(at).title(),
                    first.stream()
                            .map(word -> Companions.isNumber(word) ? number : word)
                            .collect(Collectors.joining(" ")));
        }
        return said.size() == names.size() && Set.copyOf(said.values()).size() > 1 ? said : Map.of();
    }

    /** "Yes to everything except the ball": nothing is named in front of it, and nothing else behind. */
    public Optional<AllBut> exception(String text, List<Thing> things) {
        List<String> typed = typed(text);
        int at = typed.size() > MOST_WORDS || WordPhrase.asks(text)
                ? typed.size()
                : IntStream.range(1, typed.size())
                        .filter(word -> EXCEPT.longest(typed, word) > 0)
                        .findFirst()
                        .orElse(typed.size());
        if (at == typed.size()) {
            return Optional.empty();
        }
        List<String> head = typed.subList(0, at);
        List<String> tail = typed.subList(at + EXCEPT.longest(typed, at), typed.size());
        List<Name> names = names(tail, things);
        return names.isEmpty() || !names(head, things).isEmpty() || !isNothingElse(tail, names)
                ? Optional.empty()
                : ofAll(String.join(" ", head))
                        .map(meaning -> new AllBut(
                                meaning,
                                names.stream().map(Name::title).distinct().toList()));
    }

    /** "Everything" alone agrees. */
    private Optional<ReplyMeaning> ofAll(String head) {
        return yesOrNo(head).or(() -> PhraseCover.lists(ALL_OF_THEM, head)
                .filter(lists -> lists.contains(ALL) || lists.contains(BOTH))
                .map(lists -> answer(lists).orElse(ReplyMeaning.YES))
                .findFirst());
    }

    /** The words, without the times of day, which tell nothing apart: "lundi 18h", and without what goes on beside a name. */
    private static List<String> typed(String text) {
        List<String> typed = WordPhrase.words(text).stream()
                .filter(word -> !TIME.matcher(word).matches())
                .toList();
        return IntStream.range(1, typed.size())
                .filter(at -> staysFrom(typed, at))
                .mapToObj(at -> typed.subList(0, at))
                .findFirst()
                .orElse(typed);
    }

    private static boolean staysFrom(List<String> typed, int at) {
        int length = STAY.longest(typed, at);
        return length > 0
                && POLITENESS.without(typed.subList(at + length, typed.size())).isEmpty();
    }

    /** Whether a yes or no is said to something that has another name than this: "yes to the games night". */
    public boolean isOfAnother(String text, Thing thing) {
        List<String> typed = typed(text);
        int at = MeaningPhrases.answerLength(typed);
        int front = at == 0 || at >= typed.size() ? 0 : TOWARDS.longest(typed, at);
        boolean glued = at > 0 && at < typed.size() && typed.get(at).startsWith("لل");
        if (front == 0 && !glued) {
            return false;
        }
        boolean[] spoken = MeaningPhrases.spoken(typed);
        List<String> name = IntStream.range(at + front, typed.size())
                .takeWhile(word -> !spoken[word] && isNoun(typed, word))
                .mapToObj(word -> bare(typed.get(word)))
                .toList();
        if (name.isEmpty() || isIn(name.get(0), thing.title())) {
            return false;
        }
        boolean sort = sameAt(name, 0, thing.title()) > 0 || thing.sort() != null && sortAt(name, 0, thing.sort()) > 0;
        return !sort || name.size() > 1 && !isIn(name.get(1), thing.title());
    }

    private static boolean isIn(String word, String title) {
        return WordPhrase.words(title).stream().anyMatch(own -> isSignificant(bare(own)) && fits(word, bare(own)));
    }

    private static boolean isNoun(List<String> typed, int at) {
        return isSignificant(typed.get(at))
                && DayWords.lengthAt(typed, at) == 0
                && NO_THING.longest(typed, at) == 0
                && POLITENESS.longest(typed, at) == 0;
    }

    /** Whether a text names weekdays or dates, and none of these: what it says is not said of these days. */
    public static boolean isOfAnotherDay(String text, Set<LocalDate> days) {
        List<String> typed = typed(text);
        return DayWords.isIn(typed) && !days.isEmpty() && !isOfDay(typed, days);
    }

    /** Whether a text names one of these days, or a weekday that one of them is. */
    public static boolean isOfDay(String text, Set<LocalDate> days) {
        return isOfDay(typed(text), days);
    }

    private static boolean isOfDay(List<String> typed, Set<LocalDate> days) {
        return IntStream.range(0, typed.size())
                .anyMatch(at -> days.stream().anyMatch(day -> DayWords.lengthAt(typed, at, day) > 0));
    }

    /**
     * What a text says that is about all of so many things: "both work for me", "neither"; empty for one that says anything
     * else. "Both" alone agrees to two.
     */
    public Optional<ReplyMeaning> toAll(String text, int count) {
        if (WordPhrase.asks(text)) {
            return Optional.empty();
        }
        return PhraseCover.lists(ALL_OF_THEM, text)
                .flatMap(lists -> toAll(lists, count).stream())
                .findFirst()
                .or(() -> count == 2 ? toBoth(text) : Optional.empty());
    }

    /** "Thanks a lot, I'll come to both then". */
    private Optional<ReplyMeaning> toBoth(String text) {
        return TO_BOTH.isIn(WordPhrase.words(text)) ? yesOrNo(text) : Optional.empty();
    }

    /** The yes or no that a text surely is. */
    private Optional<ReplyMeaning> yesOrNo(String text) {
        return words.read(text)
                .filter(ReplyWords.Reading::sure)
                .map(ReplyWords.Reading::meaning)
                .filter(meaning -> meaning == ReplyMeaning.YES || meaning == ReplyMeaning.NO);
    }

    /** Whether a text refuses all without naming anything: "none", "ni l'un ni l'autre". */
    public boolean isNone(String text) {
        return PhraseCover.lists(ALL_OF_THEM, text).anyMatch(lists -> lists.contains(NONE));
    }

    /** The same where nothing else is said, and all of it surely. */
    public List<Named> plainly(String text, List<Thing> things) {
        List<String> typed = typed(text);
        List<Named> named = read(text, things);
        boolean sure = named.stream().allMatch(each -> each.meaning() != null && each.sure());
        return sure && !named.isEmpty() && isNothingElse(typed, names(typed, things)) ? named : List.of();
    }

    /**
     * The one thing that a text refuses or gives up by its name, and says nothing else: "take me off the bazaar". Never where
     * it speaks of our messages, or of whom they go to.
     */
    public Optional<Integer> refused(String text, List<Thing> things) {
        List<String> typed = typed(text);
        boolean read = !WordPhrase.asks(text) && typed.size() <= MOST_WORDS && !LISTS.isIn(typed);
        List<Name> names = read ? names(typed, things) : List.of();
        return names.size() == 1 && isAgainst(without(typed, names.get(0)))
                ? Optional.of(names.get(0).title())
                : Optional.empty();
    }

    private static List<String> without(List<String> typed, Name name) {
        return Stream.concat(
                        typed.subList(0, name.from()).stream(), typed.subList(name.behind(), typed.size()).stream())
                .toList();
    }

    private static boolean isAgainst(List<String> words) {
        return AGAINST.stream()
                .flatMap(cover -> cover.read(words).stream())
                .anyMatch(parts -> parts.stream().map(PhraseCover.Part::list).anyMatch(SAID_AGAINST::contains));
    }

    private static Optional<ReplyMeaning> toAll(Set<String> lists, int count) {
        boolean both = count == 2 && lists.contains(BOTH);
        if (lists.contains(NONE)) {
            return Optional.of(ReplyMeaning.NO);
        }
        if (!both && !lists.contains(ALL)) {
            return Optional.empty();
        }
        boolean silent = Stream.concat(AGREES.stream(), REFUSES.stream()).noneMatch(lists::contains);
        return silent && both ? Optional.of(ReplyMeaning.YES) : answer(lists);
    }

    /** The one thing that a text names, whatever it says of it; empty for none, and for several. */
    public Optional<Integer> only(String text, List<Thing> things) {
        List<String> typed = typed(text);
        List<Integer> named = typed.size() > MOST_WORDS
                ? List.of()
                : names(typed, things).stream().map(Name::title).distinct().toList();
        return named.size() == 1 ? Optional.of(named.get(0)) : Optional.empty();
    }

    /**
     * Those of a list of things that a text of nothing else names, by their names or places: "the party", "the one on
     * Saturday", "the second", "both"; empty for none.
     */
    public List<Integer> listed(String text, List<Thing> things) {
        List<String> typed = typed(text);
        if (typed.isEmpty() || typed.size() > MOST_WORDS || WordPhrase.asks(text)) {
            return List.of();
        }
        List<Integer> places = PhraseCover.lists(PLACES, text)
                .flatMap(lists -> places(lists, things.size()).stream())
                .findFirst()
                .orElse(List.of());
        if (!places.isEmpty()) {
            return places;
        }
        List<Integer> named =
                names(typed, things).stream().map(Name::title).distinct().toList();
        return named.size() == 1 && isNothingElse(typed, names(typed, things)) ? named : List.of();
    }

    /** What a text that chooses from a list says of its own to what it chooses: "but the party, yes"; empty for nothing. */
    public Optional<ReplyMeaning> ofItsOwn(String text, List<Thing> things) {
        return read(text, things).stream()
                .flatMap(named -> Optional.ofNullable(named.meaning()).stream())
                .findFirst()
                .or(() -> PhraseCover.lists(PLACES, text)
                        .filter(lists -> places(lists, things.size()).isPresent())
                        .flatMap(lists -> answer(lists).stream())
                        .findFirst());
    }

    private static Optional<ReplyMeaning> answer(Set<String> lists) {
        boolean yes = AGREES.stream().anyMatch(lists::contains);
        boolean no = REFUSES.stream().anyMatch(lists::contains);
        return yes == no ? Optional.empty() : Optional.of(no ? ReplyMeaning.NO : ReplyMeaning.YES);
    }

    private static Optional<List<Integer>> places(Set<String> lists, int count) {
        if (lists.contains(ALL) || count == 2 && lists.contains(BOTH)) {
            return Optional.of(IntStream.range(0, count).boxed().toList());
        }
        List<Integer> found = IntStream.range(0, ORDINALS.size())
                .filter(at -> lists.contains(ORDINALS.get(at)))
                .map(at -> ORDINALS.get(at).equals(LAST) ? count - 1 : at)
                .filter(at -> at < count)
                .boxed()
                .toList();
        return found.size() == 1 ? Optional.of(found) : Optional.empty();
    }

    private boolean isNothingElse(List<String> typed, List<Name> names) {
        boolean[] spoken = MeaningPhrases.spoken(typed);
        return IntStream.range(0, typed.size())
                .filter(at -> isSignificant(typed.get(at)) && !spoken[at] && FILL.longest(typed, at) == 0)
                .allMatch(at -> names.stream().anyMatch(name -> at >= name.from() && at < name.behind()));
    }

    /** The one of some labels that a sentence chooses: it says nothing against it, and names no other. */
    public Optional<Integer> chosen(String text, List<String> labels) {
        List<Named> named = read(text, labels.stream().map(Thing::titled).toList());
        List<String> typed = typed(text);
        boolean plain = !WordPhrase.asks(text)
                && IntStream.range(0, typed.size()).allMatch(at -> NEGATION.longest(typed, at) == 0);
        if (plain && named.isEmpty()) {
            return misspelled(typed, labels);
        }
        return plain && named.size() == 1 && !isOfSeveral(typed, labels)
                ? named.stream()
                        .filter(only -> only.meaning() == null || only.meaning() == ReplyMeaning.YES)
                        .map(Named::title)
                        .findFirst()
                : Optional.empty();
    }

    /** "Samdi" and "dim.": the one label that has a word like the one that is typed, or one that begins with it. */
    private static Optional<Integer> misspelled(List<String> typed, List<String> labels) {
        List<String> said = FILL.without(typed);
        if (said.size() != 1 || said.get(0).length() < SHORT) {
            return Optional.empty();
        }
        List<Integer> like = IntStream.range(0, labels.size())
                .filter(at -> typed(labels.get(at)).stream().anyMatch(word -> isLike(said.get(0), word)))
                .boxed()
                .toList();
        return like.size() == 1 ? Optional.of(like.get(0)) : Optional.empty();
    }

    /** Whether a word begins another, or has one letter more, less, changed or swapped. */
    private static boolean isLike(String typed, String meant) {
        if (meant.startsWith(typed)) {
            return true;
        }
        int most = Math.min(typed.length(), meant.length());
        int head = 0;
        while (head < most && typed.charAt(head) == meant.charAt(head)) {
            head++;
        }
        int tail = 0;
        while (tail < most - head
                && typed.charAt(typed.length() - 1 - tail) == meant.charAt(meant.length() - 1 - tail)) {
            tail++;
        }
        int typedRest = typed.length() - head - tail;
        int meantRest = meant.length() - head - tail;
        boolean swapped = typedRest == 2
                && meantRest == 2
                && typed.charAt(head) == meant.charAt(head + 1)
                && typed.charAt(head + 1) == meant.charAt(head);
        return most > FEWEST_LETTERS && (typedRest <= 1 && meantRest <= 1 || swapped);
    }

    /** "Saturday or Sunday": a day is the name of nothing, and yet the whole label of another option. */
    private static boolean isOfSeveral(List<String> typed, List<String> labels) {
        return labels.stream()
                        .map(NamedAnswers::typed)
                        .filter(label -> !label.isEmpty() && Collections.indexOfSubList(typed, label) >= 0)
                        .distinct()
                        .count()
                > 1;
    }

    private static Named named(int title, Optional<ReplyWords.Reading> reading, boolean asks) {
        return new Named(
                title,
                reading.map(ReplyWords.Reading::meaning).orElse(null),
                !asks && reading.filter(ReplyWords.Reading::sure).isPresent());
    }

    /** What is named twice, and not said the same to, is asked about. */
    private static List<Named> once(List<Named> all) {
        Map<Integer, Named> found = new LinkedHashMap<>();
        for (Named each : all) {
            found.merge(
                    each.title(),
                    each,
                    (one, other) -> one.equals(other)
                            ? one
                            : new Named(one.title(), one.meaning() == null ? other.meaning() : one.meaning(), false));
        }
        return List.copyOf(found.values());
    }

    /**
     * What is said to the name at this place: in front of it, or behind it where nothing stands in front of the first, or it is
     * the last: "I'll come to breakfast, and to the park no".
     */
    private Optional<ReplyWords.Reading> reading(List<String> typed, List<Name> names, int at) {
        if (NEITHER.stream().anyMatch(words -> words.isOf(typed, names, at))) {
            return Optional.of(new ReplyWords.Reading(ReplyMeaning.NO, true));
        }
        Optional<ReplyWords.Reading> own = ofItsOwn(typed, names, at);
        return own.isPresent() ? own : besides(typed, names, at);
    }

    /** "I'll do the march, the rest I can't": of what is named beside a rest that is refused nothing is denied. */
    private Optional<ReplyWords.Reading> besides(List<String> typed, List<Name> names, int at) {
        int rest = IntStream.range(0, names.size())
                .filter(name -> names.get(name).title() == REST)
                .findFirst()
                .orElse(at);
        List<String> around = Stream.concat(before(typed, names, at).stream(), part(typed, names, at, false).stream())
                .toList();
        return rest > at
                        && !denies(around)
                        && ofItsOwn(typed, names, rest)
                                .filter(reading -> reading.meaning() == ReplyMeaning.NO)
                                .isPresent()
                ? Optional.of(new ReplyWords.Reading(ReplyMeaning.YES, true))
                : Optional.empty();
    }

    private Optional<ReplyWords.Reading> ofItsOwn(List<String> typed, List<Name> names, int at) {
        if (names.size() == 1) {
            Name only = names.get(0);
            List<String> before = withoutBut(typed.subList(0, only.from()));
            // "Je passe" lundi is no "je passe".
            Optional<ReplyWords.Reading> whole =
                    MeaningPhrases.spoken(typed)[only.from()] ? words.read(String.join(" ", typed)) : Optional.empty();
            return whole.isPresent()
                    ? whole
                    : said(Stream.concat(before.stream(), typed.subList(only.behind(), typed.size()).stream())
                                    .toList())
                            .or(() -> said(typed.subList(only.behind(), typed.size())))
                            .or(() -> said(before))
                            .or(() -> said(withoutFill(before)))
                            .or(() -> words.read(String.join(" ", typed)));
        }
        boolean before = said(part(typed, names, 0, true)).isPresent() && !eachBehind(typed, names);
        List<String> part = part(typed, names, at, before);
        boolean also = at > 0 && part.size() <= JOINING_WORDS && ALSO.isIn(part);
        int from = before || also ? at - 1 : at + 1;
        return said(part)
                .or(() -> before && at == names.size() - 1
                        ? said(typed.subList(names.get(at).behind(), typed.size()))
                        : Optional.empty())
                .or(() -> from >= 0 && from < names.size() && (also || isJoined(part))
                        ? reading(typed, names, from)
                        : Optional.empty())
                .or(() -> at > 0
                                && withoutFill(part).isEmpty()
                                && (isInstead(typed, names, at) || !before && isRefusedBefore(typed, names, at))
                        ? reading(typed, names, at - 1).flatMap(NamedAnswers::instead)
                        : Optional.empty());
    }

    /** "No, not on Saturday no; on Sunday yes": something else behind each, whatever stands in front of them all. */
    private boolean eachBehind(List<String> typed, List<Name> names) {
        List<Optional<ReplyMeaning>> behind = IntStream.range(0, names.size())
                .mapToObj(at -> said(part(typed, names, at, false)).map(ReplyWords.Reading::meaning))
                .toList();
        return !behind.contains(Optional.<ReplyMeaning>empty())
                && behind.stream().distinct().count() > 1;
    }

    /** "Saturday no, Sunday": the last one, behind what is refused behind its own name, with nothing that joins the two. */
    private boolean isRefusedBefore(List<String> typed, List<Name> names, int at) {
        List<String> between =
                typed.subList(names.get(at - 1).behind(), names.get(at).from());
        return at == names.size() - 1 && !between.isEmpty() && NEGATION.longest(between, 0) > 0 && !AND.isIn(between);
    }

    /** Who says no to one thing and names another instead says yes to that. */
    private static Optional<ReplyWords.Reading> instead(ReplyWords.Reading one) {
        return one.meaning() == ReplyMeaning.NO
                ? Optional.of(new ReplyWords.Reading(ReplyMeaning.YES, one.sure()))
                : Optional.empty();
    }

    /** Whether "but" stands between the name before and this one. */
    private boolean isInstead(List<String> typed, List<Name> names, int at) {
        return instead(typed, names, at - 1) < names.get(at).from();
    }

    /** "And not" the next one, behind what is said to this one. */
    private boolean isAnd(List<String> typed, int at, int next) {
        int and = AND.longest(typed, at);
        return and > 0 && at + and < next && said(typed.subList(at + and, next)).isPresent();
    }

    /** Where "but" stands behind a name, or "and" in front of what is said to the next; where the next one begins when it doesn't. */
    private int instead(List<String> typed, List<Name> names, int at) {
        int next = names.get(at + 1).from();
        return IntStream.range(names.get(at).behind(), next)
                .filter(word -> INSTEAD.longest(typed, word) > 0 || isAnd(typed, word, next))
                .findFirst()
                .orElse(next);
    }

    private static boolean isJoined(List<String> part) {
        return !part.isEmpty()
                && part.size() <= JOINING_WORDS
                && AND.stream().anyMatch(phrase -> phrase.lengthAt(part, 0) > 0);
    }

    /** The words between a name and the one before it. */
    private static List<String> before(List<String> typed, List<Name> names, int at) {
        return typed.subList(
                at == 0 ? 0 : names.get(at - 1).behind(), names.get(at).from());
    }

    /** What belongs to a name: in front of it, or behind it; a "but" between two ends what belongs to the first. */
    private List<String> part(List<String> typed, List<Name> names, int at, boolean before) {
        boolean last = at == names.size() - 1;
        Name name = names.get(at);
        boolean instead = at > 0 && isInstead(typed, names, at);
        int front = at == 0
                ? 0
                : instead ? instead(typed, names, at - 1) : names.get(at - 1).behind();
        boolean cut = !last && isInstead(typed, names, at + 1);
        int end = last
                ? typed.size()
                : cut ? instead(typed, names, at) : names.get(at + 1).from();
        return withoutBut(Stream.concat(
                        before || instead ? typed.subList(front, name.from()).stream() : Stream.empty(),
                        !before || last || cut ? typed.subList(name.behind(), end).stream() : Stream.empty())
                .toList());
    }

    /** "Sí a la" is a "sí". */
    private List<String> withoutFill(List<String> part) {
        return part.stream()
                .filter(word -> words.read(word).isPresent() || FILL.longest(List.of(word), 0) == 0)
                .toList();
    }

    /** What is said to a name; a yes beside a word of denial or absence is none that is sure: "notez-moi absent". */
    private Optional<ReplyWords.Reading> said(List<String> part) {
        return told(part)
                .map(reading -> reading.meaning() == ReplyMeaning.YES && denies(part)
                        ? new ReplyWords.Reading(ReplyMeaning.YES, false)
                        : reading);
    }

    private static boolean denies(List<String> part) {
        return NEGATION.isIn(part) || ABSENCE.isIn(part);
    }

    /** "Not the market" is a no to it. */
    private Optional<ReplyWords.Reading> told(List<String> part) {
        return words.read(String.join(" ", part))
                .or(() -> fits(part) ? Optional.of(new ReplyWords.Reading(ReplyMeaning.YES, true)) : Optional.empty())
                .or(() -> refuses(part) || OfferRefusal.isOfOneThing(String.join(" ", part))
                        ? Optional.of(new ReplyWords.Reading(ReplyMeaning.NO, true))
                        : Optional.empty())
                .or(() -> words.read(String.join(" ", withoutFill(part))));
    }

    /** "Sunday works for me" is a yes to Sunday. */
    private static boolean fits(List<String> part) {
        return PhraseCover.lists(FITTING, String.join(" ", part)).anyMatch(lists -> lists.contains(FITS));
    }

    private static boolean refuses(List<String> part) {
        int greeting = part.isEmpty() ? 0 : OPENING.longest(part, 0);
        int from = greeting < part.size() ? greeting + AND.longest(part, greeting) : part.size();
        return from < part.size() && part.size() - from < JOINING_WORDS && NEGATION.longest(part, from) > 0;
    }

    /** "Yes, but only to the party" is a yes to the party. */
    private static List<String> withoutBut(List<String> part) {
        return BUT_OR_INSTEAD.without(part);
    }

    /** The same with "the rest", and with the days on which none of them is, unless they only tell more of a name: "the party on Sunday". */
    private List<Name> withOthers(List<String> typed, List<Thing> things) {
        List<Name> own = typed.size() > MOST_WORDS ? List.of() : names(typed, things);
        if (own.isEmpty()) {
            return own;
        }
        boolean onDays = things.stream().anyMatch(thing -> !thing.days().isEmpty());
        List<Name> rests = IntStream.range(0, typed.size())
                .mapToObj(at -> new Name(REST, at, at + THE_REST.longest(typed, at)))
                .filter(rest -> rest.behind() > rest.from()
                        && own.stream().noneMatch(name -> name.from() < rest.behind() && rest.from() < name.behind()))
                .limit(1)
                .toList();
        List<Name> others = IntStream.range(0, onDays ? typed.size() : 0)
                .mapToObj(at -> new Name(OTHER_DAY, at, at + DayWords.lengthAt(typed, at)))
                .filter(other -> other.behind() > other.from())
                .filter(other -> own.stream()
                        .noneMatch(name -> name.from() < other.behind() && other.from() < name.behind()
                                || isOneWith(typed, name, other)
                                || isOneWith(typed, other, name)))
                .toList();
        return Stream.of(own, others, rests)
                .flatMap(List::stream)
                .sorted(Comparator.comparingInt(Name::from))
                .toList();
    }

    private boolean isOneWith(List<String> typed, Name one, Name next) {
        return one.behind() <= next.from()
                && isBetween(typed, one.behind(), next.from())
                && typed.subList(one.behind(), next.from()).stream()
                        .allMatch(word -> words.read(word).isEmpty()
                                && NEGATION.longest(List.of(word), 0) == 0
                                && INSTEAD.longest(List.of(word), 0) == 0);
    }

    private List<Name> names(List<String> typed, List<Thing> things) {
        boolean[] spoken = MeaningPhrases.spoken(typed);
        Predicate<String> known = known(typed);
        List<List<String>> titles =
                things.stream().map(thing -> ofTitle(thing.title(), known)).toList();
        List<List<String>> texts =
                things.stream().map(thing -> ofText(thing.text(), known)).toList();
        List<Name> names = new ArrayList<>();
        for (int at = 0; at < typed.size(); at++) {
            int word = at;
            Optional<Name> name = name(typed, at, spoken[at], things, titles)
                    .or(() -> spoken[word] ? Optional.empty() : byText(typed, word, things, texts));
            if (name.isPresent()) {
                add(names, name.get(), typed);
                at = name.get().behind() - 1;
            }
        }
        return names;
    }

    private static List<String> ofTitle(String title, Predicate<String> known) {
        return WordPhrase.words(title).stream()
                .map(NamedAnswers::bare)
                .filter(word -> isSignificant(word) || isShort(word) && !known.test(word))
                .toList();
    }

    /** Those of its first line, and of all that follows what is no word of any answer. */
    private static List<String> ofText(String text, Predicate<String> known) {
        int line = text.indexOf('\n');
        return Stream.concat(
                        ofTitle(line < 0 ? "" : text.substring(0, line), known).stream(),
                        WordPhrase.words(text.substring(line + 1)).stream()
                                .map(NamedAnswers::bare)
                                .filter(word -> isSignificant(word) && (!known.test(word) || NOUNS.contains(word))))
                .toList();
    }

    private static Optional<Name> byText(List<String> typed, int at, List<Thing> things, List<List<String>> texts) {
        return titleOf(bare(typed.get(at)), texts)
                .map(title -> new Name(title, at, at + 1))
                .or(() -> only(things, at, thing -> sameAt(typed, at, thing.text())));
    }

    /** The small words of the language that is written; of all where that is not told. */
    private static Predicate<String> known(List<String> typed) {
        List<Set<String>> vocabularies =
                WrittenLanguage.of(String.join(" ", typed)).map(List::of).orElseGet(ReplyFiles::languages).stream()
                        .map(ReplyFiles::vocabulary)
                        .toList();
        return word -> vocabularies.stream().anyMatch(vocabulary -> vocabulary.contains(word));
    }

    private static void add(List<Name> names, Name name, List<String> typed) {
        Name before = names.isEmpty() ? null : names.get(names.size() - 1);
        if (before != null && before.title() == name.title() && isBetween(typed, before.behind(), name.from())) {
            names.set(names.size() - 1, new Name(before.title(), before.from(), name.behind()));
        } else {
            names.add(name);
        }
    }

    /** A day is named also where it belongs to what is said: "je suis là samedi". */
    private static Optional<Name> name(
            List<String> typed, int at, boolean spoken, List<Thing> things, List<List<String>> significant) {
        Optional<Name> byTitle = spoken
                ? Optional.empty()
                : titleOf(bare(typed.get(at)), significant).map(title -> new Name(title, at, at + 1));
        return byTitle.or(() -> spoken ? Optional.empty() : only(things, at, thing -> sameAt(typed, at, thing.title())))
                .or(() -> spoken
                        ? Optional.empty()
                        : only(things, at, thing -> thing.sort() == null ? 0 : sortAt(typed, at, thing.sort())))
                .or(() -> only(things, at, thing -> thing.dayAt(typed, at)));
    }

    /** "The fiesta" is the "fête". */
    private static int sameAt(List<String> typed, int at, String title) {
        List<String> own = WordPhrase.words(title);
        return THINGS.stream()
                .filter(same -> same.longest(typed, at) > 0 && same.isIn(own))
                .mapToInt(same -> same.longest(typed, at))
                .max()
                .orElse(0);
    }

    private static int sortAt(List<String> typed, int at, Topic.Sort sort) {
        return SORTS.getOrDefault(sort, Phrases.NONE).longest(typed, at);
    }

    /** The one thing that words from here on name in some way. */
    private static Optional<Name> only(List<Thing> things, int at, ToIntFunction<Thing> length) {
        List<Name> found = IntStream.range(0, things.size())
                .mapToObj(title -> new Name(title, at, at + length.applyAsInt(things.get(title))))
                .filter(name -> name.behind() > at)
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** "Party of the quarter" is one name. */
    private static boolean isBetween(List<String> typed, int from, int to) {
        return typed.subList(from, to).stream().allMatch(word -> word.length() < FEWEST_LETTERS)
                && to - from <= 2
                && AND.longest(typed, from) == 0;
    }

    private static Optional<Integer> titleOf(String word, List<List<String>> significant) {
        if (!isSignificant(word) && !isShort(word)) {
            return Optional.empty();
        }
        List<Integer> fitting = IntStream.range(0, significant.size())
                .filter(title -> significant.get(title).stream().anyMatch(own -> fits(word, own)))
                .boxed()
                .toList();
        return fitting.size() == 1
                ? Optional.of(fitting.get(0))
                : fitting.isEmpty() && GLUED.matcher(word).lookingAt()
                        ? titleOf(word.substring(1), significant)
                        : Optional.empty();
    }

    private static boolean fits(String word, String own) {
        if (isShort(word) || isShort(own)) {
            return word.equals(own);
        }
        return own.startsWith(word) || word.startsWith(own) && word.length() - own.length() <= LONGEST_ENDING;
    }

    private static boolean isSignificant(String word) {
        return word.codePointCount(0, word.length()) >= FEWEST_LETTERS && !COMMON.contains(word);
    }

    private static boolean isShort(String word) {
        return word.codePointCount(0, word.length()) == SHORT;
    }

    /** Without the Arabic article and what is written together with it. */
    private static String bare(String word) {
        return word.replaceFirst("^[وفبك]?ال|^لل", "");
    }

    private static Set<String> common() {
        return ReplyFiles.languages().stream()
                .flatMap(language -> ReplyFiles.words(language, "common"))
                .flatMap(word -> WordPhrase.words(word).stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}
