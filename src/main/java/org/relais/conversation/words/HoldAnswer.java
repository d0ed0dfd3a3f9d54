package org.relais.conversation.words;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Answer to the question whether all messages are to stop, in other words than a yes, a no or a stop, by the words of
 * {@code replies/*.properties}. Every word of the text must belong to it. A pure function, safe for any number of threads.
 */
public enum HoldAnswer {
    /** All of them are to stop: "de todo", "je veux arrêter". */
    EVERYTHING("hold.all"),
    /** A yes where that alone is asked: "confirmo", "que sí". */
    YES("hold.yes"),
    /** No answer, since it refuses the messages or their end: "no quiero". */
    UNCLEAR("hold.unclear"),
    /** That they only asked something: nothing is to stop. */
    ASKED("hold.asked"),
    /** To go on, but for one thing: "juste les appels", "sigan con lo demás". */
    ONE_THING("hold.part"),
    /** Where it is asked whom to take off our lists, the person called: "elle", "the person I called". */
    THEM("hold.them"),
    /** There, who writes: "moi". */
    ME("hold.me"),
    /** That what was said was a joke. */
    JOKE("hold.joke");

    /** Behind a question whether to stop it is a yes; "thanks, bye" only ends the talk. */
    private static final String GOODBYE = "hold.bye";

    private static final String TIMES = "quiet.times";
    private static final String REMINDERS = "quiet.reminders";
    private static final Phrases ONLY = ReplyFiles.phrases("hold.only");
    private static final Phrases REST = ReplyFiles.phrases("rest.kept");
    /** Kinds of ours, of which it is asked what is meant. */
    private static final Phrases KINDS = ReplyFiles.phrases(List.of("kinds.call", "kinds.question"));

    private static final Phrases MESSAGES = ReplyFiles.phrases("thing.list");
    private static final Phrases NEGATION = ReplyFiles.phrases("negation");
    /** Words; "I mean it" may be about the end of everything. */
    private static final int FEWEST_MEANT = 4;

    private static final Phrases OPENINGS = ReplyFiles.phrases(List.of("opening", "language.but", "go_on.no"));

    private static final Set<String> JESTED = Set.of("hold.banter", "kind.laugh");
    private static final List<PhraseCover> BANTER = ReplyFiles.languages().stream()
            .map(language -> PhraseCover.of(language, "hold.banter", "opening", "vocative")
                    .with(
                            "kind.laugh",
                            Phrases.of(
                                    ReplyFiles.phrases(language, "kind.laugh"),
                                    ReplyFiles.phrases("any", "kind.laugh"))))
            .toList();

    private final String list;
    private final List<PhraseCover> covers;

    HoldAnswer(String list) {
        this.list = list;
        this.covers = switch (list) {
            case "hold.part" ->
                PhraseCover.ofEveryLanguage(
                        list,
                        TIMES,
                        REMINDERS,
                        "go_on",
                        "go_on.yes",
                        "go_on.no",
                        "go_on.fill",
                        "quiet.fill",
                        "vocative",
                        "opening",
                        "politeness");
            case "hold.them" -> PhraseCover.ofEveryLanguage(list, "go_on.yes", "opening", "politeness");
            case "hold.unclear" -> PhraseCover.ofEveryLanguage(list, "go_on.no", "opening", "politeness");
            case "hold.yes" ->
                PhraseCover.ofEveryLanguage(list, GOODBYE, "go_on.yes", "hold.joke.fill", "politeness", "opening");
            case "hold.joke" ->
                PhraseCover.ofEveryLanguage(
                        list,
                        "go_on",
                        "go_on.apart",
                        "go_on.yes",
                        "kind.laugh",
                        "hold.joke.fill",
                        "opening",
                        "politeness");
            default -> PhraseCover.ofEveryLanguage(list, "go_on.yes", "hold.joke.fill", "opening", "politeness");
        };
    }

    /** Whether a text ends by saying that what stands before was a joke: "Stop ! Je plaisante"; or laughs: "stop it haha". */
    public static boolean isJoke(String text) {
        if (PhraseCover.lists(BANTER, text).anyMatch(lists -> lists.containsAll(JESTED))) {
            return true;
        }
        String[] clauses = text.strip().split("[.,;!…\\n]+");
        return clauses.length == 2 && JOKE.isIn(clauses[1]);
    }

    /** Whether a text wishes for our messages but for one thing, and says nothing else: "keep writing to me, just not calls". */
    public static boolean keepsAllBut(String text) {
        return !WordPhrase.asks(text)
                && PhraseCover.lists(ONE_THING.covers, text)
                        .anyMatch(lists -> lists.contains(ONE_THING.list) && lists.contains("go_on"));
    }

    /**
     * Whether a text says that all else is welcome, and does not speak of our messages, or a kind of ours, beside that: "no more
     * litter picks. Anything else is fine".
     */
    public static boolean keepsRest(String text) {
        List<String> words = WordPhrase.words(text);
        List<String> refused = REST.without(words);
        return refused.size() < words.size() && !refused.isEmpty() && !MESSAGES.isIn(refused) && !KINDS.isIn(refused);
    }

    /** Whether a text begins with what they only meant, which is no message of ours: "pero si solo digo que la señora no contesta". */
    public static boolean explains(String text) {
        List<String> words = WordPhrase.words(text);
        return ONLY.begin(words, OPENINGS) && !MESSAGES.isIn(words);
    }

    /** Whether a text says with or without a no in front that they wish to help, call, know or come, and denies nothing. */
    public static boolean wishesToHelp(String text) {
        List<String> words = WordPhrase.words(text);
        int from = IntStream.range(0, words.size())
                .filter(at -> OPENINGS.longest(words, at) == 0)
                .findFirst()
                .orElse(words.size());
        return explains(text) && !NEGATION.isIn(words.subList(from, words.size()));
    }

    /** Whether what was meant is neither our messages nor their end, and refuses nothing: "no, I was answering the picnic". */
    public static boolean isOfSomethingElse(Explanation explanation) {
        List<String> words = WordPhrase.words(explanation.whole());
        return WordPhrase.words(explanation.clause()).size() >= FEWEST_MEANT
                && !EVERYTHING.isIn(explanation.said())
                && Stream.of(MESSAGES, REST, NEGATION).noneMatch(phrases -> phrases.isIn(words));
    }

    /** Whether a text says this and nothing else; a question does not. */
    public boolean isIn(String text) {
        return !WordPhrase.asks(text)
                && PhraseCover.lists(covers, text)
                        .anyMatch(lists -> lists.contains(list)
                                || this == YES && lists.contains(GOODBYE) && !lists.contains("politeness")
                                || this == ONE_THING && (lists.contains(TIMES) || lists.contains(REMINDERS)));
    }
}
