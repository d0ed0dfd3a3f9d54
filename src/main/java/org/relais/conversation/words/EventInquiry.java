package org.relais.conversation.words;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is asked of an event one knows of, by the words of {@code replies/*.properties}. A pure function, safe for any number of
 * threads.
 */
public enum EventInquiry {
    /** Whether they expect me. */
    STANDING,
    /** How many come. */
    COMING,
    /** When or where it takes place, and whether it does. */
    WHEN_AND_WHERE,
    /** Whether they are reminded of it, or that they wish to be. */
    REMINDER;

    private static final String STANDS = "ask.standing";
    private static final String MANY = "ask.coming";
    private static final String ASK = "ask.event";
    private static final String REMIND = "ask.reminder";
    private static final String THING = "ask.event.thing";
    private static final String FILL = "ask.event.fill";
    private static final List<PhraseCover> COVERS = PhraseCover.ofEveryLanguage(Stream.concat(
                    Stream.of(
                            STANDS,
                            MANY,
                            ASK,
                            REMIND,
                            THING,
                            FILL,
                            "ask.reminder.fill",
                            "vocative",
                            "opening",
                            "politeness"),
                    ThingKinds.events().stream())
            .toArray(String[]::new));
    private static final Phrases THINGS = ReplyFiles.phrases(THING);
    private static final Phrases KINDS = ReplyFiles.phrases(ThingKinds.events());
    private static final Phrases FILLS = ReplyFiles.phrases(FILL);
    /** So many letters are common to a word of a title and what it is called in a question: "fiesta", "fiestas"; or it ends so: "Sommerfest". */
    private static final int SAME_LETTERS = 4;

    /** "I can come, the meeting is off": something else is, and nothing asked. */
    private static final Phrases PLANS_OFF = ReplyFiles.phrases("cancel.plans");

    private static final String PLANS = "ask.plans";
    private static final List<PhraseCover> PLAN_COVERS =
            PhraseCover.ofEveryLanguage(PLANS, "ask.plans.fill", "vocative", "opening", "politeness");
    private static final String NEXT = "ask.next";
    private static final List<PhraseCover> NEXT_COVERS =
            PhraseCover.ofEveryLanguage(NEXT, "ask.next.fill", "vocative", "opening", "politeness");

    /** The question that a text is, and nothing else; empty for one that is none, or says anything else. */
    public static Optional<EventInquiry> of(String text) {
        return isOff(text) || Thanks.isFor(text)
                ? Optional.empty()
                : PhraseCover.lists(COVERS, text)
                        .flatMap(lists -> kind(lists).stream())
                        .min(EventInquiry::compareTo);
    }

    /** Whether a clause of several says that something is off, and nothing is asked. */
    public static boolean isOff(String text) {
        return !WordPhrase.asks(text)
                && PLANS_OFF.isIn(WordPhrase.words(text))
                && Clauses.of(text).count() > 1;
    }

    /**
     * The parts of a text that ask about what is on a day, by naming it: "where is Thursday's meeting?". "Is it on Thursday?" asks for
     * the day itself.
     *
     * @param today when it was written
     */
    public static List<String> ofDay(String text, LocalDate today) {
        return among(text).isEmpty()
                ? List.of()
                : QuestionParts.of(text)
                        .map(part -> DayWords.named(part, today, Set.of(today, today.plusDays(1))))
                        .filter(EventInquiry::isOfDay)
                        .toList();
    }

    private static boolean isOfDay(String part) {
        List<String> words = WordPhrase.words(part);
        boolean asks = WordPhrase.asks(part) || of(part).isPresent();
        return DayWords.isIn(words)
                && (asks ? of(DayWords.without(part)).isPresent() : THINGS.isIn(words) || KINDS.isIn(words));
    }

    /** Whether a question may be about what has this title: it says "it", or calls it by one of these words. */
    public static boolean mayBeOf(String text, String title) {
        List<String> called = WordPhrase.words(title);
        List<String> words = WordPhrase.words(text);
        List<String> things = words.stream().filter(EventInquiry::isThing).toList();
        return things.isEmpty()
                || things.stream()
                        .anyMatch(thing -> called.stream().anyMatch(each -> isLike(thing, each))
                                || ThingKinds.isOfKind(thing, called));
    }

    /** "Treffen" may be said of any event; "Markt" only of one. */
    private static boolean isThing(String word) {
        List<String> alone = List.of(word);
        return THINGS.isIn(alone) || KINDS.isIn(alone) && !FILLS.isIn(alone);
    }

    private static boolean isLike(String thing, String called) {
        return thing.equals(called)
                || thing.length() >= SAME_LETTERS
                        && (called.startsWith(thing.substring(0, SAME_LETTERS)) || called.endsWith(thing));
    }

    /** Whether a text asks what there is to come to or to do, and nothing else: "what else is on this month?", "what do I do now?". */
    public static boolean isOfPlans(String text) {
        return PhraseCover.says(PLAN_COVERS, text, PLANS) || PhraseCover.says(NEXT_COVERS, text, NEXT);
    }

    /** The question that a button stands for by its verb; empty for a button that answers. */
    public static Optional<EventInquiry> ofVerb(String verb) {
        return Stream.of(values()).filter(each -> each.verb().equals(verb)).findFirst();
    }

    /** The verb of the button that asks this of one event. */
    public String verb() {
        return switch (this) {
            case STANDING -> "standing";
            case COMING -> "coming";
            case WHEN_AND_WHERE -> "show";
            case REMINDER -> "remind";
        };
    }

    /** Such questions among the parts of a text, each once. */
    public static List<EventInquiry> among(String text) {
        List<EventInquiry> parts = QuestionParts.of(text)
                .flatMap(part -> asked(part, text).stream())
                .distinct()
                .toList();
        return parts.isEmpty() ? of(text).stream().toList() : parts;
    }

    private static Optional<EventInquiry> asked(String part, String text) {
        return isOff(text) && PLANS_OFF.isIn(WordPhrase.words(part)) ? Optional.empty() : of(part);
    }

    /** What a text says beside such a question in a clause of its own; empty where there is none, or nothing beside it. */
    public static Optional<String> beside(String text) {
        List<String> clauses = QuestionParts.of(text).toList();
        if (clauses.size() < 2) {
            return Optional.empty();
        }
        List<String> rest =
                clauses.stream().filter(clause -> asked(clause, text).isEmpty()).toList();
        return rest.isEmpty() || rest.size() == clauses.size()
                ? Optional.empty()
                : Optional.of(String.join(", ", rest));
    }

    private static Optional<EventInquiry> kind(Set<String> lists) {
        if (lists.contains(STANDS)) {
            return Optional.of(STANDING);
        }
        if (lists.contains(MANY)) {
            return Optional.of(COMING);
        }
        if (lists.contains(ASK)) {
            return Optional.of(WHEN_AND_WHERE);
        }
        return lists.contains(REMIND) ? Optional.of(REMINDER) : Optional.empty();
    }

    /** What things to do are called by their kind, in the words of {@code replies/*.properties}: "the do" is a party, "the rally" a march. */
    public static final class ThingKinds {
        /** Events; the others are done without meeting anybody. */
        private static final List<String> EVENTS = keys(
                "party",
                "meeting",
                "meal",
                "march",
                "market",
                "concert",
                "cleaning",
                "workshop",
                "training",
                "film",
                "theatre",
                "museum",
                "choir",
                "bingo",
                "quiz",
                "hike");

        private static final List<String> OTHERS = keys("petition", "survey", "leaflets");
        private static final List<Phrases> OF_EVENTS = phrases(EVENTS.stream());

        private ThingKinds() {}

        private static List<String> keys(String... kinds) {
            return Stream.of(kinds).map("thing."::concat).toList();
        }

        private static List<Phrases> phrases(Stream<String> keys) {
            return keys.map(ReplyFiles::phrases).toList();
        }

        /** The words of each kind. */
        public static List<Phrases> all() {
            return phrases(Stream.concat(EVENTS.stream(), OTHERS.stream()));
        }

        /** The keys of those that people come to. */
        static List<String> events() {
            return EVENTS;
        }

        /** Whether an event may be of the kind that a word names, by a word of its title. */
        static boolean isOfKind(String thing, List<String> title) {
            return OF_EVENTS.stream().filter(kind -> kind.isIn(List.of(thing))).anyMatch(kind -> kind.isIn(title));
        }
    }
}
