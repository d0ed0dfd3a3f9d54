package org.relais.conversation.words;

import java.util.List;
import java.util.stream.Stream;

/** What things to do are called by their kind, in the words of {@code replies/*.properties}: "the do" is a party, "the rally" a march. */
public final class ThingKinds {
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
