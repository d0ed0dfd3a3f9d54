package org.relais.conversation;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.conversation.words.Clauses;
import org.relais.conversation.words.PhraseCover;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;

/**
 * What words say of an action and nothing else: that they wish to begin it ("I'll do the survey", "me apunto a llamar"), or have
 * done it ("I've sent the carols to my sister"). Every word belongs to {@code begin.*} or {@code done*} of {@code
 * replies/*.properties}, or to the title of what is open; but for {@code done.sent}, which says so wherever it stands. A pure function, safe for any number of threads.
 */
public final class ActionWish {
    /** Sorts that may be begun in words: an event is answered. */
    public static final List<Topic.Sort> BEGUN = List.of(Topic.Sort.CALL, Topic.Sort.QUESTION, Topic.Sort.SHARE);

    private static final String DONE = "done";
    private static final String CONTACT = "begin.contact";
    private static final String TITLE = "title";
    private static final Phrases PICTURES = ReplyFiles.phrases("any", List.of("kind.laugh", "yes"));

    private static final Phrases NOES = ReplyFiles.phrases("any", "no");

    /** Says of something that was passed on, or signed, whatever else stands around. */
    private static final Phrases SENT = ReplyFiles.phrases("done.sent");
    /** That it was not, or not by them, or not yet. */
    private static final Phrases NOT_SENT = ReplyFiles.phrases("done.not");

    private static final Phrases NEGATION = ReplyFiles.phrases("negation");
    private static final int MOST_WORDS = 24;

    private static final Map<Topic.Sort, List<PhraseCover>> BEGINNING =
            BEGUN.stream().collect(Collectors.toUnmodifiableMap(Function.identity(), ActionWish::beginning));
    private static final List<PhraseCover> DOING = covers(
            DONE, "done.fill", "begin.share.to", "share.friend", "company.friend", "opening", "vocative", "politeness");
    private static final Phrases ANY = ReplyFiles.phrases(List.of(
            DONE, "done.sent", CONTACT, begin(Topic.Sort.CALL), begin(Topic.Sort.QUESTION), begin(Topic.Sort.SHARE)));

    private ActionWish() {}

    /** Whether a text may say any of this, whatever is open. */
    public static boolean mayBe(String text) {
        return ANY.isIn(WordPhrase.words(text));
    }

    /**
     * Whether a text wishes to begin something of a sort.
     *
     * @param titles of what is open of it
     */
    public static boolean begins(String text, Topic.Sort sort, Collection<String> titles) {
        return lists(BEGINNING.getOrDefault(sort, List.of()), text, titles)
                .anyMatch(lists -> lists.contains(begin(sort)) || lists.contains(CONTACT));
    }

    /** Whether a text asks for somebody to call, by these words and not by "one more" alone. */
    public static boolean asksForContact(String text) {
        return lists(BEGINNING.getOrDefault(Topic.Sort.CALL, List.of()), text, List.of())
                .anyMatch(lists -> lists.contains(CONTACT) && !lists.contains(begin(Topic.Sort.CALL)));
    }

    /** Whether a text says that what was asked has been done. */
    public static boolean isDone(String text, Collection<String> titles) {
        return !WordPhrase.asks(text)
                        && lists(DOING, withoutPictures(text), titles).anyMatch(lists -> lists.contains(DONE))
                || isPassedOn(text);
    }

    /** "Signed, and sent to all the mums at school": one clause says so, none denies it, and none says whether they come. */
    private static boolean isPassedOn(String text) {
        List<String> clauses = Clauses.withQuestions(text).toList();
        return WordPhrase.words(text).size() <= MOST_WORDS
                && clauses.stream().anyMatch(ActionWish::isSent)
                && clauses.stream().filter(clause -> !isSent(clause)).allMatch(clause -> ReplyWords.attends(clause)
                        .isEmpty());
    }

    private static boolean isSent(String clause) {
        List<String> words = WordPhrase.words(clause);
        return SENT.isIn(words)
                && !WordPhrase.asks(clause)
                && !NEGATION.isIn(SENT.without(words))
                && !NOT_SENT.isIn(words);
    }

    /** Whatever picture stands beside the words, but for one that says no. */
    private static String withoutPictures(String text) {
        return WordPhrase.words(text).stream()
                .filter(word -> Character.isLetterOrDigit(word.codePointAt(0)) || NOES.isIn(List.of(word)))
                .collect(Collectors.joining(" "));
    }

    /** Whether a text has a word of a title. */
    public static boolean names(String text, String title) {
        return WordPhrase.words(text).stream().anyMatch(word -> TitleWords.isIn(word, List.of(title)));
    }

    private static Stream<Set<String>> lists(List<PhraseCover> covers, String text, Collection<String> titles) {
        Phrases named = WordPhrase.words(text).stream()
                .filter(word -> TitleWords.isIn(word, titles))
                .map(WordPhrase::read)
                .collect(Phrases.collector());
        return PhraseCover.lists(
                named.isEmpty()
                        ? covers
                        : covers.stream().map(cover -> cover.with(TITLE, named)).toList(),
                text);
    }

    private static List<PhraseCover> beginning(Topic.Sort sort) {
        String begin = begin(sort);
        return sort == Topic.Sort.CALL
                ? covers(begin, CONTACT, begin + ".fill", "begin.fill", "yes", "opening", "vocative", "politeness")
                : covers(
                        begin,
                        begin + ".fill",
                        "begin.share.to",
                        "begin.fill",
                        "yes",
                        "opening",
                        "vocative",
                        "politeness");
    }

    private static List<PhraseCover> covers(String... keys) {
        return PhraseCover.ofEveryLanguage(keys).stream()
                .map(cover -> cover.with("any", PICTURES))
                .toList();
    }

    private static String begin(Topic.Sort sort) {
        return "begin." + sort.name().toLowerCase(Locale.ROOT);
    }
}
