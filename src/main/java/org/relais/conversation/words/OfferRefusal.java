package org.relais.conversation.words;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A no to something that is offered, in words that may wish for no more messages where nothing is: "ça ne m'intéresse pas", "no
 * cuenten conmigo", "kein Interesse", by the words of {@code replies/*.properties} and nothing else. A pure function, safe for
 * any number of threads.
 */
public final class OfferRefusal {
    private static final String REFUSED = "refuse";
    private static final String ABSENT = "no.anywhere";
    private static final List<PhraseCover> COVERS = PhraseCover.ofEveryLanguage(
            REFUSED, "no", "no.alone", ABSENT, "no.end", "refuse.fill", "trouble", "opening", "politeness");

    private static final Phrases NAMED = ReplyFiles.phrases("give_up.named");
    private static final Phrases SIGN_OFF = ReplyFiles.phrases("give_up.sign_off");
    private static final Phrases NO_MORE_OF = ReplyFiles.phrases("refuse.news");

    private static final String AGAIN = "refuse.again";
    private static final List<PhraseCover> AGAIN_COVERS =
            PhraseCover.ofEveryLanguage(AGAIN, "no", "opening", "politeness");

    private static final String THAT_ONE = "give_up.that";
    private static final List<PhraseCover> THAT_ONE_COVERS =
            PhraseCover.ofEveryLanguage(THAT_ONE, "vocative", "opening", "politeness");

    private static final String KIND = "kinds.";
    private static final String NONE = KIND + "none";
    private static final List<PhraseCover> KIND_COVERS = PhraseCover.ofEveryLanguage(
            NONE,
            KIND + "call",
            KIND + "question",
            KIND + "event",
            KIND + "share",
            KIND + "other",
            "language.and",
            "opening",
            "politeness");
    private static final Phrases REST = ReplyFiles.phrases("rest.kept");
    private static final Phrases PEOPLE = ReplyFiles.phrases("refuse.people");
    private static final Phrases SELF = ReplyFiles.phrases("refuse.self");
    private static final Phrases BOTHER = ReplyFiles.phrases("refuse.bother");
    private static final Phrases US = ReplyFiles.phrases("refuse.us");

    private static final Phrases ITS_OWN = ReplyFiles.phrases("thing.own");
    private static final Phrases ABOUT = ReplyFiles.phrases("thing.about");
    private static final Phrases ENDING =
            ReplyFiles.phrases(List.of("give_up.named", "give_up.gone", "give_up.messages"));
    private static final Phrases LISTS = ReplyFiles.phrases("thing.list");
    private static final List<GivingUp> GIVING_UP =
            ReplyFiles.languages().stream().map(GivingUp::of).toList();

    /** Whoever writes more says more than that. */
    private static final int MOST_WORDS = 12;

    private OfferRefusal() {}

    /** Whether a text says that they have said no, and nothing else: "j'ai dit non". */
    public static boolean isRepeated(String text) {
        return !WordPhrase.asks(text) && PhraseCover.says(AGAIN_COVERS, text, AGAIN);
    }

    /** Whether a text says that they don't come, and nothing else: "I will not make it". */
    public static boolean isAbsence(String text) {
        return !WordPhrase.asks(text) && PhraseCover.says(COVERS, text, ABSENT);
    }

    /**
     * The kinds of actions that a text wishes no more of, where it names several, and says nothing else, "no more calls and surveys",
     * or names one and keeps all else: "stop with the petitions, the other messages are fine".
     */
    public static Set<String> kinds(String text) {
        List<String> all = WordPhrase.words(text);
        List<String> words = REST.without(all);
        int fewest = words.size() < all.size() ? 1 : 2;
        return WordPhrase.asks(text)
                ? Set.of()
                : KIND_COVERS.stream()
                        .flatMap(cover -> cover.read(words).stream())
                        .map(parts -> parts.stream().map(PhraseCover.Part::list).collect(Collectors.toSet()))
                        .filter(lists -> lists.remove(NONE))
                        .map(lists -> lists.stream()
                                .filter(list -> list.startsWith(KIND))
                                .map(list -> list.substring(KIND.length()))
                                .collect(Collectors.toSet()))
                        .filter(kinds -> kinds.size() >= fewest)
                        .findFirst()
                        .orElse(Set.of());
    }

    /** Whether who writes would bother nobody else with what they are to pass on: "I'd rather not bother people with it". */
    private static boolean sparesOthers(String text) {
        List<String> words = WordPhrase.words(text);
        return words.size() <= MOST_WORDS && SELF.isIn(words) && PEOPLE.isIn(words) && BOTHER.isIn(words);
    }

    /** Whether a text refuses us beside what else it refuses: "not the museum, and not you". */
    public static boolean isOfUs(String text) {
        return US.isIn(WordPhrase.words(text));
    }

    /** Whether a text wishes for no more of something, which it names behind that: "nothing more about the survey". */
    public static boolean isOfOneThing(String text) {
        return NO_MORE_OF.isIn(WordPhrase.words(text));
    }

    /** Whether a text gives up what it may name beside that: "unsubscribe carols"; by itself that is a stop. */
    public static boolean isBesideName(String text) {
        List<String> words = WordPhrase.words(text);
        return SIGN_OFF.isIn(words) && !SIGN_OFF.without(words).isEmpty();
    }

    /** Whether a text has words that give up or don't want what they name, in front of them or behind: "the swap doesn't interest me". */
    public static boolean isAroundName(String text) {
        List<String> words = WordPhrase.words(text);
        return NAMED.isIn(words) && !NAMED.without(words).isEmpty();
    }

    /** Whether a text may end a list or messages that belong to one thing: "take me off the panto list". */
    public static boolean isOfItsList(String text) {
        List<String> words = WordPhrase.words(text);
        List<String> named = ENDING.without(words);
        return named.size() < words.size()
                && IntStream.range(0, named.size())
                        .anyMatch(at -> ITS_OWN.longest(named, at) > 0
                                && (at > 0 && isName(named, at - 1) || ABOUT.longest(named, at + 1) > 0));
    }

    private static boolean isName(List<String> words, int at) {
        return ABOUT.longest(words, at) == 0 && ITS_OWN.longest(words, at) == 0;
    }

    /**
     * Something by the name that a text has for it.
     *
     * @param language of the words around the name
     */
    public record Named(String name, String language) {}

    /**
     * What a text gives up by a name that we may not know, and neither our messages nor whom they go to: the "yoga" of "take my name
     * off the yoga"; empty for nothing.
     */
    public static Optional<Named> named(String text) {
        List<String> words = WordPhrase.words(text);
        return GIVING_UP.stream()
                .flatMap(givingUp -> givingUp.named(words).stream())
                .findFirst();
    }

    /** Words that give something up, and those that stand between them and its name. */
    private record GivingUp(String language, Phrases named, Phrases articles) {
        static GivingUp of(String language) {
            return new GivingUp(
                    language,
                    ReplyFiles.phrases(language, "give_up.named"),
                    ReplyFiles.phrases(language, "give_up.article"));
        }

        /** The article may be the last word of those that give up, as in "vom", or follow up to two words later. */
        Optional<Named> named(List<String> words) {
            return IntStream.range(0, words.size())
                    .filter(at -> named.longest(words, at) > 0)
                    .flatMap(at -> IntStream.rangeClosed(-1, 1).map(next -> at + named.longest(words, at) + next))
                    .filter(at -> at < words.size() - 1
                            && articles.longest(words, at) > 0
                            && articles.longest(words, at + 1) == 0)
                    .mapToObj(at -> words.subList(at + 1, words.size()))
                    .filter(name -> !LISTS.isIn(name))
                    .map(name -> new Named(String.join(" ", name), language))
                    .findFirst();
        }
    }

    /** Whether a text says this and nothing else; a question does not. */
    public static boolean isIn(String text) {
        return !WordPhrase.asks(text)
                && (PhraseCover.says(COVERS, text, REFUSED) || isOfThatOne(text) || sparesOthers(text));
    }

    /** Whether a text gives up what was just spoken of, and nothing else: "take me off that one". */
    public static boolean isOfThatOne(String text) {
        return PhraseCover.says(THAT_ONE_COVERS, text, THAT_ONE);
    }
}
