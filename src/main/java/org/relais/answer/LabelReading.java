package org.relais.answer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.relais.conversation.AnswerToAll;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.LabelChoice;
import org.relais.conversation.OpenMessage;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.ReplyMeaning;
import org.relais.conversation.likeness.LikelyAnswer;
import org.relais.conversation.likeness.ReplyKind;
import org.relais.conversation.likeness.ReplyResemblance;
import org.relais.conversation.words.Clauses;
import org.relais.conversation.words.ClockTime;
import org.relais.conversation.words.DayWords;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.TypedLabel;
import org.relais.conversation.words.WordPhrase;

/**
 * What a text says to the labels of a message's buttons, of which one is an answer, clause by clause: "Saturday no, Sunday is fine"
 * takes one, "not Saturday" leaves one and takes none, "cakes or drinks" takes neither yet. A pure function, safe for any number of
 * threads.
 */
public final class LabelReading {
    /** Words; whoever writes more tells a story. */
    private static final int MOST_WORDS = 25;
    /** Words that nothing is known of, beside a promise: "I'll bake a chocolate cake for you". */
    private static final int MOST_BESIDE = 4;
    /** Letters of a word that is taken for a longer one, as the days are cut short. */
    private static final int FEWEST_CUT = 3;
    /** Letters of a word that stands in a compound: "Apfelkuchen". */
    private static final int FEWEST_JOINED = 5;
    /** What the names of days end in where two letters are short for them. */
    private static final Set<String> DAYS = Set.of("tag", "woch", "dag");

    /** Days so cut that are no other words. */
    private static final Set<String> CUT_ALONE = Set.of("mo", "fr", "sa", "vr", "za");

    /** "Plsss". */
    private static final Pattern DRAWN_OUT = Pattern.compile("(\\p{L})\\1{2,}");

    private static final Pattern TIME = Pattern.compile("\\d{1,2}(?:h|u|uhr|am|pm)?\\d{0,2}");

    private static final Phrases TAKES = ReplyFiles.phrases("label.take");
    private static final Phrases PRAISES = ReplyFiles.phrases("label.good");
    private static final Phrases ALL = ReplyFiles.phrases(List.of("which.all", "which.both", "which.three"));
    private static final Phrases TIMES = ReplyFiles.phrases("which.time");
    private static final Phrases JOINERS = ReplyFiles.phrases(List.of("which.and", "which.nor", "label.or"));
    private static final Phrases BUT = ReplyFiles.phrases("doubt.but");
    private static final Phrases BECAUSE = ReplyFiles.phrases("label.because");
    private static final Phrases ALSO = ReplyFiles.phrases("company.also");
    /** The one of two that was not named: "so rather the other one". */
    private static final Phrases OTHER = ReplyFiles.phrases("label.other");
    /** Leaves one, and takes whatever else there is: "anything but Tuesday". */
    private static final Phrases ANY_BUT = ReplyFiles.phrases("label.any_but");
    /** Asks for a change, and is told like any other: "can I switch to Thursday?". */
    private static final Phrases SWITCHES = ReplyFiles.phrases("label.switch");
    /** What makes a choice of it: "Mill Street, my shop is there". */
    private static final Phrases MINE = ReplyFiles.phrases("label.mine");

    private static final Phrases EXCEPT = ReplyFiles.phrases(List.of("which.except", "label.out"));
    private static final Phrases OPENINGS = ReplyFiles.phrases("opening");
    private static final Phrases TOO = ReplyFiles.phrases("label.too");
    private static final Phrases NOES = ReplyFiles.phrases("company.no");
    private static final Phrases NONES = ReplyFiles.phrases("which.none");
    /** Behind a day it may say why, or why not: "Tuesday, I've got choir". */
    private static final Phrases BUSY = ReplyFiles.phrases("label.busy");

    private static final Phrases CONDITIONS = ReplyFiles.phrases("condition");
    private static final Phrases PERHAPS = ReplyFiles.phrases(List.of("maybe", "maybe.anywhere"));
    private static final Phrases NO = Phrases.of(
            ReplyFiles.phrases(List.of("negation", "no", "no.anywhere", "no.end", "which.cannot", "label.out")),
            ReplyFiles.phrases("give_up.gone").stream()
                    .filter(phrase -> phrase.places().size() > 1)
                    .collect(Phrases.collector()));
    /** What sounds like a no, or like a choice, and is neither: "no problem", "I don't mind", "not too late". */
    private static final Phrases NEITHER = ReplyFiles.phrases(List.of("label.any", "label.fine", "label.proviso"));

    /** What a whole sentence may resemble that takes nothing yet. */
    private static final Set<ReplyKind> NOT_TAKEN = EnumSet.of(ReplyKind.NO, ReplyKind.MAYBE, ReplyKind.LATER);

    private static final Phrases ANY = ReplyFiles.phrases(List.of("label.any", "which.any"));
    private static final Phrases DENIALS = ReplyFiles.phrases(List.of("negation", "negation.thing", "label.none"));
    /** A label that leaves the choice to us: "either". */
    private static final Phrases EITHER = ReplyFiles.phrases("label.either");
    /** Begins that there is nothing to give: "got nothing, sorry". */
    private static final Phrases NOTHING = ReplyFiles.phrases("label.none");

    private static final Phrases ASIDE = ReplyFiles.phrases(List.of("label.aside", "which.fill", "thing.front"));
    private static final Phrases LEADS = ReplyFiles.phrases(List.of("thing.front", "thing.led"));
    private static final Phrases FILL = ReplyFiles.phrases(List.of(
            "label.take",
            "label.good",
            "label.change",
            "label.aside",
            "label.fine",
            "which.fill",
            "thing.front",
            "which.fits",
            "yes",
            "yes.anywhere",
            "yes.assent",
            "opening",
            "politeness",
            "tail",
            "vocative",
            "company.also",
            "which.time",
            "thanks"));
    /** Each what one half of a day is called. */
    private static final List<Phrases> HALVES = Stream.of("morning", "afternoon", "evening")
            .map(half -> ReplyFiles.phrases("time." + half))
            .toList();

    /** By the number of things that they count. */
    private static final List<Phrases> COUNTS = IntStream.rangeClosed(1, 6)
            .mapToObj(number -> ReplyFiles.phrases("label." + number))
            .toList();

    private static final ReplyInterpreter INTERPRETER = new ReplyInterpreter();

    private final List<List<String>> labels;
    private final Set<Integer> choices;
    /** Letters that the text does not have as words in capitals. */
    private final Set<List<String>> unsaid;

    private final Set<String> about;
    /** Whether days are cut to two letters: "di no, do yes"; one such word beside others may be any. */
    private final boolean cut;

    private final boolean again;
    /** What is said to each label that is named. */
    private final Map<Integer, LabelStance> stances = new TreeMap<>();

    /** Of which something is said that leaves a doubt. */
    private final Set<Integer> doubted = new TreeSet<>();

    private boolean sure = true;
    /** More is said of one than may stand beside it. */
    private boolean story;
    /** More was said of one of them, before a word that says the same of another. */
    private boolean tells;
    /** The other of two is what they would rather. */
    private boolean other;

    /**
     * What a text says.
     *
     * @param place of the label that it takes; empty where it speaks of them and takes none surely: to be asked
     * @param named whether by a word of a label, and not by a number or by all of them at once, which may be said of other things
     */
    public record Said(Optional<Integer> place, boolean named) {
        /** Whether it takes one of them, or none of them, and leaves nothing to ask. */
        public boolean isSure() {
            return place.isPresent();
        }
    }

    /** A label in some words, from one of them to another. */
    private record Mention(int label, int from, int to) {}

    private LabelReading(String text, List<String> written, String about, boolean again) {
        this.about = Set.copyOf(WordPhrase.words(about));
        this.again = again;
        labels = written.stream().map(WordPhrase::words).toList();
        List<String> typed = WordPhrase.words(text);
        long days = labels.stream()
                .filter(label -> typed.stream().anyMatch(word -> isCutDay(word, label)))
                .count();
        cut = days > 1 || days == 1 && (typed.size() == 1 || typed.stream().anyMatch(CUT_ALONE::contains));
        unsaid = written.stream()
                .filter(label -> TypedLabel.isLetter(label) && !TypedLabel.stands(text, label))
                .map(WordPhrase::words)
                .collect(Collectors.toSet());
        choices = IntStream.range(0, written.size())
                .filter(at -> TypedLabel.isLetter(written.get(at))
                        || !AnswerToAll.isNone(written.get(at)) && !INTERPRETER.reads(written.get(at)))
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Reads a text in each language of the buttons.
     *
     * @param about what is asked, of which words say nothing more
     * @param again whether one of them was taken before: a no in front of another takes that back
     */
    public static Stream<Said> of(String text, List<OpenMessage.Option> options, String about, boolean again) {
        return options.stream()
                .flatMap(option -> option.byLanguage().keySet().stream())
                .distinct()
                .map(language ->
                        options.stream().map(option -> option.label(language)).toList())
                .flatMap(labels -> read(DRAWN_OUT.matcher(text).replaceAll("$1"), labels, about, again).stream());
    }

    /**
     * A text without the labels that it has, as far as they are names: "Canal Row" is none of the pick along the canal, and "Café" not the
     * Repair-Café.
     */
    public static String withoutWhole(String text, List<OpenMessage.Option> options) {
        List<String> words = new ArrayList<>(WordPhrase.words(text));
        List<List<String>> whole = options.stream()
                .flatMap(option -> option.labels().stream())
                .map(WordPhrase::words)
                .filter(label -> isName(label) && Collections.indexOfSubList(words, label) >= 0)
                .distinct()
                .toList();
        for (List<String> label : whole) {
            int at = Collections.indexOfSubList(words, label);
            words.subList(at, at + label.size()).clear();
        }
        return whole.isEmpty() ? text : String.join(" ", words);
    }

    private static boolean isName(List<String> label) {
        return label.size() > 1
                || label.size() == 1
                        && label.get(0).length() > FEWEST_CUT
                        && TIMES.longest(label, 0) == 0
                        && DayWords.lengthAt(label, 0) == 0
                        && !INTERPRETER.reads(label.get(0));
    }

    /** The button whose time a text names, and denies nothing: "half 7 for me", of 6 pm and 7.30 pm. */
    public static Optional<ButtonPayload> timed(String text, List<OpenMessage.Option> options) {
        // "11h, can't get up any earlier, so perfect".
        boolean agrees = INTERPRETER.meaning(text).equals(Optional.of(ReplyMeaning.YES));
        return WordPhrase.asks(text) || INTERPRETER.isConditional(text)
                ? Optional.empty()
                : options.stream()
                        .flatMap(option -> option.byLanguage().keySet().stream())
                        .distinct()
                        .flatMap(language -> ClockTime.chosen(
                                text,
                                options.stream()
                                        .map(option -> option.label(language))
                                        .toList(),
                                clause -> !agrees && NO.isIn(NEITHER.without(WordPhrase.words(clause))))
                                .stream())
                        .findFirst()
                        .map(at -> options.get(at).payload());
    }

    private static Optional<Said> read(String text, List<String> labels, String about, boolean again) {
        LabelReading reading = new LabelReading(text, labels, about, again);
        List<String> clauses = Clauses.withQuestions(text)
                .filter(clause -> !WordPhrase.asks(clause) || SWITCHES.isIn(WordPhrase.words(clause)))
                .flatMap(LabelReading::parted)
                .toList();
        if (reading.choices.size() < 2
                || clauses.isEmpty()
                || WordPhrase.words(text).size() > MOST_WORDS) {
            return Optional.empty();
        }
        Optional<Said> spaced = reading.spaced(clauses);
        if (spaced.isPresent()) {
            return spaced;
        }
        if (clauses.stream()
                .allMatch(clause -> reading.mentions(WordPhrase.words(clause)).isEmpty())) {
            return WordPhrase.asks(text)
                    ? Optional.empty()
                    : reading.none(text, labels).or(() -> counted(text, labels));
        }
        for (int at = 0; at < clauses.size(); at++) {
            reading.read(clauses, at);
        }
        Said said = new Said(reading.place(labels), true);
        return said.place().isEmpty() && WordPhrase.asks(text) ? Optional.empty() : Optional.of(said);
    }

    /** "None of them, I'm away": the label that says so, if there is one; a mere no is for whoever else asks. */
    private Optional<Said> none(String text, List<String> written) {
        List<String> words = WordPhrase.words(text);
        Optional<Integer> label = nones(written).filter(at -> isFirst(words, labels.get(at)));
        if (label.isPresent()) {
            return Optional.of(new Said(label, true));
        }
        // "Not before six, I work" is late, and refuses nothing.
        boolean refuses = !INTERPRETER.isLate(text)
                && (AnswerToAll.isNone(text)
                        || words.size() <= 2 * MOST_BESIDE && NOTHING.begin(words, OPENINGS)
                        || isNoneFirst(words)
                        || !INTERPRETER.isMereAnswer(text)
                                && AnswerToAll.toAll(text, choices.size()).equals(Optional.of(ReplyMeaning.NO)));
        return refuses ? Optional.of(new Said(nones(written), false)) : Optional.empty();
    }

    /** "Rien pour le goûter, je suis fauché": the label, and what it is said to. */
    private static boolean isFirst(List<String> words, List<String> label) {
        int from = OPENINGS.longest(words, 0);
        int behind = from + label.size();
        return words.size() <= 2 * MOST_BESIDE
                && behind < words.size()
                && words.subList(from, behind).equals(label)
                && LEADS.longest(words, behind) > 0;
    }

    private static boolean isNoneFirst(List<String> words) {
        return words.size() <= 2 * MOST_BESIDE
                && !NEITHER.isIn(words)
                && IntStream.rangeClosed(0, OPENINGS.longest(words, 0)).anyMatch(at -> NONES.longest(words, at) > 1);
    }

    /** The one label that is none of the others. */
    private static Optional<Integer> nones(List<String> written) {
        List<Integer> none = IntStream.range(0, written.size())
                .filter(at -> AnswerToAll.isNone(written.get(at))
                        || INTERPRETER.guess(written.get(at)).equals(Optional.of(ReplyMeaning.NO)))
                .boxed()
                .toList();
        return none.size() == 1 ? Optional.of(none.get(0)) : Optional.empty();
    }

    /** "The second one", "two"; both of them, or any, are not one. */
    private static Optional<Said> counted(String text, List<String> labels) {
        int count = labels.size();
        List<String> words = WordPhrase.words(text);
        if (ALL.isIn(words) || ANY.isIn(words)) {
            boolean mere = FILL.without(ALL.without(ANY.without(words))).size() <= MOST_BESIDE;
            return mere && !NO.isIn(NEITHER.without(words)) && !AnswerToAll.isNone(text)
                    ? Optional.of(new Said(either(labels), false))
                    : Optional.empty();
        }
        List<String> bare = ASIDE.without(words);
        return AnswerToAll.place(text, count)
                .or(() -> IntStream.range(0, Math.min(count, COUNTS.size()))
                        .filter(at -> !bare.isEmpty() && COUNTS.get(at).longest(bare, 0) == bare.size())
                        .boxed()
                        .findFirst())
                .map(place -> new Said(Optional.of(place), false));
    }

    private static Stream<String> parted(String clause) {
        List<String> all = WordPhrase.words(clause);
        // "The Saturday, because the Sunday I have my family": why, and no choice.
        List<String> words = IntStream.range(1, all.size())
                .filter(at -> BECAUSE.longest(all, at) > 0)
                .mapToObj(at -> all.subList(0, at))
                .findFirst()
                .orElse(all);
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int at = 0; at < words.size(); at++) {
            if (BUT.longest(words, at) > 0 && !isExcept(words, at)) {
                parts.add(String.join(" ", words.subList(from, at)));
                from = at + BUT.longest(words, at);
            }
        }
        parts.add(String.join(" ", words.subList(Math.min(from, words.size()), words.size())));
        return parts.stream().filter(part -> !part.isBlank());
    }

    /** "Anything but washing up" has one clause. */
    private static boolean isExcept(List<String> words, int at) {
        return IntStream.rangeClosed(0, at)
                .anyMatch(from -> from + Math.max(EXCEPT.longest(words, from), ANY_BUT.longest(words, from)) > at);
    }

    private void read(List<String> clauses, int at) {
        List<String> words = corrected(WordPhrase.words(clauses.get(at)));
        List<List<Mention>> groups = groups(words);
        boolean leads = groups.isEmpty()
                || ASIDE.without(words.subList(0, groups.get(0).get(0).from())).isEmpty();
        for (int group = 0; group < groups.size(); group++) {
            int from =
                    leads ? group == 0 ? 0 : groups.get(group).get(0).from() : group == 0 ? 0 : last(groups, group - 1);
            int to = group == groups.size() - 1
                    ? words.size()
                    : leads ? groups.get(group + 1).get(0).from() : last(groups, group);
            note(words, from, to, groups.get(group));
        }
        other |= groups.isEmpty() && OTHER.isIn(words);
        if (groups.isEmpty() && isNo(words)) {
            denied(clauses, at);
        } else if (groups.isEmpty() && at > 0 && BUSY.isIn(words) && !PRAISES.isIn(words)) {
            doubted.addAll(labels(mentions(WordPhrase.words(clauses.get(at - 1)))));
        }
    }

    /** "Ah no, rather Saturday", behind Sunday. */
    private List<String> corrected(List<String> words) {
        int length = again ? NOES.longest(words, 0) : 0;
        return mentions(words).isEmpty() ? words : words.subList(length, words.size());
    }

    private static int last(List<List<Mention>> groups, int group) {
        List<Mention> mentions = groups.get(group);
        return mentions.get(mentions.size() - 1).to();
    }

    /** A no by itself: to what stands in front of it, or to what follows, unless that takes back what was said before. */
    private void denied(List<String> clauses, int at) {
        List<String> before = at == 0 ? List.of() : WordPhrase.words(clauses.get(at - 1));
        Set<Integer> meant = labels(mentions(before));
        if (!Collections.disjoint(meant, those(LabelStance.TAKEN, LabelStance.CHOSEN))) {
            say(LabelStance.LEFT, meant);
        } else if (at == 0 && !again) {
            sure = false;
        }
    }

    private static boolean isNo(List<String> words) {
        return NO.isIn(NEITHER.without(words)) && !PERHAPS.isIn(words);
    }

    private void note(List<String> words, int from, int to, List<Mention> mentions) {
        List<String> beside = new ArrayList<>();
        for (int at = from; at < to; at++) {
            int here = at;
            if (mentions.stream().noneMatch(mention -> mention.from() <= here && here < mention.to())) {
                beside.add(words.get(at));
            }
        }
        Set<Integer> named = labels(mentions);
        other |= ANY_BUT.isIn(beside) || OTHER.isIn(beside);
        if (EXCEPT.isIn(NEITHER.without(beside)) || ANY_BUT.isIn(beside) || isNo(beside)) {
            say(LabelStance.LEFT, named);
            return;
        }
        List<String> more = FILL.without(NEITHER.without(SWITCHES.without(beside))).stream()
                .filter(word -> Character.isLetterOrDigit(word.codePointAt(0))
                        && !about.contains(word)
                        && !TIME.matcher(word).matches())
                .toList();
        int known = TAKES.isIn(beside) ? MOST_BESIDE : PRAISES.isIn(beside) ? 1 : 0;
        boolean whole = mentions.size() == 1 && isWhole(words, mentions.get(0)) && !TOO.isIn(beside);
        boolean loose = more.size() <= known + (MINE.isIn(beside) ? MOST_BESIDE : 1)
                && whole
                && !resemblesAnother(String.join(" ", words.subList(from, to)));
        boolean onDay = DayWords.isIn(words.subList(from, to)) || named.stream().allMatch(this::isTime);
        if (more.size() > known && !loose || onDay && !more.isEmpty()) {
            say(LabelStance.TOLD, named);
            tells = true;
            story |= more.size() > known;
        } else {
            boolean plainly = more.isEmpty() || TAKES.isIn(beside) || PRAISES.isIn(beside);
            say(plainly ? LabelStance.CHOSEN : LabelStance.TAKEN, named);
        }
        if (ALSO.isIn(beside) && tells
                || PERHAPS.isIn(TAKES.without(beside))
                || CONDITIONS.isIn(TAKES.without(beside))
                || INTERPRETER.isConditional(String.join(" ", TAKES.without(words)))) {
            Set<Integer> chosen = those(LabelStance.CHOSEN);
            if (chosen.isEmpty() || chosen.equals(named)) {
                doubted.addAll(named);
            } else {
                say(LabelStance.TOLD, named);
                tells = true;
            }
        }
    }

    private void say(LabelStance stance, Set<Integer> named) {
        named.forEach(label -> stances.merge(label, stance, BinaryOperator.maxBy(Comparator.naturalOrder())));
    }

    /** The labels to which one of these is said. */
    private Set<Integer> those(LabelStance... said) {
        return choices.stream()
                .filter(label -> Arrays.asList(said).contains(stances.get(label)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Integer> labels(List<Mention> mentions) {
        return mentions.stream().map(Mention::label).collect(Collectors.toSet());
    }

    /** Whether the label is there in all its words, and is no time: "Friday I saw Paul" says nothing of it. */
    private boolean isWhole(List<String> words, Mention mention) {
        List<String> typed = words.subList(mention.from(), mention.to());
        List<String> label = labels.get(mention.label());
        // "I hate cooking" has an unknown word in front.
        boolean leads = ASIDE.without(words.subList(0, mention.from())).isEmpty()
                || typed.get(0).length() <= 2;
        return leads
                && (typed.equals(label) || typed.equals(ASIDE.without(label)))
                && !TIMES.isIn(typed)
                && !DayWords.isIn(typed);
    }

    /** What stands beside a label may be a word that nothing is known of, unless both together resemble another answer. */
    private static boolean resemblesAnother(String text) {
        return LikelyAnswer.of(ReplyResemblance.standard(), text)
                .filter(NOT_TAKEN::contains)
                .isPresent();
    }

    /**
     * Whether what says yes or no in a word has a word of another button's own, that says neither: "I'll just buy one, no time to bake"
     * is no mere no.
     *
     * @param about what is asked, of which words name no button
     */
    public static boolean namesAnother(
            String text, List<OpenMessage.Option> options, ButtonPayload button, String about) {
        Set<String> said = new HashSet<>(FILL.without(WordPhrase.words(text)));
        said.removeAll(WordPhrase.words(about));
        options.stream()
                .filter(option -> option.payload().equals(button))
                .flatMap(option -> option.labels().stream())
                .forEach(label -> said.removeAll(WordPhrase.words(label)));
        return options.stream()
                .filter(option -> !option.payload().equals(button)
                        && INTERPRETER.meaning(option).isEmpty())
                .flatMap(option -> option.labels().stream())
                .flatMap(label -> WordPhrase.words(label).stream())
                .anyMatch(word -> word.length() >= FEWEST_CUT && said.contains(word));
    }

    private Optional<Integer> place(List<String> written) {
        Set<Integer> chosen = those(LabelStance.CHOSEN);
        if (chosen.isEmpty() && other) {
            return otherOfTwo();
        }
        Set<Integer> meant = chosen.isEmpty()
                ? those(LabelStance.TOLD, LabelStance.TAKEN)
                : chosen.size() == 1 ? chosen : those(LabelStance.TAKEN, LabelStance.CHOSEN);
        boolean plain = sure && !(chosen.isEmpty() && story) && Collections.disjoint(doubted, meant);
        if (meant.size() == 1 && plain) {
            return Optional.of(meant.iterator().next());
        }
        return those(LabelStance.LEFT).equals(choices) ? nones(written) : Optional.empty();
    }

    /** The one of two of which nothing is said, or of which the other is left. */
    private Optional<Integer> otherOfTwo() {
        Set<Integer> rest = new TreeSet<>(choices);
        Set<Integer> left = those(LabelStance.LEFT);
        rest.removeAll(left.isEmpty() ? those(LabelStance.TOLD) : left);
        return choices.size() == 2 && rest.size() == 1 && sure
                ? Optional.of(rest.iterator().next())
                : Optional.empty();
    }

    /** Whether a label is a part of a day. */
    private boolean isTime(int label) {
        List<String> words = labels.get(label);
        return TIMES.isIn(words) && ASIDE.without(TIMES.without(words)).isEmpty();
    }

    /** Those that only joining words stand between. */
    private List<List<Mention>> groups(List<String> words) {
        List<List<Mention>> groups = new ArrayList<>();
        int end = 0;
        for (Mention mention : mentions(words)) {
            List<String> between = words.subList(Math.min(end, mention.from()), mention.from());
            boolean joined = !groups.isEmpty()
                    && JOINERS.isIn(between)
                    && ASIDE.without(JOINERS.without(between)).isEmpty();
            if (!joined) {
                groups.add(new ArrayList<>());
            }
            groups.get(groups.size() - 1).add(mention);
            end = mention.to();
        }
        return groups;
    }

    /** The one label that leaves the choice to us, which is what whoever says that all suit means. */
    private static Optional<Integer> either(List<String> labels) {
        List<Integer> either = IntStream.range(0, labels.size())
                .filter(at -> EITHER.longest(WordPhrase.words(labels.get(at)), 0)
                        == WordPhrase.words(labels.get(at)).size())
                .boxed()
                .toList();
        return either.size() == 1 ? Optional.of(either.get(0)) : Optional.empty();
    }

    /** "I have two coats, good ones": the words of one label in their order, in a clause that denies nothing. */
    private Optional<Said> spaced(List<String> clauses) {
        List<Integer> said = IntStream.range(0, labels.size())
                .filter(label -> labels.get(label).size() > 2
                        && clauses.stream()
                                .map(WordPhrase::words)
                                .anyMatch(words -> !NO.isIn(words)
                                        && !DENIALS.isIn(words)
                                        && !PERHAPS.isIn(words)
                                        && hasInOrder(words, labels.get(label))))
                .boxed()
                .toList();
        boolean alone = said.size() == 1
                && IntStream.range(0, labels.size())
                        .filter(label -> label != said.get(0))
                        .noneMatch(label -> clauses.stream().anyMatch(clause -> mention(WordPhrase.words(clause), label)
                                .isPresent()));
        return alone && clauses.stream().noneMatch(clause -> CONDITIONS.isIn(WordPhrase.words(clause)))
                ? Optional.of(new Said(Optional.of(said.get(0)), true))
                : Optional.empty();
    }

    /** Short words, but the first, may be others. */
    private static boolean hasInOrder(List<String> words, List<String> label) {
        int at = words.indexOf(label.get(0));
        if (at < 0 || Collections.indexOfSubList(words, label) >= 0) {
            return false;
        }
        for (String own : label.subList(1, label.size())) {
            int from = at + 1;
            int next = IntStream.range(from, Math.min(words.size(), from + FEWEST_CUT))
                    .filter(place -> words.get(place).equals(own))
                    .findFirst()
                    .orElse(-1);
            if (next < 0 && own.length() > FEWEST_CUT) {
                return false;
            }
            at = next < 0 ? at : next;
        }
        return true;
    }

    /** In their order, each label once. */
    private List<Mention> mentions(List<String> words) {
        return choices.stream()
                .flatMap(label -> mention(words, label).stream())
                .sorted((one, other) -> Integer.compare(one.from(), other.from()))
                .toList();
    }

    private Optional<Mention> mention(List<String> words, int label) {
        List<String> whole = labels.get(label);
        if (unsaid.contains(whole)) {
            return Optional.empty();
        }
        int at = Collections.indexOfSubList(words, whole);
        if (at >= 0) {
            return Optional.of(new Mention(label, at, at + whole.size()));
        }
        List<String> bare = ASIDE.without(whole).isEmpty() ? whole : ASIDE.without(whole);
        int inner = Collections.indexOfSubList(words, bare);
        if (inner >= 0) {
            return Optional.of(new Mention(label, inner, inner + bare.size()));
        }
        return IntStream.range(0, words.size())
                .filter(each -> isOwnWord(words.get(each), bare, label)
                                && (bare.contains(words.get(each)) || !isTaking(words, each))
                        || isHalf(words, each, label))
                .mapToObj(each -> new Mention(label, each, each + Math.max(1, halfLength(words, each))))
                .findFirst();
    }

    /** "I can do" has no word of "Canal". */
    private static boolean isTaking(List<String> words, int at) {
        return IntStream.rangeClosed(0, at).anyMatch(from -> from + TAKES.longest(words, from) > at);
    }

    /** "Di" and "do", as Germans and the Dutch write days; elsewhere these are other words. */
    private static boolean isCutDay(String typed, List<String> label) {
        return label.size() == 1
                && typed.length() == FEWEST_CUT - 1
                && label.get(0).startsWith(typed)
                && DAYS.stream().anyMatch(label.get(0)::endsWith)
                && DayWords.lengthAt(label, 0) == 1;
    }

    /** A word of this label, and of no other. */
    private boolean isOwnWord(String typed, List<String> bare, int label) {
        return cut && isCutDay(typed, labels.get(label))
                || typed.length() >= FEWEST_CUT
                        && ASIDE.longest(List.of(typed), 0) == 0
                        && NO.longest(List.of(typed), 0) == 0
                        && bare.stream().anyMatch(word -> isLike(typed, word, bare.size() == 1))
                        && choices.stream()
                                .filter(other -> other != label)
                                .noneMatch(other ->
                                        labels.get(other).stream().anyMatch(word -> isLike(typed, word, true)));
    }

    private static boolean isLike(String typed, String word, boolean alone) {
        int least = Math.min(typed.length(), word.length());
        boolean ending = word.startsWith(typed) || typed.startsWith(word);
        return typed.equals(word)
                || least >= FEWEST_CUT && ending && Math.abs(typed.length() - word.length()) <= 2
                || alone && word.startsWith(typed) && typed.length() >= FEWEST_CUT && least < FEWEST_JOINED
                || least >= FEWEST_JOINED
                        && TIMES.longest(List.of(word), 0) == 0
                        && (ending
                                || word.endsWith(typed)
                                || typed.endsWith(word)
                                || LabelChoice.isOneOff(typed, word));
    }

    private boolean isHalf(List<String> words, int at, int label) {
        return HALVES.stream()
                .anyMatch(half -> words.get(at).length() >= FEWEST_CUT
                        && half.longest(words, at) > 0
                        && half.isIn(labels.get(label))
                        && choices.stream()
                                        .filter(other -> half.isIn(labels.get(other)))
                                        .count()
                                == 1);
    }

    private static int halfLength(List<String> words, int at) {
        return HALVES.stream().mapToInt(half -> half.longest(words, at)).max().orElse(0);
    }
}
