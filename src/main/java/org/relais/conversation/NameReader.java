package org.relais.conversation;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.relais.conversation.NamedAnswers.Thing;
import org.relais.conversation.words.DayWords;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;
import org.relais.conversation.words.WrittenLanguage;

/**
 * Reader of the places at which words name things, or the days and the rest beside them. A pure function, safe for any number of
 * threads.
 */
final class NameReader {
    /** "18h30". */
    private static final Pattern TIME = Pattern.compile("\\d{1,2}[hu](\\d{2})?");

    /** "But I'm staying for the rest", behind what is given up. */
    private static final Phrases STAY = ReplyFiles.phrases("which.stay");

    /** In place of a title: a day on which none of the things is. */
    private static final int OTHER_DAY = -1;
    /** In place of a title: all that waits and is not named. */
    static final int REST = -2;

    private static final Phrases THE_REST = ReplyFiles.phrases("which.rest");
    private static final Phrases AND = ReplyFiles.phrases("language.and");
    private static final Phrases NEGATION = ReplyFiles.phrases("negation");
    /** "Not Monday but Sunday". */
    private static final Phrases INSTEAD = ReplyFiles.phrases("which.instead");

    /** "With a cake": no name of the cake sale. */
    private static final Phrases BROUGHT = ReplyFiles.phrases("thing.brought");

    /** "A birthday party": not one of ours, where another thing is named. */
    private static final Map<String, Phrases> THEIRS = ReplyFiles.languages().stream()
            .collect(Collectors.toUnmodifiableMap(
                    language -> language, language -> ReplyFiles.phrases(language, "thing.theirs")));

    /** "A birthday party", "le lien marche pas": words that are no name of ours, unless a title has all of them. */
    private static final Phrases NO_NAME = ReplyFiles.phrases("thing.other");

    private static final int MOST_IN_FRONT = 2;
    /** "Si encuentro quien me lleve": no name of a meeting. */
    private static final Phrases CONDITION = ReplyFiles.phrases("condition");

    private static final Phrases FILL = ReplyFiles.phrases("which.fill");
    private static final Phrases POLITENESS = ReplyFiles.phrases("politeness");

    /** The words from one place to the next that name the same title. */
    record Name(int title, int from, int behind) {
        boolean isOther() {
            return title < 0;
        }
    }

    private NameReader() {}

    /** The words, without the times of day, which tell nothing apart: "lundi 18h", and without what goes on beside a name. */
    static List<String> typed(String text) {
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

    /** The same with "the rest", and with the days on which none of them is, unless they only tell more of a name: "the party on Sunday". */
    static List<Name> withOthers(List<String> typed, List<Thing> things) {
        List<Name> own = typed.size() > NamedAnswers.MOST_WORDS ? List.of() : names(typed, things);
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

    private static boolean isOneWith(List<String> typed, Name one, Name next) {
        return one.behind() <= next.from()
                && isBetween(typed, one.behind(), next.from())
                && typed.subList(one.behind(), next.from()).stream()
                        .allMatch(word -> ReplyWords.read(word).isEmpty()
                                && NEGATION.longest(List.of(word), 0) == 0
                                && INSTEAD.longest(List.of(word), 0) == 0);
    }

    /**
     * A word of a title outranks one of what else is known of a thing, and both what a thing is only called: "the dinner" is none
     * of the "food bank" where another message speaks of a dinner. A day is named also where it belongs to what is said: "je suis
     * là samedi".
     */
    static List<Name> names(List<String> typed, List<Thing> things) {
        boolean[] spoken = MeaningPhrases.spoken(typed);
        Predicate<String> known = TitleWords.known(typed);
        List<List<String>> titles = titles(things, known);
        List<List<String>> unshared = IntStream.range(0, things.size())
                .mapToObj(at -> things.get(at).sort() == Topic.Sort.SHARE ? List.<String>of() : titles.get(at))
                .toList();
        List<List<String>> texts = things.stream()
                .map(thing -> TitleWords.ofText(thing.text(), known))
                .toList();
        List<List<String>> called = things.stream().map(NameReader::called).toList();
        List<Name> names = new ArrayList<>();
        for (int at = 0; at < typed.size(); at++) {
            int word = at;
            if (isBrought(typed, at) || isCondition(typed, at) || isNoName(typed, at, called)) {
                continue;
            }
            Optional<Name> name = (spoken[at]
                            ? Optional.<Name>empty()
                            : bySeveral(typed, at, called)
                                    .or(() -> byWord(typed, word, titles, things))
                                    .or(() -> TitleWords.sortAt(typed, word, Topic.Sort.EVENT) > 0
                                            ? byWord(typed, word, texts, things)
                                            : Optional.empty())
                                    .or(() -> bySort(typed, word, things))
                                    .or(() -> byEvent(typed, word, things, unshared))
                                    .or(() -> byWord(typed, word, texts, things))
                                    .or(() -> TitleWords.misspelt(TitleWords.bare(typed.get(word)), titles, known)
                                            .or(() -> TitleWords.compoundOf(typed, word, titles))
                                            .or(() -> TitleWords.compoundOf(typed, word, texts))
                                            .map(title -> new Name(title, word, word + 1)))
                                    .or(() ->
                                            only(things, word, thing -> TitleWords.sameAt(typed, word, thing.title())))
                                    .or(() ->
                                            only(things, word, thing -> TitleWords.sameAt(typed, word, thing.text()))))
                    .or(() -> onDay(typed, word, things));
            if (name.isPresent()) {
                int first = names.isEmpty() ? 0 : names.get(names.size() - 1).behind();
                Name whole = withRest(typed, name.get(), things, spoken, first);
                add(names, whole, typed, called);
                at = whole.behind() - 1;
            }
        }
        return withoutTheirs(typed, names, titles);
    }

    /** "Call members for the meeting" has the meeting's word, which is said of the meeting: none of what is called or passed on for it. */
    private static List<List<String>> titles(List<Thing> things, Predicate<String> known) {
        List<List<String>> all = things.stream()
                .map(thing -> TitleWords.ofTitle(thing.title(), known))
                .toList();
        List<String> ofEvents = IntStream.range(0, things.size())
                .filter(at -> things.get(at).sort() == Topic.Sort.EVENT)
                .boxed()
                .flatMap(at -> all.get(at).stream())
                .toList();
        return IntStream.range(0, things.size())
                .mapToObj(at -> things.get(at).sort() == Topic.Sort.CALL
                        ? all.get(at).stream()
                                .filter(word -> ofEvents.stream().noneMatch(own -> TitleWords.isOf(word, own)))
                                .toList()
                        : all.get(at))
                .toList();
    }

    /** "My son has a party, so no walk": what is only called so, and is theirs, beside what is named as ours. */
    private static List<Name> withoutTheirs(List<String> typed, List<Name> names, List<List<String>> titles) {
        List<Name> ours = names.stream()
                .filter(name -> !TitleWords.isKind(typed, name.from())
                        || !isTheirs(typed, name.from())
                        || TitleWords.titleOf(TitleWords.bare(typed.get(name.from())), titles)
                                .isPresent())
                .toList();
        return ours.isEmpty() ? names : ours;
    }

    /** Whether what is named here is somebody's own, and none of ours: "my party", "a birthday party". */
    static boolean isTheirs(List<String> typed, int at) {
        Phrases theirs = WrittenLanguage.of(String.join(" ", typed))
                .map(language -> THEIRS.getOrDefault(language, Phrases.NONE))
                .orElse(Phrases.NONE);
        return IntStream.range(Math.max(0, at - MOST_IN_FRONT), at)
                .anyMatch(from -> theirs.longest(typed, from) == at - from);
    }

    /**
     * "Open day", "tea dance": the words around it in a title, which alone name nothing.
     *
     * @param first where the name before it ends
     */
    private static Name withRest(List<String> typed, Name name, List<Thing> things, boolean[] spoken, int first) {
        Thing thing = things.get(name.title());
        List<String> title = called(thing);
        int behind = name.behind();
        while (behind < typed.size()
                && !spoken[behind]
                && title.contains(typed.get(behind - 1))
                && isNext(title, typed.get(behind - 1), typed.get(behind))) {
            behind++;
        }
        int from = name.from();
        while (from > first
                && !spoken[from - 1]
                && title.contains(typed.get(from))
                && title.indexOf(typed.get(from - 1)) == title.indexOf(typed.get(from)) - 1
                && title.contains(typed.get(from - 1))) {
            from--;
        }
        return new Name(name.title(), from, behind);
    }

    /** "Clean-ups" is the plural of all of it. */
    private static boolean isNext(List<String> title, String word, String next) {
        int at = title.indexOf(word) + 1;
        return title.indexOf(next) == at || at < title.size() && next.equals(title.get(at) + 's');
    }

    private static boolean isBrought(List<String> typed, int at) {
        return IntStream.range(Math.max(0, at - MOST_IN_FRONT), at)
                .anyMatch(from -> BROUGHT.longest(typed, from) == at - from);
    }

    private static boolean isNoName(List<String> typed, int at, List<List<String>> called) {
        return IntStream.rangeClosed(Math.max(0, at - MOST_IN_FRONT), at).anyMatch(from -> {
            int behind = from + NO_NAME.longest(typed, from);
            return behind > at && called.stream().noneMatch(title -> title.containsAll(typed.subList(from, behind)));
        });
    }

    private static boolean isCondition(List<String> typed, int at) {
        return at > 0 && CONDITION.longest(typed, at - 1) > 1;
    }

    /** A word of what is passed on, and of the one event that it is passed on for: the event is what one says yes or no to. */
    private static Optional<Name> byEvent(List<String> typed, int at, List<Thing> things, List<List<String>> unshared) {
        return TitleWords.titleOf(TitleWords.bare(typed.get(at)), unshared)
                .filter(title -> things.get(title).sort() == Topic.Sort.EVENT)
                .map(title -> new Name(title, at, at + 1));
    }

    /** A weekday names what is on that day, and not what has its name, where something else is on it. */
    private static Optional<Name> byWord(List<String> typed, int at, List<List<String>> words, List<Thing> things) {
        return TitleWords.titleOf(TitleWords.bare(typed.get(at)), words)
                .filter(title -> DayWords.lengthAt(typed, at) == 0
                        || IntStream.range(0, things.size())
                                .allMatch(other ->
                                        other == title || things.get(other).dayAt(typed, at) == 0))
                .map(title -> new Name(title, at, at + 1));
    }

    /** The words of a title, and of what something is called behind the scenes. */
    private static List<String> called(Thing thing) {
        return WordPhrase.words(
                thing.title() + '\n' + thing.text().lines().findFirst().orElse(""));
    }

    /**
     * "The Christmas party" is no Christmas lunch: the one thing that has the most of these words in a row, two at least; of several the one
     * that has no other: "the public meeting" is none of the "calls for the public meeting".
     */
    private static Optional<Name> bySeveral(List<String> typed, int at, List<List<String>> called) {
        List<Name> runs = IntStream.range(0, called.size())
                .mapToObj(title -> new Name(title, at, at + runLength(typed, at, called.get(title))))
                .filter(run -> typed.subList(at, run.behind()).stream()
                                .filter(TitleWords::isSignificant)
                                .count()
                        > 1)
                .toList();
        int longest = runs.stream().mapToInt(Name::behind).max().orElse(0);
        List<Name> found = runs.stream().filter(run -> run.behind() == longest).toList();
        List<Name> whole = IntStream.range(0, called.size())
                .filter(title -> isWhole(typed, at, longest, called.get(title)))
                .mapToObj(title -> new Name(title, longest - called.get(title).size(), longest))
                .toList();
        List<Name> best = whole.size() == 1 && !found.isEmpty() ? whole : found;
        return best.size() == 1 ? Optional.of(best.get(0)) : Optional.empty();
    }

    /** Whether a run ends with all of a title. */
    private static boolean isWhole(List<String> typed, int from, int behind, List<String> called) {
        return !called.isEmpty()
                && behind - from >= called.size()
                && typed.subList(behind - called.size(), behind).equals(called);
    }

    private static int runLength(List<String> typed, int at, List<String> called) {
        return IntStream.range(0, called.size())
                .map(from -> (int) IntStream.range(0, Math.min(typed.size() - at, called.size() - from))
                        .takeWhile(next -> typed.get(at + next).equals(called.get(from + next)))
                        .count())
                .max()
                .orElse(0);
    }

    private static Optional<Name> bySort(List<String> typed, int at, List<Thing> things) {
        return only(things, at, thing -> thing.sort() == null ? 0 : TitleWords.sortAt(typed, at, thing.sort()));
    }

    /** "Appels réunion publique" goes on with words of the first name, and names nothing else. */
    private static void add(List<Name> names, Name name, List<String> typed, List<List<String>> called) {
        Name before = names.isEmpty() ? null : names.get(names.size() - 1);
        if (before != null
                && (before.title() == name.title()
                        || called.get(before.title()).containsAll(typed.subList(name.from(), name.behind())))
                && isBetween(typed, before.behind(), name.from())) {
            names.set(names.size() - 1, new Name(before.title(), before.from(), name.behind()));
        } else {
            names.add(name);
        }
    }

    /** "Samedi" is the next one; where the newest thing is on a later one, nobody knows. */
    private static Optional<Name> onDay(List<String> typed, int at, List<Thing> things) {
        List<Name> found = found(things, at, thing -> thing.dayAt(typed, at));
        Optional<LocalDate> first = found.stream()
                .flatMap(name -> things.get(name.title()).dayNamed(typed, at).stream())
                .min(LocalDate::compareTo);
        List<Name> next = found.stream()
                .filter(name -> things.get(name.title()).dayNamed(typed, at).equals(first))
                .toList();
        boolean newest = found.stream().anyMatch(name -> name.title() == 0);
        return next.size() == 1 && (!newest || next.get(0).title() == 0) ? Optional.of(next.get(0)) : Optional.empty();
    }

    /** The one thing that words from here on name in some way. */
    private static Optional<Name> only(List<Thing> things, int at, ToIntFunction<Thing> length) {
        List<Name> found = found(things, at, length);
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private static List<Name> found(List<Thing> things, int at, ToIntFunction<Thing> length) {
        return IntStream.range(0, things.size())
                .mapToObj(title -> new Name(title, at, at + length.applyAsInt(things.get(title))))
                .filter(name -> name.behind() > at)
                .toList();
    }

    /** "Party of the quarter" is one name. */
    private static boolean isBetween(List<String> typed, int from, int to) {
        return typed.subList(from, to).stream().allMatch(word -> word.length() < TitleWords.FEWEST_LETTERS)
                && to - from <= 2
                && AND.longest(typed, from) == 0;
    }

    /** The words between a name and the one before it. */
    static List<String> before(List<String> typed, List<Name> names, int at) {
        return typed.subList(
                at == 0 ? 0 : names.get(at - 1).behind(), names.get(at).from());
    }

    /** The words between a name and the next one. */
    static List<String> after(List<String> typed, List<Name> names, int at) {
        return typed.subList(
                names.get(at).behind(),
                at == names.size() - 1 ? typed.size() : names.get(at + 1).from());
    }

    /** Whether words only join what stands around them: "and to the". */
    static boolean isJoining(List<String> part) {
        return FILL.without(AND.without(part)).isEmpty();
    }

    static boolean isNothingElse(List<String> typed, List<Name> names) {
        boolean[] spoken = MeaningPhrases.spoken(typed);
        return IntStream.range(0, typed.size())
                .filter(at -> TitleWords.isSignificant(typed.get(at)) && !spoken[at] && FILL.longest(typed, at) == 0)
                .allMatch(at -> names.stream().anyMatch(name -> at >= name.from() && at < name.behind()));
    }
}
